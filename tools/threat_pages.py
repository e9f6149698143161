"""The page of all rules about threats; used by ``write_docs``."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.model.threat import Stride
from holdfast.threats.library import library
from holdfast.threats.rule import Rule
from tools.check_pages import NOTE, markdown_table, safe_prose


def rules_page() -> Iterator[str]:
    """Every rule by its category, with what it is mapped to."""
    found = library().rules
    yield "# Rules about threats"
    yield ""
    yield NOTE
    yield f"{len(found)} rules. [Threats](threats.md) tells how they are asked, rated and written."
    for stride in Stride:
        own = [rule for rule in found if rule.stride is stride]
        yield from ("", f"## {stride.value.replace('-', ' ').capitalize()}", "")
        yield from markdown_table(("Rule", "On", "What an attacker does", "Controls", "Mapped to"), map(_row, own))


def _row(rule: Rule) -> tuple[str, ...]:
    numbers = [*(f"CWE-{number}" for number in rule.cwe), *(f"CAPEC-{number}" for number in rule.capec)]
    numbers += [*rule.attack, *(f"ASVS {number}" for number in rule.asvs)]
    title = f"**{safe_prose(rule.title)}** `{rule.name}` {rule.id}"
    controls = ", ".join(f"`{name}`" for name in rule.controls)
    return title, rule.on.replace("-", " "), safe_prose(rule.says), controls, ", ".join(numbers)
