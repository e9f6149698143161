"""A repository with rules and libraries about code of its own."""

from __future__ import annotations

from pathlib import Path

from tests.worlds.machine import write

FILE = ".holdfast/rules/acme.yaml"
RULE = """
- id: ORG-RAW
  name: raw-statement
  title: A raw statement of Acme
  languages: [python]
  severity: high
  cwe: [89]
  pattern: [{call: acme.raw}]
  says: raw
  why: It is raw.
  steps: [Do not.]
  fix: {python: "import acme\\nacme.bound(1)"}
  bad: {python: "import acme\\nacme.raw(1)"}
- library: acme
  language: python
  sinks: [{call: acme.run, sink: sql, at: 0}]
  bad:
    sql-injection: |
      from flask import request
      import acme
      def show():
          acme.run(request.args["q"])
"""


def own(root: Path, text: str = RULE, file: str = FILE) -> None:
    """Write a file with own rules."""
    write(root, {file: text})
