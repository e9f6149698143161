"""Use cases: a threat model to another tool's format, and from one; with what is lost on the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from holdfast.app.origins import find_target
from holdfast.app.threats import Told
from holdfast.app.threatsinit import keep, load
from holdfast.app.threatspictures import placed
from holdfast.formats import foreignmodel, otm, otmwrite, threatdragon, threatdragonwrite
from holdfast.formats.report.dataflow import arranged
from holdfast.formats.report.look import Look
from holdfast.formats.report.mermaid import mermaid
from holdfast.formats.report.threatlosses import text
from holdfast.formats.report.threattable import markdown, table
from holdfast.formats.threatmodel import PATH, examine
from holdfast.formats.threatmodelwrite import added, written
from holdfast.formats.threatshelves import Places, Shelf, shelves
from holdfast.model.errors import HoldfastError, IncompleteError, UsageError
from holdfast.model.exchange import Exported, Imported, Loss

TOOLS: Final = {"threat-dragon": "Threat Dragon 2", "otm": "OTM 0.2"}
"""Formats of other tools, and how people call them."""
FORMATS: Final = (*TOOLS, "mermaid", "csv", "md")
"""What a model can be exported to."""


def export(found: Told, form: str) -> Exported:
    """The model in a format, and what that has no place for."""
    if form == "threat-dragon":
        return threatdragonwrite.write(found.system, found.standings, _places(found))
    if form == "otm":
        return otmwrite.write(found.system, found.standings)
    if form == "csv":
        return Exported(text=table(found.system, found.standings))
    if form == "md":
        return Exported(text=markdown(found.system, found.analysed, found.standings, found.first))
    return Exported(text=mermaid(found.system, found.standings))


def _places(found: Told) -> Places:
    """Where the picture has everything; in plain rows where it cannot be laid out."""
    try:
        plan = arranged(found.system, found.standings, placed(found.root))
    except HoldfastError:
        return shelves(found.system)
    return Places(
        {name: Shelf(*box) for name, box in plan.elements.items()},
        {name: Shelf(*box) for name, box in plan.boundaries.items()},
    )


def bring(
    folder: Path, file: Path, *, merge: bool = False, force: bool = False, dry: bool = False
) -> tuple[Imported, str]:
    """Read another tool's model and write it as ours; what came of it, and the text of the model.

    Raises UsageError where there is a model already and neither ``merge`` nor ``force`` is said, or the format is not
    known; ConfigError for a file that cannot be read.
    """
    target = find_target(folder)
    before = load(target.root)
    if before is not None and not merge and not force and not dry:
        raise UsageError(
            f"there is a {PATH} already",
            advice="--merge adds what it lacks, by id; --force replaces it; --dry-run shows what would be written.",
        )
    found = _valid(_read(file))
    whole = added(before[1], replace(found.system, name="")) if before and merge else written(found.system)
    if not dry:
        keep(target, whole)
    return found, whole


def _read(file: Path) -> Imported:
    try:
        with file.open("rb") as stream:
            content = stream.read(foreignmodel.MOST_BYTES + 1)
    except OSError as error:
        raise IncompleteError(f"{file} cannot be read: {error.strerror}") from error
    document = foreignmodel.document(str(file), content)
    today = datetime.now(UTC).date().isoformat()
    if otm.recognised(document):
        return otm.read(document, today)
    if threatdragon.recognised(document):
        return threatdragon.read(str(file), document, today)
    known = " and ".join(TOOLS.values())
    raise UsageError(f"{file}: no format that is known", advice=f"{known} are read.")


def _valid(found: Imported) -> Imported:
    """The part of a model that ours may say; what it may not is lost."""
    checked = examine(PATH, written(found.system).encode())
    wrong = tuple(Loss(what="what is not valid here", where=PATH, why=item.says) for item in checked.wrong)
    return replace(found, system=checked.system, losses=(*found.losses, *wrong))


def lost(losses: Sequence[Loss], heading: str, looks: Look) -> str:
    """The losses for a terminal."""
    return text(losses, heading, looks)
