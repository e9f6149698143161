"""Runs the solver on small programs, with a small library of each language."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from holdfast.engines.code.book import Books
from holdfast.engines.code.look import look
from holdfast.engines.code.outcome import Asked, Limits, Outcome
from holdfast.estate import javascript, python
from holdfast.estate.kinds.code import Module
from holdfast.formats.coderules import CodePack, compile_code, read_libraries, read_rules

JAVASCRIPT = """library: express
language: javascript
types: {"express()": express.Application, "express.Router()": express.Router}
bases: {express.Application: [express.Router]}
sources:
  - {read: "express.Request.query", origin: http-query, says: the query string}
  - {read: "express.Request.body", origin: http-body}
  - {read: "express.Request.params", origin: http-path}
entries:
  - {passed_to: "express.Router.get|post|all|use", at: "1+", parameters: {"0": express.Request, "1": express.Response}}
  - {names: [req, res], parameters: {"0": express.Request, "1": express.Response}}
sinks:
  - {call: "child_process.exec|execSync", sink: command, at: 0}
  - {call: "?db.query", sink: sql, at: 0}
  - {call: "express.Response.redirect", sink: redirect, at: 0}
  - {call: "express.Response.send", sink: html, at: 0}
  - {assign: "?.innerHTML", sink: html}
  - {call: "eval", sink: code, at: 0}
  - {call: "fs.readFile|readFileSync", sink: path, at: 0}
sanitisers:
  - {call: "encodeURIComponent", clears: [html, path, url-attribute]}
  - {call: "parseInt|Number", clears: ["*"]}
"""
PYTHON = """library: flask
language: python
types:
  flask.request: flask.Request
  "sqlite3.connect()": sqlite3.Connection
  "sqlite3.Connection.cursor()": sqlite3.Cursor
sources:
  - {read: "flask.Request.args|form|values", origin: http-query, says: the query string}
  - {call: "input", origin: stdin}
  - {call: "web.get", origin: http-query}
entries:
  - {decorated: "flask.Flask.route", parameters: {"*": http-path}}
  - {overrides: "web.View.get|post", parameters: {"0": flask.Request, "*": http-path}}
sinks:
  - {call: "os.system", sink: command, at: 0}
  - {call: "sqlite3.Cursor.execute|?cursor.execute|?cur.execute", sink: sql, at: 0}
  - {call: "subprocess.run", sink: command, at: "0|args", when: {shell: true}}
  - {call: "open", sink: path, at: 0}
  - {call: "flask.redirect", sink: redirect, at: 0}
  - {return: "flask.Flask.route", sink: html}
  - {call: "eval|exec", sink: code, at: 0}
sanitisers:
  - {call: "html.escape", clears: [html, html-attribute]}
  - {call: "int|float|bool|len", clears: ["*"]}
  - {guard: "str.isdigit|str.isalnum", clears: ["*"]}
"""
RULE = """
- id: HF-COD-{number:03}
  name: {name}
  title: A flow
  languages: [python, javascript]
  severity: critical
  cwe: [89]
  flow: {{sink: {name}, origins: [untrusted], local: [cli-argument, stdin]}}
  says: "{{source}} reaches {{sink}}"
  why: It does harm.
  steps: [Do not.]
  fix: {{python: "good()", javascript: "good()"}}
  bad: {{python: "bad()", javascript: "bad()"}}
"""
KINDS = ("sql", "command", "html", "path", "redirect", "code")
FRONTS: dict[str, ModuleType] = {".py": python, ".js": javascript, ".ts": javascript}
BAD = re.compile(r"(?:#|//) bad: ([a-z, ]+)")


@cache
def books() -> Books:
    """The libraries and one rule for each kind of sink."""
    with tempfile.TemporaryDirectory() as folder:
        rules = Path(folder) / "rules.yaml"
        rules.write_text("".join(RULE.format(number=at, name=kind) for at, kind in enumerate(KINDS, 1)))
        packed = []
        for name, text in (("javascript", JAVASCRIPT), ("python", PYTHON)):
            library = Path(folder) / f"{name}.yaml"
            library.write_text(text)
            packed.extend(read_libraries(library))
        return Books([CodePack(compile_code(packed, read_rules(rules), "1")[0])])


class Files:
    """A project of texts."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.texts = {path: text.encode() for path, text in texts.items()}
        self.modules: dict[str, Module] = {}
        self.fronts: dict[str, Any] = {end: front.Frontend() for end, front in FRONTS.items()}
        self.links: dict[str, Any] = {end: front.Links(list(texts), self.texts.get) for end, front in FRONTS.items()}

    def language(self, path: str) -> str:
        return "python" if path.endswith(".py") else "javascript"

    def module(self, path: str) -> Module | None:
        if path in self.texts and path not in self.modules:
            self.modules[path] = self.fronts[Path(path).suffix].read(path, self.texts[path])
        return self.modules.get(path)

    def data(self, path: str) -> bytes:
        return self.texts.get(path, b"")

    def resolve(self, module: str, importer: str) -> str | None:
        found: str | None = self.links[Path(importer).suffix].resolve(module, importer)
        return found

    def outside(self, module: str, importer: str) -> str:
        return str(self.links[Path(importer).suffix].outside(module, importer))

    def template(self, name: str, importer: str) -> str | None:
        return None

    def page(self, path: str, language: str) -> Module | None:
        return None


def solved(texts: Mapping[str, str], limits: Limits | None = None) -> Outcome:
    """What a look at these files gives."""
    return look(Files(texts), Asked(list(texts), account=True), books(), limits or Limits())


def found(outcome: Outcome, texts: Mapping[str, str]) -> set[tuple[str, int, str]]:
    """File, line and rule of each hit."""
    hits = [hit for each in outcome.found.values() for hit in each]
    return {(hit.at.path, _line(texts[hit.at.path], hit.at.start), hit.rule.check.name) for hit in hits}


def _line(text: str, offset: int) -> int:
    return text.encode()[:offset].count(b"\n") + 1


def wanted(texts: Mapping[str, str]) -> set[tuple[str, int, str]]:
    """What the comments ``bad: command`` ask for."""
    return {
        (path, number, name.strip())
        for path, text in texts.items()
        for number, line in enumerate(text.splitlines(), 1)
        for match in BAD.finditer(line)
        for name in match[1].split(",")
    }
