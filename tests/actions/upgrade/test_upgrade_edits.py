"""Edits of manifests: nothing but the requirement changes, and what is not certain is left with a reason."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.actions.upgrade.commands import Wish, by_hand, command, override, together
from holdfast.actions.upgrade.edits import Edit, Target, edit, edited, kind_of

POM = """<project>
  <properties><log4j>2.14.0</log4j></properties>
  <dependencies>
    <dependency><groupId>org.apache</groupId><artifactId>log4j-core</artifactId><version>{version}</version></dependency>
    <dependency><groupId>org.other</groupId><artifactId>other</artifactId><version>2.14.0</version></dependency>
  </dependencies>
</project>
"""
CASES = [
    ("requirements.txt", "PyPI", "a-b", "==1.0", "2.0", 2, "x==1.0\nA_b[more]==1.0 ; python_version > '3'  # why\n"),
    ("base.in", "PyPI", "ab", ">=1.0,<2", "1.5", 1, "ab>=1.0,<2\r\nother\r\n"),
    ("pyproject.toml", "PyPI", "ab", ">=1.0", "2.0", 2, '[project]\ndependencies = ["cab>=1.0", "ab>=1.0"]\n'),
    ("pyproject.toml", "PyPI", "ab", "^1.0", "2.0", 2, '[tool.poetry.dependencies]\nab = "^1.0"\ncab = "^1.0"\n'),
    ("pyproject.toml", "PyPI", "ab", "^1.0", "2.0", 1, 'ab = {extras = ["x"], version = "^1.0"}\n'),
    (
        "pyproject.toml",
        "PyPI",
        "ab",
        "^1.0",
        "2.0",
        1,
        '[tool.poetry.dependencies.ab]\nextras = []\nversion = "^1.0"\n',
    ),
    ("package.json", "npm", "@a/b", "^1.0.0", "2.0.0", 2, '{"dependencies":\n {"b": "^1.0.0", "@a/b": "^1.0.0"}}'),
    (
        "Cargo.toml",
        "crates.io",
        "ab",
        "1.0",
        "2.0.1",
        2,
        '[dependencies]\nab = { version = "1.0", features = ["x"] }\n',
    ),
    ("go.mod", "Go", "e.org/x", "v1.0.0", "v1.2.0", 2, "require (\n\te.org/x v1.0.0 // indirect\n)\n"),
    ("Gemfile", "RubyGems", "ab", "~> 5.2", "6.0.3.1", 1, "gem 'ab', '~> 5.2', require: false\n"),
    ("composer.json", "Packagist", "a/b", "^1.0", "2.0.0", 1, '{"require": {"a/b": "^1.0"}}'),
    ("x.csproj", "NuGet", "ab.c", "1.0.0", "2.0.0", 1, '<PackageReference Include="Ab.C" Version="1.0.0" />\n'),
    (".github/workflows/w.yml", "GitHub Actions", "a/b", "v1.0.0", "v1.2.0", 1, "- uses: A/b/sub@v1.0.0 # why\n"),
    ("pom.xml", "Maven", "org.apache:log4j-core", "2.14.0", "2.17.1", 4, POM.format(version="2.14.0")),
    ("pom.xml", "Maven", "org.apache:log4j-core", "2.14.0", "2.17.1", 4, POM.format(version="${log4j}")),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0]}-{case[3]}")
def test_only_the_requirement_changes(case: tuple[str, str, str, str, str, int, str]) -> None:
    path, ecosystem, name, requirement, version, line, text = case
    data = text.encode()
    made = edit(path, data, Target(ecosystem, name, requirement, version, line))
    assert isinstance(made, Edit), made
    after = edited(data, [made, made])
    assert data[made.start : made.end] == requirement.encode()
    assert after == data[: made.start] + made.text + data[made.end :]
    assert version.encode() in made.text
    assert made.line == data.count(b"\n", 0, made.start) + 1


REFUSED = [
    ("requirements.txt", "PyPI", "ab", "==1.0", 1, b"ab==1.0 \\\n    --hash=sha256:00\n", "hashes"),
    ("requirements.txt", "PyPI", "ab", "==1.0", 1, b"cab==1.0\n", "one line"),
    ("requirements.txt", "PyPI", "ab", "==1.0", 9, b"ab==1.0\n", "not there"),
    ("requirements.txt", "PyPI", "ab", "==1.0", 1, "ab==1.0 # ü\n".encode("latin-1"), "UTF-8"),
    ("requirements.txt", "PyPI", "ab", "", 1, b"ab\n", "no version"),
    ("package.json", "npm", "ab", "^1.0 || ^2.0", 1, b'{"dependencies": {"ab": "^1.0 || ^2.0"}}', "not certain"),
    ("package.json", "npm", "ab", "^1.0", 1, b'{"a": {"ab": "^1.0"}, "b": {"ab": "^1.0"}}', "one line"),
    ("Gemfile", "RubyGems", "ab", ">= 1, < 2", 1, b"gem 'ab', '>= 1', '< 2'\n", "one line"),
    ("w.yml", "GitHub Actions", "a/b", "a" * 40, 1, b"- uses: a/b@" + b"a" * 40 + b"\n", "commit"),
    ("build.gradle", "Maven", "a:b", "1.0", 1, b"implementation 'a:b:1.0'\n", "no file of this kind"),
    ("pom.xml", "Maven", "a:b", "1.0", 1, b"<project/>", "not one place"),
]


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case[-1])
def test_what_is_not_certain_is_left_alone(case: tuple[str, str, str, str, int, bytes, str]) -> None:
    path, ecosystem, name, requirement, line, data, why = case
    made = edit(path, data, Target(ecosystem, name, requirement, "2.0.0", line))
    assert isinstance(made, str)
    assert why in made


@given(data=st.binary(max_size=200), line=st.integers(0, 5), path=st.sampled_from([case[0] for case in CASES]))
def test_any_file_is_answered(data: bytes, line: int, path: str) -> None:
    made = edit(path, data, Target("PyPI", "ab", "==1.0", "2.0", line))
    assert isinstance(made, str | Edit)


def wish(name: str = "ab", *, edited: bool = False, direct: bool = True) -> Wish:
    return Wish((name,), "1.0", "2.0", edited, direct, "requirements.in", "requirements.txt")


@pytest.mark.parametrize(
    ("reader", "edited", "direct", "says"),
    [
        ("npm", True, True, "npm install --package-lock-only"),
        ("npm", False, False, "npm update ab --package-lock-only"),
        ("yarn-berry", False, False, "yarn up -R ab"),
        ("pnpm", False, False, "pnpm update ab --depth Infinity --lockfile-only"),
        ("poetry", True, True, "poetry lock"),
        ("poetry", False, False, "poetry update --lock ab"),
        ("uv", True, True, "uv lock --upgrade-package ab==2.0"),
        ("pipenv", False, True, "pipenv upgrade ab==2.0"),
        ("requirements", True, True, "pip-compile --upgrade-package ab==2.0 -o requirements.txt requirements.in"),
        ("cargo", False, True, "cargo update -p ab@1.0 --precise 2.0"),
        ("go", False, True, "go get ab@2.0 && go mod tidy"),
        ("ruby", False, True, "bundle update --conservative ab"),
        ("composer", False, True, "composer update ab --with ab:2.0"),
        ("conda", False, True, ""),
    ],
)
def test_the_command_of_each_manager(reader: str, edited: bool, direct: bool, says: str) -> None:
    assert command(reader, wish(edited=edited, direct=direct), locked=True) == says


def test_where_a_manager_keeps_what_is_locked_a_person_is_told_what_to_do() -> None:
    for reader in ("yarn", "bun"):
        assert command(reader, wish(direct=False), locked=True) == ""
        assert "take its entry out" in by_hand(reader)
    assert by_hand("conda") == "no command is known that brings it along"


def test_what_rises_together_is_one_command() -> None:
    commands = [command("uv", wish(name), locked=True) for name in ("ab", "x y", "ab")]
    assert together(commands) == ["uv lock --upgrade-package ab==2.0 --upgrade-package 'x y==2.0'"]
    lists = ["bundle update --conservative a 'b c'", "bundle update --conservative a d"]
    assert together(lists) == ["bundle update --conservative a 'b c' d"]
    assert together(["npm install", "npm install", "yarn"]) == ["npm install", "yarn"]


def test_a_name_cannot_bring_a_command_of_its_own() -> None:
    assert command("npm", wish("a; rm -rf x"), locked=True) == "npm update 'a; rm -rf x' --package-lock-only"


def test_ways_to_outvote_others_are_those_of_the_manager() -> None:
    assert override("npm", "ab", "1.0", "2.0") == '"overrides": {"ab": "2.0"} in package.json'
    assert override("yarn", "ab", "1.0", "2.0").startswith('"resolutions"')
    assert "override-dependencies" in override("uv", "ab", "1.0", "2.0")
    assert "2.0 as 1.0" in override("composer", "a/b", "1.0", "2.0")
    assert override("poetry", "ab", "1.0", "2.0") == ""


def test_kinds_are_told_by_name() -> None:
    assert kind_of("a/package.json") == "json"
    assert kind_of("package-lock.json") == ""
