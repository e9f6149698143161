"""Looks at the program code of a tree, and keeps the answers by the contents that they hang on."""

from __future__ import annotations

import gc
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any, Final, NamedTuple

from holdfast import __version__
from holdfast.app.codebook import CodeBook
from holdfast.app.codeimports import imports
from holdfast.app.codeproject import Files, More
from holdfast.engines.code import outcome as engine
from holdfast.engines.code.look import look
from holdfast.estate.codefiles import in_tests
from holdfast.store.factcache import FactCache

_MOST_STEPS: Final = 40
_MOST_ROUNDS: Final = 5
"""How often files are looked at again because of what others turned out to be."""


class Spot(NamedTuple):
    """A stretch of a file as people count: from 1, the end column behind the last character."""

    path: str
    line: int
    column: int
    end_line: int
    end_column: int


class Row(NamedTuple):
    """One thing that is wrong, as plain data."""

    check: str
    at: Spot
    source: str
    sink: str
    value: str
    steps: tuple[tuple[str, Spot], ...]
    symbol: str
    mark: str
    quieter: str
    more: int


class Way(NamedTuple):
    """A route as plain data."""

    at: Spot
    name: str
    handler: str
    checked: bool


class Account(NamedTuple):
    """What was read of a file."""

    language: str
    lines: int
    functions: int
    """How many functions were looked into."""
    broken: int
    """Lines of statements that could not be read."""
    unread: str = ""
    """Why it was not read at all; empty where it was."""


class Answer(NamedTuple):
    """All that is known of one file, and of what it calls."""

    account: Account
    rows: tuple[Row, ...] = ()
    ways: tuple[Way, ...] = ()
    cuts: tuple[str, ...] = ()
    """What was given up, and why."""
    interest: tuple[str, ...] = ()
    needs: Mapping[str, str] = {}
    """Other files that this hangs on, each with its digest; empty for one that is not there."""
    offers: str = ""
    """Changes with the files that it imports and with their ``interest``."""


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

    An answer hangs on the contents that it was made of, and on which functions of the files that its file imports bring
    data or lead it on: where these are others now, the file is looked at again.
    """
    digests = _Digests(more)
    found = Coding()
    todo = list(paths)
    if cache is not None:
        for path in paths:
            digests.of(path)  # all at first: what others hang on is known then
        recalled = ((path, _recalled(cache, book, path, digests)) for path in paths)
        found.answers = {path: answer for path, answer in recalled if answer is not None}
        todo = [path for path in paths if path not in found.answers]
        found.cached = len(found.answers)
    graph = imports(paths, files, more) if cache is not None else {}
    fresh: set[str] = set()
    passing: set[str] = set()
    for _ in range(_MOST_ROUNDS):
        looked = frozenset(todo)
        if todo:
            known = {path: answer.interest for path, answer in found.answers.items() if path not in looked}
            with _uncollected():
                seen = look(files, engine.Asked(todo, known), book.books, limits, _counted(progress, len(todo)))
            found.answers |= _answers(todo, seen, files, more, digests)
            fresh |= looked
            passing |= {cut.path for cut in seen.cut if not cut.lasting}
            found.faults |= {cut.path: cut.why for cut in seen.cut if cut.fault} | files.faults
        todo = [path for path in graph if _turned(path, looked, graph, found.answers)]
        if not todo:
            break
    if cache is not None:
        for path in fresh - passing - found.faults.keys():
            cache.put(_key(book, path, digests), _kept(found.answers[path]))
    return found


def _turned(
    path: str, looked: frozenset[str], graph: Mapping[str, tuple[str, ...]], answers: dict[str, Answer]
) -> bool:
    """Whether what a file imports is not what its answer was made with; of one just looked at it is noted."""
    answer = answers[path]
    offered = [f"{target}:{','.join(answers[target].interest)}" for target in graph[path] if target in answers]
    others = [target for target in graph[path] if target not in answers]
    offers = blake2b("\n".join((*offered, *others)).encode("utf-8", "surrogateescape"), digest_size=8).hexdigest()
    if path in looked:
        answers[path] = answer._replace(offers=offers)
        return False
    return answer.offers != offers


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
    asked = engine.Asked([path], {}, (path, start, end if end >= 0 else len(data)))
    found = look(files, asked, book.books, engine.Limits()).near
    return list(dict.fromkeys((item.rule.check.id, item.why) for item in found))


class _Digests:
    """Names of contents, each read once."""

    def __init__(self, more: More) -> None:
        self._more = more
        self._known: dict[str, str] = {}

    def of(self, path: str) -> str:
        """The name of the content at a path; empty where there is none."""
        found = self._known.get(path)
        if found is None:
            data = self._more(path)
            found = self._known[path] = blake2b(data, digest_size=12).hexdigest() if data is not None else ""
        return found

    def hold(self, names: Mapping[str, str]) -> bool:
        """Whether contents still have these names; most of them are known already."""
        return names.items() <= self._known.items() or all(self.of(path) == name for path, name in names.items())


def _answers(
    paths: Sequence[str], seen: engine.Outcome, files: Files, more: More, digests: _Digests
) -> dict[str, Answer]:
    cuts: dict[str, list[str]] = {}
    places = _Places(files)
    for cut in seen.cut:
        if not cut.fault:
            cuts.setdefault(cut.path, []).append(cut.why)
    return {
        path: Answer(
            _account(path, seen, files, more, places),
            tuple(_row(hit, places) for hit in seen.found.get(path, ())),
            tuple(Way(places.spot(route.at), *route[1:]) for route in seen.routes.get(path, ())),
            tuple(cuts.get(path, ())),
            tuple(seen.interest.get(path, ())),
            {other: digests.of(other) for other in sorted(seen.needs.get(path, ())) if other != path},
        )
        for path in paths
    }


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
        from bisect import bisect_right

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


def _key(book: CodeBook, path: str, digests: _Digests) -> bytes:
    text = f"{__version__}\0{book.digest}\0{path}\0{digests.of(path)}"
    return blake2b(text.encode("utf-8", "surrogateescape"), digest_size=16).digest()


def _kept(answer: Answer) -> bytes:
    return json.dumps(answer, separators=(",", ":")).encode("utf-8", "surrogatepass")


def _recalled(cache: FactCache, book: CodeBook, path: str, digests: _Digests) -> Answer | None:
    """What was found out last time; None where that cannot be read, or where something that it hangs on has changed."""
    saved = cache.get(_key(book, path, digests))
    if saved is None:
        return None
    try:
        account, rows, ways, cuts, interest, needs, offers = json.loads(saved)
        if not digests.hold(needs):
            return None
        routes = tuple(Way(Spot(*at), *rest) for at, *rest in ways)
        return Answer(Account(*account), _rows(rows), routes, tuple(cuts), tuple(interest), needs, str(offers))
    except (ValueError, TypeError, AttributeError):  # a cache is hostile input
        return None


def _rows(saved: Iterable[list[Any]]) -> tuple[Row, ...]:
    return tuple(
        Row(check, Spot(*at), source, sink, value, tuple((says, Spot(*spot)) for says, spot in steps), *rest)
        for check, at, source, sink, value, steps, *rest in saved
    )
