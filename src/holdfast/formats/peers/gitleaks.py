"""gitleaks: fingerprints in ``.gitleaksignore``, allowlists in its TOML configuration, JSON reports used as a baseline.

Source: the project's README (configuration, baseline, .gitleaksignore).
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any, Final

from holdfast.formats.peers.dialect import python
from holdfast.formats.peers.facts import Hidden, Told, Untold, digest_of, told
from holdfast.formats.peers.lines import line_of, line_of_text
from holdfast.model.errors import ConfigError

_FINGERPRINT: Final = re.compile(r"(?:(?P<commit>[0-9a-fA-F]{40}|[0-9a-fA-F]{64}):)?(?P<path>.+):[^:]+:(?P<line>\d+)")
_PARTS: Final = (("paths", "path"), ("regexes", "expression"), ("stopwords", "stop word"), ("commits", "commit"))
_REDACTED: Final = ("", "REDACTED")


def read(text: str, name: str) -> Told:
    """What a file of gitleaks hides, by the ending of its name. Raises ConfigError when it is none."""
    reader = _config if name.endswith(".toml") else _report if name.endswith(".json") else _fingerprints
    try:
        return told(list(reader(text, name)))
    except (TypeError, AttributeError, ValueError) as error:
        raise ConfigError(f"{name}: this is no file of gitleaks: {error}") from error


def _fingerprints(text: str, name: str) -> Iterator[Hidden | Untold]:
    for number, line in enumerate(text.splitlines(), 1):
        entry = line.partition(" #")[0].strip()
        if not entry or entry.startswith("#"):
            continue
        match = _FINGERPRINT.fullmatch(entry)
        if match is None:
            yield Untold(place=f"{name}:{number}", says="an entry", why="it is no fingerprint")
            continue
        commits = (match["commit"],) if match["commit"] else ()
        yield Hidden(
            place=f"{name}:{number}",
            says=f"line {match['line']} of {match['path']}" + (f" in {match['commit'][:9]}" if commits else ""),
            paths=(match["path"].removeprefix("./"),),
            line=int(match["line"]),
            commits=commits,
        )


def _report(text: str, name: str) -> Iterator[Hidden | Untold]:
    try:
        rows = json.loads(text)
    except ValueError as error:
        raise ConfigError(f"{name}: this is no JSON: {error}") from error
    if not isinstance(rows, list):
        raise ConfigError(f"{name}: this is no report of gitleaks", advice="It should be a list of findings.")
    at = 0
    for row in rows:
        number, at = line_of(text, '"RuleID"', at)
        place = f"{name}:{number}"
        path = row.get("File") if isinstance(row, dict) else None
        if not path or not isinstance(path, str):
            yield Untold(place=place, says="an entry", why="it names no file")
            continue
        value, line = str(row.get("Secret", "")), int(row.get("StartLine") or 0)
        plain = value not in _REDACTED and not set(value) <= {"*"}
        digests = (digest_of(value),) if plain else ()
        commits = (str(row["Commit"]),) if row.get("Commit") and not digests else ()
        yield Hidden(
            place=place,
            says=f"a secret in {path}",
            paths=(path.removeprefix("./"),),
            digests=digests,
            line=0 if digests else line,
            commits=commits,
        )


def _config(text: str, name: str) -> Iterator[Hidden | Untold]:
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{name}: {error}") from error
    at = 0
    for table in _tables(data):
        rules = tuple(str(rule) for rule in table.get("targetRules", ()))
        yield from _allowlist(table, rules, text, name, at)
    for rule in data.get("rules", ()):
        number, at = line_of_text(text, str(rule.get("id")), at)
        if rule.get("regex") or rule.get("path"):
            why = "a rule of your own finds, it does not hide; write it as a credential type if it is still wanted"
            yield Untold(place=f"{name}:{number}", says=f"rule {rule.get('id')}", why=why)
        for table in _tables(rule):
            yield from _allowlist(table, (str(rule.get("id")),), text, name, at)
    extend = data.get("extend", {})
    for rule in extend.get("disabledRules", ()):
        place = f"{name}:{line_of_text(text, str(rule))[0]}"
        yield Untold(place=place, says=f"disabled rule {rule}", why="name the check that it means in checks.disable")
    if extend.get("path"):
        place = f"{name}:{line_of_text(text, str(extend['path']))[0]}"
        why = "read it too: --import gitleaks=FILE"
        yield Untold(place=place, says=f"extends {extend['path']}", why=why)


def _tables(data: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    found = data.get("allowlists", [])
    one = data.get("allowlist")
    return [*([one] if isinstance(one, dict) else []), *(item for item in found if isinstance(item, dict))]


def _allowlist(
    table: Mapping[str, Any], rules: tuple[str, ...], text: str, name: str, after: int
) -> Iterator[Hidden | Untold]:
    target = {"line": "line", "match": "line"}.get(str(table.get("regexTarget", "")), "secret")
    parts: list[dict[str, Any]] = []
    for key, word in _PARTS:
        for item in table.get(key, ()):
            place = f"{name}:{line_of_text(text, str(item), after)[0]}"
            try:
                part = _part(key, str(item), target)
            except ValueError as error:
                yield Untold(place=place, says=f"allowed {word}", why=str(error))
                continue
            parts.append({"place": place, "says": f"allowed {word}", "rules": rules, **part})
    if str(table.get("condition", "OR")).upper() in ("AND", "&&"):
        yield from _all_of(parts)
    else:
        yield from (Hidden(**part) for part in parts)


def _part(key: str, item: str, target: str) -> dict[str, Any]:
    if key == "paths":
        return {"path_patterns": (python(item),)}
    if key == "regexes":
        return {"patterns": (python(item),), "target": target}
    return {"words" if key == "stopwords" else "commits": (item,)}


def _all_of(parts: list[dict[str, Any]]) -> Iterator[Hidden]:
    """One wish that asks for something of every kind at once."""
    if not parts:
        return
    merged: dict[str, Any] = dict(parts[0])
    for part in parts[1:]:
        for key, value in part.items():
            if key in ("path_patterns", "patterns", "words", "commits"):
                merged[key] = (*merged.get(key, ()), *value)
            elif key == "target":
                merged[key] = value
    yield Hidden(**{**merged, "says": "an allowlist of which every part must fit"})
