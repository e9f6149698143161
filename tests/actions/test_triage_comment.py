"""Comments are written where a scan honours them, in every language, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from holdfast.actions.triage import texts, why_not
from holdfast.app import triage
from holdfast.app.scan import Request, scan
from holdfast.formats.languages import LANGUAGES, NAMES
from holdfast.loop.triage import Move
from holdfast.model.decision import Choice, Decision, Person
from holdfast.model.errors import UsageError
from holdfast.model.finding import State
from tests.worlds.machine import Machine, write
from tests.worlds.planted import github, pem

DECISION = Decision(
    choice=Choice.IGNORE,
    fingerprint="hf1:00",
    check="github-personal-token",
    path="a",
    by=Person(name="kim"),
    at="2026-01-02T03:04:05+00:00",
    reason="made for the test",
    until="2999-01-31",
)


def source(ending: str, seed: int) -> str:
    """A file with a secret on an indented line of its own, with code before and after it."""
    row = f'    x = "{github(seed)}"'
    if LANGUAGES.get(ending) == LANGUAGES["xml"] or LANGUAGES.get(ending) == LANGUAGES["html"] or ending == "jsp":
        return f"<a>\n    <b>{github(seed)}</b>\n    <c/>\n</a>\n"
    before = {"php": "<?php", "py": "if True:", "pyi": "if True:", "pyw": "if True:"}.get(ending, "")
    return f"{before}\n{row}\n    y = 1\n"


def test_every_language_gets_a_comment_that_a_scan_honours(machine: Machine) -> None:
    root = machine.repo()
    files = {f"f{at}.{ending}": source(ending, at) for at, ending in enumerate(LANGUAGES)}
    files |= {f"{at}/{name}": source("", at) for at, name in enumerate(NAMES, len(files))}
    crlf = {f"crlf/{name}": text.replace("\n", "\r\n") for name, text in list(files.items())[::5]}
    write(root, files | crlf)
    machine.commit(root)
    session = triage.begin(root)
    while session.queue.current is not None:
        triage.ignore(session, "made for the test", "2999-01-31")
    assert session.queue.count(Move.IGNORE) == len(files) + len(crlf)
    report = scan(Request(path=root, flags={"since": "all"})).report
    assert {item.fail.at.path for item in report.findings} == set(files) | set(crlf)
    assert [item.fail.at.path for item in report.findings if item.state is not State.SUPPRESSED] == []
    assert report.notices == ()
    for name, text in {**files, **crlf}.items():
        now = (root / name).read_bytes()
        assert (b"\r\n" in now) is ("\r\n" in text)
        assert now.count(b"\n") == now.count(b"\r\n") or "\r\n" not in text
        added = now.decode().splitlines()
        for row in text.splitlines():
            assert any(line.startswith(row) for line in added), name
    while session.queue.last() is not None:
        triage.undo(session)
    triage.end(session)
    assert {name: (root / name).read_bytes().decode() for name in files | crlf} == files | crlf
    assert not (root / ".holdfast").exists()


def only(path: str, text: str, line: int) -> list[str]:
    return [item.decode() for item in texts(path, text.encode(), line, DECISION)]


WORDS = 'holdfast: ignore[github-personal-token] reason="made for the test" until=2999-01-31'

PLACED = {
    "behind a short line": ("a.py", "  x = 1\n", 1, f"  x = 1  # {WORDS}\n"),
    "above a long one": ("a.sh", f"\tx={'y' * 80}\n", 1, f"\t# {WORDS}\n\tx={'y' * 80}\n"),
    "above, with its line end": ("a.env", "A=1\r\nB=2\r\n", 2, f"A=1\r\n# {WORDS}\r\nB=2\r\n"),
    "without a line end": ("a.sh", "x=1", 1, f"x=1  # {WORDS}"),
    "above a string over lines": ("a.sh", "x='a\nb'\n", 1, f"# {WORDS}\nx='a\nb'\n"),
    "in a script of a page": ("a.html", "<script>\nx = 1\n</script>\n", 2, f"<script>\nx = 1  // {WORDS}\n</script>\n"),
    "in a style sheet of a page": (
        "a.vue",
        "<style>\na{}\n</style>\n",
        2,
        f"<style>\na{{}}  /* {WORDS} */\n</style>\n",
    ),
    "behind a first line": ("a.php", "<?php $x = 1;\n$y;", 2, f"<?php $x = 1;\n$y;  // {WORDS}"),
}


@pytest.mark.parametrize(("path", "text", "line", "wanted"), PLACED.values(), ids=PLACED)
def test_where_a_comment_stands(path: str, text: str, line: int, wanted: str) -> None:
    assert only(path, text, line)[0] == wanted


NOWHERE = {
    "in a string over lines": ("a.py", 'x = """\nkey\n"""\n', 2),
    "in a here-document": ("a.sh", "cat <<EOF\nkey\nEOF\n", 2),
    "in a block scalar": ("a.yaml", "a: |\n  key\n", 2),
    "in a tag": ("a.xml", '<a\n b="1">\n', 2),
    "between the tags of JSX": ("a.tsx", "return (\n<b>key</b>\n)\n", 2),
    "text of a page around PHP": ("a.php", "<?php x() ?>\nkey\n", 2),
    "JSON": ("a.json", '{"a": 1}\n', 1),
    "beyond the end": ("a.py", "x = 1\n", 3),
    "between continued lines": ("a.sh", "curl \\\n -u key \\\n host\n", 2),
}


@pytest.mark.parametrize(("path", "text", "line"), NOWHERE.values(), ids=NOWHERE)
def test_where_none_can_stand(path: str, text: str, line: int) -> None:
    assert only(path, text, line) == []


def test_a_file_without_comments_says_so() -> None:
    assert why_not("deploy/a.json") == "a.json has no comments, or none that Holdfast knows how to write"
    assert why_not("a.py") == ""


def test_bytes_of_another_encoding_stay() -> None:
    data = b"# caf\xe9\r\nx = 1\r\n"
    assert next(texts("a.rb", data, 2, DECISION)) == b"# caf\xe9\r\nx = 1  # " + WORDS.encode() + b"\r\n"


def test_a_second_comment_leaves_the_first_in_force(machine: Machine) -> None:
    root = machine.repo()
    old = '# holdfast: ignore[github-personal-token] reason="one"'
    write(root, {"a.sh": f"{old}\nT={github(1)} curl -u kim:{github(2)}9z https://example.org\n"})
    session = triage.begin(root)
    while session.queue.current is not None:
        triage.ignore(session, "two", "")
    triage.end(session)
    report = scan(Request(path=root, flags={"since": "all"})).report
    assert {item.state for item in report.findings} == {State.SUPPRESSED}
    assert [item.says for item in report.notices] == []


def test_what_no_comment_can_reach_goes_to_the_baseline(machine: Machine) -> None:
    root = machine.repo()
    text = f'"""Notes.\n\n{github(1)}\n"""\n'
    write(root, {"a.py": text, "key.pem": pem() + "\n"})
    session = triage.begin(root)
    for _ in range(2):
        with pytest.raises(UsageError, match="no comment that counts"):
            triage.ignore(session, "why not", "")
        triage.accept(session, "why not")
    triage.end(session)
    assert session.queue.current is None
    assert (root / "a.py").read_text() == text
    report = scan(Request(path=root, flags={"since": "all"})).report
    assert {item.state for item in report.findings} == {State.KNOWN}


def test_a_changed_file_is_not_written_over(machine: Machine, tmp_path: Path) -> None:
    root = machine.repo()
    write(root, {"a.py": f'x = "{github(1)}"\n'})
    session = triage.begin(root)
    write(root, {"a.py": "x = 1\n"})
    with pytest.raises(UsageError, match="no comment that counts"):
        triage.ignore(session, "why", "")
    assert triage.edited(session) == "It is gone."
    assert session.queue.current is None
    triage.end(session)
    assert (root / "a.py").read_text() == "x = 1\n"
