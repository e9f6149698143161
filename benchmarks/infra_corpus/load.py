"""Reads the labelled infrastructure corpus: JSON Lines files, secrets rendered with a seed made from each case's id."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from holdfast.checks.secrets.examples import render
from holdfast.model.infrastructure import TOPICS

FIELDS: Final = frozenset({"id", "provider", "topic", "label", "why", "at", "files"})
_TEMPLATE: Final = str.maketrans({"{": "{{", "}": "}}", "‹": "{", "›": "}"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """Lines of a file, counted from one, both ends included."""

    path: str
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One resource that is right or wrong in one topic."""

    id: str
    """Provider, number, and ``b`` or ``g``: the bad and the good variant of a pair share the number."""
    provider: str
    """``aws``, ``azure``, ``google``, ``kubernetes``, ``docker`` or ``pipelines``."""
    topic: str
    """Topic that the label is about, from the closed list; nothing is said about others."""
    label: Literal["bad", "good"]
    """Whether a careful reviewer would ask for a change."""
    why: str
    """The reason for the label in one phrase."""
    at: tuple[Lines, ...]
    """Where the resource stands; where there are several, each is as right a place for a finding."""
    files: Mapping[str, str]
    """Path to content, every slot filled."""


def load(folder: Path) -> list[Case]:
    """All cases of the ``*.jsonl`` files in ``folder``, in the order of file names and lines.

    Raises ValueError, naming file and line, for a line that is not a case, and for a slot that cannot be filled.
    """
    cases = []
    for file in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
            try:
                cases.append(_case(json.loads(line)))
            except (KeyError, TypeError, ValueError) as error:
                raise ValueError(f"{file.name}:{number}: {error}") from error
    return cases


def _case(raw: dict[str, Any]) -> Case:
    if set(raw) != FIELDS:
        raise ValueError(f"fields {sorted(set(raw) ^ FIELDS)} are unknown or missing")
    if raw["label"] not in ("bad", "good") or raw["topic"] not in TOPICS:
        raise ValueError(f"label {raw['label']!r} or topic {raw['topic']!r} is unknown")
    draw = random.Random(raw["id"])  # noqa: S311 - a repeatable draw
    files = {path: render(text.translate(_TEMPLATE), draw) for path, text in raw["files"].items()}
    return Case(**(raw | {"files": files, "at": tuple(Lines(**lines) for lines in raw["at"])}))
