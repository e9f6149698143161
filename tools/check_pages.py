"""Pages about checks, and how pages are put together; used by ``write_docs``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from holdfast.app.explain import masked
from holdfast.app.rulebook import guidance, types
from holdfast.loop.catalogue import CONTROLS
from holdfast.model.check import Guidance, Severity
from holdfast.model.credential import CredentialType

_BY: Final = {
    4: "a checksum inside of the value",
    3: "a mark or a structure that its format fixes",
    2: "the vendor's name before the value",
    1: "a telling name, and how the value looks",
}
NOTE: Final = "<!-- Written by `make docs`; change the source it is made from, not this page. -->\n"


def page_text(lines: Iterable[str]) -> str:
    """Lines as the text of a page."""
    return "\n".join(lines) + "\n"


def markdown_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Lines of a table."""
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |"


def safe_prose(text: str) -> str:
    """Text for Markdown: what looks like a tag stands for itself, except inside of code."""
    parts = text.split("`")
    return "`".join(part if at % 2 else part.replace("<", "&lt;") for at, part in enumerate(parts))


def check_pages() -> Iterator[tuple[str, str]]:
    """Path and text of the page of each check, and of their index."""
    kinds, prose = tuple(types()), guidance()
    for kind in kinds:
        yield f"docs/checks/{kind.check.name}.md", page_text(_check_page(kind, prose[kind.check.id]))
    yield "docs/checks/index.md", page_text(_check_index(kinds, prose))


def _check_page(kind: CredentialType, prose: Guidance) -> Iterator[str]:
    check, partner = kind.check, kind.pairs_with
    yield f"# {check.title}"
    yield ""
    yield f"`{check.name}` · {check.id} · {_vendor(prose)}"
    yield ""
    yield NOTE
    controls = [f"{item.title} (`{item.id}`)" for item in CONTROLS if item.id in check.proves]
    weaknesses = [f"[CWE-{item}](https://cwe.mitre.org/data/definitions/{item}.html)" for item in check.cwe]
    rows = [
        ("Severity", check.severity.word),
        ("Confidence", check.confidence.word),
        ("Known by", _BY[kind.rank]),
        ("Weakness", ", ".join(weaknesses)),
        ("Evidence for", ", ".join(controls)),
    ]
    rows += [("Other half", f"[{partner}]({partner}.md)")] if partner else []
    rows += [("Also known as", ", ".join(f"`{item}`" for item in check.aliases))] if check.aliases else []
    yield from markdown_table(("", ""), rows)
    yield from ("", "## What an attacker gets", "", safe_prose(prose.why))
    yield from ("", "## What to do", "")
    yield from (f"{at}. {safe_prose(step)}" for at, step in enumerate(prose.steps, 1))
    yield from ("", "## How it looks", "", "```text", *(masked(item) for item in prose.examples), "```")
    yield from ("", "## Accept one on purpose", "")
    yield f'In a comment on its line: `holdfast: ignore[{check.name}] reason="…" until=YYYY-MM-DD`.'
    yield "See [the guide](../guide.md#accept-a-finding-on-purpose)."
    yield from ("", "## References", "")
    yield from (f"- <{item}>" for item in prose.references)


def _vendor(prose: Guidance) -> str:
    return "any vendor" if prose.vendor in ("", "any") else prose.vendor


def _check_index(kinds: Sequence[CredentialType], prose: Mapping[str, Guidance]) -> Iterator[str]:
    count = Counter(kind.check.severity for kind in kinds)
    vendors = {_vendor(prose[kind.check.id]) for kind in kinds} - {"any vendor"}
    yield "# Checks"
    yield ""
    yield NOTE
    yield f"{len(kinds)} checks for the credentials of {len(vendors)} vendors:"
    yield ", ".join(f"{count[level]} {level.word}" for level in reversed(Severity) if count[level]) + "."
    yield f"{sum(kind.checksum for kind in kinds)} of them verify a checksum."
    yield "`holdfast explain --list` prints the same list; `holdfast explain NAME` prints one page."
    yield ""
    yield "Checks that judge [infrastructure, containers and pipelines](infrastructure.md) have a list of their own."
    yield ""
    order = sorted(kinds, key=lambda kind: (_vendor(prose[kind.check.id]).casefold(), kind.check.id))
    rows = (
        (
            _vendor(prose[kind.check.id]),
            f"[{kind.check.name}]({kind.check.name}.md)",
            kind.check.title,
            kind.check.severity.word,
            kind.check.confidence.word,
            kind.check.id,
        )
        for kind in order
    )
    yield from markdown_table(("Vendor", "Check", "Finds", "Severity", "Confidence", "Id"), rows)
