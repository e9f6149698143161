"""Checks as SARIF rules, with the properties by which code hosts sort and rank them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from holdfast.model.check import Check, Confidence, Guidance, Severity

LEVELS: Final = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "note",
    Severity.INFO: "note",
}
_SCORES: Final = {
    Severity.CRITICAL: "9.5",
    Severity.HIGH: "8.0",
    Severity.MEDIUM: "5.5",
    Severity.LOW: "3.0",
    Severity.INFO: "1.0",
}
"""Inside the bands that code hosts call critical (over 9), high (7), medium (4) and low."""
_PRECISIONS: Final = {Confidence.HIGH: "high", Confidence.MEDIUM: "medium", Confidence.LOW: "low"}


def descriptors(checks: Iterable[Check], explained: Mapping[str, Guidance]) -> list[dict[str, Any]]:
    """Write one rule per check, in the order given."""
    return [_descriptor(check, explained.get(check.id)) for check in checks]


def _descriptor(check: Check, explained: Guidance | None) -> dict[str, Any]:
    properties: dict[str, Any] = {
        "tags": ["security", *_weaknesses(check)],
        "security-severity": _SCORES[check.severity],
        "precision": _PRECISIONS[check.confidence],
        "engine": check.engine,
    }
    if check.topics:
        properties |= {"topic": check.topics[0], "topics": list(check.topics)}
    return {
        "id": check.id,
        "name": check.name,
        "shortDescription": {"text": check.title},
        "fullDescription": {"text": explained.why if explained and explained.why else check.title},
        "help": _help(check, explained),
        **_address(explained),
        "defaultConfiguration": {"level": LEVELS[check.severity]},
        "properties": properties,
    }


def _weaknesses(check: Check) -> list[str]:
    """Write CWE tags: padded to three digits as GitHub's own rules have them, and plain for other readers."""
    tags = (f"external/cwe/cwe-{number:{width}}" for number in sorted(check.cwe) for width in ("03d", "d"))
    return list(dict.fromkeys(tags))


def _address(explained: Guidance | None) -> dict[str, str]:
    """Find the first reference that is an address; a relative one would lead nowhere."""
    links = [link for link in (explained.references if explained else ()) if is_address(link)]
    return {"helpUri": links[0]} if links else {}


def is_address(link: str) -> bool:
    """Tell whether a reference is an absolute web address made of nothing but plain characters."""
    return (
        link.startswith(("https://", "http://"))
        and link.isascii()
        and link.isprintable()
        and not set(' "<>\\^`{|}') & set(link)
    )


def _help(check: Check, explained: Guidance | None) -> dict[str, str]:
    if explained is None:
        return {"text": check.title, "markdown": f"**{check.title}**"}
    plain = [explained.why, *(f"{number}. {step}" for number, step in enumerate(explained.steps, 1))]
    marked = [f"**{check.title}** (`{check.name}`)", explained.why]
    if explained.steps:
        marked.append("\n".join(f"{number}. {step}" for number, step in enumerate(explained.steps, 1)))
    if explained.references:
        plain += explained.references
        marked.append("\n".join(f"- <{link}>" if is_address(link) else f"- {link}" for link in explained.references))
    tail = f"Run `holdfast explain {check.name}` for more."
    return {"text": "\n".join([*plain, tail.replace("`", "")]), "markdown": "\n\n".join([*marked, tail])}
