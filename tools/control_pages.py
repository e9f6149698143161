"""The catalogue of controls, and the tools of each activity, as parts of pages; used by ``write_docs``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from holdfast.activities import ACTIVITIES
from holdfast.activities.tools import LOOKED
from holdfast.app.codebook import code_book
from holdfast.app.judging import book_of
from holdfast.app.rulebook import types
from holdfast.app.toolbox import toolbox
from holdfast.checks.package.index import RULES
from holdfast.loop.catalogue import CONTROLS
from holdfast.loop.frameworks import FRAMEWORKS, numbers
from holdfast.model.activity import Activity, Control
from holdfast.threats.checks import CHECKS
from tools.check_pages import markdown_table

_FEW = 4
"""So many checks are named beside a control; of more, the number."""


def proving() -> dict[str, list[str]]:
    """Names of the checks that prove each control, by its id."""
    found: dict[str, list[str]] = {}
    rules = (*book_of(None), *code_book(None).rules.values(), *RULES)
    for check in (*(kind.check for kind in types()), *(rule.check for rule in rules), *CHECKS):
        for control in check.proves:
            found.setdefault(control, []).append(check.name)
    return found


def catalogue() -> Iterator[str]:
    """Every control, by the activity that answers for it."""
    checks = proving()
    shown = sum(not item.awaits for item in CONTROLS)
    yield f"{len(CONTROLS)} controls; checks prove {shown} of them today, the other {len(CONTROLS) - shown} say what"
    yield "they wait for."
    for activity in ACTIVITIES:
        own = [item for item in CONTROLS if item.activity == activity.id]
        yield from ("", f"### {activity.number}. {activity.title}", "")
        rows = [
            (
                f"**{item.title}** `{item.id}`",
                item.states,
                _stands(item),
                _shown_by(item, checks),
                "; ".join(f"{of} {', '.join(own)}" for of, own in numbers(item).items()),
            )
            for item in own
        ]
        yield from markdown_table(("Control", "Holds when", "Against", "Shown by", "In frameworks"), rows)


def frameworks() -> Iterator[str]:
    """Which frameworks controls name, and how many of their numbers."""
    named = Counter(of for item in CONTROLS for of, own in numbers(item).items() for _ in own)
    distinct = {of.id: {n for item in CONTROLS for n in numbers(item).get(of.id, ())} for of in FRAMEWORKS}
    rows = [
        (
            f"`{of.word}`",
            f"{of.name} ({of.publisher})",
            f"{len(distinct[of.id])}" + (f" of {of.numbers}" if of.numbers else ""),
            str(named[of.id]),
        )
        for of in FRAMEWORKS
    ]
    yield from markdown_table(("Word", "Framework", "Numbers named", "Times"), rows)


def of_activity(activity: Activity) -> Iterator[str]:
    """The controls of an activity, on its own page."""
    checks = proving()
    own = [item for item in CONTROLS if item.id in activity.controls]
    rows = [
        (f"**{item.title}** `{item.id}`", item.states, _stands(item), _shown_by(item, checks, "../checks/"))
        for item in own
    ]
    yield from ("### Controls", "")
    yield from markdown_table(("Control", "Holds when", "Against", "Shown by"), rows)


def tools_of(activity: Activity) -> Iterator[str]:
    """The open-source tools beside it, on its own page."""
    (shelf,) = toolbox(activity.id)
    yield f"Other open-source tools for a part of the job, as they were on {LOOKED}:"
    yield ""
    rows = [
        (tool.name, tool.licence, f"{tool.does}{f'; {tool.note}' if tool.note else ''}", _alive(life, tool.seen))
        for tool, life in shelf.tools
    ]
    yield from markdown_table(("Tool", "Licence", "For", "Last commit"), rows)


def _alive(life: str, seen: str) -> str:
    return "not looked up" if not seen else seen if life == "alive" else f"{seen}, {life}"


def _page(name: str, folder: str) -> str:
    """Where a check is told of; what an analysis of threats shows stands in one table."""
    if name in {check.name for check in CHECKS}:
        return f"{folder.removesuffix('checks/')}threats.md#evidence-of-the-practice"
    return f"{folder}{name}.md"


def _stands(control: Control) -> str:
    return ", ".join(control.stride).replace("-", " ")


def _shown_by(control: Control, checks: dict[str, list[str]], folder: str = "checks/") -> str:
    names = checks.get(control.id, [])
    if control.awaits:
        return f"not provable yet: waits for {control.awaits}"
    few = ", ".join(f"[{name}]({_page(name, folder)})" for name in names[:_FEW])
    return few if len(names) <= _FEW else f"{few} and {len(names) - _FEW} more"
