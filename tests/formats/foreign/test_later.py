"""What the same tool's next report closes, format by format, and what it does not: reports that look at less."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest

from holdfast.formats.foreign.index import FOREIGN, read
from holdfast.loop.foreign import adopt
from holdfast.loop.mapping import book
from holdfast.model.foreign import Look
from holdfast.store.memory import MemoryLedger
from tests.formats.foreign.expected import EXPECTED

SAMPLES = Path(__file__).parent / "samples"
Change = Callable[[Any], None]


class Case(NamedTuple):
    """A sample, what is mended in it, which rule is closed by that, and what looks at less without closing it."""

    name: str
    rule: str
    mended: Change
    less: Change | None = None


def _drop(*way: str | int) -> Change:
    """Take something out of a document."""

    def change(top: Any) -> None:
        for key in way[:-1]:
            top = top[key]
        del top[way[-1]]

    return change


def _put(value: Any, *way: str | int) -> Change:
    """Set something in a document."""

    def change(top: Any) -> None:
        for key in way[:-1]:
            top = top[key]
        top[way[-1]] = value

    return change


def _both(*changes: Change) -> Change:
    def change(top: Any) -> None:
        for each in changes:
            each(top)

    return change


CASES: Final = (
    Case(
        "bandit.json",
        "B602",
        _drop("results", 3),
        _both(_drop("results", 3), _drop("metrics", "src/orders.py")),
    ),
    Case("semgrep.json", "shell-call", _drop("results", 0), _both(_drop("results", 0), _drop("paths", "scanned", 1))),
    Case(
        "checkov.json",
        "CKV_AWS_24",
        lambda top: top[1]["results"]["passed_checks"].append(top[1]["results"]["failed_checks"].pop()),
        lambda top: top[1]["results"]["failed_checks"].pop(),
    ),
    Case("trivy.json", "CVE-2023-4911", _drop("Results", 0, "Vulnerabilities"), _drop("Results", 0)),
    Case(
        "grype.json",
        "GHSA-h5c8-rqwp-cp95",
        _drop("matches", 0),
        _both(_drop("matches", 0), _put({"only-fixed": True}, "descriptor", "configuration")),
    ),
    Case(
        "cyclonedx.json",
        "CVE-2024-22195",
        _drop("vulnerabilities", 0),
        _both(_drop("vulnerabilities", 0), _drop("components", 0)),
    ),
    Case(
        "osv-scanner.json",
        "PYSEC-2019-217",
        _drop("results", 0, "packages", 0, "vulnerabilities", 1),
        _drop("results", 0),
    ),
    Case(
        "dependency-check.json",
        "CVE-2021-44228",
        _both(
            _drop("dependencies", 0, "vulnerabilities"),
            _put("pkg:maven/org.apache.logging.log4j/log4j-core@2.25.0", "dependencies", 0, "packages", 0, "id"),
        ),
        _drop("dependencies", 0),
    ),
    Case("clair.json", "CVE-2023-4911", _drop("package_vulnerabilities", "10"), _put({}, "packages")),
    Case("github-code.json", "py/sql-injection", _put("fixed", 0, "state"), _drop(0)),
    Case("prowler.ocsf.json", "s3_bucket_public_access", _put("PASS", 1, "status_code"), _drop(1)),
    Case("cloudsploit.json", "bucketEncryption", _put("OK", 1, "status"), _drop(1)),
    Case("docker-bench.json", "CIS-Docker-5.5", _put("PASS", "tests", 1, "results", 0, "result"), _drop("tests", 1)),
    Case(
        "inspec.json",
        "ssh-1",
        _put("passed", "profiles", 0, "controls", 0, "results", 1, "status"),
        _drop("profiles", 0),
    ),
    Case(
        "rspec.json",
        _RSPEC := 'File "/etc/ssh/sshd_config" is expected to contain PermitRootLogin no',
        _put("passed", "examples", 1, "status"),
        _drop("examples", 1),
    ),
    Case(
        "aws-config.json",
        "s3-bucket-server-side-encryption-enabled",
        _put("COMPLIANT", "EvaluationResults", 1, "ComplianceType"),
        _drop("EvaluationResults", 1),
    ),
    Case(
        "aws-config-rules.json",
        "encrypted-volumes",
        _put("COMPLIANT", "ComplianceByConfigRules", 1, "Compliance", "ComplianceType"),
        _drop("ComplianceByConfigRules", 1),
    ),
    Case("asff.json", "S3.8", _put("PASSED", "Findings", 0, "Compliance", "Status"), _drop("Findings", 0)),
    Case(
        "checkov.sarif",
        "CKV_AWS_24",
        _both(_drop("runs", 0, "results", 3), _put([{"location": {"uri": "infra/main.tf"}}], "runs", 0, "artifacts")),
        _drop("runs", 0, "results", 3),
    ),
)


class Story:
    """One report after the other, into one ledger."""

    def __init__(self, name: str) -> None:
        self.name, self.ledger, self.day = name, MemoryLedger(), 0

    def take(self, data: bytes) -> tuple[set[str], set[str]]:
        """The rules whose failures a report closes, and those that it leaves open."""
        self.day += 1
        found = read(self.name, data, EXPECTED[self.name].format)
        closed: set[str] = set()
        left: set[str] = set()
        for subject, look in _looks(found.looks):
            made = adopt(
                found,
                look,
                subject,
                list(self.ledger.evidence()),
                known=book([], []),
                seen_at=f"2026-11-{self.day:02d}T00:00:00+00:00",
                digest=str(self.day),
            )
            for run in made.runs:
                self.ledger.append(run)
            closed |= {row.check.partition(":")[2] for row in made.closed}
            left |= {row.check.partition(":")[2] for row in made.left}
        return closed, left


def _looks(looks: tuple[Look, ...]) -> Iterator[tuple[str, Look]]:
    yield from ((look.subject or "repo:shop", look) for look in looks)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_mended_failure_is_closed(case: Case) -> None:
    data = (SAMPLES / case.name).read_bytes()
    story = Story(case.name)
    assert story.take(data) == (set(), set())
    top = json.loads(data)
    case.mended(top)
    closed, left = story.take(json.dumps(top).encode())
    assert closed == {case.rule}
    assert left == set()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_failure_that_is_only_not_looked_at_stays_open(case: Case) -> None:
    assert case.less is not None
    data = (SAMPLES / case.name).read_bytes()
    story = Story(case.name)
    story.take(data)
    top = json.loads(data)
    case.less(top)
    closed, left = story.take(json.dumps(top).encode())
    assert closed == set()
    subjects = {look.subject for look in read(case.name, json.dumps(top).encode()).looks}
    assert case.rule in left or not subjects & {look.subject for look in read(case.name, data).looks}


EMPTY: Final = {
    "gitleaks.json": b"[]",
    "zap.json": b'{"@version": "2.16.0", "site": [{"@name": "https://shop.example", "alerts": []}]}',
    "semgrep.json": b'{"results": [], "errors": [], "paths": {"scanned": []}}',
    "bandit.json": b'{"results": [], "metrics": {"_totals": {"loc": 0}}, "generated_at": "2026-11-30T00:00:00Z"}',
    "checkov.json": b'{"check_type": "terraform", "results": {"failed_checks": []}}',
    "trivy.json": b'{"SchemaVersion": 2, "ArtifactName": "shop/web:1.4", "ArtifactType": "container_image"}',
    "semgrep.sarif": b'{"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "Semgrep OSS"}}, "results": []}]}',
    "pytest.xml": b'<testsuites><testsuite name="pytest" tests="0"/></testsuites>',
    "nmap.xml": b'<nmaprun><scaninfo services="22"/><runstats><finished exit="success"/></runstats></nmaprun>',
    "rspec.json": b'{"examples": [], "summary_line": "0 examples"}',
    "inspec.json": b'{"profiles": [], "statistics": {}}',
}


@pytest.mark.parametrize("name", EMPTY)
def test_an_empty_report_closes_and_proves_nothing(name: str) -> None:
    story = Story(name)
    story.take((SAMPLES / name).read_bytes())
    before = list(story.ledger.evidence())
    found = read(name, EMPTY[name], EXPECTED[name].format)
    assert not any(look.items for look in found.looks)
    closed, _ = story.take(EMPTY[name])
    assert closed == set()
    assert list(story.ledger.evidence()) == before


def test_what_the_table_says_closes_nothing_never_does() -> None:
    for name in EXPECTED:
        form = FOREIGN[EXPECTED[name].format]
        looks = read(name, (SAMPLES / name).read_bytes()).looks
        if not form.closes:
            assert not any(
                look.looked or look.whole or look.states or look.count
                for look in looks
                if look.strength.value != "claim"
            ), name
