"""A script is cut into its commands, and nothing that is only text is taken for one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.formats.shell import MOST, commands


def _texts(script: str) -> list[str]:
    return [command.text for command in commands(script)]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("make test", ["make test"]),
        ("a && b || c; d", ["a", "b", "c", "d"]),
        ("a | b", ["a | b"]),
        ("a || true; b || true-ish", ["a || true", "b", "true-ish"]),
        ("a \\\n  b", ["a    b"]),
        ("a |\n b", ["a |  b"]),
        ("a # b", ["a"]),
        ("a#b '# c' \"# d\"", ["a#b '# c' \"# d\""]),
        ("echo 'a | b; c'", ["echo 'a · b· c'"]),
        ("sh -c 'a | b'", ["sh -c 'a | b'"]),
        ('eval "a | b"', ['eval "a | b"']),
        ("echo ${{ a && b }}; c", ["echo ${{ a && b }}", "c"]),
        ("cat <<END\na\nEND\nb", ["cat <<END", "b"]),
        ("bash <<'END'\na\nEND", ["bash <<'END'", "a", "END"]),
        ("cat <<END\na", ["cat <<END", "a"]),
        ("a \\; b", ["a \\; b"]),
        ("", []),
        ("'", ["'"]),
    ],
)
def test_a_script_is_cut_into_commands(script: str, expected: list[str]) -> None:
    assert _texts(script) == expected


def test_each_command_knows_its_lines() -> None:
    found = list(commands("set -e\n\na \\\n b\nc; d"))
    assert [(command.line, command.last) for command in found] == [(0, 0), (2, 3), (4, 4), (4, 4)]


def test_many_here_documents_that_never_end_cost_no_more_than_their_lines() -> None:
    script = "cat <<A\n" * (MOST // 8)
    assert len(_texts(script)) == MOST // 8


@given(st.text(alphabet="ab'\"\\|;&<>#$ {}\n`E", max_size=300))
def test_any_text_gives_commands_inside_of_its_lines(script: str) -> None:
    last = script.count("\n")
    for command in commands(script):
        assert command.text.strip()
        assert 0 <= command.line <= command.last <= last
