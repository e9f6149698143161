"""What came of drafting a threat model: what was found from what, what is left to people, and what to do next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from holdfast.formats.report.look import Look
from holdfast.formats.report.plain import count
from holdfast.formats.report.terminal import Pen, wrap
from holdfast.model.reading import Gap
from holdfast.model.seeded import Seeded
from holdfast.model.system import Asset, Sort, System

_MARGIN: Final = 14
_FEW: Final = 4
_ORIGINS: Final = {
    "cloud": "resources of clouds",
    "compose": "Compose",
    "kubernetes": "Kubernetes",
    "code": "code and packages",
    "outside": "what faces others",
    "pipeline": "pipelines",
}
_READ: Final = (
    ("resources", "resource"),
    ("interfaces", "described interface"),
    ("operations", "operation"),
    ("routes", "route"),
    ("files", "code file"),
    ("packages", "package"),
)


def text(found: Seeded, look: Look) -> str:
    """The whole account for a terminal."""
    pen = Pen(look)
    lines = [*_head(found, pen), ""]
    if found.fresh.elements or found.fresh.flows:
        lines += [*_model(found.fresh, pen), ""]
    lines += _from(found, pen)
    lines += _left(found, look, pen)
    lines += ["", *_next(found, pen)]
    return "\n".join(lines) + "\n"


def _head(found: Seeded, pen: Pen) -> Iterator[str]:
    path = pen.safe(found.path)
    if found.existed and not (found.fresh.elements or found.fresh.flows):
        for line in wrap(f"{pen.symbol('passed')} {path} knows all that is there.", pen.measure):
            yield pen.paint(line, "good")
        return
    what = f"{count(len(found.fresh.elements), 'element')} and {count(len(found.fresh.flows), 'flow')}"
    if found.dry:
        says = f"Would add {what} to {path}." if found.existed else f"Would write {path} with {what}."
    elif found.existed:
        says = f"Added {what} to {path}; nothing that stood there was changed."
    else:
        says = f"Wrote {path}: {what}."
    for line in wrap(says, pen.measure):
        yield pen.paint(line, "strong")


def _model(system: System, pen: Pen) -> Iterator[str]:
    """The model in a few lines: who, what, where, and what is at stake."""
    for label, sort in (("Outside", Sort.ENTITY), ("Programs", Sort.PROCESS), ("Stores", Sort.STORE)):
        yield from _row(label, (each.name for each in system.elements if each.sort is sort), pen)
    crossing = sum(bool(system.crossed(flow)) for flow in system.flows)
    if system.flows:
        over = f"{crossing:,} of them over a boundary"
        yield from _row("Flows", [f"{len(system.flows):,}", over], pen)
    yield from _row("Boundaries", (f"{each.name} ({each.kind})" for each in system.boundaries), pen)
    yield from _row("Data", map(_asset, system.assets), pen)


def _asset(asset: Asset) -> str:
    return f"{asset.name} ({', '.join((asset.level.value, *asset.tags))})"


def _row(label: str, words: Iterable[str], pen: Pen, style: str = "label") -> Iterator[str]:
    says = pen.symbol("dot").join(pen.safe(word) for word in words)
    if says:
        first, *more = wrap(says, pen.measure - _MARGIN)
        yield f"  {pen.paint(f'{label:<{_MARGIN - 2}}', style)}{first}"
        yield from (" " * _MARGIN + line for line in more)


def _from(found: Seeded, pen: Pen) -> Iterator[str]:
    read = [count(found.counts[name], noun) for name, noun in _READ if found.counts.get(name)]
    yield from _row("Read", read, pen, "dim")
    told = (f"{_ORIGINS.get(name, name)} {number:,}" for name, number in found.origins)
    yield from _row("Told of by", told, pen, "dim")
    names = {each.id: each.name for each in found.system.elements}
    for name, own in found.grouped:
        if len(own) > 2:
            yield from _row("Grouped", [f"{names.get(name, name)}: {', '.join(own)}"], pen, "dim")
    if found.left_out:
        yield from _row(
            "Left out", [f"{', '.join(found.left_out)}, as serving tests, development or a variant only"], pen, "dim"
        )


def _left(found: Seeded, look: Look, pen: Pen) -> Iterator[str]:
    """What nobody but people can say, and what could not be understood."""
    notes: list[str] = []
    if found.idle:
        notes.append(f"Nobody was seen to use {', '.join(found.idle)}: draw who does, or take it out.")
    notes += [f"{each[:1].upper()}{each[1:]}." for each in found.unsure]
    business = [each.name for each in found.system.elements if each.data == ("business",)]
    if business:
        notes.append(f"The class of the data in {', '.join(business)} is a guess: say what it is.")
    if found.unknown:
        is_are = "is" if found.unknown == 1 else "are"
        notes.append(f"{count(found.unknown, 'fact')} {is_are} unknown, as no file says so: each becomes a question.")
    if notes:
        yield from ("", pen.paint("Left to you", "strong"))
        yield from _listed(notes, pen, "warn", "?")
    if found.gaps:
        yield from ("", pen.paint("Not understood", "strong"))
        yield from _listed(_gaps(found.gaps, every=look.verbose), pen, "dim", "!")


def _gaps(gaps: Sequence[Gap], *, every: bool) -> Iterator[str]:
    """Gaps by what is wrong, the most frequent first; all of them only where that is wanted."""
    groups: dict[str, list[Gap]] = {}
    for gap in gaps:
        groups.setdefault(gap.why, []).append(gap)
    ordered = sorted(groups.items(), key=lambda entry: -len(entry[1]))
    for why, own in ordered if every else ordered[:_FEW]:
        shown = own if every else own[:1]
        for gap in shown:
            more = f" and {len(own) - 1:,} more" if len(own) > len(shown) else ""
            yield f"{gap.place.path}:{gap.place.line}{more}: {why}"
    if len(ordered) > _FEW and not every:
        yield f"and {len(ordered) - _FEW:,} more reasons; --verbose names them all"


def _listed(texts: Iterable[str], pen: Pen, style: str, mark: str) -> Iterator[str]:
    for each in texts:
        first, *more = wrap(pen.safe(each), pen.measure - 4)
        yield f"  {pen.paint(mark, style)} {first}"
        yield from (f"    {line}" for line in more)


def _next(found: Seeded, pen: Pen) -> Iterator[str]:
    asked = Counter(question.on for question in found.questions)
    if asked:
        names = {each.id: each.name for each in found.system.elements}
        names |= {each.id: each.name for each in found.system.flows}
        worst = ", ".join(f"{names.get(on, on)} ({number:,})" for on, number in asked.most_common(_FEW))
        says = f"{count(len(found.questions), 'question')} decide whether threats apply, most about {worst}."
        yield from wrap(pen.safe(says), pen.measure)
    if found.dry:
        for line in wrap("Nothing was written. Leave out --dry-run to write it.", pen.measure):
            yield pen.paint(line, "dim")
    else:
        says = f"Next: read {pen.safe(found.path)}, mend what is wrong, then run `holdfast threats`."
        yield from wrap(says, pen.measure)
