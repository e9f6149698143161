"""JSON that is safe to show anywhere: ASCII, and no control character in it but line ends."""

from __future__ import annotations

import json
from typing import Any


def dumped(document: Any) -> str:
    """A document as indented text, ending in a line end; what is no character, as some file names have, is ``?``."""
    text = json.dumps(document, indent=2)
    if "\\ud" in text:
        whole = json.dumps(document, ensure_ascii=False).encode("utf-8", "replace")
        text = json.dumps(json.loads(whole), indent=2)
    return text.replace("\x7f", "\\u007f") + "\n"
