"""Rules and libraries about code that an organisation writes itself, from files that may hold anything."""

from __future__ import annotations

import stat
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from holdfast.formats.codefacts import library_rows
from holdfast.formats.coderulefiles import rule_row
from holdfast.formats.coderules import refuse_twins
from holdfast.formats.ownrules import ID, MOST_BYTES, NAME, RESERVED
from holdfast.model.errors import ConfigError
from holdfast.model.judgement import Example
from holdfast.model.noun import noun

_SIGNS = frozenset({"library", "languages", "flow", "analysis"})
"""Keys that only an entry about code has."""


@noun
class OwnEntries:
    """What some files say about code, each field looked at."""

    libraries: tuple[dict[str, Any], ...]
    rules: tuple[dict[str, Any], ...]
    sources: Mapping[str, Path]
    """The file that each rule stands in, by its id, and each library by its name."""


def codes(path: Path) -> bool:
    """Whether a rule file is about code: one of its entries is a library, or has languages."""
    return any(isinstance(entry, dict) and not _SIGNS.isdisjoint(entry) for entry in _entries(path))


def _entries(path: Path) -> list[object]:
    """The entries of a file; none where it cannot be read: whoever reads it as credential types says why."""
    try:
        import yaml
    except ImportError:
        return []
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode) or found.st_size > MOST_BYTES:
            return []
        entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, TypeError, RecursionError, yaml.YAMLError):
        return []
    return entries if isinstance(entries, list) else [entries]


def read_own(paths: Sequence[Path], controls: Collection[str], taken: Mapping[str, str]) -> OwnEntries:
    """What some files say. Raises ConfigError naming the file, the entry and the fault.

    ``taken`` maps names and ids of other rules to what they mean.
    """
    libraries: list[dict[str, Any]] = []
    rules: list[dict[str, Any]] = []
    sources: dict[str, Path] = {}
    seen = dict(taken)
    for path in paths:
        for number, entry in enumerate(_entries(path), 1):
            if isinstance(entry, dict) and "library" in entry:
                library = library_rows(f"{path}: {entry['library']}", entry)
                libraries.append(library)
                sources.setdefault(library["library"], path)
                continue
            rule = rule_row(str(path), number, entry)
            _refuse(f"{path}: {rule['name']}", rule, controls)
            try:
                refuse_twins([rule], seen)
            except ConfigError as error:
                raise ConfigError(f"{path}: {error}", advice=error.advice) from error
            seen |= dict.fromkeys((rule["id"], rule["name"]), rule["title"])
            sources[rule["id"]] = path
            rules.append(rule)
    return OwnEntries(libraries=tuple(libraries), rules=tuple(rules), sources=sources)


def _refuse(where: str, rule: Mapping[str, Any], controls: Collection[str]) -> None:
    if not ID.fullmatch(rule["id"]) or rule["id"].startswith(RESERVED):
        advice = f"Write one of your own in capitals, as ORG-0001; {RESERVED}… belongs to the pack."
        raise ConfigError(f"{where}: the id {rule['id']!r} cannot be used", advice=advice)
    if not NAME.fullmatch(rule["name"]):
        raise ConfigError(f"{where}: the name is not made of small letters, digits and single hyphens")
    for control in rule["proves"]:
        if control not in controls:
            advice = f"One of: {', '.join(sorted(controls))}."
            raise ConfigError(f"{where}: proves {control!r} is unknown", advice=advice)


def examples(entries: OwnEntries) -> Iterator[Example]:
    """What rules and libraries promise: bad code that a rule reports, and good code that it does not."""
    for rule in entries.rules:
        for key in ("bad", "fix"):
            for language, text in rule[key].items():
                yield Example(rule=rule["name"], language=language, text=text, fails=key == "bad")
    for library in entries.libraries:
        for key in ("bad", "fix"):
            for name, text in library[key].items():
                yield Example(rule=name, language=library["language"], text=text, fails=key == "bad")
