"""Whatever a file holds, each reader answers: with packages or with gaps, never with an exception."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfast.estate.packages.names import reader_of
from holdfast.estate.packages.readers import READERS
from tests.estate.packages.looking import look

REAL = Path(__file__).parent / "real"
NAMES = {
    *("Cargo.lock", "Cargo.toml", "Gemfile", "Gemfile.lock", "a.gemspec", "build.gradle", "build.gradle.kts"),
    *("gradle/libs.versions.toml", "gradle.lockfile", "gradle/dependency-locks/a.lockfile", "composer.json"),
    *("composer.lock", "go.mod", "go.sum", "go.work", "vendor/modules.txt", "pom.xml"),
    *("a.csproj", "Directory.Packages.props", "packages.config", "packages.lock.json", "project.assets.json"),
    *("a.deps.json", "pubspec.yaml", "pubspec.lock", "Package.resolved", "mix.exs", "mix.lock", "renv.lock"),
    *("DESCRIPTION", "main.tf", "main.tf.json", ".terraform.lock.hcl", "Chart.yaml", "Chart.lock", "requirements.yml"),
    *("requirements.yaml", "galaxy.yml", "meta/main.yml", ".github/workflows/a.yml", "action.yml", "Dockerfile"),
    *(".pre-commit-config.yaml", "docker-compose.yml", ".gitlab-ci.yml", "pod.yaml"),
}
PIECES = st.sampled_from(
    [
        *("{", "}", "[", "]", "(", ")", "<", ">", "</", "/>", '"', "'", ":", "=", ",", "\n", "\n  ", "\n    ", "#"),
        *("name", "version", "1.0", "[[package]]", "require", "dependencies", "packages", "null", "&a", "*a", "${a}"),
        *("<project>", "<dependency>", "<parent>", "<version>", "GEM", "specs:", "a:b:1", "=>", "module", "//"),
    ]
)


def test_every_reader_of_this_test_is_there() -> None:
    assert {reader_of(name) for name in NAMES} <= set(READERS)


@pytest.mark.parametrize("name", sorted(NAMES))
@settings(max_examples=60, deadline=None)
@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode), st.lists(PIECES).map("".join)))
def test_any_content_gets_an_answer(name: str, content: bytes | str) -> None:
    look({name: content})


def real_files() -> list[Path]:
    """The real files that are claimed, the smaller ones."""
    files = [path for path in REAL.rglob("*") if path.is_file() and path.stat().st_size < 60_000]
    return sorted(path for path in files if reader_of(path.relative_to(REAL).as_posix()))


@pytest.mark.parametrize("path", real_files(), ids=lambda path: path.relative_to(REAL).as_posix())
@settings(max_examples=8, deadline=None)
@given(data=st.data())
def test_real_files_that_were_damaged_get_an_answer(path: Path, data: st.DataObject) -> None:
    content = path.read_bytes()
    at = data.draw(st.integers(0, len(content)))
    length = data.draw(st.integers(0, 300))
    put = data.draw(st.one_of(st.binary(max_size=8), PIECES.map(str.encode)))
    look({path.relative_to(REAL).as_posix(): content[:at] + put + content[at + length :]})


@pytest.mark.parametrize("name", sorted(NAMES))
@pytest.mark.parametrize("piece", ["[", "{", '{"a":', "<a>", "(", "a.", "a: &a [*a, *a]\n", "${a", '"'])
def test_depth_has_an_end(name: str, piece: str) -> None:
    look({name: piece * 20_000})


@pytest.mark.parametrize(
    ("name", "line"), [("go.mod", "(\n"), ("gradle.lockfile", "x\n"), (".terraform.lock.hcl", "{\n")]
)
def test_faults_are_not_counted_without_end(name: str, line: str) -> None:
    (found,) = look({name: line * 100_000}).values()
    assert 0 < len(found.gaps) <= 51


def test_a_lock_file_of_terraform_that_nobody_writes_is_not_read() -> None:
    (found,) = look({".terraform.lock.hcl": " " * (1 << 21)}).values()
    assert [gap.fault for gap in found.gaps] == [True]
