"""Pages about checks of code, what is known of each library, and what other tools call it; used by ``write_docs``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from holdfast.formats.coderules import library_files, read_libraries, read_rules, rule_files
from holdfast.loop.catalogue import CONTROLS
from holdfast.model.check import Severity
from holdfast.model.codewords import FAMILIES, LANGUAGES, ORIGINS, SINKS
from tools.check_pages import NOTE, markdown_table, page_text, safe_prose
from tools.peer_ids import BANDIT, ESLINT, RUFF, WITHOUT

_HOME: Final = Path(__file__).resolve().parent.parent / "src" / "holdfast" / "checks" / "code"
_ACTS: Final = {
    "replace": "the function is replaced",
    "set": "an argument is changed",
    "add": "an argument is added",
    "remove": "an argument is taken out",
}

Rule = Mapping[str, Any]
Facts = Sequence[tuple[str, str, list[Any]]]
"""Language, library and row."""


def code_rules() -> list[Rule]:
    """Every rule about code by id."""
    return sorted((rule for path in rule_files(_HOME) for rule in read_rules(path)), key=lambda rule: str(rule["id"]))


def code_pages() -> Iterator[tuple[str, str]]:
    """Path and text of the page of each check of code, of their index and of what is covered."""
    rules = code_rules()
    facts = [
        (entry["language"], entry["library"], row)
        for path in library_files(_HOME)
        for entry in read_libraries(path)
        for row in entry["facts"]
    ]
    for rule in rules:
        yield f"docs/checks/{rule['name']}.md", page_text(_page(rule))
    yield "docs/checks/code.md", page_text(_index(rules))
    yield "docs/code-coverage.md", page_text(_coverage(rules, facts))


def _page(rule: Rule) -> Iterator[str]:
    yield f"# {rule['title']}"
    yield ""
    yield f"`{rule['name']}` · {rule['id']} · judges code in {_languages(rule)}"
    yield from ("", NOTE)
    controls = [f"{item.title} (`{item.id}`)" for item in CONTROLS if item.id in rule["proves"]]
    weaknesses = [f"[CWE-{item}](https://cwe.mitre.org/data/definitions/{item}.html)" for item in rule["cwe"]]
    rows = [
        ("Severity", rule["severity"]),
        ("Confidence", rule["confidence"]),
        ("For", rule["persona"]),
        ("Engine", "sast"),
        ("Weakness", ", ".join(weaknesses)),
        ("OWASP", ", ".join(rule["owasp"])),
        ("Evidence for", ", ".join(controls)),
        ("Also known as", ", ".join(f"`{item}`" for item in rule["aliases"])),
        ("Mended by `--fix`", ", ".join(_mended(rule))),
    ]
    yield from markdown_table(("", ""), [row for row in rows if row[1]])
    yield from ("", "## How it is told", "", *_told(rule))
    yield from ("", "## Why it matters", "", safe_prose(rule["why"].strip()))
    yield from ("", "## What to do", "")
    yield from (f"{at}. {safe_prose(step)}" for at, step in enumerate(rule["steps"], 1))
    for key, title in (("bad", "Reported"), ("fix", "Instead")):
        for language, text in rule[key].items():
            yield from ("", f"## {title}, in {LANGUAGES[language]}", "", f"```{language}", text.strip("\n"), "```")
    yield from ("", "## Accept one on purpose", "")
    yield f'In a comment on its line: `holdfast: ignore[{rule["name"]}] reason="…" until=YYYY-MM-DD`.'
    yield "See [the guide](../guide.md#accept-a-finding-on-purpose)."
    if rule["references"]:
        yield from ("", "## References", "", *(f"- <{item}>" for item in rule["references"]))


def _languages(rule: Rule) -> str:
    return ", ".join(LANGUAGES[name] for name in rule["languages"])


def _mended(rule: Rule) -> Iterator[str]:
    for language, (act, _, _) in rule["rewrite"].items():
        yield f"{LANGUAGES[language]}: {_ACTS[act]}"


def _told(rule: Rule) -> Iterator[str]:
    if rule["flow"]:
        sinks, origins, local = rule["flow"]
        yield f"Data from {_origins(origins)} reaches {_either([SINKS[name] for name in sinks])}, and nothing on its"
        yield "way makes it harmless there. The report shows the whole way."
        if local:
            yield f"Data from {_origins(local)} is told to pedantic readers."
        yield ""
        yield "[What is covered](../code-coverage.md) lists the functions that data comes from and goes to."
    elif rule["analysis"]:
        yield f"By an analysis of its own: `{rule['analysis']}`."
    else:
        yield "By its shape: one of these, under the conditions that the rule names."
        yield ""
        named = dict.fromkeys((row[1], word) for row in rule["patterns"] for word in _words(row[0]))
        yield from (f"- {_WAYS[how]} `{word}`" for how, word in named)


_WAYS: Final = {
    "call": "a call of",
    "assign": "an assignment to",
    "read": "a use of",
    "decorated": "a function decorated by",
    "setting": "the setting",
    "key": "the key or argument",
    "import": "an import of",
    "handler": "a handler of",
}


def _words(pattern: str) -> list[str]:
    from holdfast.formats.codefields import references
    from holdfast.model.errors import ConfigError

    try:
        return list(references("", pattern))
    except ConfigError:  # a setting or a key is a word of its own
        return pattern.split("|")


def _origins(names: Sequence[str]) -> str:
    """Origins in words; the name of a family where all of it is meant."""
    left, told = set(names), []
    for family in ("untrusted", "http", "dom", "secret"):
        if set(FAMILIES[family]) <= left:
            told.append(_FAMILY_WORDS[family])
            left -= set(FAMILIES[family])
    return _either([*told, *(ORIGINS[name] for name in names if name in left)])


_FAMILY_WORDS: Final = {
    "untrusted": "others (requests, WebSockets, the page, message queues)",
    "http": "any part of a request",
    "dom": "the page",
    "secret": "passwords, tokens, keys and personal records",
}


def _either(words: Sequence[str]) -> str:
    found = list(dict.fromkeys(words))
    return found[0] if len(found) == 1 else f"{', '.join(found[:-1])} or {found[-1]}"


def _index(rules: Sequence[Rule]) -> Iterator[str]:
    count = Counter(rule["severity"] for rule in rules)
    yield "# Checks of code"
    yield from ("", NOTE)
    told = ", ".join(f"{count[level.word]} {level.word}" for level in reversed(Severity) if count[level.word])
    yield f"{len(rules)} checks, each with bad and good code that is run as a test: {told}."
    yield "[What is covered](../code-coverage.md) shows sources and sinks by library; [credential types](index.md) and"
    yield "[infrastructure](infrastructure.md) have their own lists."
    yield ""
    rows = (
        (
            f"[{rule['name']}]({rule['name']}.md)",
            rule["title"],
            _languages(rule),
            rule["severity"],
            rule["persona"],
            ", ".join(f"CWE-{item}" for item in rule["cwe"]),
            rule["id"],
        )
        for rule in rules
    )
    yield from markdown_table(("Check", "Finds", "Languages", "Severity", "For", "Weakness", "Id"), rows)


def _coverage(rules: Sequence[Rule], facts: Facts) -> Iterator[str]:
    sources = [item for item in facts if item[2][0] == "source"]
    sinks = [item for item in facts if item[2][0] == "sink"]
    yield "# What is known about code"
    yield from ("", NOTE)
    yield f"{len(rules)} checks; {_names(sources)} sources, {_names(sinks)} sinks and"
    yield f"{_names([item for item in facts if item[2][0] == 'sanitiser'])} sanitisers in"
    yield f"{len({item[:2] for item in facts})} libraries. A number counts the functions and attributes that are known"
    yield "by name; a name without a library is one of the language."
    for language, title in LANGUAGES.items():
        flowing = [rule for rule in rules if rule["flow"] and language in rule["languages"]]
        own = [item for item in facts if item[0] == language]
        if not own:
            continue
        yield from ("", f"## {title}: where data comes from", "")
        yield from markdown_table(("Origin", "Names", "Libraries"), _by_kind(own, "source", 3, ORIGINS))
        yield from ("", f"## {title}: where it does harm", "")
        yield from markdown_table(("Sink", "Names", "Libraries"), _by_kind(own, "sink", 3, SINKS))
        yield from ("", f"## {title}: weaknesses by library", "")
        rows = (_weakness(rule, own) for rule in flowing)
        yield from markdown_table(("Check", "Weakness", "Sinks", "In"), rows)
    yield from ("", "## What other tools call it", "")
    yield "A comment of another tool that names one of these numbers is honoured for the check beside it."
    yield from ("", "### bandit and ruff (S)", "", *_parity(rules))
    yield from ("", "### eslint-plugin-security", "", *_eslint(rules))


def _names(facts: Facts) -> int:
    return len({(language, word) for language, _, row in facts for word in _words(row[1])})


def _by_kind(facts: Facts, kind: str, place: int, words: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    for name, says in words.items():
        own = [item for item in facts if item[2][0] == kind and item[2][place] == name]
        if own:
            yield f"{says} (`{name}`)", str(_names(own)), _shares(own)


def _shares(facts: Facts) -> str:
    """Libraries with how many names each adds."""
    count = Counter({library: _names([item for item in facts if item[1] == library]) for _, library, _ in facts})
    return ", ".join(f"{library} {number}" for library, number in sorted(count.items()))


def _weakness(rule: Rule, facts: Facts) -> tuple[str, str, str, str]:
    sinks = rule["flow"][0]
    own = [item for item in facts if item[2][0] == "sink" and item[2][3] in sinks]
    weaknesses = ", ".join(f"CWE-{item}" for item in rule["cwe"])
    return f"[{rule['name']}](checks/{rule['name']}.md)", weaknesses, str(_names(own)), _shares(own)


def _parity(rules: Sequence[Rule]) -> Iterator[str]:
    twins = _twins(rules)
    missing = [number for number in BANDIT if not twins.get(number) and number[1:] not in WITHOUT]
    covered = sum(bool(twins.get(number)) for number in BANDIT)
    of_ruff = sum(bool(twins.get(number)) for number in RUFF)
    yield f"{covered} of {len(BANDIT)} numbers of bandit and {of_ruff} of {len(RUFF)} S rules of ruff have a twin here."
    if missing:
        yield f"Without a twin, and without a reason: {', '.join(missing)}."
    yield ""
    rows = (
        (number, f"S{number[1:]}" if f"S{number[1:]}" in RUFF else "", says, _twin(number, twins))
        for number, says in BANDIT.items()
    )
    yield from markdown_table(("bandit", "ruff", "About", "Here"), rows)


def _eslint(rules: Sequence[Rule]) -> Iterator[str]:
    twins = _twins(rules)
    rows = (
        (f"`{name}`", says, ", ".join(twins.get(name, twins.get(f"security/{name}", ()))) or "not covered")
        for name, says in ESLINT.items()
    )
    yield from markdown_table(("Rule", "About", "Here"), rows)


def _twins(rules: Sequence[Rule]) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for rule in rules:
        for alias in rule["aliases"]:
            found.setdefault(alias, []).append(f"[{rule['name']}](checks/{rule['name']}.md)")
    return found


def _twin(number: str, twins: Mapping[str, list[str]]) -> str:
    found = list(dict.fromkeys([*twins.get(number, ()), *twins.get(f"S{number[1:]}", ())]))
    return ", ".join(found) or f"not covered. {WITHOUT.get(number[1:], '')}".strip()
