"""Use case: tell which rules are in force and how they did, compare them with others, start a new one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from holdfast.app.codebook import CodeBook, code_book
from holdfast.app.judging import book_of
from holdfast.app.origins import find_target
from holdfast.app.packagebook import described
from holdfast.app.places import OWN
from holdfast.app.precision import measured
from holdfast.app.rulebook import Types, guidance, pack_head, types
from holdfast.checks.package.index import RULES
from holdfast.checks.secrets.validators import VALIDATORS
from holdfast.formats import newcoderule, rulesdoc
from holdfast.formats.newrule import identity, skeleton
from holdfast.formats.ownrules import NAME
from holdfast.loop.precision import Precision
from holdfast.model.check import Check
from holdfast.model.codewords import LANGUAGES, SINKS
from holdfast.model.errors import IncompleteError, UsageError

Difference = rulesdoc.Difference
PACK = "pack"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One credential type, judged rule or rule about code in force."""

    check: Check
    vendor: str
    source: str
    """``pack``, or the file that it stands in, relative to the root."""
    did: Precision | None = None
    """How it did in this repository; None where nothing about it was ever recorded."""


def listing(folder: Path) -> list[Listed]:
    """The rules in force in a folder. Raises ConfigError, and LedgerError for a ledger that cannot be read."""
    root = find_target(folder).root
    found, prose = types(root), guidance(root)
    judged, code = book_of(root), code_book(root)
    packages = (rule.check for rule in RULES)
    own = {check: _within(path, root) for check, path in (*judged.sources.items(), *code.sources.items())}
    rows = [
        *((kind.check, prose[kind.check.id].vendor, source(found, kind.check.id, root)) for kind in found),
        *((check, "", own.get(check.id, PACK)) for check in (*judged.checks, *code.checks.values(), *packages)),
    ]
    did = measured(root, {check.name: check.id for check, _, _ in rows})
    return [Listed(check=check, vendor=vendor, source=where, did=did.get(check.id)) for check, vendor, where in rows]


def source(found: Types, identity: str, root: Path) -> str:
    """Where a type comes from, in words."""
    path = found.own.sources.get(identity) if found.own else None
    return PACK if path is None else _within(path, root)


def _within(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)


def export(folder: Path) -> str:
    """The rules in force in a folder as a document. Raises ConfigError."""
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
    judged, code = book_of(root), code_book(root)
    sources = {**judged.sources, **code.sources}
    more = (
        {**entry, "source": _within(sources[entry["id"]], root or Path()) if entry["id"] in sources else PACK}
        for entry in (*judged.described(), *code.described(), *described())
    )
    version = f"{found.head.version}+{found.head.digest}+{judged.digest}+{code.digest}"
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


def start(name: str, folder: Path, like: str = "", sink: str = "", language: str = "python") -> Path:
    """Write the file that a new rule starts from; its path.

    Without more it is a credential type. ``like`` names a rule about code to begin as a copy of; ``sink`` a kind of
    sink that a library in ``language`` has. Raises UsageError for a name that cannot be used, or is not known.
    """
    if not NAME.fullmatch(name):
        raise UsageError(f"{name!r} is no name", advice="Use small letters, digits and single hyphens: acme-token.")
    root = find_target(folder).root
    code = code_book(root)
    checks = (*(kind.check for kind in types(root)), *code.checks.values())
    taken = next((check for check in checks if {name, identity(name)} & {check.name, check.id}), None)
    if taken:
        raise UsageError(f"there is a rule {taken.name} already: {taken.title}", advice="Choose another name.")
    path = root / OWN / f"{name}.yaml"
    if path.exists():
        raise UsageError(f"{path} is there already", advice="Change it, or choose another name.")
    text = _like(name, like, code) if like else _sink(name, sink, language, code) if sink else skeleton(name)
    write(text, path)
    return path


def _like(name: str, like: str, code: CodeBook) -> str:
    """A rule about code that begins as a copy of the one called ``like``."""
    found = next((row for row in code.described() if like in (row["name"], row["id"], *row["aliases"])), None)
    if found is None:
        raise UsageError(f"there is no rule about code {like!r}", advice=_near(like, code))
    return newcoderule.like(name, found, found)


def _near(word: str, code: CodeBook) -> str:
    import difflib

    near = difflib.get_close_matches(word, [check.name for check in code.checks.values()], 3, 0.4)
    return f"Did you mean {' or '.join(near)}?" if near else "`holdfast rules list` names them all."


def _sink(name: str, kind: str, language: str, code: CodeBook) -> str:
    """A library with a sink of a kind that some rule watches for data of requests."""
    watched = _watched(code, language)
    if kind not in watched:
        says = f"no rule watches for data of requests in a sink {kind!r} in {LANGUAGES[language]}"
        raise UsageError(says, advice=f"One of: {', '.join(sorted(watched))}.")
    return newcoderule.library(name, kind, SINKS[kind], language, watched[kind])


def _watched(code: CodeBook, language: str) -> dict[str, str]:
    """Kind of sink to the first rule that regular readers hear of when data of a request reaches it."""
    found: dict[str, str] = {}
    for rule in code.rules.values():
        if rule.flow and language in rule.languages and "http-body" in rule.flow.origins:
            for kind in rule.flow.sinks:
                found.setdefault(kind, rule.check.name)
    return found
