"""Rules and libraries about code: what is read, what is refused and how, and what comes out of the pack again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from holdfast.formats import codetests
from holdfast.formats.codefields import references
from holdfast.formats.coderules import CodePack, compile_code, load_prose, read_libraries, read_rules, write_code
from holdfast.formats.codetests import pick
from holdfast.model import coderule
from holdfast.model.check import Persona, Severity
from holdfast.model.coderule import Pick, Quiet, Rewrite
from holdfast.model.errors import ConfigError

LIBRARY = """
library: shop
language: python
types: {"shop.connect()|open_all()": shop.Connection}
bases: {shop.Connection: [shop.Base]}
sources:
  - {read: "shop.Request.args|values", origin: http-query, says: the query}
entries:
  - {decorated: "shop.App.route|get", parameters: {"*": http-path, "0": shop.Request}}
sinks:
  - {call: "shop.Cursor.execute|?cursor.execute", sink: sql, at: "0|sql", when: {safe: [{missing: true}, {isnt: true}]}}
  - {assign: "?.innerHTML", sink: [html, script]}
sanitisers:
  - {call: "int|shop.quote", clears: ["*"]}
  - {guard: "str.isdigit", clears: [sql, html]}
carriers:
  - {call: "list.append", from: [0], to: [this]}
"""
RULES = """
- id: HF-COD-001
  name: shop-sql
  title: SQL made from data of others
  languages: [python]
  severity: critical
  cwe: [89]
  owasp: [A03:2021]
  aliases: [B608]
  flow: {sink: sql, origins: [untrusted], local: [cli-argument, environment]}
  says: "{source} reaches {sink}"
  why: Others write the statement.
  steps: [Bind the values.]
  fix: {python: "good()"}
  bad: {python: "bad()"}
  rewrite: {python: {argument: safe, add: "safe=True"}}
- id: HF-COD-002
  name: shop-weak
  title: A weak thing
  languages: [python]
  severity: low
  persona: pedantic
  cwe: [327]
  pattern:
    - {call: shop.weak, unless: {0: {constant: true}}}
    - {setting: DEBUG, when: {result: true}, within: "**/settings*.py"}
  quiet: {names: "(?i)cache", tests: insecure}
  says: weak
  why: It is weak.
  steps: [Use a strong one.]
  fix: {python: "strong()"}
  bad: {python: "weak()"}
"""


def _written(folder: Path, text: str) -> Path:
    path = folder / "some.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def _pack(folder: Path) -> tuple[CodePack, str]:
    libraries = read_libraries(_written(folder, LIBRARY))
    rules = read_rules(_written(folder, RULES))
    packed, prose = compile_code(libraries, rules, "1")
    return CodePack(packed), prose


def test_a_rule_comes_out_of_the_pack_as_it_was_written(tmp_path: Path) -> None:
    pack, prose = _pack(tmp_path)
    flowing, shaped = pack.whole_rules()
    assert [rule.patterns for rule in pack.rules] == [(), ()]
    assert flowing.check.severity is Severity.CRITICAL
    assert flowing.check.engine == "sast"
    assert flowing.flow is not None
    assert flowing.flow.sinks == ("sql",)
    assert {"http-query", "dom-url", "message-queue"} <= set(flowing.flow.origins)
    assert flowing.flow.local == ("cli-argument", "environment")
    assert flowing.rewrite == {"python": Rewrite(act="add", argument="safe", text="safe=True")}
    assert shaped.persona is Persona.PEDANTIC
    assert (flowing.quiet, shaped.quiet) == (None, Quiet(names="(?i)cache", tests="insecure"))
    assert [item.how for item in shaped.patterns] == ["call", "setting"]
    assert shaped.patterns[0].unless == (coderule.Test(pick=Pick(position=0), constant=True),)
    assert shaped.patterns[1].within == "**/settings*.py"
    guidance, fix, bad = load_prose(prose)["HF-COD-001"]
    assert (guidance.steps, fix, bad) == (("Bind the values.",), {"python": "good()"}, {"python": "bad()"})


def test_a_library_comes_out_of_the_pack_as_it_was_written(tmp_path: Path) -> None:
    pack, _ = _pack(tmp_path)
    (library,) = pack.libraries("python")
    assert library.types == {"shop.connect()": "shop.Connection", "shop.open_all()": "shop.Connection"}
    assert library.bases == {"shop.Connection": ("shop.Base",)}
    assert library.sources[0].says == "the query"
    assert library.entries[0].parameters == {"*": "http-path", "0": "shop.Request"}
    assert [sink.sink for sink in library.sinks] == ["sql", "html", "script"]
    assert library.sinks[0].when == (
        coderule.Test(
            pick=Pick(name="safe"),
            either=(
                coderule.Test(pick=Pick(name="safe"), missing=True),
                coderule.Test(pick=Pick(name="safe"), differs=(True,)),
            ),
        ),
    )
    assert library.sinks[1].at == (Pick(result=True),)
    assert library.sanitisers[1].clears == ("sql", "html")
    assert library.carriers[0].targets == (Pick(receiver=True),)


def test_references_are_indexed_by_each_alternative(tmp_path: Path) -> None:
    table = _pack(tmp_path)[0].table("python")
    assert {"shop.Request.args", "shop.Request.values", "shop.App.get", "int", "shop.quote"} <= table["exact"].keys()
    assert "setting:DEBUG" in table["exact"]
    assert [one for one, _ in table["guesses"]["execute"]] == ["?cursor.execute"]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("os.path.join", ("os.path.join",)),
        ("str.isdigit|isalnum", ("str.isdigit", "str.isalnum")),
        ("html.escape|markupsafe.escape", ("html.escape", "markupsafe.escape")),
        ("?cursor.execute|?cur.execute|executemany", ("?cursor.execute", "?cur.execute", "?cursor.executemany")),
        ("int|float", ("int", "float")),
        ("@nestjs/common.Query()|fs/promises.readFile", ("@nestjs/common.Query()", "fs/promises.readFile")),
    ],
)
def test_alternatives(text: str, meant: tuple[str, ...]) -> None:
    assert references("here", text) == meant


@pytest.mark.parametrize("text", ["", "a..b", "a b", "*", "?", "a.?b", "a.b(", "a.b|", ".a", 3, None])
def test_what_is_no_reference_is_refused(text: Any) -> None:
    with pytest.raises(ConfigError, match="here"):
        references("here", text)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        (0, Pick(position=0)),
        ("sql", Pick(name="sql")),
        ("0|sql", Pick(position=0, name="sql")),
        ("1+", Pick(position=1, onwards=True)),
        ("*", Pick(position=0, onwards=True, name="*")),
        ("**", Pick(name="**")),
        ("this", Pick(receiver=True)),
        ("result", Pick(result=True)),
        ("1.shell", Pick(position=1, path=("shell",))),
        ("1|options.a.b", Pick(position=1, name="options", path=("a", "b"))),
    ],
)
def test_picks(text: Any, meant: Pick) -> None:
    assert pick("here", text) == meant


@pytest.mark.parametrize("text", ["", "0|", "|a", "a|b", "-1", "1.", True, None, 1.5, "this|0", "a b"])
def test_what_picks_nothing_is_refused(text: Any) -> None:
    with pytest.raises(ConfigError, match="here"):
        pick("here", text)


def test_conditions_in_their_short_form() -> None:
    spec = yaml.safe_load("{shell: true, 0: [a, b], mode: {matches: '^w', ref: os.F_OK|R_OK}, n: {below: 8}}")
    assert codetests.tests("here", spec) == (
        coderule.Test(pick=Pick(name="shell"), equals=(True,)),
        coderule.Test(pick=Pick(position=0), equals=("a", "b")),
        coderule.Test(pick=Pick(name="mode"), matches="^w", reference=("os.F_OK", "os.R_OK")),
        coderule.Test(pick=Pick(name="n"), below=8.0),
    )


def _rule_without(field: str) -> str:
    entries = yaml.safe_load(RULES)
    del entries[0][field]
    return yaml.safe_dump(entries)


def _changed(text: str, old: str, new: str) -> str:
    assert old in text
    return text.replace(old, new)


@pytest.mark.parametrize(
    ("old", "new", "says", "advice"),
    [
        ("sink: sql, origins", "sink: sqll, origins", "shop-sql: flow: sink: there is no 'sqll'", "'sql'"),
        ("[untrusted]", "[untrustd]", "shop-sql: flow: origins: there is no 'untrustd'", "'untrusted'"),
        ("severity: low", "severity: lowish", "shop-weak: severity 'lowish' is not one of", ""),
        ("severity: critical", "severty: critical", "shop-sql: unknown field severty", "'severity'"),
        ("call: shop.weak", "call: shop..weak", "shop-weak: pattern 1: call: 'shop..weak' is no reference", "Write"),
        ("call: shop.weak", "cal: shop.weak", "shop-weak: pattern 1: unknown field cal", "'call'"),
        (
            "{constant: true}",
            "{konstant: true}",
            "shop-weak: pattern 1: unless 0: unknown field konstant",
            "'constant'",
        ),
        ("{source} reaches", "{sorce} reaches", "shop-sql: says: there is no {sorce}", "'source'"),
        ("languages: [python]", "languages: [pyton]", "shop-sql: languages: there is no 'pyton'", "'python'"),
        ('fix: {python: "good()"}', "fix: {}", "shop-sql: fix: python is missing", ""),
        ('add: "safe=True"', "remove: yep", "shop-sql: rewrite: python: remove can only be true", ""),
        ("  why: It is weak.\n", "", "shop-weak: why is missing", ""),
    ],
)
def test_a_wrong_rule_is_refused_by_name_and_field(tmp_path: Path, old: str, new: str, says: str, advice: str) -> None:
    path = _written(tmp_path, _changed(RULES, old, new))
    with pytest.raises(ConfigError) as caught:
        read_rules(path)
    assert f"{path}: {says}" in str(caught.value)
    assert advice in caught.value.advice


@pytest.mark.parametrize(
    ("old", "new", "says", "advice"),
    [
        ("origin: http-query", "origin: http-qery", "sources 1: origin: there is no 'http-qery'", "'http-query'"),
        ("says: the query", "behind: maybe", "sources 1: behind is 'maybe'", "true"),
        ('"*": http-path', '"*": http-pat', "entries 1: parameters *: there is no 'http-pat'", "'http-path'"),
        ("clears: [sql, html]", "clears: [sq, html]", "sanitisers 2: clears: there is no 'sq'", "'sql'"),
        ('at: "0|sql", ', "", "sinks 1: at is missing", "at: 0"),
        ("assign:", "assigned:", "sinks 2: unknown field assigned", "'assign'"),
        ("language: python", "language: cobol", "language 'cobol' is not one of", ""),
        ("{guard:", "{call: x, guard:", "sanitisers 2: has call and guard", "one"),
        ("from: [0]", 'from: ["0|"]', "carriers 1: '0|' picks nothing", "Write"),
    ],
)
def test_a_wrong_library_is_refused_by_entry_and_field(
    tmp_path: Path, old: str, new: str, says: str, advice: str
) -> None:
    path = _written(tmp_path, _changed(LIBRARY, old, new))
    with pytest.raises(ConfigError) as caught:
        read_libraries(path)
    assert f"{path}: {says}" in str(caught.value)
    assert advice in caught.value.advice


@pytest.mark.parametrize("text", ["- 1", "{a: 1}", "- {id: 1", "- !!python/object:os.system {}", "- id: [x]", "5"])
def test_any_other_content_is_refused_as_a_fault_of_the_file(tmp_path: Path, text: str) -> None:
    for read in (read_rules, read_libraries):
        with pytest.raises(ConfigError, match=r"some\.yaml"):
            read(_written(tmp_path, text))


def test_a_rule_has_exactly_one_way(tmp_path: Path) -> None:
    for text in (_rule_without("flow"), _changed(RULES, "  says: weak", "  analysis: redos\n  says: weak")):
        with pytest.raises(ConfigError, match="one of flow, pattern and analysis"):
            read_rules(_written(tmp_path, text))


def test_a_name_or_id_is_used_once(tmp_path: Path) -> None:
    rules = read_rules(_written(tmp_path, _changed(RULES, "name: shop-weak", "name: shop-sql")))
    with pytest.raises(ConfigError, match="'shop-sql' is taken"):
        compile_code([], rules, "1")


def test_files_are_compiled_beside_their_folder(tmp_path: Path) -> None:
    for name, text in (("libraries/python/shop.yaml", LIBRARY), ("rules/shop.yaml", RULES)):
        path = tmp_path / "code" / name
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
    pack, prose = write_code(tmp_path, "7")
    found = CodePack(pack.read_text(encoding="utf-8"))
    assert (found.version, found.size, found.languages) == ("7", 2, ("python",))
    assert found.table("cobol") == {}
    assert load_prose(prose.read_text(encoding="utf-8")).keys() == {"HF-COD-001", "HF-COD-002"}


@pytest.mark.parametrize("text", ["", "x", "1 2 3\n", "1 d 0 python\n[]\n"])
def test_what_is_no_pack_is_refused(text: str) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        CodePack(text)
