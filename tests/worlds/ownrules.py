"""Credential types of a repository's own, and values that they find."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import yaml

from tests.worlds.machine import write
from tests.worlds.planted import drawn

FILE: Final = ".holdfast/rules/acme.yaml"
PREFIXED: Final[dict[str, Any]] = {
    "id": "ORG-0001",
    "name": "acme-key",
    "title": "Key of Acme",
    "vendor": "Acme",
    "severity": "critical",
    "confidence": "high",
    "format": "prefix",
    "pattern": "acme_[A-Za-z0-9]{24,40}",
    "keywords": ["acme_"],
    "gain": "Opens every door of Acme.",
    "rotate": ["Ask the locksmith."],
    "references": ["https://acme.example/keys"],
    "examples": ["key = acme_{base62:24}", 'Client("acme_{base62:40}")'],
    "silent": ["key = acme_{base62:8}"],
    "aliases": ["acme-rule-7"],
}
_SHAPE: Final = ("pattern", "keywords", "aliases")
NAMED: Final[dict[str, Any]] = {key: value for key, value in PREFIXED.items() if key not in _SHAPE} | {
    "id": "ORG-0002",
    "name": "acme-pin",
    "title": "Pin of Acme",
    "format": "context",
    "near": ["acme"],
    "value": "[A-Za-z0-9]{32}",
    "examples": ["acme_pin = '{base62:32}'"],
    "silent": ["acme_pin = '{base62:12}'"],
}


def acme(seed: int = 0) -> str:
    """A key of Acme."""
    return drawn("acme_{base62:32}", seed)


def own(root: Path, *entries: dict[str, Any], file: str = FILE) -> None:
    """Give a repository credential types of its own."""
    write(root, {file: yaml.safe_dump(list(entries or (PREFIXED,)), sort_keys=False)})
