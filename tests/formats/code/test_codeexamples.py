"""Small programs in text: their files, and what their comments promise."""

from __future__ import annotations

import pytest

from holdfast.formats.codeexamples import files_of, promises


def test_a_program_without_names_is_one_file() -> None:
    assert files_of("python", "a = 1\n") == {"app.py": b"a = 1\n"}
    assert files_of("tsx", "") == {"app.tsx": b""}
    with pytest.raises(KeyError):
        files_of("cobol", "")


def test_a_comment_starts_the_next_file() -> None:
    text = "import helper\n# file: lib/helper.py\nx = 1\n  # file: b.py\ny = 2\n"
    assert files_of("python", text) == {"app.py": b"import helper\n", "lib/helper.py": b"x = 1\n", "b.py": b"y = 2\n"}
    assert files_of("javascript", "// file: a/b.ts\nlet x\n") == {"a/b.ts": b"let x\n"}


def test_comments_promise_findings_on_their_line() -> None:
    text = 'a()\nb()  # fail: sql-injection, weak-hash\n# file: x.py\nc("# no")  # why, fail: one-more\n'
    found = promises(files_of("python", text))
    assert found == {("sql-injection", "app.py", 2), ("weak-hash", "app.py", 2), ("one-more", "x.py", 1)}
    assert promises({"a.js": b"f() // fail: a\ng() /* fail: b */\nfail: c\n"}) == {("a", "a.js", 1), ("b", "a.js", 2)}
