"""Writes measured figures into a documentation page, between markers, and lays out tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from benchmarks.timing import Figures

PAGE: Final = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"


def put(page: Path, name: str, text: str) -> None:
    """Replace what stands between ``<!-- name -->`` and ``<!-- /name -->`` of a page.

    Raises ValueError when the page does not have each marker once, in this order.
    """
    opening, closing = f"<!-- {name} -->", f"<!-- /{name} -->"
    content = page.read_text(encoding="utf-8")
    if content.count(opening) != 1 or content.count(closing) != 1 or content.index(opening) > content.index(closing):
        raise ValueError(f"{page.name} needs {opening} and {closing}, once each and in this order")
    before, after = content.split(opening)[0], content.split(closing)[1]
    page.write_text(f"{before}{opening}\n\n{text.strip()}\n\n{closing}{after}", encoding="utf-8")


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table with aligned columns: the first to the left, the others to the right."""
    widths = [max(len(row[at]) for row in (head, *rows)) for at in range(len(head))]
    lines = ["| " + " | ".join(_cell(text, at, widths[at]) for at, text in enumerate(row)) + " |" for row in rows]
    title = "| " + " | ".join(_cell(text, at, widths[at]) for at, text in enumerate(head)) + " |"
    rule = "|" + "|".join("-" * (width + 1) + ("-" if at == 0 else ":") for at, width in enumerate(widths)) + "|"
    return "\n".join([title, rule, *lines])


def _cell(text: str, column: int, width: int) -> str:
    return text.ljust(width) if column == 0 else text.rjust(width)


def costs(figures: Mapping[str, Figures]) -> str:
    """What commands cost; ``corpus, how`` is compared with ``corpus, cold`` where that was measured too."""
    rows = []
    for name, item in figures.items():
        corpus, _, how = name.partition(", ")
        own = figures.get(f"{corpus}, cold")
        ratio = f"{item.cpu / own.cpu:.2f} x" if own and how != "cold" else ""
        rows.append((name, str(len(item.runs)), f"{item.cpu:.2f}", f"{item.wall:.2f}", f"{item.peak:.0f}", ratio))
    return table(("", "runs", "CPU s, median", "wall s, median", "peak MiB", "of cold"), rows)
