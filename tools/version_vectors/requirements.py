"""Requirements and versions that are drawn at random from what makes them difficult, the same ones each time."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Final

_SEED: Final = 7
_COUNT: Final = 700
_NUMBERS: Final = ("0", "1", "2", "3", "10")


class _Draw:
    """Draws parts of requirements."""

    def __init__(self, ecosystem: str) -> None:
        self._source = random.Random(f"{_SEED}{ecosystem}")  # noqa: S311 - the same ones each time

    def one(self, *words: str) -> str:
        """One of the words."""
        return self._source.choice(words)

    def number(self) -> str:
        """A number."""
        return self.one(*_NUMBERS)

    def dotted(self, least: int, most: int) -> str:
        """Numbers with dots between."""
        return ".".join(self.number() for _ in range(self._source.randint(least, most)))

    def semver(self) -> str:
        """A semantic version."""
        return self.dotted(3, 3) + self.one(*[""] * 6, "-alpha", "-beta.1", "-rc.2", "-0", "-alpha.beta")

    def part(self) -> str:
        """A semantic version of which parts may be left out."""
        return self.one(self.semver(), self.semver(), self.dotted(2, 2), self.number(), f"{self.number()}.x",
                        f"{self.dotted(2, 2)}.*")  # fmt: skip


def _npm(draw: _Draw) -> str:
    def one() -> str:
        return draw.one("", "^", "~", ">=", "<=", ">", "<", "=", "~>", ">= ", "^ ") + draw.part()

    return draw.one(
        *(one(), one(), f"{one()} {one()}", f"{one()} || {one()}", f"{draw.part()} - {draw.part()}"),
        *(draw.one("*", "", "x", "latest", ">=x", "<*", "git://a"), f">={draw.dotted(3, 3)} <{draw.number()}"),
    )


def _cargo(draw: _Draw) -> str:
    def one() -> str:
        sign = draw.one("", "^", "~", ">=", "<=", ">", "<", "=")
        wild = (f"{draw.number()}.*", f"{draw.dotted(2, 2)}.*") if sign in ("", "=") else ()
        return sign + draw.one(draw.semver(), draw.semver(), draw.dotted(2, 2), draw.number(), *wild)

    return draw.one(one(), one(), one(), f"{one()}, {one()}", draw.one("*", "latest"))


def _gem_version(draw: _Draw) -> str:
    return draw.dotted(1, 4) + draw.one(*[""] * 8, ".rc1", ".pre", "-beta", ".a.1", "b2")


def _rubygems(draw: _Draw) -> str:
    def one() -> str:
        return draw.one("", "~> ", ">= ", "<= ", "> ", "< ", "= ", "!= ", "~>") + _gem_version(draw)

    return draw.one(one(), one(), one(), f"{one()},{one()}", f"{one()}, {one()}", "bad!")


def _python_version(draw: _Draw) -> str:
    return draw.dotted(1, 3) + draw.one("", "", "", "rc1", ".dev1", ".post1", "a2", "+local.1")


def _pypi(draw: _Draw) -> str:
    def one() -> str:
        wild = draw.one("==", "!=") + draw.dotted(2, 2) + ".*"
        sign = draw.one("==", ">=", "<=", ">", "<", "!=", "~=", "===")
        return draw.one(sign + _python_version(draw), sign + _python_version(draw), wild)

    return draw.one(one(), one(), one(), f"{one()},{one()}", f"{one()},{one()}", "", "latest")


def _php_version(draw: _Draw) -> str:
    return (
        draw.one("", "v", "")
        + draw.dotted(1, 4)
        + draw.one("", "", "", "-beta1", "-RC2", "-dev", "-alpha", "-p1", ".x-dev")
    )


def _php_any(draw: _Draw) -> str:
    return draw.one(_php_version(draw), _php_version(draw), _php_version(draw), "dev-main", "dev-foo", "1.0.0")


def _composer(draw: _Draw) -> str:
    def one() -> str:
        sign = draw.one("", "^", "~", ">=", "<=", ">", "<", "=", "!=", "==", "<>")
        return sign + draw.one(_php_version(draw), _php_version(draw), draw.dotted(2, 2), draw.number())

    special = draw.one(
        *("*", "dev-main", "dev-foo", "@dev", "^1.0@beta", ">=1.0@dev", "main-dev", "dev-main#abc", "1.0.x-dev"),
        *("~2.x-dev", "^2.0 as 3.0"),
    )
    high = draw.one(_php_version(draw), draw.dotted(2, 2), draw.number())
    return draw.one(
        *(one(), one(), f"{one()} {one()}", f"{one()},{one()}", f"{one()} || {one()}", f"{draw.dotted(2, 2)}.*"),
        *(f"{draw.number()}.*", f"{_php_version(draw)} - {high}", special),
    )


def _maven_version(draw: _Draw) -> str:
    return draw.dotted(1, 3) + draw.one("", "", "", "-SNAPSHOT", "-rc1", ".Final", "-alpha-1")


def _maven(draw: _Draw) -> str:
    def one() -> str:
        low, high = sorted([_maven_version(draw), _maven_version(draw)])
        ends = f"{draw.one(low, low, '')},{draw.one(high, high, '')}"
        return draw.one("[", "(") + ends + draw.one("]", ")")

    number, large = draw.number(), draw.one("20", "30")
    return draw.one(
        *(one(), one(), one(), f"[{_maven_version(draw)}]", _maven_version(draw), f"(,{number}.0],[{large}.0,)"),
        *(f"[{number}.0,{large}.0),[40,50]", "[1.0,2.0", "(1.0)"),
    )


_GRAMMARS: Final[dict[str, tuple[Callable[[_Draw], str], Callable[[_Draw], str]]]] = {
    "npm": (_npm, _Draw.semver),
    "cargo": (_cargo, _Draw.semver),
    "rubygems": (_rubygems, _gem_version),
    "pypi": (_pypi, _python_version),
    "composer": (_composer, _php_any),
    "maven": (_maven, _maven_version),
}


def requirements(ecosystem: str) -> list[tuple[str, str]]:
    """Requirements, each with a version to ask it for."""
    requirement, version = _GRAMMARS[ecosystem]
    draw = _Draw(ecosystem)
    found: dict[tuple[str, str], None] = {}
    while len(found) < _COUNT:
        found[requirement(draw), version(draw)] = None
    return list(found)
