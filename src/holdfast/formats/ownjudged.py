"""Rules about resources that an organisation writes itself, from files that may hold anything."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from holdfast.formats.judgedrules import examined, refuse_unknown
from holdfast.formats.ownrules import ID, MOST_BYTES, NAME, RESERVED
from holdfast.model.errors import ConfigError
from holdfast.model.judgement import Example
from holdfast.model.resource import Resource


def judges(path: Path) -> bool:
    """Whether a rule file is about resources: one of its entries names a kind."""
    entries = _entries(path)
    return isinstance(entries, list) and any(isinstance(entry, dict) and "kind" in entry for entry in entries)


def _entries(path: Path) -> object:
    try:
        import yaml
    except ImportError:
        return None  # whoever reads it as credential types says what to install
    try:
        if path.stat().st_size > MOST_BYTES:
            return None
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except (
        OSError,
        ValueError,
        RecursionError,
        yaml.YAMLError,
    ):  # whoever reads it as credential types says what is wrong
        return None


def read_own(
    paths: Sequence[Path], kinds: Mapping[str, type[Resource]], controls: Collection[str], taken: Mapping[str, str]
) -> list[tuple[Path, dict[str, Any]]]:
    """The rules of some files, each with its file. Raises ConfigError naming the file, the rule and the fault.

    ``taken`` maps names and ids of the pack to what they mean.
    """
    found: list[tuple[Path, dict[str, Any]]] = []
    seen = dict(taken)
    for path in paths:
        entries = _entries(path)
        for number, entry in enumerate(entries if isinstance(entries, list) else [], 1):
            rule = examined(str(path), number, entry, "cloud")
            where = f"{path}: {rule['name']}"
            _refuse(where, rule, controls)
            try:
                refuse_unknown(rule, kinds, ())
            except ConfigError as error:
                raise ConfigError(f"{path}: {error}", advice=error.advice) from error
            for word in (rule["id"], rule["name"]):
                if word in seen:
                    raise ConfigError(f"{where}: {word!r} is taken: {seen[word]}", advice="Choose another one.")
                seen[word] = rule["title"]
            found.append((path, rule))
    return found


def _refuse(where: str, rule: Mapping[str, Any], controls: Collection[str]) -> None:
    if not ID.fullmatch(str(rule["id"])) or str(rule["id"]).startswith(RESERVED):
        advice = f"Write one of your own in capitals, as ORG-0001; {RESERVED}… belongs to the pack."
        raise ConfigError(f"{where}: the id {rule['id']!r} cannot be used", advice=advice)
    if not NAME.fullmatch(str(rule["name"])):
        raise ConfigError(f"{where}: the name is not made of small letters, digits and single hyphens")
    unknown = sorted(set(rule["proves"]) - set(controls))
    if unknown:
        raise ConfigError(
            f"{where}: proves {unknown[0]!r} is unknown", advice=f"One of: {', '.join(sorted(controls))}."
        )
    if not rule["bad"] or not rule["good"]:
        advice = "Write 'bad' and 'good', each a mapping of a language to a snippet; `holdfast rules test` runs them."
        raise ConfigError(f"{where}: a rule without a bad and a good example", advice=advice)


def examples(rules: Iterable[Mapping[str, Any]]) -> list[Example]:
    """What the rules promise."""
    return [
        Example(rule=rule["name"], language=language, text=text, fails=key == "bad")
        for rule in rules
        for key in ("bad", "good")
        for language, text in rule[key].items()
    ]
