"""Use case: tell which credential types are in force, compare them with others, start a new one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from holdfast.app.judging import book_of
from holdfast.app.origins import find_target
from holdfast.app.places import OWN
from holdfast.app.rulebook import Types, guidance, pack_head, types
from holdfast.checks.secrets.validators import VALIDATORS
from holdfast.formats import rulesdoc
from holdfast.formats.newrule import identity, skeleton
from holdfast.formats.ownrules import NAME
from holdfast.model.check import Check
from holdfast.model.errors import IncompleteError, UsageError

Difference = rulesdoc.Difference
PACK = "pack"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One credential type or judged rule in force."""

    check: Check
    vendor: str
    source: str
    """``pack``, or the file that it stands in, relative to the root."""


def listing(folder: Path) -> list[Listed]:
    """The credential types and judged rules in force in a folder. Raises ConfigError."""
    root = find_target(folder).root
    found, prose = types(root), guidance(root)
    judged = book_of(root)
    own = {check: _within(path, root) for check, path in judged.sources.items()}
    return [
        *(
            Listed(check=kind.check, vendor=prose[kind.check.id].vendor, source=source(found, kind.check.id, root))
            for kind in found
        ),
        *(Listed(check=check, vendor="", source=own.get(check.id, PACK)) for check in judged.checks),
    ]


def source(found: Types, identity: str, root: Path) -> str:
    """Where a type comes from, in words."""
    path = found.own.sources.get(identity) if found.own else None
    return PACK if path is None else _within(path, root)


def _within(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)


def export(folder: Path) -> str:
    """The credential types and judged rules in force in a folder as a document. Raises ConfigError."""
    return rulesdoc.written(_document(find_target(folder).root))


def write(text: str, target: Path) -> None:
    """Write a text to a file, folders made as needed. Raises IncompleteError."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    except OSError as error:
        raise IncompleteError(f"{target} cannot be written: {error.strerror}") from error


def _document(root: Path | None) -> dict[str, Any]:
    found, prose = types(root), guidance(root)
    names = {function: name for name, function in VALIDATORS.items()}
    rows = (
        rulesdoc.row(kind, prose[kind.check.id], source(found, kind.check.id, root or Path()), names.__getitem__)
        for kind in found
    )
    judged = book_of(root)
    more = (
        {
            **entry,
            "source": _within(judged.sources[entry["id"]], root or Path()) if entry["id"] in judged.sources else PACK,
        }
        for entry in judged.described()
    )
    version = f"{found.head.version}+{found.head.digest}+{judged.digest}"
    return rulesdoc.document(version, [*rows, *more])


def compare(older: str, newer: str | None, folder: Path) -> Difference:
    """What became of the types: each side is a file, or the version of the pack that is installed.

    Without a newer one it is what is in force in the folder. Raises UsageError and ConfigError.
    """
    new = _document(find_target(folder).root) if newer is None else _side(newer)
    return rulesdoc.difference(_side(older), new)


def _side(word: str) -> dict[str, Any]:
    try:
        return rulesdoc.read(Path(word).read_text(encoding="utf-8"), word)
    except FileNotFoundError as error:
        here = pack_head().version
        if word == here:
            return _document(None)
        advice = (
            f"Name a file that `holdfast rules export` wrote, or {here}, the version of the pack that is installed."
        )
        raise UsageError(f"there is neither a file {word!r} nor that version of the pack", advice=advice) from error
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{word}: cannot be read: {error}", advice="Name a file with exported rules.") from error


def start(name: str, folder: Path) -> Path:
    """Write the file that a new type starts from; its path. Raises UsageError for a name that cannot be used."""
    if not NAME.fullmatch(name):
        raise UsageError(f"{name!r} is no name", advice="Use small letters, digits and single hyphens: acme-token.")
    root = find_target(folder).root
    taken = next(
        (kind.check for kind in types(root) if {name, identity(name)} & {kind.check.name, kind.check.id}), None
    )
    if taken:
        raise UsageError(
            f"there is a credential type {taken.name} already: {taken.title}", advice="Choose another name."
        )
    path = root / OWN / f"{name}.yaml"
    if path.exists():
        raise UsageError(f"{path} is there already", advice="Change it, or choose another name.")
    write(skeleton(name), path)
    return path
