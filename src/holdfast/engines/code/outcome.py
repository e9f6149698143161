"""What goes into a look at code and what comes out of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

if TYPE_CHECKING:
    from holdfast.engines.code.parts import Parts
    from holdfast.estate.kinds.code import Module
    from holdfast.model.coderule import CodeRule


class Project(Protocol):
    """The files that a look may read."""

    def language(self, path: str) -> str:
        """The language of a file; empty where no frontend reads it."""

    def module(self, path: str) -> Module | None:
        """A file as a module; None where it is not there or is not read. Cheap when asked again soon."""

    def data(self, path: str) -> bytes:
        """A file's content in UTF-8, as its module's offsets count it; empty where there is none."""

    def resolve(self, module: str, importer: str) -> str | None:
        """The file that an import means; None for the outside."""

    def outside(self, module: str, importer: str) -> str:
        """The name of an import by which rules know it."""

    def template(self, name: str, importer: str) -> str | None:
        """The file that the name of a template means; None where there is none."""

    def page(self, path: str, language: str) -> Module | None:
        """A template as a module of one function, for a program in a language."""


PAGE: Final = "\0page\0"
"""How what stands for the question for a template begins, among the files that an answer hangs on."""


def asked_page(name: str, importer: str) -> str:
    """What stands for the question which file the name of a template means."""
    return f"{PAGE}{importer}\0{name}"


class Limits(NamedTuple):
    """When to give up. What is given up is told in ``Outcome.cut``."""

    steps: int = 60_000
    """Evaluated nodes in one entry into a function, with all that it calls."""
    total: int = 60_000_000
    """Evaluated nodes in the whole look."""
    depth: int = 24
    """Calls inside calls."""
    deadline: float = 0.0
    """Of ``time.monotonic``; 0 for none."""


LOCAL: Final = "local"
"""Only somebody on the same machine brings the data in."""
NAMED: Final = "named"
"""Names around it say that it is no matter of security."""
ASKED: Final = "asked"
"""It is done only where an option asks for it."""
MENDED: Final = "mended"
"""The function makes it harmless."""


class Spot(NamedTuple):
    """A stretch of a file in bytes."""

    path: str
    start: int
    end: int


class Step(NamedTuple):
    """One step on the way of data."""

    says: str
    at: Spot


class Hit(NamedTuple):
    """One thing that is wrong."""

    rule: CodeRule
    at: Spot
    source: str
    """Where data comes from, in words for ``{source}``; empty for a pattern."""
    sink: str
    """What happens there, in words for ``{sink}``; for a pattern the name of what is called, read or set."""
    steps: tuple[Step, ...]
    """The way of the data, the source first, the sink left out."""
    symbol: str
    """Qualified name of the function that it stands in; ``<module>`` at the top."""
    mark: str
    """The normalised statement, so that formatting, moving and other lines do not change it."""
    origin: str = ""
    """Family and member of the source."""
    quieter: str = ""
    """Why it is for pedantic readers: ``LOCAL``, ``NAMED``, ``ASKED`` or ``MENDED``; empty where it is for all."""
    more: int = 0
    """How many other ways lead to the same place."""
    value: str = ""
    """A constant for ``{value}``; never one that may be a secret."""


class Route(NamedTuple):
    """A function that a framework calls with a request."""

    at: Spot
    name: str
    """Method and path as far as they are constants."""
    handler: str
    checked: bool
    """A decorator, dependency, middleware or statement that asks who is calling was seen."""


class Near(NamedTuple):
    """A sink at a place that was asked about, and why it is not reported."""

    rule: CodeRule
    at: Spot
    why: str


class Cut(NamedTuple):
    """Something that was given up, and why."""

    path: str
    why: str
    lasting: bool = False
    """The same contents are given up again for the same reason: it does not hang on what else was looked at."""
    fault: bool = False
    """The solver broke: it should have been looked at, and nothing may be said of it."""


@dataclass(slots=True)
class Outcome:
    """What a look found out."""

    found: dict[str, tuple[Hit, ...]] = field(default_factory=dict)
    """For each path looked at, what is wrong there and in what it calls."""
    routes: dict[str, tuple[Route, ...]] = field(default_factory=dict)
    """For each path looked at, the routes that it sets up."""
    near: list[Near] = field(default_factory=list)
    cut: list[Cut] = field(default_factory=list)
    broken: dict[str, list[Spot]] = field(default_factory=dict)
    """Statements that could not be read, by path."""
    functions: dict[str, int] = field(default_factory=dict)
    """How many functions were looked into, by path of the files that were read."""
    needs: dict[str, dict[str, int]] = field(default_factory=dict)
    """For each path looked at, the other files that its hits hang on, of each the parts that were read, in bits of
    ``parts``; and the questions for templates, see ``asked_page``."""
    parts: dict[str, Parts] = field(default_factory=dict)
    """The parts of each file that something hangs on."""
    imports: dict[str, dict[str, str | None]] = field(default_factory=dict)
    """By file: each import that was asked for, and the file that it means."""
    interest: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """For each path, the names in it that others should look into when they use them: functions whose result carries
    data of a source, or whose parameters reach a sink."""

    @property
    def hits(self) -> list[Hit]:
        """All that is wrong, each place once."""
        return distinct(hit for hits in self.found.values() for hit in hits)


def distinct(hits: Iterable[Hit]) -> list[Hit]:
    """Each place once for each rule, with the shortest way of data that anybody can send; in the order of places."""
    best: dict[tuple[str, Spot], Hit] = {}
    for hit in hits:
        key = (hit.rule.check.id, hit.at)
        known = best.get(key)
        if known is None or (hit.quieter != "", len(hit.steps)) < (known.quieter != "", len(known.steps)):
            best[key] = hit
    return sorted(best.values(), key=lambda hit: (hit.at, hit.rule.check.id))


class Asked(NamedTuple):
    """What to look at."""

    paths: Sequence[str]
    known: Mapping[str, Collection[str]] = {}
    """``interest`` of files that need no look, from an earlier one."""
    near: tuple[str, int, int] | None = None
    """Path, first and last byte of a line: tell why its sinks are not reported."""
    account: bool = False
    """Tell what answers hang on, too."""
