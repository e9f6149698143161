"""Pages about the checks of packages; used by ``write_docs``."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.checks.package.index import RULES, PackageRule
from holdfast.loop.catalogue import CONTROLS
from tools.check_pages import NOTE, markdown_table, page_text, safe_prose


def package_pages() -> Iterator[tuple[str, str]]:
    """Path and text of the page of each check of packages, and of their index."""
    for rule in RULES:
        yield f"docs/checks/{rule.check.name}.md", page_text(_page(rule))
    yield "docs/checks/packages.md", page_text(_index())


def _page(rule: PackageRule) -> Iterator[str]:
    check, told = rule.check, rule.guidance
    yield f"# {check.title}"
    yield ""
    yield f"`{check.name}` · {check.id} · looks at packages"
    yield from ("", NOTE)
    controls = [f"{item.title} (`{item.id}`)" for item in CONTROLS if item.id in check.proves]
    weaknesses = [f"[CWE-{item}](https://cwe.mitre.org/data/definitions/{item}.html)" for item in check.cwe]
    rows = [
        ("Severity", "that of the advisory" if check.name == "vulnerable-package" else check.severity.word),
        ("For", rule.persona.word),
        ("Engine", check.engine),
        ("Weakness", ", ".join(weaknesses)),
        ("Evidence for", ", ".join(controls)),
    ]
    yield from markdown_table(("", ""), [row for row in rows if row[1]])
    yield from ("", "## Why it matters", "", safe_prose(told.why))
    yield from ("", "## What to do", "")
    yield from (f"{at}. {safe_prose(step)}" for at, step in enumerate(told.steps, 1))
    yield from ("", "## Accept one on purpose", "")
    yield f'In a comment on its line: `holdfast: ignore[{check.name}] reason="…" until=YYYY-MM-DD`; in a policy:'
    yield f'`[[accept]]` with `check = "{check.name}"`, or the name of an advisory, and the package as `address`.'
    yield "See [the guide](../guide.md#packages)."
    yield from ("", "## References", "", *(f"- <{item}>" for item in told.references))


def _index() -> Iterator[str]:
    yield "# Checks of packages"
    yield from ("", NOTE, "")
    rows = [(f"[{rule.check.name}]({rule.check.name}.md)", rule.check.id, rule.check.title) for rule in RULES]
    yield from markdown_table(("Check", "Id", "Title"), rows)
