"""The formats of other tools' reports: what is read of each, and what it can show.

Each module has ``fits``, whether a document is of its format, and ``read``, what it says. They are asked in the order
of the table, by what a document holds and never by its name; the first that fits reads it.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from importlib import import_module
from typing import Any, Final, NamedTuple

from holdfast.formats.foreign.document import BadError, CrowdedError, Document, open_document
from holdfast.model.errors import UsageError
from holdfast.model.foreign import Foreign, Lost


class Form(NamedTuple):
    """One format: its module, and what people are told of it."""

    module: str
    title: str
    reads: str
    """What of it is read."""
    proves: str
    """What in it counts as passed, and on what; empty where nothing does."""
    closes: str
    """What closes a failure that an earlier report told; empty where nothing does."""
    activities: tuple[str, ...]
    """Activities that it makes evidence for."""
    source: str
    """The tools whose real reports the tests hold; ``its schema`` where no tool could be run."""


FOREIGN: Final = {
    "sarif": Form(
        module="holdfast.formats.foreign.sarif",
        title="SARIF 2.1.0, any tool",
        reads="results, rules with their CWE tags and topics, suppressions, baseline state, invocations",
        proves="results of the kind `pass`",
        closes="a run that finished and lists the file as analysed, and the rule where it lists rules",
        activities=(
            "static-analysis",
            "pre-commit-hooks",
            "iac-analysis",
            "container-hardening",
            "dependencies",
        ),
        source="Holdfast, Semgrep, Checkov",
    ),
    "junit": Form(
        module="holdfast.formats.foreign.junit",
        title="JUnit XML",
        reads="test cases with a property `cwe`, `control` or `threat`, or with a CWE in their name",
        proves="test cases that passed, as tests",
        closes="the same test case passing",
        activities=("security-tests",),
        source="pytest",
    ),
    "cyclonedx": Form(
        module="holdfast.formats.foreign.cyclonedx",
        title="CycloneDX 1.4 to 1.6",
        reads="vulnerabilities of components, and what was analysed of each (a claim)",
        proves="",
        closes="a bill that lists the component, without the weakness",
        activities=("dependencies",),
        source="its schema",
    ),
    "openvex": Form(
        module="holdfast.formats.foreign.openvex",
        title="OpenVEX",
        reads="statements about weaknesses in products: claims",
        proves="",
        closes="",
        activities=("dependencies",),
        source="its schema",
    ),
    "trivy": Form(
        module="holdfast.formats.foreign.trivy",
        title="Trivy JSON",
        reads="weak packages, misconfigurations, secrets, and what was left out",
        proves="misconfigurations that passed, where they are told, on a part of the subject",
        closes="a report that lists the target",
        activities=(
            "dependencies",
            "iac-analysis",
            "container-hardening",
            "pre-commit-hooks",
        ),
        source="its schema",
    ),
    "grype": Form(
        module="holdfast.formats.foreign.grype",
        title="Grype JSON",
        reads="weak packages of an image or folder, and what was left out",
        proves="",
        closes="a report about the image, or the same folder, that was told to leave nothing out",
        activities=("dependencies",),
        source="its schema",
    ),
    "checkov": Form(
        module="holdfast.formats.foreign.checkov",
        title="Checkov JSON",
        reads="what passed, failed and was skipped",
        proves="checks that passed, on a part of the subject",
        closes="the check passing, in the same file",
        activities=(
            "iac-analysis",
            "container-hardening",
            "dependencies",
            "pre-commit-hooks",
        ),
        source="Checkov",
    ),
    "gitleaks": Form(
        module="holdfast.formats.foreign.gitleaks",
        title="gitleaks JSON",
        reads="where a secret stands; nothing of the secret",
        proves="",
        closes="",
        activities=("pre-commit-hooks",),
        source="gitleaks",
    ),
    "semgrep": Form(
        module="holdfast.formats.foreign.semgrep",
        title="Semgrep JSON",
        reads="results, and the files that were scanned",
        proves="",
        closes="a report that lists the file as scanned",
        activities=(
            "static-analysis",
            "pre-commit-hooks",
        ),
        source="Semgrep",
    ),
    "bandit": Form(
        module="holdfast.formats.foreign.bandit",
        title="bandit JSON",
        reads="results, and the files whose lines were counted",
        proves="",
        closes="a report that counts the lines of the file",
        activities=("static-analysis",),
        source="bandit",
    ),
    "osv-scanner": Form(
        module="holdfast.formats.foreign.osvscanner",
        title="OSV-Scanner JSON",
        reads="weak packages of lock files",
        proves="",
        closes="a report that lists the lock file",
        activities=("dependencies",),
        source="its schema",
    ),
    "dependency-check": Form(
        module="holdfast.formats.foreign.dependencycheck",
        title="OWASP Dependency-Check JSON",
        reads="weak packages, and what was suppressed",
        proves="",
        closes="a report that lists the package",
        activities=("dependencies",),
        source="its schema",
    ),
    "clair": Form(
        module="holdfast.formats.foreign.clair",
        title="Clair v4 report",
        reads="weak packages of an image",
        proves="",
        closes="a report about the image that lists packages",
        activities=("dependencies",),
        source="its schema",
    ),
    "github-alerts": Form(
        module="holdfast.formats.foreign.github",
        title="GitHub alerts",
        reads="code scanning, secret scanning and Dependabot alerts, by their number",
        proves="alerts that are fixed, on a part of the subject",
        closes="the alert being fixed",
        activities=(
            "static-analysis",
            "pre-commit-hooks",
            "dependencies",
        ),
        source="its schema",
    ),
    "zap": Form(
        module="holdfast.formats.foreign.zap",
        title="ZAP JSON or XML",
        reads="alerts of sites, page by page",
        proves="",
        closes="",
        activities=("out-of-band",),
        source="its schema",
    ),
    "nuclei": Form(
        module="holdfast.formats.foreign.nuclei",
        title="nuclei JSON lines",
        reads="what templates matched",
        proves="what did not match, where it is told (`-matcher-status`)",
        closes="the template not matching at the same place",
        activities=("out-of-band",),
        source="its schema",
    ),
    "nmap": Form(
        module="holdfast.formats.foreign.nmap",
        title="nmap XML",
        reads="ports that no stranger should reach, what scripts call vulnerable",
        proves="such ports that are closed, and what scripts call not vulnerable",
        closes="the same port being closed",
        activities=("out-of-band",),
        source="nmap",
    ),
    "inspec": Form(
        module="holdfast.formats.foreign.inspec",
        title="InSpec JSON",
        reads="controls of profiles, waivers",
        proves="controls all of whose tests passed, as tests",
        closes="the same control passing",
        activities=("out-of-band",),
        source="its schema",
    ),
    "rspec": Form(
        module="holdfast.formats.foreign.rspec",
        title="RSpec JSON (Serverspec)",
        reads="examples",
        proves="examples that passed, as tests",
        closes="the same example passing",
        activities=("out-of-band",),
        source="RSpec",
    ),
    "prowler": Form(
        module="holdfast.formats.foreign.prowler",
        title="Prowler OCSF JSON",
        reads="checks of cloud accounts, resource by resource",
        proves="checks that passed, on a part of the subject",
        closes="the check passing on the same resource",
        activities=("configuration-scanning",),
        source="its schema",
    ),
    "scoutsuite": Form(
        module="holdfast.formats.foreign.scoutsuite",
        title="ScoutSuite results",
        reads="rules over an account, what they checked and flagged",
        proves="rules that checked something and flagged nothing, on a part of the subject",
        closes="the same rule flagging nothing",
        activities=("configuration-scanning",),
        source="its schema",
    ),
    "cloudsploit": Form(
        module="holdfast.formats.foreign.cloudsploit",
        title="CloudSploit JSON",
        reads="plugins, resource by resource",
        proves="plugins that say OK, on a part of the subject",
        closes="the plugin saying OK about the same resource",
        activities=("configuration-scanning",),
        source="its schema",
    ),
    "docker-bench": Form(
        module="holdfast.formats.foreign.dockerbench",
        title="Docker Bench for Security JSON",
        reads="checks of a machine that runs Docker",
        proves="checks that passed",
        closes="the same check passing",
        activities=("container-hardening",),
        source="its schema",
    ),
    "wazuh": Form(
        module="holdfast.formats.foreign.wazuh",
        title="Wazuh alerts",
        reads="detections, configuration checks and weak packages, agent by agent",
        proves="configuration checks that passed and weaknesses that were solved, on a part of the subject",
        closes="the same check passing, the same weakness solved",
        activities=(
            "host-intrusion",
            "out-of-band",
            "dependencies",
        ),
        source="its schema",
    ),
    "ossec": Form(
        module="holdfast.formats.foreign.ossec",
        title="OSSEC alerts, log or JSON",
        reads="detections, machine by machine",
        proves="",
        closes="",
        activities=("host-intrusion",),
        source="its schema",
    ),
    "falco": Form(
        module="holdfast.formats.foreign.falco",
        title="Falco JSON lines",
        reads="detections, machine by machine",
        proves="",
        closes="",
        activities=("host-intrusion",),
        source="its schema",
    ),
    "osquery": Form(
        module="holdfast.formats.foreign.osquery",
        title="osquery results log",
        reads="how many rows each query returned: facts, left undecided",
        proves="",
        closes="",
        activities=("out-of-band",),
        source="its schema",
    ),
    "aws-config": Form(
        module="holdfast.formats.foreign.awsconfig",
        title="AWS Config evaluations",
        reads="rules, resource by resource or in all",
        proves="what is compliant, on a part of the subject",
        closes="the rule being compliant for the same resource",
        activities=("configuration-scanning",),
        source="its schema",
    ),
    "asff": Form(
        module="holdfast.formats.foreign.asff",
        title="AWS Security Hub findings (ASFF)",
        reads="active findings, account by account",
        proves="findings that passed, on a part of the subject",
        closes="the control passing for the same resource",
        activities=("configuration-scanning",),
        source="its schema",
    ),
}
"""The table is asked from its top to its end."""


def read(path: str, data: bytes, name: str = "") -> Foreign:
    """What a report says, in the format ``name`` or in the one that fits.

    Raises UsageError, naming the file and the line where it is known, for what is broken, too large, or of no format
    that is known, and for a ``name`` that is none.
    """
    if name and name not in FOREIGN:
        near = difflib.get_close_matches(name, FOREIGN, 1)
        advice = f"Did you mean {near[0]}?" if near else f"Use one of: {', '.join(FOREIGN)}."
        raise UsageError(f"there is no format {name!r} to import", advice=advice)
    document = open_document(path, data)
    try:
        return _read(document, name)
    except CrowdedError as error:
        raise UsageError(f"{path}: {error}", advice=error.advice) from None


def _read(document: Document, name: str) -> Foreign:
    path = document.path
    if not name and document.top.value in ([], {}):
        raise UsageError(f"{path}: it is empty, so nothing tells its format", advice="Name it with --format.")
    found = name or next(_fitting(document), "")
    if not found:
        raise UsageError(
            f"{path}: this {document.shape} is no report of a format that is known",
            advice=f"Name it with --format, one of: {', '.join(FOREIGN)}.",
        )
    module = _module(found)
    if name and not module.fits(document):
        others = next(_fitting(document), "")
        advice = f"It looks like {others}." if others else "Leave out --format to have it found out."
        raise UsageError(f"{path}: this is no report of the format {name}", advice=advice)
    try:
        made: Foreign = module.read(document)
    except BadError as error:
        said = f"{path}: {error.where or 'the report'}: {error.why}"
        raise UsageError(said, advice="Write the report again with the tool that made it.") from None
    lines: tuple[Lost, ...] = document.lost
    return Foreign(
        format=found,
        tool=made.tool,
        looks=made.looks,
        version=made.version,
        when=made.when,
        lost=(*lines, *made.lost),
        notes=made.notes,
    )


def _fitting(document: Document) -> Iterator[str]:
    return (name for name in FOREIGN if _module(name).fits(document))


def _module(name: str) -> Any:
    return import_module(FOREIGN[name].module)
