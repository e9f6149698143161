"""Rules about code as people write them: each field looked at, and turned into a row of the pack."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from holdfast.formats.codefacts import Row
from holdfast.formats.codefields import listed, mapping, nearest, origins, references, sinks, text, texts
from holdfast.formats.codetests import expression, tests
from holdfast.model.check import Confidence, Persona, Severity
from holdfast.model.codewords import LANGUAGES
from holdfast.model.errors import ConfigError

ANALYSES: Final = ("check-then-use", "access-then-use", "credential-compared", "missing-access-check")
"""What a rule can ask of the engine that neither a flow nor a pattern says."""
HOLES: Final = ("source", "sink", "value")
"""What ``says`` may have replaced."""
WAYS: Final = ("call", "assign", "read", "decorated", "setting", "key", "import", "handler")
QUIETS: Final = ("names", "tests", "beside")
"""What can make a rule quiet."""
_NEEDED: Final = ("id", "name", "title", "languages", "severity", "cwe", "says", "why", "steps", "fix", "bad")
_FIELDS: Final = (
    *_NEEDED,
    *("confidence", "persona", "owasp", "proves", "aliases", "references", "flow", "pattern", "analysis", "rewrite"),
    "quiet",
)
_CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "severity": tuple(item.word for item in Severity),
    "confidence": tuple(item.word for item in Confidence),
    "persona": tuple(item.word for item in Persona),
}


def rule_row(where: str, number: int, value: object) -> dict[str, Any]:
    """A rule as plain data with its defaults filled in. Raises ConfigError naming the rule, the field and the fault."""
    known = value.get("name", f"rule {number}") if isinstance(value, dict) else f"rule {number}"
    where = f"{where}: {known}"
    entry = mapping(where, value, _FIELDS, _NEEDED)
    rule: dict[str, Any] = {"confidence": "high", "persona": "regular"} | dict(entry)
    for key in ("id", "name", "title", "says", "why"):
        text(f"{where}: {key}", rule[key])
    for key, choices in _CHOICES.items():
        if rule[key] not in choices:
            raise ConfigError(f"{where}: {key} {rule[key]!r} is not one of {', '.join(choices)}")
    rule["languages"] = list(_languages(f"{where}: languages", rule["languages"]))
    for key in ("owasp", "proves", "aliases", "references", "steps"):
        rule[key] = list(texts(f"{where}: {key}", rule.get(key)))
    rule["cwe"] = listed(f"{where}: cwe", rule["cwe"])
    if not all(isinstance(item, int) and not isinstance(item, bool) for item in rule["cwe"]) or not rule["cwe"]:
        raise ConfigError(f"{where}: cwe holds something that is no number")
    _holes(f"{where}: says", rule["says"])
    for key in ("fix", "bad"):
        rule[key] = _snippets(f"{where}: {key}", rule[key], rule["languages"])
    if sum(key in entry for key in ("flow", "pattern", "analysis")) != 1:
        raise ConfigError(f"{where}: a rule has one of flow, pattern and analysis")
    rule["flow"] = _flow(f"{where}: flow", rule["flow"]) if "flow" in entry else None
    rule["patterns"] = list(_patterns(f"{where}: pattern", rule.pop("pattern", None), rule["languages"]))
    rule["analysis"] = rule.get("analysis", "")
    if rule["analysis"] and rule["analysis"] not in ANALYSES:
        raise ConfigError(
            f"{where}: there is no analysis {rule['analysis']!r}", advice=nearest(rule["analysis"], ANALYSES)
        )
    rule["rewrite"] = _rewrites(f"{where}: rewrite", rule.get("rewrite"), rule["languages"])
    rule["quiet"] = _quiet(f"{where}: quiet", rule["quiet"]) if "quiet" in entry else None
    return rule


def _quiet(where: str, value: object) -> list[str]:
    entry = mapping(where, value, QUIETS)
    return [expression(f"{where}: {key}", entry[key]) if key in entry else "" for key in QUIETS]


def _languages(where: str, value: object) -> Iterator[str]:
    for name in texts(where, value):
        if name not in LANGUAGES:
            raise ConfigError(f"{where}: there is no {name!r}", advice=nearest(name, LANGUAGES))
        yield name


def _holes(where: str, says: str) -> None:
    from string import Formatter

    try:
        holes = [name for _, name, _, _ in Formatter().parse(says) if name is not None]
    except ValueError as error:
        raise ConfigError(f"{where}: {error}") from error
    for name in holes:
        if name not in HOLES:
            raise ConfigError(f"{where}: there is no {{{name}}}", advice=nearest(name, HOLES))


def _snippets(where: str, value: object, languages: list[str]) -> dict[str, str]:
    found = mapping(where, value, languages, languages)
    return {name: text(f"{where}: {name}", snippet) for name, snippet in found.items()}


def _flow(where: str, value: object) -> list[list[str]]:
    entry = mapping(where, value, ("sink", "origins", "local"), ("sink", "origins"))
    asked = origins(f"{where}: origins", entry["origins"])
    local = origins(f"{where}: local", entry["local"]) if "local" in entry else ()
    return [list(sinks(f"{where}: sink", entry["sink"])), list(asked), [name for name in local if name not in asked]]


def _patterns(where: str, value: object, languages: list[str]) -> Iterator[Row]:
    """The rows of patterns: a list that is meant in each language, or a mapping from a language to its list."""
    if isinstance(value, dict) and not set(value) & {*WAYS, "when", "unless", "within"}:
        found = mapping(where, value, languages)
        pairs = [(name, item) for name, items in found.items() for item in listed(where, items)]
    else:
        pairs = [("", item) for item in ([value] if isinstance(value, dict) else listed(where, value))]
    for number, (language, item) in enumerate(pairs, 1):
        at = f"{where} {number}"
        entry = mapping(at, item, (*WAYS, "when", "unless", "within"))
        given = [way for way in WAYS if way in entry]
        if len(given) != 1:
            raise ConfigError(f"{at}: has {' and '.join(given) or 'none'} of {', '.join(WAYS)}", advice="Give one.")
        how = given[0]
        if how in ("setting", "key") or (entry[how] == "*" and how == "handler"):
            texts(f"{at}: {how}", entry[how])
        else:
            references(f"{at}: {how}", entry[how])
        for key in ("when", "unless"):
            tests(f"{at}: {key}", entry.get(key))
        within = texts(f"{at}: within", entry.get("within"))
        if len(within) > 1:
            raise ConfigError(f"{at}: within is one glob")
        yield [entry[how], how, entry.get("when"), entry.get("unless"), "".join(within), language]


def _rewrites(where: str, value: object, languages: list[str]) -> dict[str, list[str]]:
    return {
        name: _rewrite(f"{where}: {name}", item)
        for name, item in mapping(where, {} if value is None else value, languages).items()
    }


def _rewrite(where: str, value: object) -> list[str]:
    entry = mapping(where, value, ("replace", "with", "argument", "set", "add", "remove"))
    if "replace" in entry:
        mapping(where, value, ("replace", "with"), ("replace", "with"))
        if entry["replace"] != "callee":
            raise ConfigError(f"{where}: replace takes 'callee'")
        return ["replace", "", text(f"{where}: with", entry["with"])]
    mapping(where, value, ("argument", "set", "add", "remove"), ("argument",))
    acts = [key for key in ("set", "add", "remove") if key in entry]
    if len(acts) != 1:
        raise ConfigError(f"{where}: has {' and '.join(acts) or 'none'} of set, add, remove", advice="Give one.")
    act = acts[0]
    if act == "remove" and entry["remove"] is not True:
        raise ConfigError(f"{where}: remove can only be true")
    return [act, str(entry["argument"]), "" if act == "remove" else text(f"{where}: {act}", entry[act])]
