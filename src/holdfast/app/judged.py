"""The book of judged rules: what travels in the pack, behind it what a repository brings along."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import holdfast.checks as home
from holdfast.formats.judgedrules import JudgedPack, load_prose
from holdfast.model.check import Check, Guidance
from holdfast.model.errors import ConfigError
from holdfast.model.judgement import Example, Judge, JudgedRule
from holdfast.model.noun import fact, noun

_FAMILIES: Final = {
    "cloud": "holdfast.checks.cloud.judges",
    "container": "holdfast.checks.container.judges",
    "pipeline": "holdfast.checks.pipeline.judges",
}
"""Family to the module with its judges; imported when a rule of the family needs one."""
_FOLDER: Final = Path(home.__file__).parent


class _Judges(Mapping[str, Mapping[str, Judge]]):
    """The judges of each family by their names."""

    def __getitem__(self, family: str) -> Mapping[str, Judge]:
        found: Mapping[str, Judge] = import_module(_FAMILIES[family]).JUDGES
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(_FAMILIES)

    def __len__(self) -> int:
        return len(_FAMILIES)


JUDGES: Final[Mapping[str, Mapping[str, Judge]]] = _Judges()


@noun
class OwnJudged:
    """Rules of a repository that stand beside those of the pack."""

    pack: JudgedPack
    prose: Mapping[str, tuple[Guidance, Mapping[str, str]]]
    sources: Mapping[str, Path] = fact(repr=False)
    """The file that each stands in, by check id."""
    examples: tuple[Example, ...] = fact(repr=False)


class JudgedBook:
    """Rules by kind, their checks, and their prose; each part is read when it is asked for."""

    def __init__(self, own: OwnJudged | None = None) -> None:
        """Take a repository's own rules. Raises ConfigError when the pack is missing."""
        self._packs = (JudgedPack(_read("judged.json"), JUDGES), *((own.pack,) if own else ()))
        self._own_prose = own.prose if own else {}
        self.sources: Mapping[str, Path] = own.sources if own else {}
        """The file that each of a repository's own rules stands in, by check id."""
        self._rules: dict[str, tuple[JudgedRule, ...]] = {}
        self._named: dict[str, JudgedRule] = {}

    @property
    def digest(self) -> str:
        """Changes with every rule."""
        return "+".join(pack.digest for pack in self._packs)

    @property
    def size(self) -> int:
        """How many rules there are."""
        return sum(pack.size for pack in self._packs)

    def of(self, kind: str) -> tuple[JudgedRule, ...]:
        """The rules of a kind."""
        found = self._rules.get(kind)
        if found is None:
            found = self._rules[kind] = tuple(rule for pack in self._packs for rule in pack.of(kind))
            self._named |= {rule.check.id: rule for rule in found}
        return found

    def rule(self, identity: str) -> JudgedRule:
        """A rule by the id of its check; other kinds' rules need not be read. Raises KeyError for an unknown id."""
        if identity not in self._named:
            for kind in (kind for pack in self._packs for kind in pack.kinds(identity)):
                self.of(kind)
        return self._named[identity]

    def __iter__(self) -> Iterator[JudgedRule]:
        """Every rule."""
        for pack in self._packs:
            yield from pack

    @cached_property
    def rules(self) -> Mapping[str, JudgedRule]:
        """Every rule by the id of its check."""
        return {rule.check.id: rule for rule in self}

    def described(self) -> Iterator[dict[str, Any]]:
        """Every rule as plain data with its prose, for documents about rules."""
        for pack in self._packs:
            for entry in pack.described():
                told = self.guidance(entry["id"])
                prose = (
                    {"why": told.why, "steps": list(told.steps), "references": list(told.references)} if told else {}
                )
                yield {**entry, **prose, "fix": dict(self.fixes(entry["id"]))}

    @property
    def checks(self) -> tuple[Check, ...]:
        """The check of every rule, by id."""
        return tuple(rule.check for _, rule in sorted(self.rules.items()))

    @cached_property
    def _prose(self) -> Mapping[str, tuple[Guidance, Mapping[str, str]]]:
        return load_prose(_read("judged_guidance.json"), self._own_prose)

    def guidance(self, check: str) -> Guidance | None:
        """The prose of a check by its id."""
        found = self._prose.get(check)
        return found[0] if found else None

    def fixes(self, check: str) -> Mapping[str, str]:
        """How it is written right, by language."""
        found = self._prose.get(check)
        return found[1] if found else {}


class JudgedChecks(Mapping[str, Check]):
    """The checks of a book by id, each read when it is asked for."""

    def __init__(self, book: JudgedBook) -> None:
        """Take the book."""
        self._book = book

    def __getitem__(self, identity: str) -> Check:
        return self._book.rule(identity).check

    def __iter__(self) -> Iterator[str]:
        return iter(self._book.rules)

    def __len__(self) -> int:
        return self._book.size


def _read(name: str) -> str:
    try:
        return (_FOLDER / name).read_text(encoding="utf-8")
    except FileNotFoundError as error:
        advice = "In a checkout run `make setup`; else install again."
        raise ConfigError(f"the compiled rule pack ({name}) is missing", advice=advice) from error
