"""Rules about threats: as people write them (YAML), and as machines read them (the compiled pack)."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final, NamedTuple

from holdfast.formats import yamltree
from holdfast.formats.threatmodel import system
from holdfast.formats.treefields import Fields, Notes, Wrong, elements, entries, nearest, word
from holdfast.formats.treetext import decoded
from holdfast.formats.yamlrepeats import repeats
from holdfast.model.errors import ConfigError
from holdfast.model.system import System
from holdfast.model.threat import LIKELIHOOD, TECHNICAL, Stride
from holdfast.model.tree import plain
from holdfast.model.value import Tree
from holdfast.threats.conditions import compiled
from holdfast.threats.rule import EXAMPLE_ON, EXAMPLES, TARGETS, Rule

MOST_BYTES: Final = 1 << 20
MOST_RULES: Final = 1000
RESERVED: Final = "HF-"
PLACEHOLDERS: Final = ("facts", "technologies", "data", "start", "end", "boundaries")
"""What the text of ``because`` may hold within braces."""
_ID: Final = re.compile(r"[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)+")
_NAME: Final = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_ATTACK: Final = re.compile(r"T\d{4}(?:\.\d{3})?")
_ASVS: Final = re.compile(r"\d{1,2}\.\d{1,2}\.\d{1,2}")
_BRACES: Final = re.compile(r"\{([^{}]*)\}")
_FACTORS: Final = (*LIKELIHOOD, *TECHNICAL)


class Written(NamedTuple):
    """A rule with the models that it shows."""

    rule: Rule
    examples: Mapping[str, System]
    line: int


class Read(NamedTuple):
    """The rules of a file that can be used, and all that is wrong in it."""

    rules: tuple[Written, ...]
    wrong: tuple[Wrong, ...]


def read(path: str, content: bytes) -> list[Written]:
    """The rules of a file. Raises ConfigError that names the first fault's line."""
    found = examine(path, content)
    if found.wrong:
        first, more = found.wrong[0], len(found.wrong) - 1
        also = f" ({more} more)" if more else ""
        raise ConfigError(f"{path}:{first.line}: {first.says}{also}", advice=first.advice)
    return list(found.rules)


def examine(path: str, content: bytes) -> Read:
    """The rules of a file and all that is wrong with it. Raises nothing for any content."""
    notes = Notes()
    if len(content) > MOST_BYTES:
        notes.add(1, f"larger than {MOST_BYTES >> 20} MiB is not read as rules")
        return Read((), tuple(notes.found))
    parsed = yamltree.parse(path, content)
    for gap in parsed.gaps:
        notes.add(gap.place.line, f"not read as YAML: {gap.why}", "Mend the YAML.")
    for again in repeats(decoded(content)):
        notes.add(again.line, f"{again.key!r} stands there already, on line {again.first}")
    trees = [each for tree in parsed.trees for each in elements(tree, "a file of rules", notes)]
    if len(trees) > MOST_RULES:
        notes.add(trees[MOST_RULES].place.line, f"more than {MOST_RULES} rules")
    found = [made for tree in trees[:MOST_RULES] if (made := _rule(tree, notes)) is not None]
    return Read(tuple(found), tuple(sorted(set(notes.found))))


def _rule(tree: Tree, notes: Notes) -> Written | None:
    """The rule of a tree; None, with notes, where it cannot be used."""
    before = len(notes.found)
    fields = Fields(tree, "a rule", notes)
    name = fields.needed("name", "forged-webhook")
    fields.what = f"rule {name}" if name else fields.what
    on = fields.choice("on", TARGETS, "process")
    rule = Rule(
        id=fields.needed("id", "ORG-001"),
        name=name,
        title=fields.needed("title", "A forged call is taken for the sender's"),
        stride=Stride(fields.choice("stride", [item.value for item in Stride], Stride.SPOOFING.value)),
        on=on,
        when=_condition(fields, "when", on, notes, needed=True),
        unless=_condition(fields, "unless", on, notes),
        seen=_condition(fields, "seen", on, notes),
        akin=fields.texts("akin"),
        quiet=fields.choice("quiet", ("no", "yes"), "no") == "yes",
        says=fields.needed("says", "An attacker sends …"),
        because=fields.needed("because", "takes calls for the truth"),
        controls=fields.texts("controls"),
        do=fields.texts("do"),
        cwe=_numbers(fields, "cwe"),
        capec=_numbers(fields, "capec"),
        attack=fields.texts("attack"),
        asvs=fields.texts("asvs"),
        factors=_factors(fields.tree("factors"), fields, notes),
    )
    examples = _examples(fields, notes)
    fields.end()
    _look(rule, fields, notes)
    return Written(rule, examples, fields.line) if len(notes.found) == before else None


def _look(rule: Rule, fields: Fields, notes: Notes) -> None:
    """Note what is wrong with the texts of a rule."""
    if rule.id and not _ID.fullmatch(rule.id):
        notes.add(fields.at("id"), f"{rule.id!r} is no id of a rule", "Use capitals and numbers, as ORG-001.")
    if rule.name and not _NAME.fullmatch(rule.name):
        notes.add(fields.at("name"), f"{rule.name!r} is no name", "Use small letters, digits and single hyphens.")
    for key in ("controls", "do"):
        if not getattr(rule, key):
            notes.add(fields.line, f"{fields.what} has no {key}")
    for word_ in _BRACES.findall(rule.because):
        if word_ not in PLACEHOLDERS:
            notes.unknown(fields.at("because"), f"because cannot hold {{{word_}}}", word_, PLACEHOLDERS)
    for key, pattern, example in (("attack", _ATTACK, "T1190"), ("asvs", _ASVS, "11.3.1")):
        for text in getattr(rule, key):
            if not pattern.fullmatch(text):
                notes.add(fields.at(key), f"{text!r} is no number of {key}", f"For example {example}.")


def _condition(fields: Fields, key: str, on: str, notes: Notes, *, needed: bool = False) -> Any:
    tree = fields.tree(key)
    if tree is None:
        if needed:
            notes.add(fields.line, f"{fields.what} has no {key}", "For example `when: {webhook: yes}`.")
        return None
    spec = plain(tree)
    try:
        compiled(spec, on, counters=key == "unless")
    except ConfigError as error:
        notes.add(tree.place.line, f"{key} of {fields.what}: {error}", error.advice)
    return spec


def _numbers(fields: Fields, key: str) -> tuple[int, ...]:
    found = []
    for text in fields.texts(key):
        if text.isdecimal() and 0 < int(text) < 100_000:
            found.append(int(text))
        else:
            fields.notes.add(fields.at(key), f"{text[:40]!r} is no number of {key}")
    return tuple(found)


def _factors(tree: Tree | None, fields: Fields, notes: Notes) -> tuple[tuple[str, int], ...]:
    found = {}
    for key, each in entries(tree, "factors", notes):
        text = word(each, f"factor {key}", notes)
        if key not in _FACTORS:
            notes.unknown(each.place.line, f"there is no factor {key!r}", key, _FACTORS)
        elif len(text) != 1 or text not in "0123456789":
            notes.add(each.place.line, f"factor {key} is no whole number from 0 to 9")
        else:
            found[key] = int(text)
    missing = [name for name in _FACTORS if name not in found]
    if missing and tree is not None:
        notes.add(tree.place.line, f"{fields.what} lacks the factor {missing[0]}", f"All of: {', '.join(_FACTORS)}.")
    elif missing:
        notes.add(fields.line, f"{fields.what} has no factors", f"All of: {', '.join(_FACTORS)}.")
    return tuple((name, found[name]) for name in _FACTORS if name in found)


def _examples(fields: Fields, notes: Notes) -> dict[str, System]:
    tree, found = fields.tree("examples"), {}
    for key, each in entries(tree, f"examples of {fields.what}", notes):
        if key not in EXAMPLES:
            notes.unknown(each.place.line, f"{fields.what} has no example {key!r}", key, EXAMPLES)
            continue
        made = found[key] = system(each, notes, part=True)
        if EXAMPLE_ON not in [*(item.id for item in made.elements), *(item.id for item in made.flows)]:
            says = f"the example {key!r} of {fields.what} has no element or flow {EXAMPLE_ON!r}"
            notes.add(each.place.line, says, f"Name what the rule is about {EXAMPLE_ON!r}.")
    for key in EXAMPLES:
        if key not in found and (key != "controlled" or "unless" in fields):
            notes.add(fields.line, f"{fields.what} has no example {key!r}")
    return found


class Library(NamedTuple):
    """The rules that an analysis asks."""

    version: str
    digest: str
    rules: tuple[Rule, ...]

    def named(self, name: str) -> Rule | None:
        """The rule of a name or an id."""
        return next((rule for rule in self.rules if name in (rule.name, rule.id)), None)


def compile_rules(rules: Iterable[Rule], version: str) -> str:
    """Rules as the text of a pack: a line of head, and one JSON line a rule."""
    ordered = sorted(rules, key=lambda rule: rule.id)
    lines = [json.dumps(asdict(rule), ensure_ascii=False, separators=(",", ":")) for rule in ordered]
    return "\n".join([f"{version} {digest(ordered)} {len(ordered)}", *lines]) + "\n"


def digest(rules: Sequence[Rule]) -> str:
    """A digest over what rules say: two equal ones answer alike."""
    text = json.dumps([asdict(rule) for rule in sorted(rules, key=lambda rule: rule.id)], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def load(text: str) -> Library:
    """The rules of a pack. Raises ConfigError when it is none."""
    head, *lines = text.splitlines() or [""]
    words = head.split()
    if len(words) != 3 or words[2] != str(len(lines)):
        raise ConfigError("the compiled threat rules cannot be read", advice="Install Holdfast again.")
    return Library(words[0], words[1], tuple(_row(json.loads(line)) for line in lines))


def _row(data: dict[str, Any]) -> Rule:
    for key in ("akin", "controls", "do", "cwe", "capec", "attack", "asvs"):
        data[key] = tuple(data[key])
    data["stride"] = Stride(data["stride"])
    data["factors"] = tuple((name, value) for name, value in data["factors"])
    return Rule(**data)


def with_own(library: Library, own: Sequence[Rule]) -> Library:
    """The library with rules of one's own."""
    if not own:
        return library
    rules = (*library.rules, *own)
    return Library(library.version, digest(rules), rules)


def refuse(path: str, found: Sequence[Written], taken: Library, controls: Collection[str]) -> None:
    """Look at rules that an organisation writes itself. Raises ConfigError for what is taken or not there."""
    seen = {text: f"of {rule.name}" for rule in taken.rules for text in (rule.id, rule.name)}
    for rule, _, line in found:
        where = f"{path}:{line}"
        if rule.id.startswith(RESERVED):
            advice = f"Write one of your own, as ORG-001; {RESERVED}… belongs to the library."
            raise ConfigError(f"{where}: the id {rule.id!r} cannot be used", advice=advice)
        for text in (rule.id, rule.name):
            if text in seen:
                raise ConfigError(f"{where}: {text!r} is taken: {seen[text]}", advice="Choose another one.")
            seen[text] = "by another rule of yours"
    names = (*(rule.name for rule in taken.rules), *(rule.name for rule, _, _ in found))
    for rule, _, line in found:
        where = f"{path}:{line}"
        _akin_known(rule, where, names)
        for control in rule.controls:
            if control not in controls:
                raise ConfigError(f"{where}: there is no control {control!r}", advice=nearest(control, controls))


def _akin_known(rule: Rule, where: str, names: Collection[str]) -> None:
    for name in rule.akin:
        if name not in names or name == rule.name:
            says = f"{where}: {rule.name} is akin to {name!r}, which is no other rule"
            raise ConfigError(says, advice=nearest(name, [each for each in names if each != rule.name]))


def rule_files(folder: Path) -> list[Path]:
    """The rule files below ``threats``, in order."""
    return sorted((folder / "rules").glob("*.yaml"))


def read_all(folder: Path) -> list[Written]:
    """Every rule below ``threats``. Raises ConfigError naming file and line."""
    files = [(str(path), read(str(path), path.read_bytes())) for path in rule_files(folder)]
    names = {each.rule.name for _, written in files for each in written}
    for path, written in files:
        for rule, _, line in written:
            _akin_known(rule, f"{path}:{line}", names)
    return [each for _, written in files for each in written]


def write_threats(folder: Path, version: str) -> Path:
    """Compile every rule file into ``pack.json``; its path."""
    path = folder / "pack.json"
    path.write_text(compile_rules([each.rule for each in read_all(folder)], version), encoding="utf-8")
    return path
