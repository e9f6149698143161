"""Files of the same repository take part; what is not there is told at who asks for it."""

from __future__ import annotations

from holdfast.estate.gitlab import reader
from holdfast.estate.kinds.pipeline import PipelineDependency, PipelineJob, PipelineStep
from holdfast.model.reading import Reading
from holdfast.model.value import Known


def _read(files: dict[str, bytes]) -> Reading:
    (unit,) = [unit for unit in reader.units(files) if unit.root == ".gitlab-ci.yml"]
    return reader.read(unit, files)


def test_a_missing_file_is_a_gap_of_the_file_that_includes_it() -> None:
    (gap,) = _read({".gitlab-ci.yml": b"include: [{local: /ci/a.yml}]\na: {script: [make]}\n"}).gaps
    assert (gap.place.path, gap.fault) == (".gitlab-ci.yml", False)
    assert "ci/a.yml" in gap.why


def test_an_included_file_is_read_although_no_reader_claims_it() -> None:
    files = {
        ".gitlab-ci.yml": b"include: ci/a.yml\nb: {extends: .base, script: [make]}\n",
        "ci/a.yml": b".base: {image: 'node:22', before_script: [npm ci]}\nc: {script: [npm test]}\n",
    }
    found = _read(files)
    assert not found.gaps
    images = [each for each in found.resources if isinstance(each, PipelineDependency)]
    assert [each.place.path for each in images] == ["ci/a.yml"]
    assert {each.address for each in found.resources if isinstance(each, PipelineJob)} == {
        ".gitlab-ci.yml b",
        ".gitlab-ci.yml c",
    }


def test_the_file_that_includes_wins_and_lists_are_replaced() -> None:
    files = {
        ".gitlab-ci.yml": b"include: [{local: a.gitlab-ci.yml}]\nj: {script: [two]}\n",
        "a.gitlab-ci.yml": b"j: {script: [one, more], timeout: 5m}\n",
    }
    resources = _read(files).resources
    (step,) = [each for each in resources if isinstance(each, PipelineStep)]
    (job,) = [each for each in resources if isinstance(each, PipelineJob)]
    assert isinstance(step.commands, Known)
    assert [each.value for each in step.commands.value if isinstance(each, Known)] == ["two"]
    assert isinstance(job.timeout_minutes, Known)
    assert job.timeout_minutes.value == 5.0


def test_a_value_of_a_base_job_says_which_job_it_comes_from() -> None:
    found = _read({".gitlab-ci.yml": b".a: {image: node}\n.b: {extends: .a}\nc: {extends: .b, script: [x]}\n"})
    (image,) = [each for each in found.resources if isinstance(each, PipelineDependency)]
    assert isinstance(image.pin, Known)
    assert [hop.says for hop in image.pin.trail] == ['job ".a"', 'job ".b"']
