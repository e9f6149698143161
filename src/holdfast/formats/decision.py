"""Decision records: one small file for each, so that two people's decisions never touch the same line."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Final

from holdfast.model.decision import Decision

FOLDER: Final = ".holdfast/decisions"
SCHEMA: Final = "holdfast-decision/1"


def stem(decision: Decision) -> str:
    """The name of a decision's file without its ending: the day, and the fingerprint."""
    return f"{decision.at[:10]}-{decision.fingerprint.replace(':', '-')}"


def write(decision: Decision) -> str:
    """The text of a record, keys sorted."""
    return json.dumps({"schema": SCHEMA, **asdict(decision)}, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
