"""The functions of the files that are asked for, each walked as whoever calls it may call it."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Final

from holdfast.engines.code.access import deep
from holdfast.engines.code.analyses import analysed
from holdfast.engines.code.collect import Collector
from holdfast.engines.code.demand import stem, telling, uses, wakes
from holdfast.engines.code.entries import PARAMETER, generic
from holdfast.engines.code.grounds import Ground
from holdfast.engines.code.outcome import Cut
from holdfast.engines.code.routes import routes
from holdfast.engines.code.run import Run, Spent, qualified
from holdfast.engines.code.state import State

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from holdfast.engines.code.outcome import Asked, Outcome
    from holdfast.engines.code.values import Routine, Unit
    from holdfast.engines.code.world import Whole

_MOST_ROUNDS: Final = 4


class Roots:
    """All files that are asked for: first the functions that matter by themselves, then those that use these."""

    def __init__(self, world: Whole, outcome: Outcome) -> None:
        self._world = world
        self._outcome = outcome
        self.left: set[str] = set()
        """Files that were not looked at, as the time was up."""
        self.grounds: dict[str, Ground] = {}
        """By file: what was read to find out about it."""
        self._found: dict[str, Collector] = {}
        self._sleeping: list[Routine] = []
        self._giving: dict[str, list[str]] = {}
        """By file: functions whose result carries data of a source."""
        self._fresh: dict[str, set[str]] = {}
        """The same, not looked for yet, by the last segment of the module's name."""

    def examine(self, asked: Asked, progress: Callable[[str], None] | None) -> None:
        """Walk all that may matter, file by file, then round by round."""
        for path in asked.paths:
            if progress is not None:
                progress(path)
            if self._over():
                self.left.add(path)
                self._outcome.cut.append(Cut(path, "the time was up before it was looked at"))
            else:
                self._guarded(path)
        for path, names in _known(asked.known).items():
            self._giving.setdefault(path, []).extend(names)
            self._fresh.setdefault(stem(path), set()).update(names)
        for _ in range(_MOST_ROUNDS):
            words = {where: {each.encode() for each in names if telling(each)} for where, names in self._fresh.items()}
            self._fresh = {}
            woken = self._woken(words)
            if woken and self._over():
                late = {routine.frame.unit.path for routine in woken}
                self._outcome.cut += [Cut(path, "the time was up before it was followed on") for path in sorted(late)]
            if not woken or self._over():
                break
            awake = set(map(id, woken))
            self._sleeping = [routine for routine in self._sleeping if id(routine) not in awake]
            for routine in woken:
                self._walk(routine)
        for path in asked.paths:
            found = self._found.get(path)
            if found is not None:
                self._outcome.found[path] = tuple(found.hits.values())
                self._outcome.interest[path] = tuple(sorted(set(self._giving.get(path, ()))))

    def _over(self) -> bool:
        """Whether the time is up."""
        deadline = self._world.limits.deadline
        return bool(deadline) and monotonic() > deadline

    def _woken(self, words: dict[str, set[bytes]]) -> list[Routine]:
        """Functions that sleep and use one of some names, given by the stem of the file that they stand in."""
        near: dict[str, set[bytes]] = {}
        woken: list[Routine] = []
        for routine in self._sleeping:
            unit = routine.frame.unit
            names = near.get(unit.path)
            if names is None:
                names = near[unit.path] = self._near(unit, words)
            if names and uses(routine, names - {routine.function.name.encode()}):
                woken.append(routine)
        return woken

    def _near(self, unit: Unit, words: dict[str, set[bytes]]) -> set[bytes]:
        """Names that a file holds, of functions in files that it imports, or in itself."""
        found: set[bytes] = set()
        for each in words.keys() & {*self._world.modules(unit)[1], stem(unit.path)}:
            found |= words[each]
        data = unit.module.data
        return {name for name in found if name in data}

    def _guarded(self, path: str) -> None:
        try:
            self._file(path)
        except Exception as problem:  # no file may stop the look at the others
            self._world.broke(path, "<module>", problem)

    def _file(self, path: str) -> None:
        self._world.depth = 0
        ground = self.grounds[path] = Ground()
        unit = self._world.unit(path)
        run = self._run(unit) if unit is not None else None
        if unit is None or run is None:
            return
        ground.others.add(unit.ground)
        self._found[path] = Collector()
        self._take(path, self._world.collector(path))
        self._outcome.functions[path] = 0
        found = self._outcome.routes[path] = routes(unit.module)
        for hit in analysed(unit.module, found, run.book.rules):
            self._found[path].add(hit)
        for routine in unit.frame.made:
            if wakes(run, routine) or _asked(self._world.near, routine):
                self._walk(routine)
            else:
                self._sleeping.append(routine)

    def _take(self, path: str, more: Collector | None) -> None:
        if more is not None:
            found = self._found[path]
            for hit in more.hits.values():
                found.add(hit)

    def _run(self, unit: Unit) -> Run | None:
        book = self._world.knowledge(unit.language)
        return None if book is None else self._world.run(unit, book, self.grounds[unit.path])

    def _walk(self, routine: Routine) -> None:
        unit = routine.frame.unit
        run = self._run(unit)
        if run is None:
            return
        run.state = State(self._world.top)
        try:
            value = generic(run, routine)
            if any(taint.root.origin != PARAMETER for taint in deep(run, value)):
                self._giving.setdefault(unit.path, []).append(routine.function.name)
                self._fresh.setdefault(stem(unit.path), set()).add(routine.function.name)
        except Spent:
            self._world.cut(unit.path, qualified(routine), "it takes more steps than one function may")
        except RecursionError:
            self._world.cut(unit.path, qualified(routine), "it is nested too deeply")
        except Exception as problem:  # no file may stop the look at the others
            self._world.broke(unit.path, qualified(routine), problem)
        self._outcome.functions[unit.path] = self._outcome.functions.get(unit.path, 0) + 1
        self._take(unit.path, run.collector)


def _asked(near: tuple[str, int, int] | None, routine: Routine) -> bool:
    """Whether somebody asks about a line of a function."""
    return near is not None and routine.function.start <= near[2] and near[1] <= routine.function.end


def _known(known: Mapping[str, object]) -> dict[str, list[str]]:
    return {
        path: [str(name) for name in names]
        for path, names in known.items()
        if isinstance(names, (list, tuple, set, frozenset))
    }
