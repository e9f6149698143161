"""The book of code: what is found for a name, through types, classes, guesses and packs of one's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from holdfast.engines.code.book import Book, Books
from holdfast.engines.code.bookwords import guess
from holdfast.engines.code.waking import HANDS, PATTERN, SINK, SOURCE
from holdfast.formats.coderules import CodePack, compile_code, read_libraries, read_rules

LIBRARY = """
library: shop
language: python
types:
  "shop.connect()": shop.Connection
  "shop.Connection.cursor()": shop.Cursor
  shop.request: shop.Request
  "?req": shop.Request
bases: {shop.Fast: [shop.Cursor], shop.Faster: [shop.Fast]}
sources:
  - {read: "shop.Request.args|form", origin: http-query}
  - {call: shop.Request.json, origin: http-body}
  - {name: "^password$", origin: secret-password}
entries:
  - {decorated: "shop.App.route|get", parameters: {"*": http-path}}
  - {overrides: shop.View.get, parameters: {"0": shop.Request}}
  - {passed_to: shop.Router.use, at: 0, parameters: {"0": shop.Request}}
  - {names: [req, res], parameters: {"0": shop.Request}}
  - {annotated: {shop.Query: http-query}}
sinks:
  - {call: "shop.Cursor.execute|?cursor.execute", sink: sql, at: 0}
  - {call: "?.runQuery|?.open().read", sink: sql, at: 0}
  - {call: "shop.raw.*", sink: sql, at: 0}
  - {assign: "?.innerHTML", sink: html}
  - {return: shop.App.route, sink: html}
  - {name: "(?i)token$", sink: secret-value}
  - {compare: "*", sink: secret-compare}
sanitisers:
  - {call: "int|shop.quote", clears: ["*"]}
  - {guard: "str.isdigit", clears: [sql]}
  - {read: shop.Request.port, clears: [sql]}
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
  flow: {sink: sql, origins: [untrusted], local: [cli-argument]}
  says: "{source} reaches {sink}"
  why: Others write the statement.
  steps: [Bind the values.]
  fix: {python: "good()"}
  bad: {python: "bad()"}
- id: HF-COD-002
  name: shop-weak
  title: A weak thing
  languages: [python, javascript]
  severity: low
  cwe: [327]
  pattern:
    - {call: shop.weak}
    - {read: shop.OLD}
    - {assign: shop.Context.verify, when: {result: false}}
    - {decorated: shop.exempt}
    - {setting: "DEBUG|*_INSECURE", when: {result: true}}
    - {key: rejectUnauthorized, when: {result: false}}
    - {import: shop.telnet}
    - {handler: "*"}
  says: weak
  why: It is weak.
  steps: [Use a strong one.]
  fix: {python: "strong()", javascript: "strong()"}
  bad: {python: "weak()", javascript: "weak()"}
"""


def _pack(folder: Path, library: str = LIBRARY, rules: str = RULES) -> CodePack:
    (folder / "library.yaml").write_text(library, encoding="utf-8")
    (folder / "rules.yaml").write_text(rules, encoding="utf-8")
    return CodePack(compile_code(read_libraries(folder / "library.yaml"), read_rules(folder / "rules.yaml"), "1")[0])


@pytest.fixture
def book(tmp_path: Path) -> Book:
    return Book("python", [_pack(tmp_path)])


@pytest.mark.parametrize(
    ("names", "kinds"),
    [
        (("shop.Cursor.execute",), ["sql"]),
        (("shop.Faster.execute",), ["sql"]),
        (("shop.Faster().execute",), ["sql"]),
        (("shop.connect().cursor().execute",), ["sql"]),
        (("app.Sub.execute", "shop.Fast.execute"), ["sql"]),
        (("app.Sub.execute", "?cursor.execute"), ["sql"]),
        (("?self.cursor.execute",), ["sql"]),
        (("shop.Cursor.execute", "?cursor.execute"), ["sql"]),
        (("?anything.runQuery",), ["sql"]),
        (("other.make().runQuery",), ["sql"]),
        (("app.Sub.runQuery", "?sub.runQuery"), []),
        (("?x.open().read",), ["sql"]),
        (("shop.raw.anything",), ["sql"]),
        (("shop.raw.any.thing",), []),
        (("shop.Cursor.executed",), []),
        (("?my_cursor.execute",), []),
        (("cursor.execute",), []),
        ((), []),
    ],
)
def test_sinks_of_calls(book: Book, names: tuple[str, ...], kinds: list[str]) -> None:
    assert [sink.sink for sink in book.call(names).sinks] == kinds
    assert book.call(names) is book.call(names)


def test_other_facts_about_calls(book: Book) -> None:
    assert [item.origin for item in book.call(("shop.request.json",)).sources] == ["http-body"]
    assert [item.clears for item in book.call(("int",)).sanitisers] == [("*",)]
    assert [item.clears for item in book.call(("str.isdigit",)).guards] == [("sql",)]
    assert book.call(("str.isdigit",)).sanitisers == ()
    assert [len(item.targets) for item in book.call(("list.append",)).carriers] == [1]
    assert [item.passed_to for item in book.call(("shop.Router().use",)).entries] == ["shop.Router.use"]
    ((rule, pattern),) = book.call(("shop.weak",)).patterns
    assert (rule.check.name, pattern.how) == ("shop-weak", "call")


def test_reads_and_writes(book: Book) -> None:
    for name in ("shop.request.args", "shop.Request.form", "?req.args"):
        assert [item.origin for item in book.read((name,)).sources] == ["http-query"]
    assert book.call(("shop.Request.args",)).sources == ()
    assert [item.clears for item in book.read(("shop.request.port",)).sanitisers] == [("sql",)]
    assert [rule.check.name for rule, _ in book.read(("shop.OLD",)).patterns] == ["shop-weak"]
    assert [item.sink for item in book.assign(("?div.innerHTML",)).sinks] == ["html"]
    assert book.assign(("shop.Thing.innerHTML",)).sinks == ()
    assert len(book.assign(("shop.Context().verify",)).patterns) == 1


def test_decorators_overrides_and_other_entries(book: Book) -> None:
    found = book.decorated(("shop.App().route",))
    assert [item.decorated for item in found.entries] == ["shop.App.route|get"]
    assert [item.sink for item in found.returns] == ["html"]
    assert len(book.decorated(("shop.exempt",)).patterns) == 1
    assert [item.overrides for item in book.overrides(("app.Page.get", "shop.View.get"))] == ["shop.View.get"]
    assert [item.names for item in book.named if item.names] == [("req", "res")]
    assert [dict(item.annotated) for item in book.annotated] == [{"shop.Query": "http-query"}]


def test_words_that_are_no_references(book: Book) -> None:
    assert [len(book.setting(name)) for name in ("DEBUG", "TLS_INSECURE", "DEBUGGING")] == [1, 1, 0]
    assert [len(book.key(name)) for name in ("rejectUnauthorized", "DEBUG")] == [1, 0]
    assert [len(book.imported(name)) for name in ("shop.telnet", "shop.telnet.Client", "shop")] == [1, 1, 0]
    assert [pattern.pattern for _, pattern in book.handler()] == ["*"]


def test_names_that_programs_choose_and_comparisons(book: Book) -> None:
    assert [item.sink for item in book.naming("resetToken").sinks] == ["secret-value"]
    assert [item.origin for item in book.naming("password").sources] == ["secret-password"]
    assert book.naming("total") == book.naming("sum")
    assert [item.sink for item in book.compared] == ["secret-compare"]


def test_types_and_bases(book: Book) -> None:
    assert book.type("shop.connect()") == "shop.Connection"
    assert book.type("shop.connect().cursor()") == "shop.Cursor"
    assert book.type("shop.request") == "shop.Request"
    assert book.type("any.Thing()") == "any.Thing"
    assert book.type("any.thing()") == book.type("any.Thing") == book.type("") == ""
    assert book.bases("shop.Faster") == ("shop.Fast", "shop.Cursor")
    assert book.bases("shop.Cursor") == ()


def test_classes_that_derive_from_each_other_in_a_circle_end(tmp_path: Path) -> None:
    library = "{library: x, language: python, bases: {x.A: [x.B], x.B: [x.A]}}"
    book = Book("python", [_pack(tmp_path, library)])
    assert book.bases("x.A") == ("x.B",)
    assert book.call(("x.A.go",)).sinks == ()


def test_flows_by_kind_and_origin(book: Book) -> None:
    assert [rule.check.name for rule in book.flows("sql", "http-query")] == ["shop-sql"]
    assert [rule.check.name for rule in book.flows("sql", "cli-argument")] == ["shop-sql"]
    assert book.flows("sql", "stdin") == book.flows("html", "http-query") == ()


def test_a_rule_that_is_switched_off_says_nothing(tmp_path: Path) -> None:
    book = Book("python", [_pack(tmp_path)], off={"shop-weak", "HF-COD-001"})
    assert book.rules == ()
    assert book.call(("shop.weak",)).patterns == book.setting("DEBUG") == book.handler() == ()
    assert book.flows("sql", "http-query") == ()
    assert [sink.sink for sink in book.call(("shop.Cursor.execute",)).sinks] == ["sql"]


def test_a_second_pack_adds_to_the_first_one(tmp_path: Path) -> None:
    more = """
library: own
language: python
types: {"own.connect()": shop.Connection}
bases: {own.Cursor: [shop.Cursor]}
sinks: [{call: own.run, sink: sql, at: 0}, {call: shop.Cursor.execute, sink: log, at: 1}]
"""
    books = Books([_pack(tmp_path), _pack(tmp_path, more, "[]")])
    book = books.of("python")
    assert [sink.sink for sink in book.call(("own.Cursor.execute",)).sinks] == ["sql", "log"]
    assert [sink.sink for sink in book.call(("own.connect().cursor().execute",)).sinks] == ["sql", "log"]
    assert [sink.sink for sink in book.call(("own.run",)).sinks] == ["sql"]
    assert books.of("python") is book
    assert books.of("javascript").rules == book.rules[1:]
    with pytest.raises(KeyError):
        books.of("cobol")


def test_a_vague_word_counts_only_beside_its_library(tmp_path: Path) -> None:
    library = """
library: web
language: python
sources:
  - {read: web.request.args, origin: http-query}
  - {call: web.read_cookie, origin: http-cookie}
entries: [{passed_to: web.add_handler, at: 0, parameters: {"0": http-any}}]
sinks: [{call: open, sink: path, at: 0}, {call: "?session.execute", sink: sql, at: 0}]
"""
    book = Book("python", [_pack(tmp_path, library, "[]")])
    assert book.triggers.sources == {"add_handler", "args", "read_cookie"}
    assert book.triggers.sinks == {"open", "execute"}

    def look(text: str, *modules: str) -> int:
        bits = book.waker.look(b"-" + text.encode() + b"-", 1, len(text) + 1, frozenset(modules))
        return bits & (SOURCE | SINK | PATTERN)

    assert book.waker.look(b"f = add_handler", 0, 15, frozenset()) == HANDS
    assert look("x = thing.args[0]", "os") == 0
    assert look("x = thing.args[0]", "os", "web") == SOURCE
    assert look("x = request.args[0]") == SOURCE
    assert look("x = self.request.args.get(1)") == SOURCE
    assert look("x = thing.args()", "web") == 0
    assert look("args = 1", "os") == 0
    assert look("web.read_cookie(1); read_cookie") == SOURCE
    assert look("open(name)") == SINK
    assert look("web.add_handler(f)") == SOURCE
    assert look("door.open(name); open = 1") == 0
    assert look("session.execute(q); a.b.session.execute(q)") == SINK
    assert look("db.execute(q); session.execute") == 0
    assert look("open(request.args)") == SOURCE | SINK


@pytest.mark.parametrize(
    ("pattern", "name", "meant"),
    [
        ("?cursor.execute", "?db.cursor.execute", True),
        ("?cursor.execute", "?db_cursor.execute", False),
        ("?*cursor.execute", "?db_cursor.execute", True),
        ("a.*.c", "a.b.c", True),
        ("a.*.c", "a.b.b.c", False),
        ("a.b*", "a.bc", True),
        ("?.a.b", "?x.y.a.b", True),
        ("?.a", "a", False),
        ("**.a.b", "x.y.a.b", True),
        ("**.a.b", "a.b", False),
    ],
)
def test_wildcards(pattern: str, name: str, meant: bool) -> None:
    assert bool(guess(pattern).fullmatch(name)) is meant
