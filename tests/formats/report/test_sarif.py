"""The SARIF log: valid, and with what code hosts sort, hide and count by."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from typing import Any

import pytest
from pydantic_sarif.model import (  # type: ignore[import-untyped]
    StaticAnalysisResultsFormatSarifVersion210JsonSchema as SarifLog,
)

from holdfast.formats.report.look import Look
from holdfast.formats.report.sarif import MOST_RESULTS, render
from holdfast.model.errors import ExitCode
from holdfast.model.report import GateResult, Report

from .sample import CLOUD_KEY, OPEN_BUCKET, clean, empty, finding, full, report


def _log(sample: Report) -> Any:
    return json.loads(render(sample, Look()))


def _run(sample: Report) -> Any:
    return _log(sample)["runs"][0]


def _as_drafted(log: Any) -> Any:
    """The log as the packaged models know it: they come from a draft that called a suppression's status its state."""
    drafted = copy.deepcopy(log)
    for result in drafted["runs"][0]["results"]:
        for suppression in result["suppressions"]:
            suppression["state"] = suppression.pop("status")
    return drafted


@pytest.mark.parametrize("sample", [full(), clean(), empty()], ids=["full", "clean", "empty"])
def test_the_log_is_valid(sample: Report) -> None:
    SarifLog.model_validate_json(json.dumps(_as_drafted(_log(sample))))


def test_rules_carry_what_code_hosts_rank_by() -> None:
    rules = {rule["id"]: rule for rule in _run(full())["tool"]["driver"]["rules"]}
    key, bucket = rules["HF-SEC-001"], rules["HF-CLD-012"]
    assert key["name"] == "cloud-access-key"
    assert key["properties"]["tags"] == ["security", "external/cwe/cwe-798"]
    assert key["properties"]["security-severity"] == "9.5"
    assert key["properties"]["precision"] == "high"
    assert key["helpUri"] == "https://vendor.example/keys/rotate"
    assert "1. Create a second key" in key["help"]["markdown"]
    assert bucket["properties"]["topic"] == "public-exposure"
    assert bucket["properties"]["topics"] == ["public-exposure", "iam-wildcard"]
    assert "helpUri" not in bucket
    assert "external/cwe/cwe-079" in rules["HF-SEC-190"]["properties"]["tags"]
    assert "HF-SEC-044" in rules


def test_results_point_at_their_rule_and_place() -> None:
    run = _run(full())
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["partialFingerprints"].keys() == {"holdfast/v1"}
        assert result["properties"]["engine"] in ("secrets", "iac")
    first = run["results"][0]["locations"][0]["physicalLocation"]
    assert first["artifactLocation"] == {"uri": "src/payments/client.py", "uriBaseId": "SRCROOT"}
    assert first["region"] == {"startLine": 14, "startColumn": 18, "endLine": 14, "endColumn": 30}
    assert "SRCROOT" in run["originalUriBaseIds"]
    assert run["columnKind"] == "unicodeCodePoints"


def test_states_become_baseline_states_and_suppressions() -> None:
    results = _run(full())["results"]
    states = [(result["baselineState"], [item["kind"] for item in result["suppressions"]]) for result in results]
    assert states.count(("new", [])) == 6
    assert states.count(("unchanged", [])) == 2
    assert states.count(("new", ["inSource"])) == 1
    assert states.count(("new", ["external"])) == 1
    accepted = next(item for result in results for item in result["suppressions"] if item["kind"] == "inSource")
    assert accepted["status"] == "accepted"
    assert accepted["justification"] == "revoked in 2024"
    assert accepted["properties"]["until"] == "2027-01-31"


def test_paths_are_percent_encoded() -> None:
    run = _run(report(finding(OPEN_BUCKET, "a b/ü:#?%/\udcff.tf", 1, "x")))
    artifact = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert artifact["uri"] == "a%20b/%C3%BC%3A%23%3F%25/%FF.tf"


def test_faults_and_notices_are_told_with_the_run() -> None:
    invocation = _run(full())["invocations"][0]
    assert invocation["executionSuccessful"] is True
    assert invocation["endTimeUtc"] == "2026-11-23T17:40:00Z"
    fault = invocation["toolExecutionNotifications"][0]
    assert fault["message"]["text"] == "Not read: unreadable."
    assert fault["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "private/db.key"
    assert len(invocation["toolExecutionNotifications"]) == 2
    assert "suppresses nothing" in invocation["toolConfigurationNotifications"][0]["message"]["text"]


def test_an_incomplete_run_is_not_successful() -> None:
    gate = GateResult(code=ExitCode.INCOMPLETE, says="Incomplete.", rule="gate.max_unread = 0 (default)")
    assert _run(replace(clean(), gate=gate))["invocations"][0]["executionSuccessful"] is False


def test_what_code_hosts_do_not_take_is_cut_and_said() -> None:
    one = finding(OPEN_BUCKET, "a.tf", 1, "")
    worst = finding(CLOUD_KEY, "z.py", 9, "{}")
    run = _run(report(*[one] * MOST_RESULTS, worst))
    assert len(run["results"]) == MOST_RESULTS
    assert run["results"][0]["ruleId"] == CLOUD_KEY.id
    said = run["invocations"][0]["toolExecutionNotifications"][0]
    assert said["message"]["text"].startswith("1 further result")
