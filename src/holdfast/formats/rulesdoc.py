"""Credential types as a document for programs, as ``holdfast rules export`` writes it, and how two of them differ."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from holdfast.model.check import Guidance
from holdfast.model.credential import CredentialType
from holdfast.model.errors import ConfigError

VERSION: Final = 1
_FORMAT: Final = "holdfast-rules"


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A type that two documents tell differently."""

    id: str
    name: str
    """As the newer document has it."""
    fields: dict[str, tuple[Any, Any]]
    """Field to its older and its newer value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What became of the types from one document to another."""

    older: str
    """Version and digest of the rules."""
    newer: str
    added: tuple[dict[str, Any], ...]
    removed: tuple[dict[str, Any], ...]
    changed: tuple[Changed, ...]


def row(
    kind: CredentialType, prose: Guidance, source: str, validator: Callable[[Callable[[str], bool]], str]
) -> dict[str, Any]:
    """One type as plain data. ``validator`` names a check of values."""
    check = kind.check
    return {
        "id": check.id,
        "name": check.name,
        "title": check.title,
        "vendor": prose.vendor,
        "severity": check.severity.word,
        "confidence": check.confidence.word,
        "persona": "pedantic" if kind.pedantic else "regular",
        "source": source,
        "pattern": kind.core,
        "ignore_case": kind.caseless,
        "keywords": list(kind.keywords),
        "keywords_fold": kind.fold,
        "left": kind.left,
        "right": kind.right,
        "profile": kind.profile,
        "rank": kind.rank,
        "min_entropy": kind.min_entropy,
        "valid": [validator(item) for item in kind.valid],
        "checksum": kind.checksum,
        "multiline": kind.multiline,
        "files": list(kind.files),
        "pairs_with": kind.pairs_with,
        "proves": list(check.proves),
        "aliases": list(check.aliases),
        "why": prose.why,
        "steps": list(prose.steps),
        "references": list(prose.references),
        "examples": list(prose.examples),
        "silent": list(prose.silent),
    }


def document(rules: str, rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The whole document; ``rules`` is the version and digest of the types."""
    return {"format": _FORMAT, "version": VERSION, "rules": rules, "types": sorted(rows, key=lambda item: item["id"])}


def written(value: Mapping[str, Any]) -> str:
    """The document as JSON text in pure ASCII."""
    return json.dumps(value, indent=1) + "\n"


def read(text: str, name: str) -> dict[str, Any]:
    """A document from its text. Raises ConfigError, naming the file, when it is none of this version."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"{name}: no JSON: {error}", advice=_ADVICE) from error
    if not isinstance(found, dict) or found.get("format") != _FORMAT or found.get("version") != VERSION:
        raise ConfigError(f"{name}: no exported rules of version {VERSION}", advice=_ADVICE)
    types = found.get("types")
    if not isinstance(types, list) or not all(isinstance(item, dict) and _named(item) for item in types):
        raise ConfigError(f"{name}: its types cannot be read", advice=_ADVICE)
    return found


_ADVICE: Final = "`holdfast rules export -o FILE` writes one."


def _named(item: Mapping[str, Any]) -> bool:
    return all(isinstance(item.get(key), str) for key in ("id", "name", "title", "severity"))


def difference(older: Mapping[str, Any], newer: Mapping[str, Any]) -> Difference:
    """What became of the types; one that kept its id is the same one. The file that it stands in does not count."""
    old, new = ({item["id"]: item for item in found["types"]} for found in (older, newer))
    return Difference(
        older=str(older.get("rules", "")),
        newer=str(newer.get("rules", "")),
        added=tuple(new[key] for key in sorted(new.keys() - old.keys())),
        removed=tuple(old[key] for key in sorted(old.keys() - new.keys())),
        changed=tuple(
            Changed(id=key, name=new[key]["name"], fields=fields)
            for key in sorted(old.keys() & new.keys())
            if (fields := _fields(old[key], new[key]))
        ),
    )


def _fields(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    names = [*new, *(name for name in old if name not in new)]
    return {
        name: (old.get(name), new.get(name)) for name in names if name != "source" and old.get(name) != new.get(name)
    }
