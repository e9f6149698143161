"""Path expressions as ignore patterns: the same files, as git and as Python read them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from holdfast.estate.repo.worktree import Excluding, list_paths
from holdfast.formats.peers.dialect import python
from holdfast.formats.peers.paths import patterns

FILES = (
    *(
        "README.md",
        "a.lock",
        "docs/a.lock",
        "docs/README.md",
        "docs2/x",
        "foobar",
        "foo/bar",
        "foo/x/y/bar",
        "a/foo1/bar2",
    ),
    *(
        "go.sum",
        "img/a.png",
        "img/b.jpg.txt",
        "lib/node_modules/q",
        "node_modules/x/y",
        "package-lock.json",
        "!odd",
        "#odd",
    ),
    *("web/package-lock.json", "web/xpackage-lock.jsonx", "src/a/b/testing.txt", "src/a/test", "src/myvendor/c"),
    *("src/test", "src/tests/x.py", "src/vendor/b.js", "tests/a/b.py", "tests/t.py", "vendor/a.py"),
)
SAME = (
    *(r"^vendor/", r"vendor/", r"/vendor/", r"(^|/)vendor/", r"^(.*/)?vendor/", r"(?:^|.*/)node_modules(/.*)?$"),
    *(r"package-lock\.json$", r"package-lock.json", r".*\.lock$", r"(.*?)(png|txt)$", r"^tests/.*\.py$", r"^docs"),
    *(r"^src/.*/test", r"go\.sum", r"node_modules", r"foo.*bar", r"README\.md|go\.sum", r"^src/[^/]+/", r"^!odd$"),
    *(r"\.(lock|sum)$", r"^docs/", r"^(docs|img)/", r"(^|/)test($|/)", r"^#odd", r"test", r"/README\.md$", r"^.*\.md$"),
)
WORDLESS = (r"[ab]\.lock", r".*", r"", r"(?i)\.lock$", r"a+", r"(ab)*", r"^(a|b", r"x{2}", r"foo?bar", r"\d", r"(a(b))")


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("tree")
    for name in FILES:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x\n")
    return root


@pytest.mark.parametrize("expression", SAME)
def test_git_and_the_expression_mean_the_same_files(tree: Path, expression: str) -> None:
    lines = patterns(expression)
    assert lines
    left = set(list_paths(tree, "", [Excluding("", lines)], gitignore=False).paths)
    assert set(FILES) - left == {name for name in FILES if re.search(expression, name)}


@pytest.mark.parametrize("expression", WORDLESS)
def test_what_git_has_no_words_for_is_left_to_others(expression: str) -> None:
    assert patterns(expression) == ()


@pytest.mark.parametrize(
    ("text", "fits", "fails"),
    [
        (r"^[[:alpha:]_]+$", "ab_c", "a1"),
        (r"a(?i)bc", "aBC", "Abc"),
        (r"\Qa.b\Ec", "a.bc", "axbc"),
        (r"end\z", "the end", "end it"),
        (r"(?i)abc", "ABC", "abd"),
        (r"^[[a&&b]$", "[", "c"),
        (r"^[]a-]$", "]", "b"),
    ],
)
def test_other_dialects_are_understood(text: str, fits: str, fails: str) -> None:
    expression = re.compile(python(text))
    assert expression.search(fits)
    assert not expression.search(fails)


@pytest.mark.parametrize("text", [r"[[:nonsense:]]", r"(", r"\pL", r"a**"])
def test_what_python_does_not_understand_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        python(text)
