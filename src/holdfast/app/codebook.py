"""The book of what is known about code: what travels in the pack, behind it what a repository brings along."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import holdfast.checks as home
from holdfast.app.places import OWN
from holdfast.formats.coderules import PACK, PROSE, CodePack, Prose, load_prose
from holdfast.model.check import Check, Guidance
from holdfast.model.coderule import CodeRule
from holdfast.model.errors import ConfigError

if TYPE_CHECKING:
    from holdfast.app.owncode import OwnCode
    from holdfast.engines.code.book import Books

_FOLDER: Final = Path(home.__file__).parent


class CodeBook:
    """Rules, their checks and their prose; each part is read when it is asked for."""

    def __init__(self, own: OwnCode | None = None) -> None:
        """Take what a repository has of its own. Raises ConfigError when the pack is missing."""
        self.packs = (CodePack(_read(PACK)), *((own.pack,) if own else ()))
        self._own_prose = own.prose if own else {}
        self.sources: Mapping[str, Path] = own.sources if own else {}
        """The file that each of a repository's own rules stands in, by check id."""

    @property
    def digest(self) -> str:
        """Changes with every rule and every fact of a library."""
        return "+".join(pack.digest for pack in self.packs)

    @cached_property
    def books(self) -> Books:
        """What the solver asks."""
        from holdfast.engines.code.book import Books

        return Books(self.packs)

    @cached_property
    def rules(self) -> Mapping[str, CodeRule]:
        """Every rule by the id of its check."""
        return {rule.check.id: rule for pack in self.packs for rule in pack.rules}

    @cached_property
    def checks(self) -> Mapping[str, Check]:
        """Every check by id."""
        return {name: rule.check for name, rule in self.rules.items()}

    @cached_property
    def _prose(self) -> Mapping[str, Prose]:
        return load_prose(_read(PROSE), self._own_prose)

    def described(self) -> Iterator[dict[str, Any]]:
        """Every rule as plain data with its prose, for documents about rules."""
        for pack in self.packs:
            for entry in pack.described():
                told, fix, bad = self._prose[entry["id"]]
                prose = {"why": told.why, "steps": list(told.steps), "references": list(told.references)}
                yield {**entry, **prose, "fix": dict(fix), "bad": dict(bad)}

    def guidance(self, check: str) -> Guidance | None:
        """The prose of a check by its id."""
        found = self._prose.get(check)
        return found[0] if found else None

    def fixes(self, check: str) -> Mapping[str, str]:
        """How it is written right, by language."""
        found = self._prose.get(check)
        return found[1] if found else {}

    def bad(self, check: str) -> Mapping[str, str]:
        """How it is written wrong, by language."""
        found = self._prose.get(check)
        return found[2] if found else {}


def code_book(root: Path | None) -> CodeBook:
    """The rules in force at a root. Raises ConfigError when the pack is missing, or for an own rule that is wrong."""
    if root is None or not (folder := root / OWN).is_dir():
        return CodeBook()
    from holdfast.app.owncode import load

    shipped = CodeBook()
    own = load(folder, shipped.checks.values())
    return CodeBook(own) if own else shipped


def _read(name: str) -> str:
    try:
        return (_FOLDER / name).read_text(encoding="utf-8")
    except FileNotFoundError as error:
        advice = "In a checkout run `make setup`; else install again."
        raise ConfigError(f"the compiled rule pack ({name}) is missing", advice=advice) from error
