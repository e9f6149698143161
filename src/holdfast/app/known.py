"""Which findings were there before: in the baseline, or at the revision that the gate compares with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from holdfast.app.origins import Origin, Target
from holdfast.app.rulebook import RuleBook
from holdfast.engines.secrets.look import Looker
from holdfast.engines.secrets.observe import failures
from holdfast.estate.repo import git, objects
from holdfast.estate.repo.blob import Blob, Packed
from holdfast.estate.repo.text import Content
from holdfast.formats import baseline as baselines
from holdfast.loop.identity import UNKEYED
from holdfast.model.errors import ConfigError
from holdfast.model.finding import Finding, State
from holdfast.model.policy import Policy

Mark = Callable[[bytes], str]


def load_baseline(root: Path) -> baselines.Baseline | None:
    """The committed baseline of a root, or None. Raises ConfigError when it cannot be read."""
    path = root / baselines.PATH
    try:
        return baselines.read(path.read_text(encoding="utf-8"), baselines.PATH)
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{baselines.PATH}: cannot be read: {error}") from error


def key_of(baseline: baselines.Baseline | None) -> bytes:
    """The project's key for marks; a public constant until a baseline was written."""
    return baseline.key if baseline else UNKEYED


def mark_known(
    findings: Sequence[Finding],
    baseline: baselines.Baseline | None,
    target: Target,
    origin: Origin,
    policy: Policy,
    book: RuleBook,
    mark: Mark,
    before: Sequence[Callable[[str, Mark], Counter[tuple[str, str]]]] = (),
) -> tuple[list[Finding], str]:
    """Findings with those that were there before marked as known, and what "new" was measured against, in words.

    ``before`` tells, for each other engine, how often each (check id, mark) failed at a revision. What knows secrets is
    made only where older contents are looked at.
    """
    known = baseline.known if baseline else {}
    marked = [
        item.known("baseline") if item.state is State.NEW and item.fingerprint in known else item for item in findings
    ]
    words = ["the baseline"] if baseline else []
    if origin.name == "push":
        return _in_each_version(marked, target, origin, policy, book.looker, mark), " and ".join(words)
    base = _base(target, origin, policy)
    if base is None:
        return marked, " and ".join(words)
    revision, name = base
    words.append(name)
    open_ones = [item for item in marked if item.state is State.NEW]
    if not open_ones:
        return marked, " and ".join(words)
    paths = {item.fail.at.path for item in open_ones if not _of_meaning(item)}
    left = Counter(_marks_at(target.root, revision, paths, origin, policy, book.looker, mark)) if paths else Counter()
    if any(_of_meaning(item) for item in open_ones):
        for count in before:
            left += count(revision, mark)
    result = []
    for item in marked:
        same = (item.check.id, item.fail.mark)
        if item.state is State.NEW and left[same] > 0:
            left[same] -= 1
            item = item.known(name)
        result.append(item)
    return result, " and ".join(words)


def _of_meaning(item: Finding) -> bool:
    """Whether it was found in what files mean together, and not in the text of one."""
    return item.check.engine != "secrets" or item.fail.at.route[:1] == ("evaluated",)


def _in_each_version(
    marked: list[Finding], target: Target, origin: Origin, policy: Policy, looker: Looker, mark: Mark
) -> list[Finding]:
    """A push brings many versions of a file: what the other side has in it, or was accepted once, is known in each."""
    there = {(item.check.id, item.fail.mark): "baseline" for item in marked if item.state is State.KNOWN}
    paths = sorted(_files({item.fail.at.path for item in marked if item.state is State.NEW}, origin))
    wanted = [(path, f"{commit}:{path}") for commit in origin.older for path in paths if "\n" not in path]
    for blob in blobs(objects.read_objects(target.root, wanted, policy.max_file_bytes), policy):
        for check, fail in failures(blob, looker.look(blob).hits, mark):
            there.setdefault((check, fail.mark), "the other side")
    return [
        item.known(there[item.check.id, item.fail.mark])
        if item.state is State.NEW and (item.check.id, item.fail.mark) in there
        else item
        for item in marked
    ]


def _base(target: Target, origin: Origin, policy: Policy) -> tuple[str, str] | None:
    """Commit and name of what the gate compares with; None for everything, or where there is nothing to compare."""
    if not target.repository or policy.since == "all" or origin.name in ("stdin", "push", "history", "range", "image"):
        return None
    if origin.name == "staged":
        head = git.ask(target.root, "rev-parse", "--verify", "--quiet", "HEAD")
        return (head, "HEAD") if head else None
    if policy.since == "merge-base":
        found = objects.merge_base(target.root)
        return (found[0], f"merge base {found[0][:9]} with {found[1]}") if found else None
    commit = objects.resolve(target.root, policy.since)
    return commit, f"{policy.since} ({commit[:9]})"


def _marks_at(
    root: Path, revision: str, paths: Iterable[str], origin: Origin, policy: Policy, looker: Looker, mark: Mark
) -> Iterable[tuple[str, str]]:
    """(check id, mark) of everything found in the older versions of some files."""
    renamed = objects.renames(root, revision)
    older = sorted({renamed.get(path, path) for path in _files(set(paths), origin)})
    wanted = [(path, origin.before.get(path) or f"{revision}:{path}") for path in older if "\n" not in path]
    for blob in blobs(objects.read_objects(root, wanted, policy.max_file_bytes), policy):
        for check, fail in failures(blob, looker.look(blob).hits, mark):
            yield check, fail.mark


def blobs(items: Iterable[Content], policy: Policy) -> Iterator[Blob]:
    """What can be looked at among contents, archives opened."""
    for item in items:
        if isinstance(item, Blob):
            yield item
        elif isinstance(item, Packed) and policy.archives:
            from holdfast.estate.repo.archives import expand

            yield from (part for part in expand(item, policy.max_file_bytes) if isinstance(part, Blob))


def _files(paths: set[str], origin: Origin) -> set[str]:
    """The files that paths stand in, as a path may be that of an archive's member."""
    if not any("!" in path for path in paths):
        return paths
    from holdfast.estate.repo.archives import outer

    known = frozenset(origin.paths)
    return {outer(path, known) for path in paths}
