"""Decision records: one small file for each, so that two people's decisions never touch the same line."""

from __future__ import annotations

import json
from typing import Final

from holdfast.model.decision import Choice, Decision, Person
from holdfast.model.errors import ConfigError

FOLDER: Final = ".holdfast/decisions"
SCHEMA: Final = "holdfast-decision/1"
_TEXTS: Final = ("fingerprint", "check", "path", "at", "reason", "until")


def stem(decision: Decision) -> str:
    """The name of a decision's file without its ending: the day, and the fingerprint."""
    return f"{decision.at[:10]}-{decision.fingerprint.replace(':', '-')}"


def write(decision: Decision) -> str:
    """The text of a record, keys sorted."""
    from dataclasses import asdict

    return json.dumps({"schema": SCHEMA, **asdict(decision)}, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def read(text: str, name: str) -> Decision:
    """A decision from the text of its record. Raises ConfigError for one that cannot be read."""
    try:
        fields = json.loads(text)
        if fields.pop("schema") != SCHEMA or not all(isinstance(fields[key], str) for key in _TEXTS):
            raise ValueError("another schema")
        by = Person(name=str(fields["by"]["name"]), email=str(fields["by"]["email"]))
        return Decision(choice=Choice(fields["choice"]), by=by, **{key: fields[key] for key in _TEXTS})
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        says = f"{name}: not a decision of {SCHEMA}"
        raise ConfigError(says, advice="Restore it from git, or take it away.") from error
