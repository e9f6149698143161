"""Use case: draft a threat model from what is there, or add to one what it does not know."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from holdfast.app.origins import Target, find_target
from holdfast.app.policy import Policies
from holdfast.app.seeding import Seeding, seeding
from holdfast.app.threats import book
from holdfast.formats.report.look import Look
from holdfast.formats.threatmodel import MOST_BYTES, PATH, read
from holdfast.formats.threatmodelwrite import SCHEMA_NAME, added, written
from holdfast.formats.threatschema import written as schema
from holdfast.model.errors import IncompleteError, NothingError
from holdfast.model.seeded import Seeded
from holdfast.model.system import System
from holdfast.model.threat import Question
from holdfast.threats.analyse import analyse
from holdfast.threats.match import joined, lacking

_FOLDER: Final = PATH.rpartition("/")[0]


def begin(
    folder: Path,
    *,
    dry: bool = False,
    anew: bool = False,
    environment: Mapping[str, str] = os.environ,
    announce: Callable[[str], None] = lambda _text: None,
) -> tuple[Seeded, str]:
    """Draft, and write the model or what it lacks; what came of it, and the text of the model.

    ``anew`` drafts elements, flows, boundaries and data again, and keeps what people decided; ``dry`` writes nothing.
    Raises NothingError where there is nothing to draft from, and ConfigError for a model that cannot be read.
    """
    target = find_target(folder)
    policies = Policies(target.root, {}, environment)
    before = load(target.root)
    found = seeding(target, policies, environment, announce)
    drafted = found.drafted.system
    if not drafted.elements:
        raise NothingError(
            "nothing was found that a model could be drafted from",
            advice=f"Write {PATH} by hand, or name the folder that holds the system.",
        )
    if before is None or anew:
        fresh = drafted if before is None else _decided(drafted, before[0])
        whole, text = fresh, written(fresh)
    else:
        model, old = before
        fresh = lacking(model, drafted)
        whole, text = joined(model, fresh), added(old, fresh)
    changes = before is None or text != before[1]
    if changes and not dry:
        keep(target, text)
    told = _told(found, whole, fresh, analyse(whole, book(target.root)).questions)
    return replace(told, existed=before is not None and not anew, written=changes and not dry, dry=dry), text


def _told(found: Seeding, whole: System, fresh: System, questions: tuple[Question, ...]) -> Seeded:
    drafted = found.drafted
    return Seeded(
        path=PATH,
        system=whole,
        fresh=fresh,
        existed=False,
        written=False,
        counts=found.counts,
        origins=drafted.origins,
        grouped=drafted.grouped,
        left_out=drafted.left_out,
        unsure=drafted.unsure,
        gaps=found.gaps,
        questions=questions,
    )


def _decided(drafted: System, old: System) -> System:
    """A fresh draft with what people decided about the old model."""
    return replace(
        drafted,
        name=old.name,
        context=old.context,
        assumptions=old.assumptions,
        stories=old.stories,
        sessions=old.sessions,
        treatments=old.treatments,
    )


def load(root: Path) -> tuple[System, str] | None:
    """The model of a folder and its text; None where there is none. Raises ConfigError."""
    try:
        data = (root / PATH).read_bytes()[: MOST_BYTES + 1]
    except FileNotFoundError:
        return None
    except OSError as error:
        raise IncompleteError(f"{PATH} cannot be read: {error.strerror}") from error
    return read(PATH, data), data.decode("utf-8", "replace")


def keep(target: Target, text: str) -> None:
    """Write the model and the schema beside it, each whole or not at all."""
    for name, content in ((PATH, text), (f"{_FOLDER}/{SCHEMA_NAME}", schema())):
        path = target.root / name
        if path.exists() and path.read_bytes() == content.encode():
            continue
        draft = path.with_name(f"{path.name}.tmp")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            draft.write_text(content, encoding="utf-8")
            draft.replace(path)
        except OSError as error:
            draft.unlink(missing_ok=True)
            raise IncompleteError(f"{name} cannot be written: {error.strerror}") from error


def shown(found: Seeded, looks: Look) -> str:
    """What came of it, for a terminal."""
    from holdfast.formats.report.threatseed import text

    return text(found, looks)
