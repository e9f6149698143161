"""Rules that judge resources: as people write them (YAML), and as machines read them (the compiled pack)."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from holdfast.formats.late import Entries, write_entries
from holdfast.model.check import Check, Confidence, Guidance, Persona, Severity
from holdfast.model.errors import ConfigError
from holdfast.model.infrastructure import CONCERNS, ENGINES, TOPICS
from holdfast.model.judgement import Breach, Judge, JudgedRule
from holdfast.model.noun import facts
from holdfast.model.resource import Resource

_REQUIRED: Final = frozenset({"id", "name", "title", "kind", "severity", "topics", "says", "why", "steps"})
_OPTIONAL: Final = frozenset(
    {
        *("confidence", "persona", "concern", "cwe", "proves", "numbers", "aliases", "fail", "when", "judge", "fix"),
        *("family", "references", "bad", "good"),
    }
)
_LISTS: Final = ("topics", "cwe", "proves", "numbers", "aliases", "steps", "references")
_SNIPPETS: Final = ("fix", "bad", "good")
_CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "severity": tuple(item.word for item in Severity),
    "confidence": tuple(item.word for item in Confidence),
    "persona": tuple(item.word for item in Persona),
    "concern": tuple(CONCERNS),
    "family": tuple(ENGINES),
}

Prose = tuple[Guidance, Mapping[str, str]]
"""Guidance of a rule, and how it is written right, by language."""


def read_rules(path: Path, family: str = "cloud") -> list[dict[str, Any]]:
    """The rules of one YAML file, each field looked at. Raises ConfigError naming the file, the rule and the fault."""
    import yaml

    from holdfast.formats import yamlload

    try:
        entries = yamlload.load(path.read_text(encoding="utf-8")) or []
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise ConfigError(f"{path}: {error}", advice="Mend the YAML.") from error
    if not isinstance(entries, list):
        raise ConfigError(f"{path}: a list of rules is expected", advice="Start each rule with '- id:'.")
    return [examined(f"{path}", number, entry, family) for number, entry in enumerate(entries, 1)]


def examined(where: str, number: int, entry: object, family: str) -> dict[str, Any]:
    """A rule with its defaults filled in. Raises ConfigError."""
    if not isinstance(entry, dict):
        raise ConfigError(f"{where}: rule {number} is not a mapping")
    where = f"{where}: {entry.get('name', f'rule {number}')}"
    rule: dict[str, Any] = {"family": family, "confidence": "high", "persona": "regular", "concern": ""}
    rule |= {name: [] for name in _LISTS} | {name: {} for name in _SNIPPETS}
    rule |= {"fail": None, "when": None, "judge": ""} | entry
    missing, unknown = _REQUIRED - entry.keys(), entry.keys() - _REQUIRED - _OPTIONAL
    if missing or unknown:
        parts = [f"missing {', '.join(sorted(missing))}"] * bool(missing)
        parts += [f"unknown {', '.join(sorted(map(str, unknown)))}"] * bool(unknown)
        raise ConfigError(f"{where}: {'; '.join(parts)}")
    for name in _LISTS:
        if not isinstance(rule[name], list):
            raise ConfigError(f"{where}: {name} is no list")
    if not all(isinstance(step, str) for step in rule["steps"]):
        raise ConfigError(f"{where}: a step is no text", advice="Put quotes around a step with a colon in it.")
    for name, choices in _CHOICES.items():
        if rule[name] and rule[name] not in choices:
            raise ConfigError(f"{where}: {name} {rule[name]!r} is not one of {', '.join(choices)}")
    for topic in rule["topics"]:
        if topic not in TOPICS:
            raise ConfigError(f"{where}: topic {topic!r} is not one of {', '.join(TOPICS)}")
    if bool(rule["fail"]) == bool(rule["judge"]):
        raise ConfigError(f"{where}: a rule has either 'fail' or 'judge'")
    for name in _SNIPPETS:
        if not isinstance(rule[name], dict) or not all(isinstance(text, str) for text in rule[name].values()):
            raise ConfigError(f"{where}: {name} is no mapping of languages to snippets")
    from holdfast.formats.conditions import condition

    try:
        for spec in (rule["fail"], rule["when"]):
            if spec is not None:
                condition(spec)
    except ConfigError as error:
        raise ConfigError(f"{where}: {error}", advice=error.advice) from error
    return rule


def refuse_unknown(rule: Mapping[str, Any], kinds: Mapping[str, type[Resource]], judges: Collection[str]) -> None:
    """Raise ConfigError for a kind, a field or a judge that does not exist, with what does."""
    from holdfast.formats.conditions import fields_of

    where = f"{rule['name']}"
    kind = kinds.get(rule["kind"])
    if kind is None:
        raise ConfigError(f"{where}: unknown kind {rule['kind']!r}", advice=f"One of: {', '.join(sorted(kinds))}.")
    known = frozenset(facts(kind))
    for spec in (rule["fail"], rule["when"]):
        for name in fields_of(spec):
            if name.partition(".")[0] not in known:
                says = f"{where}: a {rule['kind']} has no {name!r}"
                raise ConfigError(says, advice=f"It has: {', '.join(sorted(known))}.")
    if rule["judge"] and rule["judge"] not in judges:
        raise ConfigError(
            f"{where}: there is no judge {rule['judge']!r}", advice=f"One of: {', '.join(sorted(judges))}."
        )


def compile_rules(rules: Sequence[Mapping[str, Any]], version: str) -> tuple[str, str]:
    """Rules as the texts of a pack (one line of head, one JSON line a kind) and of its guidance (JSON)."""
    import hashlib

    ordered = sorted(rules, key=lambda rule: str(rule["id"]))
    groups: dict[str, list[list[Any]]] = {}
    for rule in ordered:
        groups.setdefault(rule["kind"], []).append(_row(rule))
    compact = {"ensure_ascii": False, "separators": (",", ":")}
    lines = [json.dumps([kind, rows], **compact) for kind, rows in sorted(groups.items())]  # type: ignore[arg-type]
    digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]
    prose = {
        rule["id"]: [rule["why"].strip(), rule["steps"], rule["references"] + rule["numbers"], rule["fix"]]
        for rule in ordered
    }
    head = f"{version} {digest} {len(ordered)}"
    return "\n".join([head, *lines]) + "\n", write_entries(prose)


def _row(rule: Mapping[str, Any]) -> list[Any]:
    return [
        *(rule["id"], rule["name"], rule["title"], rule["severity"], rule["confidence"], rule["persona"]),
        *(rule["family"], rule["topics"], rule["concern"], rule["cwe"], rule["proves"], rule["aliases"]),
        *(rule["fail"], rule["when"], rule["judge"], rule["says"]),
    ]


_FIELDS: Final = (
    *("id", "name", "title", "severity", "confidence", "persona", "family", "topics", "concern", "cwe", "proves"),
    *("aliases", "fail", "when", "judge", "says"),
)
"""What the places of a compiled row mean."""


class JudgedPack:
    """A compiled pack; the rules of a kind are read when a resource of it is met first."""

    def __init__(self, text: str, judges: Mapping[str, Mapping[str, Judge]]) -> None:
        """Take the text of the pack, and the judges of each family by name. Raises ConfigError for no pack."""
        head, *lines = text.splitlines()
        words = head.split()
        if len(words) != 3 or not words[2].isdigit():
            raise ConfigError("the compiled rule pack cannot be read", advice="Install Holdfast again.")
        self.version, self.digest, self.size = words[0], words[1], int(words[2])
        self._lines = {line[2 : line.index('"', 2)]: line for line in lines}
        self._judges = judges
        self._rules: dict[str, tuple[JudgedRule, ...]] = {}

    def of(self, kind: str) -> tuple[JudgedRule, ...]:
        """The rules of a kind, by id."""
        found = self._rules.get(kind)
        if found is None:
            line = self._lines.get(kind)
            found = self._rules[kind] = tuple(map(self._rule, json.loads(line)[1])) if line else ()
        return found

    def kinds(self, identity: str) -> Iterator[str]:
        """The kinds among whose rules that of an id may be; no rule is read for it."""
        start = f'["{identity}",'
        return (kind for kind, line in self._lines.items() if start in line)

    def __iter__(self) -> Iterator[JudgedRule]:
        """Every rule, by kind."""
        for kind in self._lines:
            yield from self.of(kind)

    def described(self) -> Iterator[dict[str, Any]]:
        """Every rule as plain data, for documents about rules."""
        for line in self._lines.values():
            kind, rows = json.loads(line)
            yield from ({"kind": kind, **dict(zip(_FIELDS, row, strict=True))} for row in rows)

    def _rule(self, row: Sequence[Any]) -> JudgedRule:
        return rule_of(row, self._judges)


def rule_of(row: Sequence[Any], judges: Mapping[str, Mapping[str, Judge]]) -> JudgedRule:
    """The rule of a row of a pack."""
    (identity, name, title, severity, confidence, persona, family, topics, concern, cwe, proves, aliases) = row[:12]
    fail, when, named, says = row[12:16]
    return JudgedRule(
        check=Check(
            id=identity,
            name=name,
            title=title,
            severity=Severity[severity.upper()],
            confidence=Confidence[confidence.upper()],
            engine=ENGINES[family],
            proves=tuple(proves),
            cwe=tuple(cwe),
            topics=tuple(topics),
            aliases=tuple(aliases),
        ),
        judge=_judge(lambda: judges[family][named] if named else _conditional(fail, when, says)),
        concern=concern,
        persona=Persona[persona.upper()],
    )


def _conditional(fail: object, when: object, says: str) -> Judge:
    from holdfast.formats.conditions import judge  # only where something is judged, and not remembered

    return judge(fail, when, says)


def _judge(make: Callable[[], Judge]) -> Judge:
    """A judge that is made when it is first asked: of most rules a run needs the check at the most."""
    made: list[Judge] = []

    def judged(resource: Any) -> Iterator[Breach]:
        if not made:
            made.append(make())
        return made[0](resource)

    return judged


def load_prose(text: str, own: Mapping[str, Prose] | None = None) -> Mapping[str, Prose]:
    """Guidance and fixes by language, of each rule by its id; read when it is asked for, and ``own`` goes before."""
    return Entries(text, _prose, own)


def _prose(item: Any) -> Prose:
    why, steps, references, fix = item
    return Guidance(why=why, steps=tuple(steps), references=tuple(references)), fix


def rule_files(folder: Path) -> list[tuple[str, Path]]:
    """Family and path of every rule file below ``checks``, in order."""
    return [(family, path) for family in ENGINES for path in sorted((folder / family / "rules").glob("*.yaml"))]


def write_judged(folder: Path, version: str) -> tuple[Path, Path]:
    """Compile every rule file below ``checks`` into ``judged.json`` and ``judged_guidance.json``; the paths written."""
    rules = [rule for family, path in rule_files(folder) for rule in read_rules(path, family)]
    paths = (folder / "judged.json", folder / "judged_guidance.json")
    for path, text in zip(paths, compile_rules(rules, version), strict=True):
        path.write_text(text, encoding="utf-8")
    return paths
