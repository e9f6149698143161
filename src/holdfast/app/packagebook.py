"""The checks of packages as documents about rules show them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from holdfast.checks.package.index import RULES


def described() -> Iterator[dict[str, Any]]:
    """Every check as plain data with its prose."""
    for rule in RULES:
        check, told = rule.check, rule.guidance
        yield {
            "id": check.id,
            "name": check.name,
            "title": check.title,
            "severity": check.severity.word,
            "confidence": check.confidence.word,
            "persona": rule.persona.word,
            "family": "package",
            "topics": list(check.topics),
            "cwe": list(check.cwe),
            "proves": list(check.proves),
            "why": told.why,
            "steps": list(told.steps),
            "references": list(told.references),
        }
