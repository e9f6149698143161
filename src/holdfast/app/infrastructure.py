"""Looks at the infrastructure among what a scan read: understands it, judges it, and knows how it was before."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from holdfast.app import infra
from holdfast.app.contents import Frames, of_tree, on_disk
from holdfast.app.judged import JudgedBook, JudgedChecks
from holdfast.app.judging import book_of
from holdfast.app.looked import Failure, Mark
from holdfast.app.rehearsal import rehearsed
from holdfast.app.remembered import Memory
from holdfast.app.survey import Survey, judged, placed, survey
from holdfast.estate.likely import likely
from holdfast.estate.repo import git
from holdfast.estate.repo.blob import Blob
from holdfast.estate.repo.text import Content
from holdfast.estate.repo.worktree import read_paths
from holdfast.estate.sniff import reader_of
from holdfast.kit.expressions import expression
from holdfast.kit.places import cache_folder, data_folder
from holdfast.model.check import Check, Guidance
from holdfast.model.noun import sheet
from holdfast.model.policy import Acceptance
from holdfast.model.reading import Gap, Reading
from holdfast.model.report import Notice, Skipped
from holdfast.store.factcache import FactCache

if TYPE_CHECKING:  # a tree that is remembered needs little of what understands and judges
    from holdfast.app.charts import Charts
    from holdfast.app.evaluated import Evaluated
    from holdfast.app.harvest import Harvest
    from holdfast.app.origins import Origin, Target
    from holdfast.app.policy import Policies
    from holdfast.engines.secrets.look import Looker

Claims = dict[str, dict[str, bytes]]
"""Name of a reader to the files that are its, path to content."""
_LINKED: Final = frozenset({"terraform", "kubernetes", "compose", "ansible", "gitlab", "github"})
"""Readers that understand a file together with those beside it."""
_LOCAL: Final = expression(
    rb"source\s*=\s*\"(\.\.?/[^\"]{1,200})\"|^\s*-\s+[\"']?(\.\.?/[^\s\"']{1,200})", re.MULTILINE
)
"""How a file names a folder of the same tree: a module's source, a base of an overlay."""
_STEPS: Final = 8
_NAME: Final = expression(r' "([^"]*)"')
"""What a gap is about, in its reason."""
_SHOWN: Final = 5


@sheet
class Infrastructure:
    """What is known of the infrastructure of one scan; see ``Looked``."""

    book: JudgedBook
    survey: Survey
    """Where it was remembered, its rows are those only that are no failures."""
    failures: list[Failure]
    earlier: Callable[[str, Mark], Counter[tuple[str, str]]]
    """How often each (check id, mark) failed at a revision."""
    evaluated: Evaluated | None = None
    """Secrets that only the evaluation brought out."""

    @property
    def tells(self) -> bool:
        """Whether there is anything to weigh."""
        return bool(self.failures) or bool(self.evaluated and self.evaluated.found)

    @property
    def accepts(self) -> Sequence[Acceptance]:
        """None beside those of the policy."""
        return ()

    @property
    def checks(self) -> Mapping[str, Check]:
        """Every judged check, by id."""
        return JudgedChecks(self.book)

    def found(self, mark: Mark) -> Iterator[Failure]:
        """What fails, and the secrets that only the evaluation brought out."""
        if self.evaluated is not None:
            yield from (Failure(check, fail) for check, fail in self.evaluated.failures(mark))
        yield from self.failures

    def before(self, revision: str, mark: Mark) -> Counter[tuple[str, str]]:
        """How often each (check id, mark) failed at a revision."""
        return self.earlier(revision, mark)

    def guidance(self, check: str) -> Guidance | None:
        """The prose of a judged check."""
        return self.book.guidance(check)


def look(
    harvest: Harvest,
    target: Target,
    origin: Origin,
    policies: Policies,
    looker: Callable[[], Looker],
    off: frozenset[str],
    progress: Callable[[int, int], None] = lambda _done, _total: None,
    charts: Charts | None = None,
    stop: Callable[[], bool] = lambda: False,
    salt: bytes = b"",
) -> Infrastructure:
    """Understand and judge what the harvest set aside, charts by what they deploy where something renders them.

    ``salt`` changes with the rules by which secrets are known. Raises ConfigError when the rule pack is missing.
    """
    book = book_of(target.root)
    staged = origin.name == "staged"
    claims, more = gather(harvest, target, origin, policies)
    rendered = charts.of_disk(claims, frozenset(origin.paths)) if charts is not None else {}

    def before(revision: str, mark: Mark) -> Counter[tuple[str, str]]:
        only = claims if staged else None
        return _before(target.root, revision, book, off, policies, looker, mark, only, charts)

    memory = None
    if policies.root.cache and not (staged or target.within or rendered):
        decides = (book.digest, salt.hex(), sorted(off), harvest.secrets, policies.root.max_file_bytes)
        memory = Memory(decides, claims, more)
        known = memory.recall(book)
        if known is not None:
            return Infrastructure(book=book, survey=known.survey, failures=known.failures, earlier=before)
    from holdfast.app.evaluated import Evaluated

    cache = FactCache(cache_folder(), data_folder(), "posture") if policies.root.cache and not staged else None
    evaluated = Evaluated(looker, (hit.value for _, hits in harvest.hits for hit in hits))
    inspect = evaluated.look if harvest.secrets else None
    found = survey(claims, more, book, off, cache, progress, inspect, stop)
    _add(found, rendered, book, off)
    if cache is not None:
        cache.flush()
    if staged or target.within:
        found.rows = [row for row in found.rows if row.at.path in origin.paths]
    texts = {path: data for own in claims.values() for path, data in own.items()}
    failures = infra.failures(found.rows, book, Frames(texts, found.noting(more), looker))
    if memory is not None and not evaluated.found and not stop():
        memory.keep(found, failures)
    return Infrastructure(book=book, survey=found, failures=failures, earlier=before, evaluated=evaluated)


def _add(found: Survey, rendered: Mapping[str, Reading], book: JudgedBook, off: frozenset[str]) -> None:
    for folder, reading in rendered.items():
        known = judged(reading, book, off)
        known.rows = [placed(row, rehearsed(folder)) for row in known.rows]
        found.add(known)
        found.units += 1


def faults(found: Survey) -> list[Skipped]:
    """What should have been understood and was not."""
    return [
        Skipped(path=gap.place.path, why=f"not understood: {gap.why}", fault=True) for gap in found.gaps if gap.fault
    ]


def elsewhere(found: Survey) -> list[Notice]:
    """What lies elsewhere and was not read, one notice for each reason, with the names of the most frequent."""
    groups: dict[str, list[Gap]] = {}
    for gap in found.gaps:
        if not gap.fault:
            groups.setdefault(_NAME.sub("", gap.why), []).append(gap)
    return [
        Notice(kind="unread", says=_told(why, gaps), place=f"{gaps[0].place.path}:{gaps[0].place.line}")
        for why, gaps in sorted(groups.items())
    ]


def _told(why: str, gaps: Sequence[Gap]) -> str:
    names = Counter(match[1] for gap in gaps if (match := _NAME.search(gap.why)))
    shown = [f"{name} ({number} times)" if number > 1 else name for name, number in names.most_common(_SHOWN)]
    more = len(names) - len(shown)
    which = f": {', '.join(shown)}{f' and {more:,} more' if more > 0 else ''}" if names else ""
    times = f" ({len(gaps):,} times)" if len(gaps) > 1 and not names else ""
    return f"{why[:1].upper()}{why[1:]}{times}{which}."


def gather(
    harvest: Harvest, target: Target, origin: Origin, policies: Policies
) -> tuple[Claims, Callable[[str], bytes | None]]:
    """What the harvest set aside with what stands beside it, and how more of the same tree is read."""
    most = policies.root.max_file_bytes
    claims = {name: dict(own) for name, own in harvest.infra.items()}
    staged = origin.name == "staged"
    if staged or target.within:
        for name, own in _beside(_Index(target.root, most) if staged else _Disk(target.root, most), claims).items():
            claims.setdefault(name, {}).update(own)
    return claims, of_tree(target.root, "", most) if staged else on_disk(target.root, most)


class _Tree(Protocol):
    """Where the files beside others are found."""

    def claimed(self, folders: Sequence[str], known: Collection[str]) -> Claims:
        """What a reader understands directly in some folders, apart from the paths that are known."""


class _Index:
    """The staged index."""

    def __init__(self, root: Path, most: int) -> None:
        self._root, self._most = root, most

    def claimed(self, folders: Sequence[str], known: Collection[str]) -> Claims:
        words = [f":(top,glob){_literal(folder)}/*" if folder else ":(top,glob)*" for folder in folders]
        paths = git.split(git.git(self._root, "ls-files", "-z", "--", *words))
        return _claimed(self._root, [(path, f":{path}") for path in paths if path not in known], self._most)


class _Disk:
    """The folder as it lies on the disk."""

    def __init__(self, root: Path, most: int) -> None:
        self._root, self._most = root, most

    def claimed(self, folders: Sequence[str], known: Collection[str]) -> Claims:
        paths: list[str] = []
        for folder in folders:
            with suppress(OSError), os.scandir(self._root / folder) as entries:
                names = [entry.name for entry in entries if entry.is_file(follow_symlinks=False)]
                paths += [f"{folder}/{name}" if folder else name for name in sorted(names)]
        wanted = [path for path in paths if path not in known and likely(path)]
        return _sorted(read_paths(self._root, wanted, self._most))


def _beside(tree: _Tree, claims: Claims) -> Claims:
    """What stands beside claimed files, and in the folders that they name, for readers that link files."""
    folders = {path.rpartition("/")[0] for name in _LINKED & claims.keys() for path in claims[name]}
    known = {path for own in claims.values() for path in own}
    found: Claims = {}
    done: set[str] = set()
    for _ in range(_STEPS):
        todo = sorted(folders - done)
        if not todo:
            break
        done.update(todo)
        claimed = tree.claimed(todo, known)
        for name, own in claimed.items():
            found.setdefault(name, {}).update(own)
        both = [*(own for own in claims.values()), *(own for own in claimed.values())]
        folders |= {folder for own in both for path, data in own.items() for folder in _named(path, data)}
    return {name: own for name, own in found.items() if name in _LINKED & claims.keys()}


def _literal(folder: str) -> str:
    return re.sub(r"([*?\[\\])", r"\\\1", folder)


def _named(path: str, data: bytes) -> Iterator[str]:
    """Folders of the same tree that a file names as modules or bases."""
    for match in _LOCAL.finditer(data[: 1 << 20]):
        parts: list[str] = path.split("/")[:-1]
        for part in (match[1] or match[2]).decode("utf-8", "replace").split("/"):
            if part == ".." and parts:
                parts.pop()
            elif part not in ("", ".", ".."):
                parts.append(part)
        yield "/".join(parts)


def _claimed(root: Path, wanted: Sequence[tuple[str, str]], most: int) -> Claims:
    """Of some (path, object name), what a reader understands."""
    from holdfast.estate.repo import objects

    may = [item for item in wanted if likely(item[0]) and "\n" not in item[0]]
    return _sorted(objects.read_objects(root, may, most))


def _sorted(contents: Iterable[Content]) -> Claims:
    """Contents by the reader that understands them; the rest is left out."""
    found: Claims = {}
    for item in contents:
        if isinstance(item, Blob) and (name := reader_of(item.path, item.data)):
            found.setdefault(name, {})[item.path] = item.data
    return found


def _before(
    root: Path,
    revision: str,
    book: JudgedBook,
    off: frozenset[str],
    policies: Policies,
    looker: Callable[[], Looker],
    mark: Mark,
    only: Claims | None,
    charts: Charts | None,
) -> Counter[tuple[str, str]]:
    """What failed at a revision: in the whole tree, or in the files that ``only`` names."""
    from holdfast.app.evaluated import Evaluated

    evaluated = Evaluated(looker, ())
    listed = git.split(git.git(root, "ls-tree", "-r", "-z", "--name-only", revision))
    wanted = {path for own in only.values() for path in own} if only is not None else None
    paths = [path for path in listed if wanted is None or path in wanted]
    most = policies.root.max_file_bytes
    claims = _claimed(root, [(path, f"{revision}:{path}") for path in paths], most)
    rendered = charts.of_revision(claims, revision, frozenset(listed)) if charts is not None else {}
    cache = FactCache(cache_folder(), data_folder(), "posture") if policies.root.cache else None
    found = survey(claims, of_tree(root, revision, most), book, off, cache, inspect=evaluated.look)
    _add(found, rendered, book, off)
    if cache is not None:
        cache.flush()
    failing: Iterable[Failure] = infra.failures(found.rows, book, lambda _path, _line: "")
    made = Counter((check, fail.mark) for check, fail in evaluated.failures(mark))
    return made + Counter((item.check, item.fail.mark) for item in failing)
