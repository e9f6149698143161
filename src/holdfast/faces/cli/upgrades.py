"""A plan of upgrades for people and for programs."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable, Iterator
from typing import Any, Final

from holdfast.app.upgradefiles import Row
from holdfast.app.upgrades import Upgrades
from holdfast.faces.cli.paint import Paint, shown

_MOST_NAMES: Final = 4
_WIDEST: Final = 110


def as_text(found: Upgrades, pen: Paint, width: int, *, done: bool) -> str:
    """A block for each file with a line for each package, then the commands, then what it means."""
    lines: list[str] = []
    by_path: dict[str, list[Row]] = {}
    for row in found.rows:
        by_path.setdefault(row.upgrade.inventory.path, []).append(row)
    for path, rows in by_path.items():
        lines += [pen.strong(shown(path))]
        for row in rows:
            for text in _row(row, pen, done=done):
                lines += textwrap.wrap(
                    text,
                    min(width, _WIDEST),
                    subsequent_indent=_indent(text),
                    break_long_words=False,
                    break_on_hyphens=False,
                ) or [""]
        lines.append("")
    commands = found.commands
    if commands:
        lines += [pen.strong("Then run" if done or found.plan.empty else "After the edits run")]
        lines += [f"  {shown(each)}" for each in commands]
        lines.append("")
    lines += _sum(found, pen, done=done)
    return "\n".join(lines) + "\n"


def _indent(text: str) -> str:
    return " " * (len(text) - len(text.lstrip()) + 2)


def _row(row: Row, pen: Paint, *, done: bool) -> Iterator[str]:
    step = row.upgrade
    name, now = shown(step.package.name), shown(step.package.version)
    if step.to:
        leap = pen.warn("  over a major version") if step.major else ""
        yield f"  {pen.strong(name)}  {now} → {pen.good(shown(step.to))}{leap}"
    else:
        yield f"  {pen.strong(name)}  {now}  {pen.bad('stays as it is')}"
    if step.cleared and step.to:
        yield f"    clears {_names(step.cleared)}"
    if step.left:
        yield f"    {pen.bad('left:')} {_names(step.left)}{shown(_why(row))}"
    for stop in step.stops[:_MOST_NAMES]:
        wants = f"{stop.package.key} wants {step.package.name} {stop.requirement}, which excludes {step.beyond}"
        said = wants if stop.requirement else f"{stop.package.key} ships it in its own archive"
        yield f"    {pen.warn('stopped:')} {shown(said)}"
    if len(step.stops) > _MOST_NAMES:
        yield f"    and {len(step.stops) - _MOST_NAMES} more constraints"
    if step.stops:
        yield f"    {shown(_out(row))}"
    if step.along:
        names = ", ".join(each.name for each in step.along)
        yield f"    {shown(f'with {names}, which want exactly their own version of each other')}"
    for stop in step.doubts:
        yield f"    {shown(f'not known whether {stop.package.key} takes it: it wants {stop.requirement}')}"
    for each in row.rewrites:
        verb = "edited" if done else "edit"
        change = f"{each.path}:{each.edit.line}  {each.edit.before} → {each.edit.after}"
        yield f"    {verb} {shown(change)}"
    for place, why in row.by_hand:
        yield f"    {pen.warn('by hand:')} {shown(f'{place}: {why}')}"
    if step.whole:
        leap = ", over a major version" if step.leaps(step.whole) else ""
        yield pen.dim(f"    {shown(step.whole)} would be free of all that is known{leap}")


def _why(row: Row) -> str:
    step = row.upgrade
    if step.stops:
        return ""
    where = step.package.source.value
    if where in ("git", "url"):
        return f": it comes from {'a git repository' if where == 'git' else 'an address of its own'}"
    return ": no version is known that is free of it"


def _out(row: Row) -> str:
    names = list(dict.fromkeys(stop.package.name for stop in row.upgrade.stops))
    parents = " or ".join(names) if len(names) < _MOST_NAMES else "version of those"
    first = f"a newer {parents} may allow it, which no advisory tells"
    other = f"or {row.way_out}" if row.way_out else "nothing here can outvote it"
    return f"way out: {first}; {other}"


def _names(matches: Iterable[Any]) -> str:
    found = [next((n for n in each.advisory.names if n.startswith("CVE-")), each.advisory.id) for each in matches]
    more = f" and {len(found) - _MOST_NAMES} more" if len(found) > _MOST_NAMES else ""
    return shown(", ".join(found[:_MOST_NAMES]) + more)


def _sum(found: Upgrades, pen: Paint, *, done: bool) -> Iterator[str]:
    cleared = sum(len(row.upgrade.cleared) for row in found.rows if row.upgrade.to)
    left = sum(len(row.upgrade.left) for row in found.rows)
    moved = sum(bool(row.upgrade.to) for row in found.rows)
    if not found.rows and found.incomplete:
        yield pen.bad("Nothing is planned, as not everything could be looked up.")
    elif not found.rows:
        yield pen.good("Nothing to do: the gate refuses no package." if found.packages else "No packages are here.")
    else:
        parts = [f"{moved:,} {'package' if moved == 1 else 'packages'} to move", f"{cleared:,} cleared"]
        parts += [f"{left:,} left"] if left else []
        yield pen.strong(" · ".join(parts))
    if found.below:
        yield pen.dim(f"{found.below:,} below the gate ({found.line} and above refuse); --all plans for them too.")
    if found.rows:
        yield pen.dim("No registry was asked: versions are those that advisories name as fixed; newer ones may be out.")
    silent = {row.upgrade.inventory.path for row in found.rows if row.upgrade.to and row.upgrade.untold}
    if silent:
        files = ", ".join(sorted(silent)[:_MOST_NAMES]) + (" …" if len(silent) > _MOST_NAMES else "")
        yield pen.dim(shown(f"What packages want of each other is not said in {files}: the installer tells."))
    if not found.plan.empty:
        told = "--apply makes the edits; it runs nothing."
        yield pen.strong(f"{found.plan.title}.") if done else pen.dim(told)


def as_json(found: Upgrades, *, done: bool) -> str:
    """The plan as plain data."""
    told = {
        "version": 1,
        "applied": done,
        "gate": found.line,
        "below": found.below,
        "packages": found.packages,
        "incomplete": [{"why": why, "paths": list(paths)} for why, paths in found.incomplete.items()],
        "commands": found.commands,
        "upgrades": [_plain(row) for row in found.rows],
    }
    return json.dumps(told, indent=2, ensure_ascii=False) + "\n"


def _plain(row: Row) -> dict[str, Any]:
    step = row.upgrade
    place = step.package.place
    return {
        "ecosystem": step.package.ecosystem,
        "name": step.package.name,
        "now": step.package.version,
        "to": step.to,
        "major": step.major,
        "direct": step.package.direct,
        "inventory": step.inventory.path,
        "reader": step.inventory.reader,
        "path": place.path,
        "line": place.line,
        "clears": [each.advisory.id for each in step.cleared] if step.to else [],
        "left": [each.advisory.id for each in step.left],
        "better": step.beyond,
        "stops": [{"package": each.package.key, "requirement": each.requirement} for each in step.stops],
        "doubts": [{"package": each.package.key, "requirement": each.requirement} for each in step.doubts],
        "along": [each.key for each in step.along],
        "way_out": row.way_out,
        "free_of_all": step.whole,
        "edits": [
            {"path": each.path, "line": each.edit.line, "before": each.edit.before, "after": each.edit.after}
            for each in row.rewrites
        ],
        "by_hand": [{"place": place, "why": why} for place, why in row.by_hand],
        "command": row.command,
        "folder": row.folder,
    }
