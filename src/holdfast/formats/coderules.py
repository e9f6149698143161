"""Rules and libraries about code: from YAML files to the compiled pack, and from the pack to what a run needs of it.

The pack is text: one line of head, one line with the rules, one line a language with its facts and their index. Facts
stay plain rows until a look-up meets them, and a language is read when its first file is.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from holdfast.formats.codefacts import Row, library, library_rows
from holdfast.formats.codefields import is_guess, references
from holdfast.formats.coderulefiles import rule_row
from holdfast.formats.codetests import tests
from holdfast.formats.codetriggers import wakes
from holdfast.formats.late import Entries, write_entries
from holdfast.model.check import Check, Confidence, Guidance, Persona, Severity
from holdfast.model.coderule import CodeRule, Flow, Library, Pattern, Quiet, Rewrite
from holdfast.model.errors import ConfigError

PACK: Final = "code.json"
PROSE: Final = "code_guidance.json"
_COMPACT: Final[Mapping[str, Any]] = {"ensure_ascii": False, "separators": (",", ":")}
Prose = tuple[Guidance, Mapping[str, str], Mapping[str, str]]
"""Guidance, good code and bad code by language."""
RULE_FIELDS: Final = (
    *("id", "name", "title", "languages", "severity", "confidence", "persona", "cwe", "owasp", "proves", "aliases"),
    *("flow", "patterns", "analysis", "says", "rewrite", "quiet"),
)
"""What the places of a rule's row mean."""
_NAMED: Final = ("setting", "key", "import", "handler")
"""Ways of a pattern that are looked up by a word of their own, ``setting:DEBUG``."""


def read_yaml(path: Path) -> object:
    """The content of a YAML file. Raises ConfigError."""
    import yaml

    from holdfast.formats import yamlload

    try:
        return yamlload.load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError, ValueError, RecursionError) as error:
        raise ConfigError(f"{path}: {error}", advice="Mend the YAML.") from error


def read_libraries(path: Path) -> list[dict[str, Any]]:
    """The libraries of a file, which holds one or a list of them. Raises ConfigError naming file, entry and fault."""
    found = read_yaml(path)
    return [library_rows(str(path), item) for item in (found if isinstance(found, list) else [found])]


def read_rules(path: Path) -> list[dict[str, Any]]:
    """The rules of a file. Raises ConfigError naming the file, the rule, the field and the fault."""
    found = read_yaml(path) or []
    if not isinstance(found, list):
        raise ConfigError(f"{path}: a list of rules is expected", advice="Start each rule with '- id:'.")
    return [rule_row(str(path), number, item) for number, item in enumerate(found, 1)]


def refuse_twins(rules: Iterable[Mapping[str, Any]], taken: Mapping[str, str]) -> None:
    """Raise ConfigError for a name or an id that is used twice; ``taken`` says what others mean."""
    seen = dict(taken)
    for rule in rules:
        for word in (rule["id"], rule["name"]):
            if word in seen:
                raise ConfigError(f"{rule['name']}: {word!r} is taken: {seen[word]}", advice="Choose another one.")
            seen[word] = rule["title"]


def compile_code(
    libraries: Sequence[Mapping[str, Any]], rules: Sequence[Mapping[str, Any]], version: str
) -> tuple[str, str]:
    """Libraries and rules as the texts of a pack and of its guidance. Raises ConfigError for a name used twice."""
    import hashlib

    ordered = sorted(rules, key=lambda rule: str(rule["id"]))
    refuse_twins(ordered, {})
    rows = [[rule[name] for name in RULE_FIELDS] for rule in ordered]
    languages = sorted(
        {entry["language"] for entry in libraries} | {name for rule in rules for name in rule["languages"]}
    )
    tables = (_table(name, [entry for entry in libraries if entry["language"] == name], ordered) for name in languages)
    lines = [json.dumps(item, **_COMPACT) for item in (rows, *tables)]
    digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]
    prose = {
        rule["id"]: [rule["why"].strip(), rule["steps"], rule["references"], rule["fix"], rule["bad"]]
        for rule in ordered
    }
    head = f"{version} {digest} {len(rows)} {' '.join(languages)}".strip()
    return "\n".join([head, *lines]) + "\n", write_entries(prose)


def _table(language: str, libraries: Sequence[Mapping[str, Any]], rules: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The facts of a language, and where each reference finds them."""
    facts: list[Row] = [row for entry in libraries for row in entry["facts"]]
    homes = [[entry["library"], len(entry["facts"])] for entry in libraries]
    facts += [
        ["pattern", rule["id"], *row[:5]]
        for rule in rules
        if language in rule["languages"]
        for row in rule["patterns"]
        if row[5] in ("", language)
    ]
    exact: dict[str, list[int]] = {}
    guesses: dict[str, list[list[Any]]] = {}
    for number, row in enumerate(facts):
        for one in keys(row):
            if is_guess(one):
                guesses.setdefault(_bucket(one), []).append([one, number])
            else:
                exact.setdefault(one, []).append(number)
    types: dict[str, str] = {}
    bases: dict[str, list[str]] = {}
    for entry in libraries:
        types |= entry["types"]
        for name, above in entry["bases"].items():
            bases[name] = list(dict.fromkeys([*bases.get(name, ()), *above]))
    return {
        "language": language,
        "homes": homes,
        "facts": facts,
        "nameless": [number for number, row in enumerate(facts) if is_nameless(row)],
        "exact": exact,
        "guesses": guesses,
        "types": types,
        "bases": bases,
        "wakes": wakes(facts, keys),
    }


def _bucket(one: str) -> str:
    """Where a pattern with wildcards is looked for: by its last segment, or among all that have none."""
    way = one.partition(":")[0]
    if way in _NAMED and way != one:
        return f"{way}:*"
    last = one.rpartition(".")[2]
    return "*" if "*" in last or "?" in last else last


def is_nameless(row: Row) -> bool:
    """Whether a fact is about no reference: about names as programs choose them, or about comparisons."""
    return row[0] in ("source", "sink") and row[2] in ("name", "compare")


def keys(row: Row) -> tuple[str, ...]:
    """The words under which a fact is found; none for an entry by the names of parameters alone."""
    if is_nameless(row):
        return ()
    if row[0] == "entry":
        return tuple(one for whole in row[2:5] if whole for one in references("", whole))
    if row[0] == "pattern" and row[3] in _NAMED:
        return tuple(f"{row[3]}:{word}" for word in str(row[2]).split("|"))
    return references("", row[2] if row[0] == "pattern" else row[1])


class CodePack:
    """A compiled pack; each part is read when it is asked for."""

    def __init__(self, packed: str) -> None:
        """Take the text of the pack. Raises ConfigError for no pack."""
        head, *self._lines = packed.splitlines() or [""]
        words = head.split()
        if len(words) < 3 or not words[2].isdigit() or len(self._lines) != len(words) - 2:
            raise ConfigError("the compiled rule pack cannot be read", advice="Install Holdfast again.")
        self.version, self.digest, self.size = words[0], words[1], int(words[2])
        self.languages = tuple(words[3:])
        self._rules: tuple[CodeRule, ...] | None = None
        self._tables: dict[str, dict[str, Any]] = {}

    @property
    def rules(self) -> tuple[CodeRule, ...]:
        """Every rule by id, its patterns left out: they are facts of a language, and read where one is met."""
        if self._rules is None:
            rows = json.loads(self._lines[0])
            place = RULE_FIELDS.index("patterns")
            self._rules = tuple(rule_of([*row[:place], (), *row[place + 1 :]]) for row in rows)
        return self._rules

    def whole_rules(self) -> Iterator[CodeRule]:
        """Every rule by id with its patterns."""
        return map(rule_of, json.loads(self._lines[0]))

    def table(self, language: str) -> Mapping[str, Any]:
        """The facts of a language as they are packed; empty for a language that the pack does not know."""
        if language not in self.languages:
            return {}
        if language not in self._tables:
            self._tables[language] = json.loads(self._lines[1 + self.languages.index(language)])
        return self._tables[language]

    def libraries(self, language: str) -> Iterator[Library]:
        """What is known of each library, for documents; types and bases of a language stand in its first one."""
        table = self.table(language)
        at = 0
        given = {"types": table.get("types", {}), "bases": table.get("bases", {})}
        for name, count in table.get("homes", ()):
            yield library({"library": name, "language": language, "facts": table["facts"][at : at + count], **given})
            at += count
            given = {"types": {}, "bases": {}}

    def described(self) -> Iterator[dict[str, Any]]:
        """Every rule as plain data, for documents about rules."""
        yield from (dict(zip(RULE_FIELDS, row, strict=True)) for row in json.loads(self._lines[0]))


def rule_of(row: Sequence[Any]) -> CodeRule:
    """The rule of a row of a pack."""
    (identity, name, title, languages, severity, confidence, persona, cwe, owasp, proves, aliases) = row[:11]
    flow, patterns, analysis, says, rewrite, quiet = row[11:]
    return CodeRule(
        check=Check(
            id=identity,
            name=name,
            title=title,
            severity=Severity[severity.upper()],
            confidence=Confidence[confidence.upper()],
            engine="sast",
            proves=tuple(proves),
            cwe=tuple(cwe),
            aliases=tuple(aliases),
        ),
        languages=tuple(languages),
        says=says,
        flow=Flow(sinks=tuple(flow[0]), origins=tuple(flow[1]), local=tuple(flow[2])) if flow else None,
        patterns=tuple(map(pattern_of, patterns)),
        analysis=analysis,
        persona=Persona[persona.upper()],
        owasp=tuple(owasp),
        rewrite={name: Rewrite(act=act, argument=at, text=text) for name, (act, at, text) in rewrite.items()},
        quiet=Quiet(names=quiet[0], tests=quiet[1], beside=quiet[2]) if quiet else None,
    )


def pattern_of(row: Sequence[Any]) -> Pattern:
    """The pattern of a row: what, how, when, unless, within and, in the row of a rule, its language."""
    pattern, how, when, unless, within, *language = row
    return Pattern(
        pattern=pattern,
        how=how,
        when=tests("", when),
        unless=tests("", unless),
        within=within,
        language="".join(language),
    )


def load_prose(packed: str, own: Mapping[str, Prose] | None = None) -> Mapping[str, Prose]:
    """The prose of each rule by its id, each read when it is asked for; ``own`` goes before it."""
    return Entries(packed, _prose, own)


def _prose(item: Any) -> Prose:
    why, steps, seen, fix, bad = item
    return Guidance(why=why, steps=tuple(steps), references=tuple(seen)), fix, bad


def library_files(folder: Path) -> list[Path]:
    """The files about libraries below ``checks/code``, in order."""
    return sorted((folder / "libraries").glob("*/*.yaml"))


def rule_files(folder: Path) -> list[Path]:
    """The files with rules below ``checks/code``, in order."""
    return sorted((folder / "rules").glob("*.yaml"))


def write_code(folder: Path, version: str) -> tuple[Path, Path]:
    """Compile what stands below ``checks/code`` into ``code.json`` and ``code_guidance.json`` beside that folder."""
    home = folder / "code"
    libraries = [entry for path in library_files(home) for entry in read_libraries(path)]
    rules = [rule for path in rule_files(home) for rule in read_rules(path)]
    paths = (folder / PACK, folder / PROSE)
    for path, packed in zip(paths, compile_code(libraries, rules, version), strict=True):
        path.write_text(packed, encoding="utf-8")
    return paths
