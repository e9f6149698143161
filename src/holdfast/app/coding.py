"""Looks at the program code of a tree, and keeps the answers by the contents that they hang on."""

from __future__ import annotations

import gc
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from holdfast.app.codeanswers import Account, Answer, Row, Spot, Way
from holdfast.app.codekept import Kept
from holdfast.app.codeoffers import Offers
from holdfast.engines.code import outcome as engine
from holdfast.estate.codefiles import in_tests, language_of

if TYPE_CHECKING:
    from holdfast.app.codebook import CodeBook
    from holdfast.app.codeproject import Files, More
    from holdfast.engines.code.parts import Parts
    from holdfast.store.factcache import FactCache

_MOST_STEPS: Final = 40
_MOST_ROUNDS: Final = 5
"""How often files are looked at again because of what others turned out to be."""


@dataclass(slots=True)
class Coding:
    """What was read and found, by path."""

    answers: dict[str, Answer] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    """Files on which a frontend or the solver broke, each with the reason; nothing of them is kept."""
    cached: int = 0

    def rows(self) -> list[Row]:
        """All that is wrong, each place once, with the shortest way that is open to most.

        What a test hands to the program is the test's own, and nothing that is wrong with the program.
        """
        best: dict[tuple[str, Spot], Row] = {}
        for path, answer in self.answers.items():
            testing = in_tests(path)
            for row in answer.rows:
                if testing and not in_tests(row.at.path):
                    continue
                known = best.get((row.check, row.at))
                if known is None or (row.quieter != "", len(row.steps)) < (known.quieter != "", len(known.steps)):
                    best[row.check, row.at] = row
        return sorted(best.values(), key=lambda row: (row.at, row.check))


def code(
    paths: Sequence[str],
    files: Files,
    more: More,
    book: CodeBook,
    cache: FactCache | None = None,
    limits: engine.Limits = engine.Limits(),  # noqa: B008 - immutable
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Coding:
    """Look at files of a tree, those from the cache left out whose answer hangs on nothing that has changed.

    An answer hangs on the parts of files that were read to find it out, on what their imports mean, and on which
    functions of other files bring data or lead it on: where these are others now, the file is looked at again.
    """
    look = _Look(files, more, book, limits, progress)
    if cache is None:
        look.at(paths)
        return look.found
    kept = Kept(cache, book.digest, _scope(paths, files), files, more, lambda path: _apart(files, path, book))
    for path in paths:
        kept.names.of(path)  # all at first: what others hang on is known then
    recalled = ((path, kept.recalled(path)) for path in paths)
    found = look.found
    found.answers = {path: answer for path, answer in recalled if answer is not None}
    found.cached = len(found.answers)
    todo = [path for path in paths if path not in found.answers]
    offers = Offers(kept.names, more)
    for _ in range(_MOST_ROUNDS):
        if todo:
            look.at(todo, kept)
        todo = offers.turned(found.answers, frozenset(todo))
        if not todo:
            break
    lasting = look.fresh - look.passing - found.faults.keys()
    kept.keep({path: found.answers[path] for path in {*lasting, *(kept.renewed - look.fresh)}})
    unsettled = frozenset(todo)
    kept.keep_tree(
        {path: answer.offers for path, answer in found.answers.items() if path not in unsettled},
        {path: answer.interest for path, answer in found.answers.items() if answer.interest},
    )
    return found


def _scope(paths: Sequence[str], files: Files) -> str:
    """Whether all code of a tree is looked at: what brings data is known of what is looked at alone."""
    asked = frozenset(paths)
    return "whole" if all(path in asked for path in files.paths if language_of(path)) else "part"


def _apart(files: Files, path: str, book: CodeBook) -> Parts:
    from holdfast.engines.code.look import apart

    return apart(files, path, book.books)


class _Look:
    """Looks at files, and adds up what is found."""

    def __init__(
        self, files: Files, more: More, book: CodeBook, limits: engine.Limits, progress: Callable[[int, int], None]
    ) -> None:
        self._files = files
        self._more = more
        self._book = book
        self._limits = limits
        self._progress = progress
        self.found = Coding()
        self.fresh: set[str] = set()
        """Files that were looked at."""
        self.passing: set[str] = set()
        """Those of which another look may tell something else."""

    def at(self, paths: Sequence[str], kept: Kept | None = None) -> None:
        """Look at files; ``kept`` takes them apart for next time."""
        from holdfast.engines.code.look import look

        found, looked = self.found, frozenset(paths)
        known = {path: answer.interest for path, answer in found.answers.items() if path not in looked}
        asked = engine.Asked(paths, known, account=kept is not None)
        with _uncollected():
            seen = look(self._files, asked, self._book.books, self._limits, _counted(self._progress, len(paths)))
        found.answers |= _answers(paths, seen, self._files, self._more, kept)
        if kept is not None:
            kept.keep_parts(seen.parts)
        self.fresh |= looked
        self.passing |= {cut.path for cut in seen.cut if not cut.lasting}
        found.faults |= {cut.path: cut.why for cut in seen.cut if cut.fault} | self._files.faults


@contextmanager
def _uncollected() -> Iterator[None]:
    """Look for no circles of objects meanwhile: that takes a tenth of a look, and frees a seventh of its memory."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _counted(progress: Callable[[int, int], None], total: int) -> Callable[[str], None]:
    """Tells how many files were begun."""
    done = 0

    def begin(_path: str) -> None:
        nonlocal done
        progress(done, total)
        done += 1

    return begin


def near(path: str, line: int, files: Files, book: CodeBook) -> list[tuple[str, str]]:
    """Checks whose sinks were met on a line and are not reported, by id, each with the reason."""
    data = files.data(path)
    start = 0
    for _ in range(line - 1):
        start = data.find(b"\n", start) + 1
    end = data.find(b"\n", start)
    from holdfast.engines.code.look import look

    asked = engine.Asked([path], {}, (path, start, end if end >= 0 else len(data)))
    found = look(files, asked, book.books, engine.Limits()).near
    return list(dict.fromkeys((item.rule.check.id, item.why) for item in found))


def _answers(
    paths: Sequence[str], seen: engine.Outcome, files: Files, more: More, kept: Kept | None
) -> dict[str, Answer]:
    cuts: dict[str, list[str]] = {}
    places = _Places(files)
    for cut in seen.cut:
        if not cut.fault:
            cuts.setdefault(cut.path, []).append(cut.why)
    questions = kept.names.questions(seen.imports) if kept is not None else {}
    found = {}
    for path in paths:
        read = {other: bits for other, bits in sorted(seen.needs.get(path, {}).items()) if other != path}
        for each in (path, *read) if questions else ():
            read |= dict.fromkeys(questions.get(each, ()), -1)
        found[path] = Answer(
            _account(path, seen, files, more, places),
            tuple(_row(hit, places) for hit in seen.found.get(path, ())),
            tuple(Way(places.spot(route.at), *route[1:]) for route in seen.routes.get(path, ())),
            tuple(cuts.get(path, ())),
            tuple(seen.interest.get(path, ())),
            {other: kept.names.of(other) for other in read} if kept is not None else {},
            read,
        )
    return found


def _account(path: str, seen: engine.Outcome, files: Files, more: More, places: _Places) -> Account:
    data = more(path) or b""
    lines = data.count(b"\n") + (not data.endswith(b"\n") if data else 0)
    spots = (places.spot(each) for each in seen.broken.get(path, ()))
    broken = len({line for spot in spots for line in range(spot.line, spot.end_line + 1)})
    return Account(
        files.language(path), lines, seen.functions.get(path, 0), min(broken, lines), files.unread(path, data)
    )


class _Places:
    """Turns offsets into lines and columns, the starts of each file's lines found once."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._starts: dict[str, tuple[bytes, list[int]]] = {}

    def spot(self, at: engine.Spot) -> Spot:
        """A stretch as people count it."""
        return Spot(at.path, *self._place(at.path, at.start), *self._place(at.path, max(at.start, at.end)))

    def inside(self, path: str, symbol: str) -> str:
        """A qualified name without that of its module: a file that is moved keeps its findings."""
        module = self._files.module(path)
        return symbol.removeprefix(f"{module.name}.") if module is not None else symbol

    def _place(self, path: str, offset: int) -> tuple[int, int]:
        known = self._starts.get(path)
        if known is None:
            data = self._files.data(path)
            starts = [0]
            at = data.find(b"\n")
            while at >= 0:
                starts.append(at + 1)
                at = data.find(b"\n", at + 1)
            known = self._starts[path] = (data, starts)
        data, starts = known
        line = bisect_right(starts, offset)
        return line, len(data[starts[line - 1] : offset].decode("utf-8", "replace")) + 1


def _row(hit: engine.Hit, places: _Places) -> Row:
    steps = hit.steps
    if len(steps) > _MOST_STEPS:
        steps = (*steps[: _MOST_STEPS // 2], *steps[-_MOST_STEPS // 2 :])
    return Row(
        hit.rule.check.id,
        places.spot(hit.at),
        hit.source,
        hit.sink,
        hit.value,
        tuple((step.says, places.spot(step.at)) for step in steps),
        places.inside(hit.at.path, hit.symbol),
        hit.mark,
        hit.quieter,
        hit.more,
    )
