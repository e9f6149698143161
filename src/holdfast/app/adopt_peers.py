"""Use case: take over what other scanners were told to hide, so that it does not show up again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from holdfast.actions.changes import capture
from holdfast.app.known import load_baseline
from holdfast.app.origins import Target, find_target
from holdfast.app.present import Found, Present, digests
from holdfast.estate.repo import worktree
from holdfast.estate.repo.worktree import IGNORE_FILE, Excluding
from holdfast.formats import baseline as baselines
from holdfast.formats.peers import paths as translated
from holdfast.formats.peers.facts import Hidden, Told
from holdfast.formats.peers.index import PEERS
from holdfast.formats.peers.talisman import checksum
from holdfast.kit.reading import NotRead, read
from holdfast.loop.suppress import means
from holdfast.model.adoption import Fate, Import, Outcome
from holdfast.model.errors import ConfigError, UsageError
from holdfast.model.plan import Change, Plan, Snapshot

_MOST: Final = 64 * 1024 * 1024
_TODAY: Final = "only what is there today; nothing here hides a value that may still come"


def plan_import(folder: Path, named: Sequence[str] = ()) -> Import:
    """Plan what other scanners' files become: lines of an ignore file, and entries of the baseline.

    The files are those that each tool looks for itself, and those ``named`` as ``TOOL=FILE``. Raises UsageError when
    there is none, ConfigError for one that cannot be read, and errors as a scan does.
    """
    target = find_target(folder)
    told = list(_read(target.root, named))
    if not told:
        raise UsageError(
            "no file of another scanner is here",
            advice=f"Name one: --import TOOL=FILE, TOOL one of {', '.join(PEERS)}.",
        )
    tree = _Tree(target)
    lines = {wish: tree.patterns(wish) for _, _, facts in told for wish in facts.hidden if wish.only_paths}
    before = load_baseline(target.root)
    base = before or baselines.fresh()
    present = Present(target, [line for each in lines.values() for line in each], base.key)
    judge = _Judge(present, tree, [wish for _, _, facts in told for wish in facts.hidden])
    known = dict(base.known)
    outcomes: list[Outcome] = []
    for tool, _, facts in told:
        for wish in facts.hidden:
            hits = judge.hidden(wish)
            known.update({item.fingerprint: (item.check.name, item.path) for item in hits})
            outcomes.append(_outcome(tool, wish, lines.get(wish, ()), len(hits)))
        outcomes += [
            Outcome(tool=tool, place=item.place, says=item.says, fate=Fate.UNTOLD, why=item.why)
            for item in facts.untold
        ]
    changes = _ignoring(target.root, lines) + _baseline(target.root, baselines.Baseline(key=base.key, known=known))
    plan = Plan(title="take over what others hide", root=target.root, changes=tuple(changes))
    return Import(plan=plan, files=tuple((tool, name) for tool, name, _ in told), outcomes=tuple(outcomes))


def _read(root: Path, named: Sequence[str]) -> Iterator[tuple[str, str, Told]]:
    """(tool, file, facts) of every file that is there and says something, each file once."""
    wanted = [(tool, name, False) for tool, peer in PEERS.items() for name in peer.files]
    for item in named:
        tool, sign, name = item.partition("=")
        if not sign or tool not in PEERS or not name:
            raise UsageError(f"--import {item}: write TOOL=FILE", advice=f"TOOL is one of {', '.join(PEERS)}.")
        wanted.append((tool, name, True))
    for tool, name, must in dict.fromkeys(wanted):
        where = Path(name) if must else root / name
        try:
            text = read(str(where), _MOST).decode("utf-8", "replace")
        except NotRead as error:
            if must:
                raise UsageError(f"{name}: {error.why}", advice="Name a file that is there.") from error
            continue
        facts = PEERS[tool].read(text, name)
        if must or facts.hidden or facts.untold:
            yield tool, name, facts


class _Tree:
    """The paths of the repository, and which of them a wish means."""

    def __init__(self, target: Target) -> None:
        listing = worktree.list_paths(target.root, "", [], gitignore=True)
        self.root = target.root
        self.paths = listing.paths

    def patterns(self, wish: Hidden) -> tuple[str, ...]:
        """Lines for the ignore file that mean what the wish means; none where they would hide more of these paths."""
        found = list(wish.globs)
        for expression in wish.path_patterns:
            lines = translated.patterns(expression)
            if self._meant(lines) <= self._fitting((expression,)):
                found += lines
        return tuple(found)

    def files(self, wish: Hidden) -> frozenset[str] | None:
        """The paths that a wish means; None for any."""
        if not (wish.paths or wish.globs or wish.path_patterns):
            return None
        return frozenset({*wish.paths, *self._meant(wish.globs), *self._fitting(wish.path_patterns)})

    def _fitting(self, expressions: Iterable[str]) -> set[str]:
        compiled = [re.compile(expression) for expression in expressions]
        return {path for path in self.paths if any(each.search(path) for each in compiled)}

    def _meant(self, lines: Sequence[str]) -> set[str]:
        if not lines:
            return set()
        listing = worktree.list_paths(self.root, "", [Excluding("", tuple(lines))], gitignore=True)
        return set(self.paths) - set(listing.paths)


class _Judge:
    """Says which findings a wish hides."""

    def __init__(self, present: Present, tree: _Tree, wishes: Iterable[Hidden]) -> None:
        self._present = present
        self._tree = tree
        self._asked = {digest for wish in wishes for digest in wish.digests}
        self._answers: dict[int, tuple[Found, set[str]]] = {}

    def hidden(self, wish: Hidden) -> list[Found]:
        """The findings that fit a wish: of today, and of the commits that it names where they stand there no more."""
        files = self._tree.files(wish)
        if wish.content and not self._same_content(wish, files or frozenset()):
            return []
        older = self._older(wish)
        same = {(item.path, item.check.id, item.hit.value) for item in older or ()}
        today = [
            item
            for item in self._present.found
            if (files is None or item.path in files)
            and (older is None or (item.path, item.check.id, item.hit.value) in same)
            and (not wish.line or older is not None or item.fail.at.line <= wish.line <= item.fail.at.end_line)
            and self._fits(wish, item)
        ]
        alive = {(item.check.id, item.hit.value) for item in self._present.found}
        gone = [item for item in older or () if (item.check.id, item.hit.value) not in alive and self._fits(wish, item)]
        return today + gone

    def _older(self, wish: Hidden) -> list[Found] | None:
        """What the wish's commits hold or brought; None when it names none. Each is alone in its history."""
        if not wish.commits:
            return None
        if wish.paths:
            found = [item for commit in wish.commits for item in self._present.at(commit, wish.paths)]
            return [item for item in found if not wish.line or item.fail.at.line <= wish.line <= item.fail.at.end_line]
        return [item for commit in wish.commits for item in self._present.brought(commit)]

    def _fits(self, wish: Hidden, item: Found) -> bool:
        if wish.rules and not any(means(rule, item.check) for rule in wish.rules):
            return False
        if wish.digests and not self._known(item).intersection(wish.digests):
            return False
        text = item.hit.value.decode("utf-8", "replace")
        if wish.words and not any(word.lower() in text.lower() for word in wish.words):
            return False
        return not wish.patterns or any(_matches(pattern, wish.target, item) for pattern in wish.patterns)

    def _known(self, item: Found) -> set[str]:
        """Those of the digests that any wish asks for that this secret has; worked out once, kept without the rest."""
        if id(item) not in self._answers:
            self._answers[id(item)] = (item, {digest for digest in digests(item) if digest in self._asked})
        return self._answers[id(item)][1]

    def _same_content(self, wish: Hidden, files: frozenset[str]) -> bool:
        try:
            pairs = [(path, read(str(self._tree.root / path), _MOST)) for path in sorted(files)]
        except NotRead:
            return False
        return checksum(pairs) == wish.content


def _matches(pattern: str, target: str, item: Found) -> bool:
    if target == "secret":
        return re.search(pattern, item.hit.value.decode("utf-8", "replace")) is not None
    lines = item.lines.decode("utf-8", "replace").splitlines()
    if target == "line":
        return any(re.search(pattern, line) for line in lines)
    if target == "grep":
        rows = (f"{item.path}:{item.fail.at.line + at}:{line}" for at, line in enumerate(lines))
        return any(re.search(pattern, row) for row in rows)
    start = item.span[0]
    text = item.lines.decode("latin-1")  # one character for one byte, so that offsets hold
    spans = (match.span() for match in re.finditer(pattern, text))
    return any(low + start < item.hit.end and item.hit.start < high + start for low, high in spans)


def _outcome(tool: str, wish: Hidden, lines: Sequence[str], count: int) -> Outcome:
    fate = Fate.PATH if lines else Fate.FINDING if count else Fate.IDLE
    why = ""
    if lines:
        why = f"{IGNORE_FILE}: {', '.join(lines)}"
    elif count and (wish.patterns or wish.words or wish.path_patterns):
        why = _TODAY
    return Outcome(tool=tool, place=wish.place, says=wish.says, fate=fate, count=count, why=why)


def _ignoring(root: Path, lines: dict[Hidden, tuple[str, ...]]) -> list[Change]:
    path = root / IGNORE_FILE
    before = capture(path)
    if before is not None and before.link:
        raise ConfigError(f"{IGNORE_FILE} is a symbolic link", advice="Put a file in its place.")
    there = set(before.data.decode("utf-8", "surrogateescape").splitlines()) if before else set()
    added: list[str] = []
    for wish, patterns in lines.items():
        fresh = [line for line in patterns if line not in there]
        if fresh:
            added += [f"# from {wish.place}", *fresh]
            there.update(fresh)
    if not added:
        return []
    old = before.data if before else b""
    gap = b"" if not old or old.endswith(b"\n") else b"\n"
    data = old + gap + ("\n".join(added) + "\n").encode("utf-8", "surrogateescape")
    return [Change(path=path, before=before, after=Snapshot(data=data, mode=before.mode if before else 0o644))]


def _baseline(root: Path, merged: baselines.Baseline) -> list[Change]:
    path = root / baselines.PATH
    before = capture(path)
    data = baselines.write(merged).encode()
    if before is not None and before.data == data:
        return []
    return [Change(path=path, before=before, after=Snapshot(data=data, mode=before.mode if before else 0o644))]
