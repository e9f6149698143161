"""No content breaks a reader of pipelines, whatever it is."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfast.estate.readers import reader
from holdfast.estate.sniff import reader_of
from holdfast.model.reading import Reading

NAMES = (
    ".github/workflows/ci.yml",
    "action.yml",
    ".github/dependabot.yml",
    ".gitlab-ci.yml",
    "azure-pipelines.yml",
    "bitbucket-pipelines.yml",
    ".circleci/config.yml",
    "Jenkinsfile",
    ".pre-commit-config.yaml",
)
WORDS = (
    *("on", "jobs", "steps", "run", "uses", "with", "env", "if", "needs", "permissions", "runs-on", "strategy"),
    *("matrix", "container", "services", "image", "outputs", "secrets", "runs", "inputs", "include", "extends"),
    *("script", "variables", "default", "environment", "pipelines", "step", "pipe", "orbs", "docker", "updates"),
    *("repos", "rev", "repo", "stages", "pool", "pr", "resources", "repositories", "id_tokens", "artifacts", "paths"),
)
TEXTS = (
    *("${{ github.event.issue.title }}", "${{ env.A }}", "${{ ", "$A", "a@b", "docker://x", "./a", "write-all", ""),
    *("!reference [a, b]", "*a", "&a x", "<< a >>", "$(A.B)", "true", "3", "curl x | sh", "a:b@c", "[a, b]", "{a: b}"),
)


def _read(name: str, content: bytes) -> list[Reading]:
    found = reader_of(name, content) or "github"
    files = {name: content}
    return [reader(found).read(unit, files) for unit in reader(found).units(files)]


def _yaml(depth: int = 3) -> st.SearchStrategy[str]:
    leaves = st.sampled_from(TEXTS)
    keys = st.sampled_from(WORDS)

    def block(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        pairs = st.lists(st.tuples(keys, inner), max_size=4)
        mapping = pairs.map(lambda found: "\n".join(f"{key}:{_in(value)}" for key, value in found))
        listing = st.lists(inner, max_size=3).map(lambda found: "\n".join(f"-{_in(value)}" for value in found))
        return st.one_of(mapping, listing)

    return st.recursive(leaves, block, max_leaves=12)


def _in(value: str) -> str:
    if "\n" not in value and ":" not in value and not value.startswith("-"):
        return f" {value}"
    return "\n" + "\n".join(f"  {line}" for line in value.splitlines())


@pytest.mark.parametrize("name", NAMES)
@given(content=_yaml())
@settings(max_examples=60, deadline=None)
def test_any_document_is_read(name: str, content: str) -> None:
    for reading in _read(name, content.encode()):
        assert all(resource.place.path == name for resource in reading.resources)


@pytest.mark.parametrize("name", NAMES)
@given(content=st.binary(max_size=200))
@settings(max_examples=40, deadline=None)
def test_any_bytes_are_read(name: str, content: bytes) -> None:
    _read(name, content)


@given(st.text(alphabet="sh('\"${}\\/*\n@Library environment=a:,)[]", max_size=300))
@settings(deadline=None)
def test_any_text_is_read_as_a_jenkinsfile(content: str) -> None:
    _read("Jenkinsfile", content.encode())


def test_jobs_that_extend_each_other_end() -> None:
    ring = b".a: {extends: .b}\n.b: {extends: .a}\nc: {extends: [.a, .b], script: [make]}\n"
    assert _read(".gitlab-ci.yml", ring)[0].resources


def test_jobs_that_extend_many_others_end() -> None:
    names = [f".j{number}" for number in range(40)]
    text = "".join(f"{name}: {{extends: [{', '.join(names)}], script: [a]}}\n" for name in names)
    assert _read(".gitlab-ci.yml", f"{text}x: {{extends: .j0}}\n".encode())


def test_references_that_unfold_end() -> None:
    rows = ["a0: {script: [x]}"]
    for number in range(1, 8):
        row = ", ".join([f"!reference [a{number - 1}, script]"] * 30)
        rows.append(f"a{number}: {{script: [{row}]}}")
    assert _read(".gitlab-ci.yml", "\n".join(rows).encode())


def test_files_that_include_each_other_end() -> None:
    files = {
        ".gitlab-ci.yml": b"include: [{local: a.gitlab-ci.yml}]\nb: {script: [make]}\n",
        "a.gitlab-ci.yml": b"include: [{local: .gitlab-ci.yml}]\na: {script: [make]}\n",
    }
    units = reader("gitlab").units(files)
    assert [unit.root for unit in units] == [".gitlab-ci.yml"]
    assert reader("gitlab").read(units[0], files).resources


def test_jobs_that_need_each_other_end() -> None:
    text = b"on: push\njobs:\n  a: {needs: b, environment: x, steps: []}\n  b: {needs: a, steps: []}\n"
    assert _read(".github/workflows/ci.yml", text)[0].resources


def test_variables_that_name_each_other_end() -> None:
    text = b"on: push\nenv: {A: '${{ env.B }}', B: '${{ env.A }}'}\njobs: {a: {steps: [{run: 'echo ${{ env.A }}'}]}}\n"
    assert _read(".github/workflows/ci.yml", text)[0].resources


def test_a_gap_for_what_is_no_workflow_and_for_broken_yaml() -> None:
    assert [gap.why for gap in _read(".github/workflows/a.yml", b"a: b")[0].gaps] == [
        "neither a workflow nor an action"
    ]
    assert _read(".github/workflows/a.yml", b"a: [")[0].gaps[0].fault
