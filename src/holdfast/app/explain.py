"""Use case: tell what a check means, and why a line is or is not reported."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from holdfast.app.codebook import CodeBook, code_book
from holdfast.app.judging import book_of
from holdfast.app.known import blobs, key_of, load_baseline
from holdfast.app.origins import Target, find_target
from holdfast.app.policy import Policies, environment
from holdfast.app.rulebook import RuleBook, guidance, rulebook, types
from holdfast.app.scan import Request, scan
from holdfast.checks.package.index import BY_ID, RULES
from holdfast.engines.secrets.observe import failures
from holdfast.engines.secrets.why import near_misses
from holdfast.estate.codefiles import language_of
from holdfast.estate.repo import git
from holdfast.estate.repo.blob import Blob, Packed
from holdfast.estate.repo.worktree import read_one
from holdfast.loop.catalogue import CONTROLS
from holdfast.loop.identity import secret_mark
from holdfast.model.activity import Control
from holdfast.model.check import Check, Guidance
from holdfast.model.errors import UsageError
from holdfast.model.finding import Finding
from holdfast.model.report import Skipped
from holdfast.model.verdict import Fail
from holdfast.threats import checks as threats


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckStory:
    """Everything about one check."""

    check: Check
    guidance: Guidance
    controls: tuple[Control, ...]
    looks_like: tuple[str, ...]
    """Example lines with their values masked."""
    bad: tuple[tuple[str, str], ...] = ()
    """How it is written wrong: language and snippet."""
    fixes: tuple[tuple[str, str], ...] = ()
    """How it is written right: language and snippet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineStory:
    """Why one line is or is not reported."""

    place: str
    unread: str = ""
    """Why the file is not read at all; empty when it is."""
    reported: tuple[Finding, ...] = ()
    """Findings on the line, with their state."""
    hidden: tuple[tuple[Check, Fail], ...] = ()
    """Failures that the policy's persona, severity or confidence keeps out of the report, or whose check is off."""
    missed: tuple[tuple[Check, str], ...] = ()
    """Checks that came near, and what they missed."""
    engine: str = ""


def checks() -> list[Check]:
    """Every check of the pack and of the repository at hand."""
    judged, code = book_of(_here()).checks, code_book(_here()).checks.values()
    packages = (rule.check for rule in RULES)
    return [*(kind.check for kind in types(_here())), *judged, *code, *packages, *threats.CHECKS]


def _here() -> Path:
    return find_target(Path()).root


def check_story(name: str) -> CheckStory:
    """The story of a check by its name, id or alias. Raises UsageError with the nearest names."""
    every = checks()
    found = next((item for item in every if name in (item.name, item.id)), None)
    found = found or next((item for item in every if name in item.aliases), None)
    if found is None:
        raise UsageError(f"there is no check {name!r}", advice=_nearest(name, [item.name for item in every]))
    book = code_book(_here()) if found.engine == "sast" else book_of(_here())
    prose = _told(found.id) or book.guidance(found.id) or guidance(_here())[found.id]
    controls = tuple(control for control in CONTROLS if control.id in found.proves)
    return CheckStory(
        check=found,
        guidance=prose,
        controls=controls,
        looks_like=tuple(masked(item) for item in prose.examples),
        bad=tuple(book.bad(found.id).items()) if isinstance(book, CodeBook) else (),
        fixes=tuple(book.fixes(found.id).items()),
    )


def _told(identity: str) -> Guidance | None:
    """The guidance of checks whose prose stands beside them in the code."""
    package = BY_ID.get(identity)
    return package.guidance if package else threats.GUIDANCE.get(identity)


def masked(template: str) -> str:
    """An example template as a line for people: every slot as bullets, doubled braces single."""
    text = re.sub(r"\{\{|\}\}", lambda match: "\x00" if match[0] == "{{" else "\x01", template)
    while "{" in text:
        shorter = re.sub(r"\{[^{}]*\}", "••••••••", text)
        if shorter == text:
            break
        text = shorter
    return text.replace("\x00", "{").replace("\x01", "}").replace("\n", "\\n")


def _nearest(name: str, names: list[str]) -> str:
    import difflib

    near = difflib.get_close_matches(name, names, 3, 0.5) or [item for item in names if name.lower() in item][:3]
    return f"Did you mean {' or '.join(near)}?" if near else "`holdfast explain --list` names them all."


def line_story(path: Path, line: int) -> LineStory:
    """The story of one line of a file or of an archive's member. Raises UsageError when there is no such one."""
    file = _file(path)
    target = find_target(file)
    name = target.within + str(path)[len(str(file)) :]
    place = f"{name}:{line}"
    policies = Policies(target.root, {}, environment())
    policies.learn([target.within])
    blob = read_one(str(file), target.within, policies.root.max_file_bytes)
    if isinstance(blob, Packed):
        blob = _member(blob, name, policies)
    if isinstance(blob, Skipped):
        return LineStory(place=place, unread=blob.why)
    if line > blob.data.count(b"\n") + 1:
        raise UsageError(f"{name} has no line {line}", advice="Count from 1.")
    book = rulebook(policies.root, root=target.root)
    report = scan(Request(path=file, flags={"record": False}, catalogue=False)).report
    here = (item for item in report.findings if item.fail.at.path == name)
    reported = tuple(item for item in here if item.fail.at.line <= line <= item.fail.at.end_line)
    told = {item.check.id for item in reported}
    return LineStory(
        place=place,
        unread=_ignored(target),
        reported=reported,
        hidden=tuple(_hidden(blob, line, book, target, {item.check.id for item in reported})),
        missed=(
            *_missed(blob, line, book),
            *(item for item in _let_go(blob, line, target, policies) if item[0].id not in told),
        ),
        engine=book.matcher.name,
    )


def _file(path: Path) -> Path:
    """The file that a path stands in: itself, or an archive that it names a member of."""
    text = str(path)
    ends = [at for at, char in enumerate(text) if char == "!"] if not path.exists() else []
    return next((Path(text[:at]) for at in reversed(ends) if Path(text[:at]).is_file()), path)


def _member(packed: Packed, name: str, policies: Policies) -> Blob | Skipped:
    """What a path names in an archive. Raises UsageError when there is none of that name."""
    if not policies.root.archives:
        return Skipped(path=name, why="archive")
    if name == packed.path:
        return Skipped(path=name, why=f"an archive or a document; name what is in it, as in {name}!inner/file:1")
    found = next((blob for blob in blobs([packed], policies.root) if blob.path == name), None)
    if found is None:
        raise UsageError(
            f"{packed.path} has no readable {name[len(packed.path) + 1 :]!r}", advice="Copy the place from a report."
        )
    return found


def _ignored(target: Target) -> str:
    """Why a scan of the whole tree would pass the file over; empty when it would not."""
    if target.repository and git.ask(target.root, "check-ignore", "-v", "--", target.within):
        rule = git.ask(target.root, "check-ignore", "-v", "--", target.within) or ""
        return f"a scan of the folder leaves it out, by {rule.split(chr(9))[0]}"
    return ""


def _hidden(blob: Blob, line: int, book: RuleBook, target: Target, reported: set[str]) -> list[tuple[Check, Fail]]:
    key = key_of(load_baseline(target.root))
    known = {kind.check.id: kind.check for kind in book.types}
    found = failures(blob, book.looker.look(blob).hits, lambda value: secret_mark(key, value))
    return [
        (known[identity], fail)
        for identity, fail in found
        if fail.at.line <= line <= fail.at.end_line and identity not in reported
    ]


def _let_go(blob: Blob, line: int, target: Target, policies: Policies) -> Iterator[tuple[Check, str]]:
    """Checks of code that met the line and did not report it."""
    if not language_of(blob.path) or "!" in blob.path:
        return
    from holdfast.app.code import files_of
    from holdfast.app.coding import near

    book = code_book(target.root)
    for identity, why in near(blob.path, line, files_of(target, policies), book):
        yield book.checks[identity], why


def _missed(blob: Blob, line: int, book: RuleBook) -> list[tuple[Check, str]]:
    hits = book.looker.look(blob).hits
    return [(item.kind.check, item.why) for item in near_misses(blob, line, book.types, book.matcher, hits)]
