"""JSON that is safe to show anywhere: ASCII, and no control character in it but line ends."""

from __future__ import annotations

import json
from typing import Any


def dumped(document: Any) -> str:
    """A document as indented text, ending in a line end."""
    return json.dumps(document, indent=2).replace("\x7f", "\\u007f") + "\n"
