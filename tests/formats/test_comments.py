"""Ignore comments: what is read as one, what it covers, and that a doubtful one covers nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.formats.comments import comments
from holdfast.model.ignore import Ignore


def read(text: str, path: str = "a.txt") -> list[Ignore]:
    """Every comment of a text."""
    return list(comments(text, path, set(range(1, text.count("\n") + 2))))


def one(text: str, path: str = "a.txt") -> Ignore:
    (found,) = read(text, path)
    return found


def test_the_whole_grammar() -> None:
    found = one('x = 1  # holdfast: ignore[check-a, HF-SEC-001] reason="rotated, kept" until=2027-01-31\n')
    assert found == Ignore(
        line=1, first=1, last=1, checks=("check-a", "HF-SEC-001"), reason="rotated, kept", until="2027-01-31"
    )


def test_fields_come_in_any_order_or_not_at_all() -> None:
    assert one('# holdfast: ignore until=2027-01-31 reason="r"').reason == "r"
    bare = one("x  # holdfast: ignore")
    assert (bare.checks, bare.reason, bare.until, bare.fault) == ((), "", "", "")


STYLES = (
    "x = 1  # holdfast: ignore",
    "x = 1;  // holdfast: ignore",
    "x = 1; /* holdfast: ignore */",
    "SELECT 1 -- holdfast: ignore",
    "<a/> <!-- holdfast: ignore -->",
    "{{ x }} {# holdfast: ignore #}",
    "x := 1 (* holdfast: ignore *)",
    "<% x %> <%-- holdfast: ignore --%>",
    "; holdfast: ignore",
    "REM holdfast: ignore",
    ":: holdfast: ignore",
    "% holdfast: ignore",
    " * holdfast: ignore",
    "! holdfast: ignore",
    "x=1 # HOLDFAST: ignore",
    "x=1 #holdfast:ignore",
    "it's unquoted YAML  # holdfast: ignore",
)


@pytest.mark.parametrize("row", STYLES)
def test_the_comment_signs_of_many_languages(row: str) -> None:
    found = one(f"{row}\n")
    assert found.fault == ""
    assert found.checks == ()
    assert one(f"{row}\r\n") == found


def test_an_apostrophe_starts_a_comment_in_basic_only() -> None:
    row = "' holdfast: ignore\n"
    assert [item.fault for item in comments(row, "a.vb", {1})] == [""]
    assert list(comments(row, "a.py", {1})) == []


def test_alone_on_its_line_it_means_the_next_statement() -> None:
    found = one("# holdfast: ignore\n\n# another remark\nx = 1\ny = 2\n")
    assert (found.first, found.last) == (1, 4)
    assert one("# holdfast: ignore\n").last == 1


def test_behind_code_it_means_its_own_line() -> None:
    found = one("a = 1\nb = 2  # holdfast: ignore\nc = 3\n")
    assert (found.line, found.first, found.last) == (2, 2, 2)


def test_a_block_ends_at_its_end_or_with_the_file() -> None:
    closed = one("a\n# holdfast: off[x]\nb\nc\n# holdfast: on\nd\n")
    assert (closed.first, closed.last, closed.checks) == (2, 5, ("x",))
    open_one = one("a\n# holdfast: off\nb\nc")
    assert (open_one.first, open_one.last) == (2, 4)


def test_blocks_in_one_another_end_together() -> None:
    found = read("# holdfast: off[a]\n# holdfast: off[b]\nx\n# holdfast: on\ny\n")
    assert {(item.checks, item.first, item.last) for item in found} == {(("a",), 1, 4), (("b",), 2, 4)}


def test_a_file_is_covered_from_its_first_line() -> None:
    found = one('a\nb\n# holdfast: ignore-file[x] reason="r"\nc\n')
    assert (found.first, found.last) == (1, 5)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("ignroe", "unknown instruction 'ignroe'"),
        ("ignore-everything", "cannot read"),
        ("ignore[]", "empty brackets"),
        ("ignore[ , ]", "empty brackets"),
        ("ignore[a", "cannot read"),
        ("ignore because", "cannot read 'because'"),
        ('ignore reason="open', "cannot read"),
        ("ignore until=tomorrow", "'tomorrow' is no date"),
        ("ignore until=2027-02-30", "is no date"),
        ("off until=x", "is no date"),
    ],
)
def test_a_malformed_comment_covers_nothing_and_says_why(words: str, says: str) -> None:
    found = one(f"x  # holdfast: {words}\n")
    assert says in found.fault
    assert found.last == 0


FOREIGN = {
    "gitleaks:allow": ("gitleaks", ("secrets",)),
    "trufflehog:ignore": ("trufflehog", ("secrets",)),
    "pragma: allowlist secret": ("detect-secrets", ("secrets",)),
    "pragma: whitelist secret": ("detect-secrets", ("secrets",)),
    "ggignore": ("ggshield", ("secrets",)),
    "nosec": ("bandit", ()),
    "nosec B105": ("bandit", ("B105",)),
    "nosec: B105, B106": ("bandit", ("B105", "B106")),
    "nosemgrep": ("semgrep", ()),
    "nosemgrep: rules.hardcoded": ("semgrep", ("rules.hardcoded",)),
    "noqa: S105": ("ruff", ("S105",)),
    "noqa: E501,S106": ("ruff", ("E501", "S106")),
}


@pytest.mark.parametrize(("words", "means"), FOREIGN.items(), ids=FOREIGN)
def test_comments_of_other_tools(words: str, means: tuple[str, tuple[str, ...]]) -> None:
    found = one(f"x = 1  # {words}\n")
    assert (found.tool, found.checks) == means
    assert (found.first, found.last, found.fault) == (1, 1, "")


def test_other_tools_next_line_comments() -> None:
    assert one("# pragma: allowlist nextline secret\nx\n").last == 2
    assert one("# nosemgrep\nx\n").last == 2
    assert one("x  # nosemgrep\ny\n").last == 1


def test_a_plain_noqa_means_other_things() -> None:
    assert read("x = 1  # noqa\n") == []


@pytest.mark.parametrize(
    "row",
    [
        'x = "# holdfast: ignore"',
        "x = '// holdfast: ignore'",
        'x = "a \\" # holdfast: ignore"',
        "x = `# holdfast: ignore`",
        'call("# gitleaks:allow", 1)',
        "see holdfast: ignore for how",
        "nosec",
    ],
)
def test_in_a_string_or_in_prose_it_is_none(row: str) -> None:
    assert read(f"{row}\n", "a.py") == []


def test_in_a_python_string_over_lines_it_is_none() -> None:
    text = 'doc = """\n# holdfast: ignore\nsecret  # gitleaks:allow\n"""\nx = 1  # holdfast: ignore\n'
    assert [item.line for item in read(text, "a.py")] == [5]
    broken = "def f(:\n" + text
    assert 6 in [item.line for item in read(broken, "a.py")]


MARK = "# holdfast: ignore"
PIECES = {
    f"x = 1  {MARK}\n": 1,
    f"{MARK}\n": 1,
    f'x = """\n{MARK}\n"""\n': 0,
    f"x = rb'''a\\'''\n{MARK}\n'' \"\n'''\n": 0,
    f'x = "a\\\n{MARK}\\\nb"\n': 0,
    f"x = 'it\\'s'  {MARK}\n": 1,
    f"x = \"\" + ''  {MARK}\n": 1,
    f"x = '#'; y = '''{{}}'''  {MARK}\n": 1,
    f'# it\'s """ no string\n{MARK}\n': 1,
    "x = 'never closed\n": 0,
}


@given(st.lists(st.sampled_from(sorted(PIECES))))
def test_python_is_read_as_python_reads_it(pieces: list[str]) -> None:
    assert len(read("".join(pieces), "a.py")) == sum(PIECES[piece] for piece in pieces)


def test_what_is_never_closed_hides_nothing_in_front_of_it() -> None:
    text = f'x = 1  {MARK}\ny = """\nz = 2\n'
    assert [item.line for item in read(text, "a.py")] == [1]


@pytest.mark.parametrize("words", ["", "all is well", "see the guide", "works well"])
def test_a_sentence_about_holdfast_is_no_instruction(words: str) -> None:
    assert read(f"x = 1  # holdfast: {words}\n") == []


def test_only_the_given_lines_are_read() -> None:
    text = "a  # holdfast: ignore\nb  # holdfast: ignore\n"
    assert [item.line for item in comments(text, "a", {2})] == [2]
    assert list(comments(text, "a", set())) == []
    assert list(comments("", "a", {1, 99})) == []
