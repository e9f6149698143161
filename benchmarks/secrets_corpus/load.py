"""Reads the labelled secrets corpus: JSON Lines files of templates, rendered with a seed made from each case's id."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from holdfast.checks.secrets.examples import render

FIELDS = ("id", "path", "text", "label", "type", "line", "why", "source")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One labelled piece of a file."""

    id: str
    """Name of the case: ``r-`` follows a place in a public repository, ``o-`` was made up."""
    path: str
    """Where the file would lie in a repository."""
    text: str
    """What the file says, every slot filled."""
    label: Literal["secret", "none"]
    """Whether a security engineer would want an alert for ``line``."""
    type: str
    """The labeller's own word for the kind of credential; empty when the label is ``none``."""
    line: int
    """The line in question, counted from one: where the secret begins, or what looks most like one."""
    why: str
    """The reason for the label in one phrase."""
    source: str
    """``own``, or ``owner/name@commit:path:line`` of the place that the case was written after."""
    also: tuple[int, ...] = ()
    """Further lines on which a report is right as well, such as the key id beside its secret."""


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
    unknown = set(raw) - {*FIELDS, "also"}
    if unknown:
        raise ValueError(f"unknown fields {sorted(unknown)}")
    if raw["label"] not in ("secret", "none"):
        raise ValueError(f"label {raw['label']!r} is neither secret nor none")
    fields = {name: raw[name] for name in FIELDS}
    fields["text"] = render(raw["text"], random.Random(raw["id"]))  # noqa: S311 - a repeatable draw
    return Case(**fields, also=tuple(raw.get("also", ())))
