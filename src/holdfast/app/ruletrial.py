"""Use case: run the examples of rules: each must be found where its examples stand, and nowhere else."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from holdfast.app.origins import find_target
from holdfast.app.places import OWN
from holdfast.app.rulebook import Announce, RuleBook, Types, book_of, own_rules, pack_head
from holdfast.app.rules import PACK, source
from holdfast.checks.secrets.examples import render
from holdfast.engines.secrets.confirm import expression
from holdfast.engines.secrets.observe import failures
from holdfast.estate.repo.blob import Blob
from holdfast.formats.owncode import codes
from holdfast.formats.ownjudged import judges
from holdfast.model.check import Persona
from holdfast.model.credential import CredentialType
from holdfast.model.policy import Policy

_SEEDS: Final = (1, 2, 3)
_CODE, _CONFIG = "src/shop/client.py", "deploy/production.env"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A promise that a type does not keep."""

    name: str
    source: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What became of the promises of some rules."""

    types: int
    """How many credential types, rules and libraries were tried."""
    lines: int
    """How many templates, snippets and programs were run."""
    faults: tuple[Fault, ...]

    def __add__(self, other: Trial) -> Trial:
        """Both together."""
        return Trial(
            types=self.types + other.types, lines=self.lines + other.lines, faults=(*self.faults, *other.faults)
        )


def run(files: Sequence[Path], folder: Path, announce: Announce) -> Trial:
    """Run the examples of the rules in some files, or without files of all that are in force in a folder.

    Those of files are tried beside the pack, as they would be at work. Raises ConfigError for one that cannot be used.
    """
    root = find_target(folder).root
    judging = [path for path in files if judges(path)]
    coding = [path for path in files if path not in judging and codes(path)]
    others = [path for path in files if path not in judging and path not in coding]
    trials = [
        _judged(judging, root) if judging or not files else None,
        _coded(coding, root) if coding or not files else None,
        _typed(others, root, announce) if others or not files else None,
    ]
    return sum((trial for trial in trials if trial), Trial(types=0, lines=0, faults=()))


def _typed(files: Sequence[Path], root: Path, announce: Announce) -> Trial:
    """The examples of credential types."""
    if files:
        from holdfast.app.ownrules import read

        own = read(files)
        found: Types = Types(pack_head(), own)
        kinds: Sequence[CredentialType] = own.types
    else:
        kinds = found = Types(pack_head(), own_rules(root))
    book = book_of(found, Policy(), announce)
    prose = book.guidance()
    lines = {kind.check.id: (prose[kind.check.id].examples, prose[kind.check.id].silent) for kind in kinds}
    faults = tuple(
        Fault(name=kind.check.name, source=source(found, kind.check.id, root), says=says)
        for kind in kinds
        for says in _faults(kind, *lines[kind.check.id], book)
    )
    return Trial(types=len(kinds), lines=sum(len(one) + len(two) for one, two in lines.values()), faults=faults)


def _judged(files: Sequence[Path], root: Path) -> Trial | None:
    """The examples of an organisation's rules about resources; None where there are no such rules."""
    from holdfast.app import ownjudged

    own = ownjudged.read(files) if files else ownjudged.load(root / OWN)
    if own is None:
        return None
    where = {rule.check.name: str(own.sources[rule.check.id]) for rule in own.pack}
    faults = tuple(Fault(name=name, source=where[name], says=says) for name, says in ownjudged.broken(own))
    return Trial(types=own.pack.size, lines=len(own.examples), faults=faults)


def _coded(files: Sequence[Path], root: Path) -> Trial | None:
    """The examples of an organisation's rules and libraries about code; None where there are none."""
    from holdfast.app import owncode
    from holdfast.app.codebook import CodeBook

    shipped = CodeBook().checks.values()
    own = owncode.read(files, shipped) if files else owncode.load(root / OWN, shipped)
    if own is None:
        return None
    where = {rule.check.name: str(own.sources[rule.check.id]) for rule in own.pack.rules}
    faults = tuple(
        Fault(name=name, source=where.get(name, PACK), says=says)
        for name, says in owncode.broken(own, CodeBook(own).books)
    )
    return Trial(types=own.pack.size + own.libraries, lines=len(own.examples), faults=faults)


def _faults(kind: CredentialType, examples: tuple[str, ...], silent: tuple[str, ...], book: RuleBook) -> Iterator[str]:
    """What a type does not keep, once per template."""
    for number, template in enumerate(examples, 1):
        says = next(_missed(kind, template, book), "")
        if says:
            yield f"example {number} {says}: {template}"
    for number, template in enumerate(silent, 1):
        says = next(_told(kind, template, book), "")
        if says:
            yield f"silent {number} {says}: {template}"


def _missed(kind: CredentialType, template: str, book: RuleBook) -> Iterator[str]:
    persona = Persona.PEDANTIC if kind.pedantic else Persona.REGULAR
    for text in _drawn(kind, template):
        if text is None:
            yield _unreadable(template)
            return
        if not kind.files and not all(_keyed(kind, match[0]) for match in expression(kind).finditer(text.encode())):
            yield "matches text that has none of the keywords, which the portable matcher would miss"
        for path in _paths(kind):
            names = _shown(book, text, path, persona)
            if kind.check.name not in names:
                others = f" ({', '.join(sorted(names))} is told instead)" if names else ""
                yield f"is not found in {path}{others}"


def _told(kind: CredentialType, template: str, book: RuleBook) -> Iterator[str]:
    for text in _drawn(kind, template):
        if text is None:
            yield _unreadable(template)
            return
        for path in (_CODE, _CONFIG):
            if kind.check.name in _shown(book, text, path, Persona.REGULAR):
                yield f"is found in {path}"


def _drawn(kind: CredentialType, template: str) -> Iterator[str | None]:
    """The lines of a template, the same in each run; None for a template that cannot be filled in."""
    for seed in _SEEDS:
        try:
            yield render(template, random.Random(f"{kind.check.name} {seed} {template}"))  # noqa: S311 - no secret
        except ValueError:
            yield None


def _unreadable(template: str) -> str:
    try:
        render(template, random.Random(0))  # noqa: S311 - no secret
    except ValueError as error:
        return f"cannot be filled in, {error}"
    return "cannot be filled in"


def _paths(kind: CredentialType) -> tuple[str, ...]:
    """Values that only a name or a syntax gives away are promised in configuration; the rest everywhere."""
    if kind.files:
        return kind.files
    return (_CONFIG,) if kind.rank < 2 or kind.profile in ("structure", "password") else (_CODE, _CONFIG)


def _keyed(kind: CredentialType, match: bytes) -> bool:
    text = match.lower() if kind.fold or kind.caseless else match
    return any((word.lower() if kind.fold or kind.caseless else word).encode() in text for word in kind.keywords)


def _shown(book: RuleBook, text: str, path: str, persona: Persona) -> set[str]:
    """Names of the checks that a reader is told of."""
    blob = Blob(path, text.encode())
    hits = book.looker.look(blob).hits
    fails = [fail for _, fail in failures(blob, hits, lambda _: "")]
    return {hit.kind.check.name for hit, fail in zip(hits, fails, strict=True) if fail.persona <= persona}
