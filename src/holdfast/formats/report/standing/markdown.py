"""The same reports as Markdown, for wikis, tickets and pull requests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from holdfast.formats.report.plain import visible

_FEW: Final = 30
_SPECIAL: Final = str.maketrans({char: f"\\{char}" for char in "\\`*_[]<>|#&"})


def manager_text(view: Mapping[str, Any]) -> str:
    """Where it stands, trend, what weighs most and what is next."""
    return "\n".join(_manager(view)) + "\n"


def auditor_text(view: Mapping[str, Any]) -> str:
    """Controls with what proves them."""
    return "\n".join(_auditor(view)) + "\n"


def _manager(view: Mapping[str, Any]) -> Iterator[str]:
    yield f"# {view['heading']}: {_safe(view['root'])}"
    yield from ("", f"{view['sentence']}. {view['at']}.", "")
    yield from _table(("", "", ""), [(label, value, more) for label, value, more in view["figures"]])
    for phase, items in view["phases"]:
        yield from ("", f"## {phase}", "")
        yield from _table(("#", "Activity", "State"), [(one["number"], one["title"], one["state"]) for one in items])
    yield from ("", "## Next", "")
    for at, one in enumerate(view["next"], 1):
        yield f"{at}. {_safe(one['does'])} `{one['command']}` ({_safe(one['why'])})"
    if view["trend"]:
        yield from ("", "## Trend", "")
        months = [(row["month"], row["proven"], row["open"], row["bad"]) for row in view["trend"]]
        yield from _table(("Month", "Controls proven", "Findings open", "Critical or high"), months)
    if view["risks"]:
        yield from ("", "## What weighs most", "")
        names = ("severity", "title", "places", "since", "place")
        rows = [[row[name] for name in names] for row in view["risks"]]
        yield from _table(("Severity", "What", "Places", "Since", "For example"), rows)
    yield from _kept(view)


def _kept(view: Mapping[str, Any]) -> Iterator[str]:
    """The register's worst risks, and the indicators."""
    if view["register"]:
        yield from ("", "## The worst risks", "")
        names = ("band", "title", "element", "state", "owner", "since", "until", "id")
        rows = [[row[name][:10] if name == "since" else row[name] for name in names] for row in view["register"]]
        yield from _table(("Now", "What", "Where", "State", "Owner", "Since", "Until", "Id"), rows)
    if view["indicators"]:
        yield from ("", "## Indicators over 90 days", "")
        named = [(row["title"], row["value"], row["before"]) for row in view["indicators"]]
        yield from _table(("Indicator", "Now", "First month"), named)
    for row in view["unmeasured"]:
        yield from ("", f"Not known yet: {_safe(row['title'])}: {_safe('; '.join(row['gaps']))}")


def _auditor(view: Mapping[str, Any]) -> Iterator[str]:
    yield f"# Controls and evidence: {_safe(view['root'])}"
    ledger = view["ledger"]
    yield from ("", f"{_safe(view['asked'])}. {view['at']}. Ledger row {ledger['row']}, head `{ledger['head']}`.")
    for item in view["controls"]:
        yield from ("", f"## {_safe(item['title'])}: {item['state']}", "")
        where = f" on {_safe(item['subject'])}" if item["subject"] else ""
        yield f"{_safe(item['states'])} `{item['id']}`{where}"
        yield from ("", *_facts(item))
        if item["proofs"]:
            yield ""
            rows = [
                (one["sequence"], one["check"], one["at"], one["count"], one["tool"], one["strength"], one["hash"][:16])
                for one in item["proofs"]
            ]
            yield from _table(("Row", "Check", "When", "Looked at", "By", "Strength", "Hash"), rows)


def _facts(item: Mapping[str, Any]) -> Iterator[str]:
    for store in item["stores"]:
        yield f"- Kept in {_safe(store['name'])} ({_safe(', '.join(store['data']))}): {store['state']}"
    for spell in item["proven"]:
        ended = f" to {spell['end']}; then {spell['why']}" if spell["end"] else ""
        yield f"- Proven since {spell['start']}{ended}, in {spell['runs']} runs"
    for one in item["open"][:_FEW]:
        yield f"- Open since {one['since'][:10]}: {one['severity']}, {_safe(one['place'])}: {_safe(one['says'])}"
    if len(item["open"]) > _FEW:
        yield f"- and {len(item['open']) - _FEW} more that are open"
    for one in item["said"]:
        about = f"{one['at'][:10]} {_safe(one['by']['name'])}: {one['choice']}{_until(one)}"
        yield f"- {about}. {_safe(one['reason'])} ({one['where']})"
    for one in item["accepted"]:
        holds = "in force" if one["holds"] else "not in force any more"
        about = f"Accepted by {_safe(one['by']['name'])}: {one['risk']}{_until(one)}"
        yield f"- {about}. {_safe(one['reason'])} ({one['where']}, {holds})"
    if item["state"] != "proven":
        yield from (f"- Lacks: {_safe(gap)}" for gap in item["gaps"])


def _until(one: Mapping[str, Any]) -> str:
    return f" until {one['until']}" if one["until"] else ""


def _table(head: Sequence[str], rows: Sequence[Sequence[Any]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield "|---" * len(head) + "|"
    yield from (f"| {' | '.join(_safe(str(cell)) for cell in row)} |" for row in rows)


def _safe(text: str) -> str:
    return visible(text).translate(_SPECIAL)
