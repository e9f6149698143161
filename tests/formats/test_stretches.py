"""What goes over line ends is known, so that no comment is written into it."""

from __future__ import annotations

import pytest

from holdfast.formats.languages import language, plain
from holdfast.formats.stretches import inside

# Name of a file, its text, and the lines that begin inside of something longer.
CASES = {
    "a string over lines in Python": ("a.py", 'x = """\nkey\n"""\ny = 1\n', {2, 3}),
    "a quote in a comment": ("a.py", "# don't\nx = 'a'\n", set()),
    "quotes in quotes": ("a.py", "x = \"'''\"\ny = 1\n", set()),
    "a string over lines in a shell": ("a.sh", "x='a\nb'\ny=1\n", {2}),
    "a here-document": ("a.sh", "cat <<EOF\nkey\nEOF\ny=1\n", {2, 3}),
    "a here-document with its tabs": ("a.sh", "cat <<-'end'\n\tkey\n\tend\ny=1\n", {2, 3}),
    "a here-string is none": ("a.sh", "cat <<<word\ny=1\n", set()),
    "lengths and arguments in a shell": ("a.sh", "n=${#x}\nm=$#\ny='a'\n", set()),
    "a block scalar": ("a.yaml", "a: |\n  key\n\n  key\nb: 1\n", {2, 3, 4}),
    "a folded scalar in a list": ("a.yml", "l:\n  - >-\n    key\n  - b\n", {3}),
    "the first key of an item": ("a.yml", "- a: |\n    key\n  b: 1\n", {2}),
    "an apostrophe in plain YAML": ("a.yaml", "a: it's\nb: 1\n", set()),
    "a quoted scalar over lines": ("a.yaml", 'a: "x\n  y"\nb: 1\n', {2}),
    "a template literal": ("a.ts", "x = `\nkey\n`\ny = 1\n", {2, 3}),
    "a block comment": ("a.go", "/*\nkey\n*/\ny\n", {2, 3}),
    "an address in a string": ("a.js", "x = 'https://a'\ny = `a`\n", set()),
    "a text block": ("A.java", 'x = """\n  key""";\ny\n', {2}),
    "a string over lines in SQL": ("a.sql", "select 'a\nb' -- don't\nfrom x\n", {2}),
    "a dollar-quoted body": ("a.sql", "as $f$\nkey\n$f$\nx\n", {2, 3}),
    "a long bracket": ("a.lua", "x = [==[\nkey\n]==]\ny\n", {2, 3}),
    "a lifetime in Rust": ("a.rs", "fn f<'a>(x: &'a str) {\nx\n}\n", set()),
    "a tag over lines": ("a.xml", '<a\n key="1">\n<b/>\n', {2}),
    "a fence": ("a.md", "```sh\nkey\n```\ntext\n", {2, 3}),
    "a heredoc in Ruby": ("a.rb", "x = <<~EOS\n  key\nEOS\nl << item\n", {2, 3}),
    "a nowdoc in PHP": ("a.php", "<?php\n$x = <<<'A'\nkey\nA;\n$y = 1;\n", {3, 4}),
    "a heredoc in Terraform": ("a.tf", "x = <<-EOT\nkey\nEOT\ny = 1\n", {2, 3}),
    "a string of TOML": ("a.toml", "x = '''\nkey\n'''\ny = 1\n", {2, 3}),
    "a string without an end": ("a.py", 'x = """\nkey\n', {2, 3}),
}


@pytest.mark.parametrize(("path", "text", "lines"), CASES.values(), ids=CASES)
def test_lines_inside_of_something_longer(path: str, text: str, lines: set[int]) -> None:
    spoken = language(path)
    assert spoken is not None
    assert inside(text, spoken) == lines


@pytest.mark.parametrize(
    ("path", "start"),
    [
        ("deploy/Dockerfile", "#"),
        ("Dockerfile.dev", "#"),
        (".env", "#"),
        ("api/.env.production", "#"),
        ("prod.env", "#"),
        (".npmrc", "#"),
        ("a.b.sql", "--"),
        ("Web.CONFIG", "<!--"),
        ("a.tsx", "//"),
    ],
)
def test_a_language_is_known_by_the_name_of_its_file(path: str, start: str) -> None:
    spoken = language(path)
    assert spoken is not None
    assert spoken.style.start == start


@pytest.mark.parametrize("path", ["a.json", "package-lock.json", "poetry.lock", "key.pem", "notes", "a.csv", "env"])
def test_what_has_no_comments_is_no_language(path: str) -> None:
    assert language(path) is None


def test_a_reason_can_end_no_comment() -> None:
    assert plain(' a "b"\n*/ -->\t--%> #} *) ?> \x1b[2J ') == "a 'b' * / -> -% > # } * ) ? > [2J"
