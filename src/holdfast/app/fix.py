"""Use case: write code right where a rule knows how for certain, and look again before anything is changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from holdfast.actions import changes
from holdfast.actions.rewrite.edits import edit, edited
from holdfast.app.code import Code
from holdfast.app.codeanswers import Answer
from holdfast.app.codefails import mark_of
from holdfast.app.codeproject import Files, More
from holdfast.app.coding import code
from holdfast.app.contents import on_disk
from holdfast.app.scan import Scanned
from holdfast.estate.codefiles import language_of
from holdfast.estate.frontends import face
from holdfast.model.errors import UsageError
from holdfast.model.finding import Finding
from holdfast.model.place import Place
from holdfast.model.plan import Change, Plan
from holdfast.model.state import State


class Fixes(NamedTuple):
    """What can be written right."""

    plan: Plan
    fixed: tuple[Finding, ...]
    """Findings that go away."""
    refused: tuple[str, ...]
    """Files whose rewrite did not hold when it was looked at again, each with the reason."""


def plan(done: Scanned) -> Fixes:
    """What to change so that findings of a scan go away; nothing is changed yet.

    Each file is looked at again as it would be. A rewrite stays only where its findings are gone, no other one has
    come, and no more of the file is broken. Raises UsageError for a scan of what does not lie on the disk.
    """
    if done.report.scope.origin not in ("worktree", "file"):
        raise UsageError("only what lies on the disk can be fixed", advice="Leave out --staged and --stdin.")
    made: list[Change] = []
    fixed: list[Finding] = []
    refused: list[str] = []
    more = on_disk(done.root, done.policy.max_file_bytes)
    for path, items in sorted(_wanted(done).items()):
        before = changes.capture(done.root / path)
        if done.code is None or before is None or before.link:
            continue
        after = _rewritten(path, before.data, items, done.code)
        if after == before.data:
            continue
        if why := _worse(path, before.data, after, items, done.code, more):
            refused.append(f"{path}: {why}")
            continue
        made.append(Change(path=done.root / path, before=before, after=replace(before, data=after)))
        fixed += items
    title = f"{len(fixed)} {'finding' if len(fixed) == 1 else 'findings'} written right"
    return Fixes(Plan(title=title, root=done.root, changes=tuple(made)), tuple(fixed), tuple(refused))


def apply(fixes: Fixes) -> None:
    """Change the files, all or none. Raises IncompleteError when one is no longer as it was."""
    changes.apply(fixes.plan)


def _wanted(done: Scanned) -> dict[str, list[Finding]]:
    """Findings that nobody accepted and whose rule has a rewrite in their language, by file."""
    found: dict[str, list[Finding]] = {}
    for item in done.report.findings:
        rule = done.code.book.rules.get(item.check.id) if done.code else None
        if rule and item.state is not State.SUPPRESSED and language_of(item.fail.at.path) in rule.rewrite:
            found.setdefault(item.fail.at.path, []).append(item)
    return found


def _rewritten(path: str, data: bytes, items: Sequence[Finding], found: Code) -> bytes:
    """The file with each finding's rewrite; as it was where none fits."""
    language = language_of(path)
    module = face(language).Frontend().read(path, data)
    if module.data != data:  # its text is not in UTF-8: offsets would not hold
        return data
    edits = []
    for item in items:
        start, end = _offset(data, item.fail.at, behind=False), _offset(data, item.fail.at, behind=True)
        edits.append(edit(module, start, end, found.book.rules[item.check.id].rewrite[language]))
    return edited(data, [each for each in edits if each is not None])


def _offset(data: bytes, at: Place, *, behind: bool) -> int:
    line, column = (at.end_line, at.end_column) if behind else (at.line, at.column)
    start = 0
    for _ in range(line - 1):
        start = data.find(b"\n", start) + 1
    end = data.find(b"\n", start)
    text = data[start : end if end >= 0 else len(data)].decode("utf-8", "replace")
    return start + len(text[: column - 1].encode())


def _worse(path: str, before: bytes, after: bytes, items: Sequence[Finding], found: Code, more: More) -> str:
    """Why a file is not better after a rewrite; empty where it is."""
    old, new = (_look(path, data, found, more) for data in (before, after))
    was, now = (Counter((row.check, mark_of(row)) for row in answer.rows) for answer in (old, new))
    if new.account.broken > old.account.broken:
        return "the rewrite would break its syntax"
    still = next(
        (item for item in items if now[item.check.id, item.fail.mark] >= was[item.check.id, item.fail.mark]), None
    )
    if still is not None:
        return f"{still.check.name} would still be found"
    checks_before, checks_now = (Counter(check for check, _ in each.elements()) for each in (was, now))
    if more_of := checks_now - checks_before:
        return f"{found.book.checks[min(more_of)].name} would come instead"
    return ""


def _look(path: str, data: bytes, found: Code, more: More) -> Answer:
    def read(name: str) -> bytes | None:
        return data if name == path else more(name)

    return code([path], Files(tuple(found.coding.answers), read), read, found.book).answers[path]
