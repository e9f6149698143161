"""The table of threats as Markdown, for a page beside the code, and as CSV, for a sheet or a tracker."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Final

from holdfast.formats.report.plain import count, visible
from holdfast.formats.report.span import plain as cell
from holdfast.formats.report.threatwords import Named, named, references, shown_at, split, standing_sentence, verdict
from holdfast.model.system import System
from holdfast.model.threat import Analysed, Standing, Threat

COLUMNS: Final = (
    *("id", "rule", "title", "category", "on", "name", "sort", "boundaries crossed", "data"),
    *(
        "inherent",
        "current",
        "residual",
        "likelihood",
        "impact",
        "handled",
        "countered",
        "why",
        "what an attacker does",
    ),
    *("what to do", "controls", "treatment", "reason", "owner", "until", "gaps", "cwe", "capec", "attack", "asvs"),
    "guesses",
)
"""The columns of the CSV file; they stay, and new ones come behind."""
_COMMANDS: Final = ("=", "+", "-", "@", "\t", "\r")
"""What makes a sheet take a text for a formula."""


def table(system: System, standings: Sequence[Standing]) -> str:
    """Every threat as a row of CSV: comma, quotes where needed, CRLF, UTF-8; lists are split by ``; ``.

    A text that a sheet would run as a formula starts with an apostrophe.
    """
    names, out = named(system), io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    sorts = {item.id: item.sort.value for item in system.elements}
    for item in standings:
        writer.writerow([_harmless(text) for text in _fields(item, names, sorts.get(item.threat.on, "flow"))])
    return out.getvalue()


def _fields(item: Standing, names: Named, sort: str) -> list[str]:
    threat, treatment = item.threat, item.threat.treatment
    return [
        *(threat.id, threat.rule, threat.title, threat.stride.value, threat.on, names.get(threat.on, threat.on), sort),
        *("; ".join(threat.crosses), "; ".join(threat.data)),
        *(threat.inherent.band.value, item.current.band.value, item.residual.band.value),
        *(f"{item.current.likelihood:.2f}", f"{item.current.impact:.2f}", item.handling.value, threat.countered),
        *(threat.why, threat.says, "; ".join(threat.mitigations)),
        "; ".join(treatment.controls if treatment and treatment.controls else threat.controls),
        *((treatment.way.value, treatment.reason) if treatment else ("", "")),
        *((treatment.owner, treatment.until) if treatment else ("", "")),
        "; ".join(item.gaps),
        *("; ".join(map(str, threat.cwe)), "; ".join(map(str, threat.capec))),
        *("; ".join(threat.attack), "; ".join(threat.asvs), "; ".join(threat.guesses)),
    ]


def _harmless(text: str) -> str:
    plain = visible(text)
    return f"'{plain}" if plain.startswith(_COMMANDS) else plain


def markdown(
    system: System, analysed: Analysed, standings: Sequence[Standing], first: Sequence[Sequence[Standing]] = ()
) -> str:
    """The summary, what matters most (``first``, equal rules together), every threat, and the questions."""
    names = named(system)
    _, title = verdict(standings, analysed)
    lines = [f"# Threats to {cell(system.name)}", "", f"**{title}.** {standing_sentence(standings, analysed)}", ""]
    for fault in analysed.faults:
        lines.append(f"- Rule {cell(fault.rule)} broke on {cell(fault.on)}: {cell(fault.error)}")
    lines += ["## What matters most", ""] if first else []
    for number, group in enumerate(first, 1):
        lead, (same, others) = group[0].threat, split(group)
        on = ", ".join(cell(names.get(item.threat.on, item.threat.on)) for item in same[:5])
        more = f" and {len(same) - 5} more" if len(same) > 5 else ""
        head = f"{number}. **{cell(lead.title)}** ({group[0].current.band.value}) on {on}{more}."
        also = f" Also: {cell('; '.join(item.threat.title for item in others[:5]))}." if others else ""
        found = f" Found: {cell('; '.join(shown_at(group[0])))}." if group[0].concrete else ""
        lines.append(f"{head} {cell(lead.says)}{found}{_guesses(lead)}{also}")
    lines += ["", "## Every threat", ""] if lines[-1] else ["## Every threat", ""]
    lines += ["| Band | Threat | On | Category | Handled | Numbers |", "|---|---|---|---|---|---|"]
    lines += [_row(item, names) for item in standings]
    if analysed.questions:
        lines += ["", "## Questions", ""]
        lines += [
            f"- {cell(names.get(item.on, item.on))}: {cell(item.asks)} ({count(len(item.rules), 'rule')} wait)"
            if len(item.rules) != 1
            else f"- {cell(names.get(item.on, item.on))}: {cell(item.asks)} (1 rule waits)"
            for item in analysed.questions
        ]
    return "\n".join(lines) + "\n"


def _guesses(threat: Threat) -> str:
    return f" Rests on a guess: {cell('; '.join(threat.guesses))}." if threat.guesses else ""


def _row(item: Standing, names: Named) -> str:
    threat = item.threat
    numbers = ", ".join(f"[{name}]({link})" if link else name for name, link in references(threat))
    cells = [item.current.band.value, cell(threat.title), cell(names.get(threat.on, threat.on))]
    cells += [threat.stride.value.replace("-", " "), item.handling.value, numbers]
    return f"| {' | '.join(cells)} |"
