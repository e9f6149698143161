"""The threat report as one self-contained page: no script, nothing loaded from anywhere, light, dark and on paper.

The table is filtered by check boxes that the style sheet asks; a reader without them, or on paper, sees every row.
"""

from __future__ import annotations

from base64 import b64encode
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from typing import Any, Final

from holdfast.formats.report.dataflow import style as picture_style
from holdfast.formats.report.dataflow_cards import STATES
from holdfast.formats.report.plain import count, visible
from holdfast.formats.report.threatwords import (
    HANDLINGS,
    Named,
    controls,
    factors,
    handled,
    named,
    references,
    shown_at,
    split,
    standing_sentence,
    verdict,
)
from holdfast.model.system import Story, System, Treatment
from holdfast.model.threat import Analysed, Band, Standing, Stride

MOST: Final = 2000
"""Rows of the table; the CSV file has no such end."""
_FEW: Final = 5
"""Places and gaps that a card names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreatPage:
    """What a threat report tells."""

    system: System
    analysed: Analysed
    standings: tuple[Standing, ...]
    """Every threat, the worst first."""
    first: tuple[tuple[Standing, ...], ...]
    """Those that matter most, equal rules together."""
    picture: str = ""
    """The diagram as SVG without its style sheet; empty where there is none."""
    without: str = ""
    """Why there is no picture."""
    seen_at: str = ""
    """UTC, ISO 8601."""
    evidence: str = ""
    """What the ledger had to say, in one sentence."""


def render(told: ThreatPage) -> str:
    """Write the page as HTML. Every value is escaped, and characters that would not show are made visible."""
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup

    room = files("holdfast.formats.report")
    names = named(told.system)
    rows = _rows(told, names)
    style = "".join(
        [
            room.joinpath("report.css").read_text(encoding="utf-8"),
            room.joinpath("threatreport.css").read_text(encoding="utf-8"),
            picture_style() if told.picture else "",
            _filters(rows),
        ]
    )
    sheet = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_shown,
    )
    digest = b64encode(sha256(style.encode()).digest()).decode()
    # Style sheet and picture are our own text; the digest is of the only style that the page's policy lets in.
    return sheet.from_string(room.joinpath("threatreport.html.j2").read_text(encoding="utf-8")).render(
        style=Markup(style),  # noqa: S704
        style_digest=digest,
        picture=Markup(told.picture),  # noqa: S704
        rows=rows,
        places=list(dict.fromkeys((row["at"], row["on"]) for row in rows)),
        **_view(told, names),
    )


def _shown(value: Any) -> Any:
    """Let a template print text of others only as far as it shows, and our own markup as it is."""
    return visible(value) if isinstance(value, str) and not hasattr(value, "__html__") else value


def _view(told: ThreatPage, names: Named) -> dict[str, Any]:
    system, standings = told.system, told.standings
    outcome, title = verdict(standings, told.analysed)
    return {
        "told": told,
        "system": system,
        "names": names,
        "verdict": outcome,
        "verdict_title": title,
        "sentence": standing_sentence(standings, told.analysed),
        "figures": _figures(told),
        "cards": [_card(number, group, names) for number, group in enumerate(told.first, 1)],
        "bands": _counts(standings, "band", [item.value for item in reversed(Band)]),
        "states": _counts(standings, "state", [item.value for item in STATES]),
        "strides": _counts(standings, "stride", [item.value for item in Stride]),
        "hidden": max(0, len(standings) - MOST),
        "handlings": [(state.value, HANDLINGS[state]) for state in STATES],
        "controls": controls(standings, names),
        "stories": [(item, _sentence(item), names.get(item.target, item.target)) for item in system.stories],
        "treatments": [(item, _treats(item, standings)) for item in system.treatments],
        "unused": set(told.analysed.unused),
        "factors": factors(standings),
        "assets": _assets(system),
    }


def _figures(told: ThreatPage) -> list[tuple[str, str, str]]:
    system, standings = told.system, told.standings
    crossing = sum(bool(system.crossed(flow)) for flow in system.flows)
    sorts = Counter(item.sort.value for item in system.elements)
    proven = sum(item.handling.value == "proven" for item in standings)
    bad = sum(handled(item) == "failing" for item in standings)
    known = {status.control.id: status.state.value for item in standings for status in item.controls}
    named_by = {control for item in standings for control in item.threat.controls}
    held = sum(state == "proven" for state in known.values())
    return [
        ("Elements", f"{len(system.elements):,}", ", ".join(count(n, _short(word)) for word, n in sorts.items())),
        ("Flows", f"{len(system.flows):,}", f"{crossing:,} across a boundary"),
        ("Threats", f"{len(standings):,}", f"{proven:,} proven, {bad:,} failing"),
        ("Controls", f"{len(named_by):,}", f"{held:,} proven somewhere"),
        ("Questions", f"{len(told.analysed.questions):,}", "answers that rules wait for"),
        (
            "Rules asked",
            f"{told.analysed.rules:,}",
            f"{len(told.analysed.faults):,} broke" if told.analysed.faults else "",
        ),
    ]


def _short(word: str) -> str:
    return "external" if word.startswith("external") else word


def _counts(standings: Sequence[Standing], what: str, words: Sequence[str]) -> list[tuple[str, int]]:
    found = Counter(_sorted(item, what) for item in standings)
    return [(word, found[word]) for word in words if found[word]]


def _sorted(item: Standing, what: str) -> str:
    """What a filter asks of a threat."""
    if what == "band":
        return item.current.band.value
    return item.handling.value if what == "state" else item.threat.stride.value


def _rows(told: ThreatPage, names: Named) -> list[dict[str, Any]]:
    """The rows of the table, with the classes that the filters go by."""
    order = {name: at for at, name in enumerate(dict.fromkeys(item.threat.on for item in told.standings))}
    return [
        {
            "item": item,
            "on": names.get(item.threat.on, item.threat.on),
            "at": order[item.threat.on],
            "classes": f"b-{_sorted(item, 'band')} s-{_sorted(item, 'state')} t-{_sorted(item, 'stride')} "
            f"on-{order[item.threat.on]}",
            "references": references(item.threat),
        }
        for item in told.standings[:MOST]
    ]


def _filters(rows: Sequence[dict[str, Any]]) -> str:
    """The rules by which a box that is not ticked, or an element that is chosen, hides rows."""
    words = {name for row in rows for name in str(row["classes"]).split()}
    plain = sorted(name for name in words if not name.startswith("on-"))
    hide = [f".threats:has(#show-{name}:not(:checked)) .{name}" for name in plain]
    chosen = sorted({int(row["at"]) for row in rows})
    hide += [f".threats:has(#show-on-{at}:checked) .row:not(.on-{at})" for at in chosen]
    return f"@media screen {{ {', '.join(hide)} {{ display: none; }} }}\n" if hide else ""


def _card(number: int, group: Sequence[Standing], names: Named) -> dict[str, Any]:
    lead, (same, others) = group[0], split(group)
    return {
        "number": number,
        "band": lead.current.band.value,
        "threat": lead.threat,
        "references": references(lead.threat),
        "places": [(item, names.get(item.threat.on, item.threat.on), _gaps(item)) for item in same[:_FEW]],
        "more": max(0, len(same) - _FEW),
        "also": [item.threat.title for item in others[:_FEW]],
        "found": shown_at(lead),
    }


def _gaps(item: Standing) -> tuple[str, ...]:
    more = len(item.gaps) - _FEW
    return item.gaps[:_FEW] + ((f"and {more} more",) if more > 0 else ())


def _sentence(story: Story) -> str:
    """A story as people tell it."""
    actor = {"anonymous": "somebody whom nobody knows", "ci-job": "a job of the pipeline"}.get(story.actor, story.actor)
    article = "" if story.actor in ("anonymous", "ci-job") else "an " if actor[:1] in "aeiou" else "a "
    gain = f" so that I can {story.gain}" if story.gain else ""
    return f"As {article}{actor} I want to {story.goal}{gain}."


def _treats(item: Treatment, standings: Sequence[Standing]) -> list[Standing]:
    return [each for each in standings if each.threat.treatment is item or each.threat.treatment == item]


def _assets(system: System) -> list[tuple[Any, list[str]]]:
    """Each class of data with who keeps or carries it."""
    return [
        (
            asset,
            [item.name or item.id for item in system.elements if asset.id in item.data]
            + [item.name or item.id for item in system.flows if asset.id in item.data],
        )
        for asset in system.assets
    ]
