"""``holdfast init``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from holdfast.app import adopt
from holdfast.faces.cli.outcomes import outcomes
from holdfast.faces.cli.paint import Paint, paint, shown
from holdfast.faces.cli.plans import lines
from holdfast.model.adoption import Answers, Question, Surroundings
from holdfast.model.errors import ExitCode
from holdfast.model.plan import Plan


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    parser.description = "Look at a repository, ask three questions, write a policy with every option explained."
    parser.add_argument("path", nargs="?", type=Path, default=Path(), help="a folder in the repository (default: here)")
    parser.add_argument("--yes", action="store_true", help="ask nothing: take the flags below and their defaults")
    for question in adopt.questions():
        words = [choice.word for choice in question.choices]
        parser.add_argument(f"--{question.id}", choices=words, help=f"{question.asks} (default: {question.default})")
    parser.add_argument(
        "--hook", action=argparse.BooleanOptionalAction, help="install the commit hook too (default: only when asked)"
    )
    parser.add_argument(
        "--baseline",
        action=argparse.BooleanOptionalAction,
        help="accept what is there today, so that only what is new refuses (default: yes, but not with --import)",
    )
    parser.add_argument(
        "--import",
        dest="imports",
        nargs="?",
        const="",
        action="append",
        metavar="TOOL=FILE",
        help="take over what other scanners' ignore files, baselines and configurations hide: those that are found, "
        "and this one; repeatable",
    )
    parser.add_argument(
        "--ci", choices=adopt.pipelines(), action="append", default=[], help="write a pipeline file; repeatable"
    )
    parser.add_argument("--dry-run", action="store_true", help="show what would be written, and write nothing")


def run(args: argparse.Namespace) -> int:
    """Look, ask, show, write. Raises HoldfastError with advice."""
    pen = paint()
    seen = adopt.survey(args.path)
    print("\n".join(_surroundings(seen, pen)))
    asking = not (args.yes or args.dry_run) and sys.stdin.isatty() and sys.stdout.isatty()
    answers = _answers(args, pen, asking=asking and not seen.policy)
    hook = args.hook if args.hook is not None else asking and seen.git and _agree("Check every commit with a hook?")
    plans = adopt.draft(seen, answers, hook=hook, pipelines=args.ci)
    taken = adopt.take_over(seen, [item for item in args.imports if item]) if args.imports else None
    if taken is not None:
        plans += (taken.plan,)
    if not seen.policy:
        print("\n".join(_reasons(answers, pen)))
    print("\n".join(_plans(plans, pen, diff=args.dry_run)))
    if taken is not None:
        print("\n".join(outcomes(taken, pen)))
    if args.dry_run:
        print(f"\n{pen.dim('Dry run: nothing was written.')}")
    elif asking and not all(plan.empty for plan in plans) and not _agree("Write this?"):
        print("\nNothing was written.")
    else:
        adopt.carry_out(plans)
        accept = taken is None if args.baseline is None else args.baseline
        accepted = adopt.accept_present(seen, more=taken is not None) if accept else None
        print("\n".join(_next(seen, plans, accepted, pen)))
    return ExitCode.PASSED


def _surroundings(seen: Surroundings, pen: Paint) -> Iterator[str]:
    yield f"{pen.strong(shown(seen.root.name))}  {pen.dim(shown(str(seen.root)))}"
    yield ""
    more = " or more" if seen.partial else ""
    yield f"  {'files':<12} {seen.files:,}{more}, {_size(seen.bytes)}"
    rows = (
        ("languages", _short([f"{name} {count:,}" for name, count in seen.languages])),
        ("pipelines", ", ".join(seen.pipelines)),
        ("scanners", ", ".join(f"{tool} ({path})" for tool, path in seen.scanners)),
        ("pre-commit", seen.pre_commit),
        ("branch", seen.default_branch if seen.git else "not a git repository"),
    )
    for title, text in rows:
        if text:
            yield f"  {title:<12} {shown(text)}"


def _answers(args: argparse.Namespace, pen: Paint, *, asking: bool) -> Answers:
    words: dict[str, str] = {}
    for question in adopt.questions():
        given: str | None = getattr(args, question.id)
        words[question.id] = given or (_ask(question, pen) if asking else question.default)
    return Answers(**words)


def _ask(question: Question, pen: Paint) -> str:
    """Ask until one of the words, its number or nothing at all (the default) is typed."""
    print(f"\n{pen.strong(question.asks)}")
    for number, choice in enumerate(question.choices, 1):
        mark = " (default)" if choice.word == question.default else ""
        print(f"  {number}  {choice.word:<10} {pen.dim(choice.says + mark)}")
    words = [choice.word for choice in question.choices]
    while True:
        typed = _read("> ").lower()
        if not typed:
            return question.default
        if typed in words:
            return typed
        if typed.isdecimal() and 1 <= int(typed) <= len(words):
            return words[int(typed) - 1]
        print(f"  Type a number from 1 to {len(words)}, or a word from the list.")


def _agree(text: str) -> bool:
    return _read(f"\n{text} [Y/n] ").lower() in ("", "y", "yes")


def _read(prompt: str) -> str:
    try:
        return input(prompt).strip()
    except EOFError:
        return ""


def _reasons(answers: Answers, pen: Paint) -> Iterator[str]:
    yield f"\n{pen.strong('Policy')}  risk {answers.risk}, resources {answers.resources}, culture {answers.culture}\n"
    for setting in adopt.reasons(answers):
        value = str(setting.value).lower()
        yield f"  {f'{setting.key} = {value}':<38} {pen.dim(setting.why)}"


def _plans(plans: tuple[Plan, ...], pen: Paint, *, diff: bool) -> Iterator[str]:
    yield ""
    for plan in plans:
        yield from lines(plan, pen, diff=diff)


def _next(seen: Surroundings, plans: tuple[Plan, ...], accepted: int | None, pen: Paint) -> Iterator[str]:
    yield ""
    yield pen.good("Nothing to write." if all(plan.empty for plan in plans) and accepted is None else "Written.")
    if accepted is not None:
        what = "no finding" if not accepted else f"{accepted} finding{'s' * (accepted > 1)} of today"
        yield f"The baseline accepts {what}; only what is new refuses from now on."
    yield f"Next: {pen.strong('holdfast scan --verbose')} shows what is there today, accepted or not;"
    yield f"      {pen.strong(f'git add {_shared(plans)}')} and commit, so that the team shares them."
    if seen.git and not adopt.hooked(seen):
        yield f"      {pen.strong('holdfast hook install')} checks every commit before it is made."


def _shared(plans: tuple[Plan, ...]) -> str:
    """What the team should have: the policy, the baseline, and whatever else was written beside them."""
    names = [plan.name(change.path) for plan in plans for change in plan.changes]
    more = [name for name in names if not name.startswith((".git/", ".holdfast/", "/")) and name != "holdfast.toml"]
    return shown(" ".join(["holdfast.toml", ".holdfast", *more]))


def _size(count: int) -> str:
    size = float(count)
    for unit in ("bytes", "kB", "MB"):
        if size < 1000:
            return f"{size:.0f} {unit}" if unit == "bytes" else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:.1f} GB"


def _short(items: list[str], most: int = 5) -> str:
    more = len(items) - most
    return ", ".join(items[:most]) + (f" and {more} more" if more > 0 else "")
