"""All modules of a project, each evaluated at its top when somebody needs it."""

from __future__ import annotations

import re
from fnmatch import translate
from typing import TYPE_CHECKING, Any, Final

from holdfast.engines.code.accounts import Accounts
from holdfast.engines.code.collect import Collector
from holdfast.engines.code.contents import Table
from holdfast.engines.code.demand import imported
from holdfast.engines.code.functions import hoist
from holdfast.engines.code.languages import LANGUAGES
from holdfast.engines.code.outcome import Cut, Limits, Near, Outcome, Project, Spot, asked_page
from holdfast.engines.code.run import DEEPEST, Run, Spent, Tables
from holdfast.engines.code.state import State
from holdfast.engines.code.values import Cell, Frame, Unit
from holdfast.engines.code.waking import SOURCE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfast.engines.code.grounds import Ground, Home
    from holdfast.engines.code.knowledge import Books, Knowledge
    from holdfast.engines.code.values import Routine
    from holdfast.estate.kinds.code import Function, Node

_SHORT: Final = 320
"""Functions up to so many bytes are walked for their constants."""
_DEPTH_OF_A_MODULE: Final = 8
_MOST_MODULES_INSIDE: Final = 24
"""Modules that are evaluated because one that is evaluated needs them."""


def share(run: Run, unit: Unit) -> None:
    """Give a module its ``module`` and ``exports``."""
    exports, shared = Cell("dict"), Cell("dict")
    run.state.own[exports] = Table()
    run.state.own[shared] = Table({"exports": exports})
    run.state.own[(unit.frame, "exports")] = exports
    run.state.own[(unit.frame, "module")] = shared
    unit.shared = shared


class Whole:
    """The project as the walk sees it; see ``run.World``."""

    def __init__(
        self,
        project: Project,
        books: Books,
        limits: Limits,
        tables: Tables,
        outcome: Outcome,
        near: tuple[str, int, int] | None = None,
    ) -> None:
        """``near`` is the line that somebody asks about; see ``Asked``."""
        self.near = near
        self.project = project
        self.limits = limits
        self.tables = tables
        self.memo: dict[Function, dict[Any, Any]] = {}
        self.top = State()
        self.spent = 0
        self.exhausting: set[Function] = set()
        self.outcome = outcome
        self._books = books
        self._units: dict[str, Unit | None] = {}
        self._collectors: dict[str, Collector] = {}
        self._resolved: dict[tuple[str, str], str | None] = {}
        self._pages: dict[tuple[str, str], Unit | None] = {}
        self._globs: dict[str, re.Pattern[str]] = {}
        self._inside = 0
        self.depth = 0
        self._bits: dict[Function, int] = {}
        self._gives: dict[Function, bool] = {}
        self._modules: dict[str, tuple[frozenset[str], frozenset[str]]] = {}

    def unit(self, path: str) -> Unit | None:
        """A module of the project, its top evaluated."""
        if path in self._units:
            return self._units[path]
        module = self.project.module(path)
        book = self.knowledge(module.language) if module is not None else None
        if module is None or book is None:
            self._units[path] = None
            return None
        if self._inside >= _MOST_MODULES_INSIDE or self.depth + _DEPTH_OF_A_MODULE > DEEPEST:
            self.cut(path, "<module>", "it is needed too deep inside of others", lasting=False)
            return None
        unit = Unit(module)
        unit.frame = Frame(unit, None, self.top, "module")
        self._units[path] = unit
        self._evaluate(unit, book)
        return unit

    def absent(self, path: str) -> bool:
        """Whether there is no module at a path, other than one that is needed too deep inside of others."""
        return path in self._units and self._units[path] is None

    def _evaluate(self, unit: Unit, book: Knowledge) -> None:
        run = self.run(unit, book, unit.ground)
        run.depth = self.depth + _DEPTH_OF_A_MODULE
        if run.spoken.shares_exports:
            share(run, unit)
        self._inside += 1
        try:
            hoist(run, unit.module.body)
            run.execute(unit.module.body)
        except Spent:
            self.cut(unit.path, "<module>", "its top takes more steps than one function may")
        except RecursionError:
            self.cut(unit.path, "<module>", "it is nested too deeply")
        except Exception as problem:  # no file may stop the look at the others
            self.broke(unit.path, "<module>", problem)
        finally:
            self._inside -= 1
            unit.done = True
            self.spent += self.limits.steps - max(run.steps, 0)
            self._collectors[unit.path] = run.collector

    def run(self, unit: Unit, book: Knowledge, ground: Ground) -> Run:
        """A walk that starts at the top of a module; ``ground`` takes what it hangs on."""
        steps = min(self.limits.steps, self.limits.total - self.spent)
        return Run(self, unit, unit.frame, self.top, book, LANGUAGES[unit.language], steps, ground)

    def collector(self, path: str) -> Collector | None:
        """What the top of a module gave."""
        return self._collectors.get(path)

    def resolve(self, module: str, importer: str) -> str | None:
        """The file that an import means, if it is one of the project's."""
        key = (module, importer)
        if key not in self._resolved:
            self._resolved[key] = self.project.resolve(module, importer)
        return self._resolved[key]

    def outside(self, module: str, importer: str) -> str:
        """The dotted name that an import means."""
        return self.project.outside(module, importer)

    def page(self, name: str, run: Run) -> Unit | None:
        """A template of the project, by the name that a module gives it."""
        importer = run.unit
        path = self.project.template(name, importer.path)
        run.ground.paths.add(asked_page(name, importer.path))
        if path is None:
            return None
        run.ground.paths.add(path)
        key = (path, importer.language)
        if key not in self._pages:
            self._pages[key] = None
            module = self.project.page(path, importer.language)
            book = self.knowledge(module.language) if module is not None else None
            if module is not None and book is not None:
                unit = self._pages[key] = Unit(module)
                unit.frame = Frame(unit, None, self.top, "module")
                self._evaluate(unit, book)
        return self._pages[key]

    def knowledge(self, language: str) -> Knowledge | None:
        """What is known of a language."""
        return self._books.of(language) if language in self._books.languages else None

    def wakes(self, routine: Routine) -> int:
        """Bits of what the text of a function uses; see ``waking``."""
        return self.bits(routine.frame.unit, routine.function)

    def bits(self, unit: Home, function: Function) -> int:
        """The same of a function of a module."""
        bits = self._bits.get(function)
        if bits is None:
            book = self.knowledge(unit.language)
            modules = self.modules(unit)[0]
            bits = 0 if book is None else book.waker.look(unit.module.data, function.start, function.end, modules)
            self._bits[function] = bits
        return bits

    def gives(self, unit: Home, function: Function) -> bool:
        """Whether something may come of a call even where no data goes in, by the text of the function."""
        found = self._gives.get(function)
        if found is None:
            found = function.end - function.start <= _SHORT or bool(self.bits(unit, function) & SOURCE)
            if not found:
                hands_out = LANGUAGES[unit.language].hands_out
                found = bool(hands_out.search(unit.module.data, function.start + 1, function.end))
            self._gives[function] = found
        return found

    def modules(self, unit: Home) -> tuple[frozenset[str], frozenset[str]]:
        """What a file imports; see ``demand.imported``."""
        found = self._modules.get(unit.path)
        if found is None:
            found = self._modules[unit.path] = imported(LANGUAGES[unit.language], unit.module.data)
        return found

    def within(self, path: str, pattern: str) -> bool:
        """Whether a path matches a glob."""
        found = self._globs.get(pattern)
        if found is None:
            found = self._globs[pattern] = re.compile(translate(pattern.removeprefix("**/")))
        return bool(found.match(path)) or any(found.match(path[at + 1 :]) for at, c in enumerate(path) if c == "/")

    def pass_by(self, run: Run, kind: str, at: Node | Spot, why: str) -> None:
        """Remember why a sink is not reported, where somebody asks about its line."""
        if self.near is None or self.near[0] != run.unit.path or not self.near[1] <= at.start <= self.near[2]:
            return
        spot = Spot(run.unit.path, at.start, at.end)
        for rule in run.book.rules:
            if rule.flow is not None and kind in rule.flow.sinks:
                self.outcome.near.append(Near(rule, spot, why))

    def cut(self, path: str, symbol: str, why: str, *, lasting: bool = True) -> None:
        """Remember that something was bounded; ``lasting``: by what stands in the code alone."""
        made = Cut(path, f"{symbol}: {why}", lasting and self.spent + self.limits.steps <= self.limits.total)
        if made not in self.outcome.cut:
            self.outcome.cut.append(made)

    def broke(self, path: str, symbol: str, problem: Exception) -> None:
        """Remember that the solver itself failed. The text of a problem may hold what was scanned: it is not told."""
        made = Cut(path, f"{symbol}: the solver broke on it: {type(problem).__name__}", fault=True)
        if made not in self.outcome.cut:
            self.outcome.cut.append(made)

    def account(self, outcome: Outcome, grounds: Mapping[str, Ground]) -> None:
        """What the answer of each file hangs on."""
        held = Accounts(self.gives)
        outcome.needs = held.needs(grounds)
        outcome.parts = held.parts()
        for (module, importer), target in self._resolved.items():
            outcome.imports.setdefault(importer, {})[module] = target
