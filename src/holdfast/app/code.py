"""Looks at the program code among what a scan read: what is wrong, how it was before, and what nobody could see."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from holdfast.app.codeanswers import Answer, Row
from holdfast.app.codebook import CodeBook, code_book
from holdfast.app.codefails import fail, mark_of, place, set_apart
from holdfast.app.codeproject import Files, More
from holdfast.app.coding import Coding, code
from holdfast.app.contents import Frames, on_disk
from holdfast.app.looked import Failure, Mark
from holdfast.app.tongues import unread_tongues
from holdfast.engines.code.outcome import Limits
from holdfast.estate.codefiles import in_tests, language_of
from holdfast.estate.repo import git
from holdfast.estate.repo.reading import TreeReader
from holdfast.kit.places import cache_folder, data_folder
from holdfast.model.check import Check, Guidance
from holdfast.model.coverage import Coverage, Route
from holdfast.model.policy import Acceptance
from holdfast.model.report import Notice, Skipped
from holdfast.store.factcache import FactCache

if TYPE_CHECKING:
    from holdfast.app.harvest import Harvest
    from holdfast.app.origins import Origin, Target
    from holdfast.app.policy import Policies
    from holdfast.engines.secrets.look import Looker


@dataclass(slots=True, kw_only=True)
class Code:
    """What was found in the code of one scan; see ``Looked``."""

    book: CodeBook
    coding: Coding
    rows: list[Row]
    """Of the paths that were asked for."""
    texts: Mapping[str, bytes]
    """Contents of the files in which something is wrong."""
    frames: Frames
    earlier: Callable[[str], Iterable[Row]]
    """What fails at a revision, among what may be the same."""
    coverage: Coverage

    languages: frozenset[str]
    """Those of which files were read."""

    @property
    def ran(self) -> tuple[Check, ...]:
        """The checks for the languages that were met, by id."""
        return tuple(
            rule.check for _, rule in sorted(self.book.rules.items()) if not self.languages.isdisjoint(rule.languages)
        )

    @property
    def tells(self) -> bool:
        """Whether there is anything to weigh."""
        return bool(self.rows)

    @property
    def accepts(self) -> Sequence[Acceptance]:
        """None beside those of the policy."""
        return ()

    @property
    def checks(self) -> Mapping[str, Check]:
        """Every check of code, by id."""
        return self.book.checks

    def found(self, mark: Mark) -> Iterator[Failure]:
        """What fails."""
        for row in self.rows:
            yield Failure(row.check, fail(row, self.book, self.frames))

    def before(self, revision: str, mark: Mark) -> Counter[tuple[str, str]]:
        """How often each (check id, mark) failed at a revision."""
        return Counter((row.check, mark_of(row)) for row in self.earlier(revision))

    def guidance(self, check: str) -> Guidance | None:
        """The prose of a check of code."""
        return self.book.guidance(check)

    @property
    def files(self) -> Mapping[str, int]:
        """How many files of each language were read."""
        return Counter(each.account.language for each in self.coding.answers.values() if not each.account.unread)

    def lost(self) -> Iterator[tuple[str, str]]:
        """Languages of which something that counts could not be read or followed to the end, and what."""
        troubled: dict[str, list[str]] = {}
        for path, answer in self.coding.answers.items():
            if (answer.cuts or answer.account.broken or path in self.coding.faults) and not set_apart(path):
                troubled.setdefault(answer.account.language, []).append(path)
        for language, paths in troubled.items():
            yield language, f"{len(paths)} files were not read or followed to the end, the first {min(paths)}"


def look(
    target: Target,
    origin: Origin,
    policies: Policies,
    looker: Callable[[], Looker],
    progress: Callable[[int, int], None] = lambda _done, _total: None,
    deadline: float = 0.0,
    given: Mapping[str, bytes] | None = None,
) -> Code:
    """Look at the code of an origin. ``given`` holds contents that stand nowhere else, as those of standard input.

    Raises ConfigError when the rule pack is missing, or for a rule of the root that cannot be used.
    """
    book = code_book(target.root)
    most = policies.root.max_file_bytes
    wanted = [path for path in origin.paths if language_of(path)]
    staged = origin.name == "staged"
    tree = TreeReader(target.root, "", most) if staged else None
    with tree or nullcontext():
        more = tree or _remembered(on_disk(target.root, most), given or {})
        whole = origin.name == "worktree"
        everything = origin.paths if whole and not target.within else _tree(target, origin.paths)
        cache = FactCache(cache_folder(), data_folder(), "code") if policies.root.cache else None
        coding = code(wanted, Files(everything, more), more, book, cache, Limits(deadline=deadline), progress)
        if cache is not None:
            cache.flush()
        asked = frozenset(wanted)
        rows = [row for row in coding.rows() if _about(row, asked)]
        texts = {path: data for path in {row.at.path for row in rows} if (data := more(path)) is not None}
    return Code(
        book=book,
        coding=coding,
        rows=rows,
        texts=texts,
        frames=Frames(texts, lambda _path: None, looker),
        languages=frozenset(each.account.language for each in coding.answers.values() if not each.account.unread),
        earlier=lambda revision: _earlier(
            target.root, revision, most, book, coding, frozenset(everything), cached=policies.root.cache
        ),
        coverage=Coverage(
            routes=tuple(_routes(coding.answers.values())),
            unread=tuple(unread_tongues(coding, origin.paths if whole else (), on_disk(target.root, most))),
        ),
    )


def _about(row: Row, asked: frozenset[str]) -> bool:
    """Whether a row is about files that were asked for: it stands there, or data comes through there."""
    return row.at.path in asked or any(spot.path in asked for _, spot in row.steps)


def files_of(target: Target, policies: Policies) -> Files:
    """The files of a target for questions about one of them."""
    more = _remembered(on_disk(target.root, policies.root.max_file_bytes), {})
    return Files(_tree(target, (target.within,)), more)


def _tree(target: Target, paths: tuple[str, ...]) -> Collection[str]:
    """Every path that an import may lead to, from the paths that are looked at."""
    if target.repository:
        listed = git.split(git.git(target.root, "ls-files", "-z"))
        return {*listed, *paths}
    return paths


def _remembered(more: More, given: Mapping[str, bytes]) -> More:
    """Reads each file once: digests, parsing and frames ask for the same ones."""
    known: dict[str, bytes | None] = dict(given)

    def read(path: str) -> bytes | None:
        if path not in known:
            known[path] = more(path)
        return known[path]

    return read


def _routes(answers: Iterable[Answer]) -> Iterator[Route]:
    ways = sorted({way for answer in answers for way in answer.ways}, key=lambda way: (way.at, way.name))
    for way in ways:
        if not in_tests(way.at.path):
            yield Route(at=place(way.at), name=way.name, handler=way.handler, checked=way.checked)


def comments(found: Code, harvest: Harvest) -> None:
    """Add the ignore comments of files in which something is wrong."""
    from holdfast.app.harvest import heed

    for path, data in sorted(found.texts.items()):
        if path not in harvest.ignores:
            heed(harvest, path, data)


def faults(found: Code) -> Iterator[Skipped]:
    """Files that should have been analysed and were not: they make a scan incomplete."""
    for path, why in sorted(found.coding.faults.items()):
        yield Skipped(path=path, why=f"not analysed: {why}", fault=True)


def notices(found: Code) -> Iterator[Notice]:
    """What was given up, and why."""
    reasons: dict[str, list[str]] = {}
    for path, answer in found.coding.answers.items():
        for why in answer.cuts:
            reasons.setdefault(why, []).append(path)
    for why, paths in sorted(reasons.items()):
        more = f" and {len(set(paths)) - 1:,} more files" if len(set(paths)) > 1 else ""
        yield Notice(kind="code", says=f"Not followed to the end in {min(paths)}{more}: {why}.")


def _earlier(
    root: Path, revision: str, most: int, book: CodeBook, found: Coding, now: frozenset[str], *, cached: bool
) -> list[Row]:
    """What failed at a revision in the files that fail now, and in those that are gone or have another name now."""
    listed = git.split(git.git(root, "ls-tree", "-r", "-z", "--name-only", revision))
    failing = {path for path, answer in found.answers.items() if answer.rows}
    wanted = [path for path in listed if language_of(path) and (path in failing or path not in now)]
    with TreeReader(root, revision, most) as more:
        cache = FactCache(cache_folder(), data_folder(), "code") if cached else None
        coding = code(wanted, Files(listed, more), more, book, cache)
        if cache is not None:
            cache.flush()
    return coding.rows()
