"""An estate as a picture: columns from the outside to the data, an arrow for each reference; SVG, and a page around it.

Equal resources of one module are drawn as one box with their number, so that a hundred instances stay readable.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from html import escape
from typing import Final, NamedTuple

from holdfast.formats.report.look import Look
from holdfast.formats.report.plain import count, visible
from holdfast.model.estate import Estate, Item

COLUMNS: Final = ("Edge", "Network", "Compute", "Data", "Identity and keys", "Audit", "Build", "Other")
_AREAS: Final = {
    "Edge": "load-balancer listener target-group cdn api- waf dns-zone domain certificate ingress accelerator graph-",
    "Network": "firewall network subnet peering vpn endpoint service network-policy flow",
    "Compute": "instance fleet function cluster workload container node desktop notebook data-job mounted",
    "Data": (
        "bucket disk snapshot machine-image file-system backup database table cache warehouse search stream queue "
        "topic broker data-store data-mover volume"
    ),
    "Identity and keys": "policy role user access-key password key secret parameter identity account service-account",
    "Audit": "trail log-group config-recorder threat alarm account-setting",
    "Build": "registry build pipeline job step action image base-image include",
}
_WIDTH: Final = 180
_HEIGHT: Final = 44
_GAP_X: Final = 64
_GAP_Y: Final = 14
_TOP: Final = 64
_MOST: Final = 400
"""Boxes that are drawn; the rest is said to be missing."""
_LONGEST: Final = 26
_LEFT_OUT: Final = frozenset({"resource", "build-step"})
"""What only completes other resources, and the single steps of builds."""

_STYLE: Final = """
.sheet{--ink:#1c2430;--soft:#5b6675;--line:#c9d0da;--box:#fff;--page:#f6f7f9;--edge:#7c8aa0;--mark:#0b62c4;
font:12px/1.3 system-ui,sans-serif}
@media (prefers-color-scheme:dark){.sheet{--ink:#e7ebf0;--soft:#9aa6b5;--line:#3a4450;--box:#1b222b;--page:#12171d;
--edge:#7f8da1;--mark:#6fb1ff}}
.sheet .page{fill:var(--page)} .sheet .column{fill:var(--soft);font-weight:600;font-size:13px}
.sheet .box rect{fill:var(--box);stroke:var(--line)} .sheet .box .name{fill:var(--ink);font-weight:600}
.sheet .box .kind{fill:var(--soft);font-size:11px} .sheet .times{fill:var(--mark);font-weight:600;font-size:11px}
.sheet .edge{fill:none;stroke:var(--edge);stroke-width:1.2;opacity:.75} .sheet .tip{fill:var(--edge)}
"""


class _Box(NamedTuple):
    """Resources that are drawn as one."""

    key: tuple[str, str, str]
    column: int
    name: str
    kind: str
    items: tuple[Item, ...]


def area(kind: str) -> str:
    """The column of a kind."""
    for name, words in _AREAS.items():
        if any(kind == word or kind.startswith(word) for word in words.split()):
            return name
    return COLUMNS[-1]


def svg(estate: Estate, look: Look) -> str:
    """Draw the estate as one SVG image that needs nothing else."""
    boxes = _boxes(estate.items)[:_MOST]
    columns = [[box for box in boxes if box.column == at] for at in range(len(COLUMNS))]
    used = [at for at, own in enumerate(columns) if own]
    spots: dict[tuple[str, str, str], tuple[int, int]] = {}
    for place, at in enumerate(used):
        for row, box in enumerate(columns[at]):
            spots[box.key] = (24 + place * (_WIDTH + _GAP_X), _TOP + row * (_HEIGHT + _GAP_Y))
    width = max(1, len(used)) * (_WIDTH + _GAP_X) - _GAP_X + 48
    height = _TOP + max((len(own) for own in columns), default=1) * (_HEIGHT + _GAP_Y) + 24
    title = f"Resources of {visible(estate.root)} and what they are made from"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="sheet" viewBox="0 0 {width} {height}" width="{width}"'
        f' height="{height}" role="img" aria-labelledby="estate-title">',
        f'<title id="estate-title">{escape(title)}</title><style>{_STYLE}</style>',
        f'<rect class="page" width="{width}" height="{height}"/>',
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path class="tip" d="M0 0 8 4 0 8z"/></marker></defs>',
        *(
            f'<text class="column" x="{24 + place * (_WIDTH + _GAP_X)}" y="40">{escape(COLUMNS[at])}</text>'
            for place, at in enumerate(used)
        ),
        *_edges(boxes, spots),
        *(_drawn(box, *spots[box.key]) for box in boxes),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _boxes(items: Sequence[Item]) -> list[_Box]:
    groups: dict[tuple[str, str, str], list[Item]] = {}
    for item in items:
        if item.kind in _LEFT_OUT:
            continue
        groups.setdefault((item.unit, item.kind, _plain(item.address)), []).append(item)
    found = [_Box(key, COLUMNS.index(area(key[1])), _name(key[2]), key[1], tuple(own)) for key, own in groups.items()]
    return sorted(found, key=lambda box: (box.column, box.kind, box.name))


def _plain(address: str) -> str:
    """An address without its keys and without what tells apart the parts of one resource."""
    bare = address.split(" ")[0]
    while "[" in bare and "]" in bare[bare.index("[") :]:
        first = bare.index("[")
        bare = bare[:first] + bare[bare.index("]", first) + 1 :]
    return bare


def _name(address: str) -> str:
    if "/" in address:
        return address.rsplit("/", 1)[-1]
    *modules, _, name = address.rsplit(".", 2) if address.count(".") > 1 else ("", "", address.rpartition(".")[2])
    inside = modules[0].rpartition("module.")[2] if modules else ""
    return f"{inside}.{name}" if inside else name


def _edges(boxes: Sequence[_Box], spots: dict[tuple[str, str, str], tuple[int, int]]) -> Iterator[str]:
    where = {(item.unit, item.address): box.key for box in boxes for item in box.items}
    drawn: set[tuple[tuple[str, str, str], tuple[str, str, str]]] = set()
    for box in boxes:
        for item in box.items:
            for ref in item.refs:
                goal = where.get((item.unit, ref))
                if goal is None or goal == box.key or (box.key, goal) in drawn:
                    continue
                drawn.add((box.key, goal))
                yield f'<path class="edge" marker-end="url(#tip)" d="{_curve(spots[box.key], spots[goal])}"/>'


def _curve(start: tuple[int, int], end: tuple[int, int]) -> str:
    """From the side of one box to the nearer side of another."""
    middle = _HEIGHT // 2
    if start[0] == end[0]:
        x = start[0] + _WIDTH
        return f"M{x} {start[1] + middle}C{x + 50} {start[1] + middle} {x + 50} {end[1] + middle} {x} {end[1] + middle}"
    right = end[0] > start[0]
    one = start[0] + (_WIDTH if right else 0)
    two = end[0] + (0 if right else _WIDTH)
    bend = (two - one) // 2
    return (
        f"M{one} {start[1] + middle}C{one + bend} {start[1] + middle} {two - bend} {end[1] + middle} "
        f"{two} {end[1] + middle}"
    )


def _drawn(box: _Box, x: int, y: int) -> str:
    name = visible(box.name)
    short = name if len(name) <= _LONGEST else name[: _LONGEST - 1] + "…"
    first = box.items[0]
    tip = f"{visible(first.address)}\n{visible(first.place.path)}:{first.place.line}"
    times = f'<text class="times" x="{x + _WIDTH - 10}" y="{y + 33}" text-anchor="end">×{len(box.items)}</text>'
    return (
        f'<g class="box"><title>{escape(tip)}</title><rect x="{x}" y="{y}" width="{_WIDTH}" height="{_HEIGHT}" rx="8"/>'
        f'<text class="name" x="{x + 10}" y="{y + 18}">{escape(short)}</text>'
        f'<text class="kind" x="{x + 10}" y="{y + 33}">{escape(box.kind.replace("-", " "))}</text>'
        f"{times if len(box.items) > 1 else ''}</g>"
    )


def page(estate: Estate, look: Look) -> str:
    """Write a self-contained page: the picture, the kinds, and every resource with its facts."""
    kinds = Counter(item.kind for item in estate.items)
    rows = "\n".join(
        f"<tr><th scope='row'>{escape(visible(item.address))}</th><td>{escape(item.kind)}</td>"
        f"<td><code>{escape(visible(item.place.path))}:{item.place.line}</code></td><td>{_facts(item)}</td></tr>"
        for item in estate.items
    )
    gaps = "\n".join(
        f"<li><code>{escape(visible(gap.place.path))}:{gap.place.line}</code> {escape(visible(gap.why))}</li>"
        for gap in estate.gaps
    )
    summary = ", ".join(f"{number} {escape(kind)}" for kind, number in kinds.most_common())
    missing = f"<h2>Not understood</h2><ul>{gaps}</ul>" if gaps else ""
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>Estate of {escape(visible(estate.root))}</title>
<style>{_PAGE_STYLE}</style></head><body><main>
<h1>{escape(visible(estate.root))}</h1>
<p>{count(len(estate.items), "resource")} in {count(estate.files, "file")}: {summary or "nothing"}.</p>
<div class="scroll" tabindex="0" role="region" aria-label="Picture of the resources">{svg(estate, look)}</div>
<h2>Resources</h2><div class="scroll" tabindex="0" role="region" aria-label="Resources"><table>
<thead><tr><th scope="col">Address</th><th scope="col">Kind</th><th scope="col">Place</th>
<th scope="col">Facts</th></tr></thead><tbody>
{rows}
</tbody></table></div>
{missing}
</main></body></html>
"""


def _facts(item: Item) -> str:
    parts = [
        f"<span{'' if fact.known else ' class=unknown'}>{escape(fact.name.replace('_', ' '))}: "
        f"{escape(visible(fact.says))}</span>"
        for fact in item.facts
    ]
    return " ".join(parts)


_PAGE_STYLE: Final = """
:root{color-scheme:light dark;--ink:#1c2430;--soft:#5b6675;--line:#d7dce3;--page:#fff;--tag:#eef1f5}
@media (prefers-color-scheme:dark){:root{--ink:#e7ebf0;--soft:#9aa6b5;--line:#333c47;--page:#12171d;--tag:#222a34}}
body{margin:0;background:var(--page);color:var(--ink);font:15px/1.5 system-ui,sans-serif}
main{max-width:80rem;margin:0 auto;padding:2rem 1.25rem 4rem} h1{margin:0 0 .25rem} h2{margin:2rem 0 .5rem}
.scroll{overflow:auto;border:1px solid var(--line);border-radius:12px} svg{display:block;max-width:100%;height:auto}
table{border-collapse:collapse;width:100%;font-size:14px}
th,td{padding:.5rem .75rem;text-align:left;vertical-align:top;border-top:1px solid var(--line)} thead th{border:0}
th,td code{overflow-wrap:anywhere} tbody th{width:28%} td:nth-child(3){width:24%}
td span{display:inline-block;margin:0 .25rem .25rem 0;padding:0 .4rem;border-radius:6px;background:var(--tag)}
.unknown{color:var(--soft);font-style:italic} code{font-size:13px}
"""
