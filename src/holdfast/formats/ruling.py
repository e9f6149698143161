"""Records of rulings on risks: one small file each, with the signature of who decided beside what was decided."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any, Final

from holdfast.model.decision import Person
from holdfast.model.errors import ConfigError
from holdfast.model.event import Choose, Ruling

FOLDER: Final = ".holdfast/decisions/risks"
SCHEMA: Final = "holdfast-ruling/1"
_TEXTS: Final = ("subject", "at", "risk", "origin", "reason", "until", "band", "signature")
_PEOPLE: Final = ("owner", "author")


def stem(ruling: Ruling) -> str:
    """The name of a ruling's file without its ending: when it was made, the risk, and what was decided."""
    when = "".join(char for char in ruling.at[:19] if char.isalnum() or char == "-")
    return f"{when}-{ruling.risk}-{ruling.choice.value}"


def write(ruling: Ruling) -> str:
    """The text of a record, keys sorted."""
    return json.dumps({"schema": SCHEMA, **asdict(ruling)}, indent=1, sort_keys=True, ensure_ascii=True) + "\n"


def signed_text(ruling: Ruling) -> bytes:
    """What is signed: everything that was decided, as JSON in ASCII with sorted keys and no spaces."""
    plain = {"schema": SCHEMA, **asdict(replace(ruling, signature=""))}
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


def read(text: str, name: str) -> Ruling:
    """A ruling from the text of its record. Raises ConfigError for one that cannot be read."""
    try:
        fields = json.loads(text)
        if fields.pop("schema") != SCHEMA:
            raise ValueError("another schema")
        return ruling(fields)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        says = f"{name}: not a ruling of {SCHEMA}"
        raise ConfigError(says, advice="Restore it from git, or take it away.") from error


def ruling(fields: Mapping[str, Any]) -> Ruling:
    """A ruling from its fields. Raises ValueError, KeyError or TypeError for what is none."""
    if not all(isinstance(fields[key], str) for key in _TEXTS):
        raise TypeError("a field is no text")
    by = _person(fields["by"])
    if by is None:
        raise TypeError("nobody decided")
    owner, author = (_person(fields[key]) for key in _PEOPLE)
    words = {key: fields[key] for key in _TEXTS}
    return Ruling(choice=Choose(fields["choice"]), by=by, owner=owner, author=author, **words)


def _person(value: Any) -> Person | None:
    if value is None:
        return None
    name, email = value["name"], value["email"]
    if not (isinstance(name, str) and isinstance(email, str)):
        raise TypeError("a name is no text")
    return Person(name=name, email=email)
