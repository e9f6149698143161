"""Lists that name each other agree: credential types, validators, controls, activities, verbs, the compiled pack."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pytest

from holdfast.activities import ACTIVITIES
from holdfast.checks.package.index import RULES
from holdfast.checks.secrets.validators import VALIDATORS
from holdfast.faces.cli.main import VERBS
from holdfast.formats.coderules import compile_code, library_files, read_libraries
from holdfast.formats.coderules import read_rules as read_code_rules
from holdfast.formats.coderules import rule_files as code_rule_files
from holdfast.formats.judgedrules import compile_rules, read_rules, rule_files
from holdfast.formats.rules import compile_pack, core, read_types
from holdfast.loop.catalogue import CONTROLS
from holdfast.threats.checks import CHECKS as THREAT_CHECKS
from tools.compile_rules import RULES_VERSION

from .tree import PACKAGE

SECRETS = PACKAGE / "checks" / "secrets"
FILES = {path.name: read_types(path) for path in sorted((SECRETS / "types").glob("*.yaml"))}
TYPES: list[dict[str, Any]] = [entry for entries in FILES.values() for entry in entries]
JUDGED = [rule for family, path in rule_files(PACKAGE / "checks") for rule in read_rules(path, family)]
LIBRARIES = [entry for path in library_files(PACKAGE / "checks" / "code") for entry in read_libraries(path)]
CODED = [rule for path in code_rule_files(PACKAGE / "checks" / "code") for rule in read_code_rules(path)]
PACK, GUIDANCE = compile_pack(SECRETS / "types", RULES_VERSION)

KEBAB = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
ID = re.compile(r"HF-SEC-[0-9]{3,4}")
STRIDE = {
    *("spoofing", "tampering", "repudiation", "information-disclosure", "denial-of-service", "elevation-of-privilege"),
}
FRAMEWORK = re.compile(
    r"ASVS-5\.0 \d+\.\d+\.\d+|NIST-SSDF (?:PO|PS|PW|RV)\.\d\.\d|NIST-800-53 [A-Z]{2}-\d+(?:\(\d+\))?"
    r"|NIST-800-190 \d\.\d\.\d|ISO-27001 A\.[5-8]\.\d+|SOC-2 (?:CC\d|A1|C1)\.\d|PCI-DSS-4\.0 \d+(?:\.\d+){2,3}"
    r"|CIS-Controls-8 \d+\.\d+|OWASP-LLM LLM\d\d:2025|CICD-SEC-\d+|SLSA-1\.0 Build L[123]"
)
ASKED_FOR = {"calls-limited", "packages-genuine", "packages-maintained"}
"""Controls whose checks run only where a policy asks for them: no activity waits for these."""
ACROSS = {
    *("cross-origin-restricted", "debugging-off", "folders-not-served", "logs-free-of-secrets"),
    *("secrets-not-in-addresses", "ssh-hosts-verified"),
}
"""Controls over code that checks of infrastructure prove too: a scan of code alone is not to wait for them."""


def _repeated(words: list[str]) -> list[str]:
    return [word for word, count in Counter(words).items() if count > 1]


def _named(field: str) -> set[str]:
    return {word for entry in TYPES for word in entry.get(field, [])}


def test_every_type_file_is_loaded() -> None:
    assert {path.name for path in (SECRETS / "types").iterdir()} == FILES.keys()
    assert all(FILES.values())


@pytest.mark.parametrize("name", FILES)
def test_ids_ascend_inside_their_file(name: str) -> None:
    numbers = [int(entry["id"].rpartition("-")[2]) for entry in FILES[name]]
    assert numbers == sorted(numbers)


def test_ids_are_unique_and_well_formed() -> None:
    ids = [entry["id"] for entry in TYPES]
    assert _repeated(ids) == []
    assert [identity for identity in ids if not ID.fullmatch(identity)] == []


def test_names_are_unique_and_kebab() -> None:
    names = [entry["name"] for entry in TYPES]
    assert _repeated(names) == []
    assert [name for name in names if not KEBAB.fullmatch(name)] == []


def test_no_two_types_share_a_pattern() -> None:
    assert _repeated([core(entry) for entry in TYPES]) == []


def test_validators_are_those_that_types_name() -> None:
    assert _named("valid") == set(VALIDATORS)


def test_partners_exist() -> None:
    names = {entry["name"] for entry in TYPES}
    assert {entry["pairs_with"] for entry in TYPES if "pairs_with" in entry} <= names


def test_there_are_enough_types_and_most_are_marked_by_their_vendor() -> None:
    assert len(TYPES) >= 200
    assert sum(entry["format"] in ("prefix", "checksum") for entry in TYPES) >= 120


def test_a_checksum_is_verified_by_something() -> None:
    assert [entry["name"] for entry in TYPES if entry["format"] == "checksum" and not entry.get("valid")] == []


def test_every_control_is_named_by_a_check_or_says_what_it_waits_for() -> None:
    secrets = _named("proves") | {"secrets-not-in-code"}
    packages = {name for rule in RULES for name in rule.check.proves}
    threats = {name for check in THREAT_CHECKS for name in check.proves}
    named = secrets | packages | threats | {name for rule in (*JUDGED, *CODED) for name in rule["proves"]}
    assert named == {control.id for control in CONTROLS if not control.awaits}
    assert len(named) >= 0.6 * len(CONTROLS) >= 0.6 * 120
    assert {control.id for control in CONTROLS if control.activity == "pre-commit-hooks"} >= secrets


def test_controls_are_told_apart_and_say_all_that_is_asked_of_them() -> None:
    assert _repeated([control.id for control in CONTROLS]) == []
    assert _repeated([control.title for control in CONTROLS]) == []
    assert [control.id for control in CONTROLS if not KEBAB.fullmatch(control.id)] == []
    assert {name for control in CONTROLS for name in control.stride} == STRIDE
    assert [control.id for control in CONTROLS if not control.stride or not control.frameworks] == []
    assert [control.id for control in CONTROLS if _repeated([*control.stride, *control.frameworks])] == []
    assert [control.id for control in CONTROLS if not control.states.endswith(".")] == []
    numbers = {number for control in CONTROLS for number in control.frameworks}
    assert [number for number in sorted(numbers) if not FRAMEWORK.fullmatch(number)] == []


def test_every_activity_answers_for_its_controls() -> None:
    assert {control.activity for control in CONTROLS} == {activity.id for activity in ACTIVITIES}
    listed = {activity.id: set(activity.controls) for activity in ACTIVITIES}
    assert {name for names in listed.values() for name in names} <= {control.id for control in CONTROLS}
    apart = [control.id for control in CONTROLS if control.id not in listed[control.activity]]
    assert sorted(apart) == sorted(ASKED_FOR | ACROSS), "every scan has to be able to prove what is listed"


def test_the_21_activities_are_there_once_and_in_order() -> None:
    assert [activity.number for activity in ACTIVITIES] == list(range(1, 22))
    assert _repeated([activity.id for activity in ACTIVITIES]) == []


def test_built_activities_have_verbs_looks_and_controls() -> None:
    built = [activity for activity in ACTIVITIES if activity.word != "planned"]
    assert not any(activity.built and activity.partly for activity in ACTIVITIES)
    assert {word for activity in built for word in activity.verb.partition(" --")[0].split()} <= VERBS.keys()
    assert all(activity.looks and activity.controls for activity in built)


def test_rules_about_code_have_their_own_ids_and_names() -> None:
    found = [rule["id"] for rule in CODED]
    assert [identity for identity in found if not re.fullmatch(r"HF-COD-[0-9]{3}", identity)] == []
    taken = [entry["name"] for entry in (*TYPES, *JUDGED)]
    assert _repeated([*found, *(rule["name"] for rule in CODED), *taken]) == []
    assert [rule["name"] for rule in CODED if not KEBAB.fullmatch(rule["name"])] == []
    assert [rule["name"] for rule in CODED if not rule["proves"]] == []


def test_what_is_known_of_a_library_stands_in_a_folder_of_its_language() -> None:
    files = [(path, entry) for path in library_files(PACKAGE / "checks" / "code") for entry in read_libraries(path)]
    assert [str(path) for path, entry in files if path.parent.name != entry["language"]] == []


def test_the_compiled_pack_is_fresh() -> None:
    judged, judged_prose = compile_rules(JUDGED, RULES_VERSION)
    code, code_prose = compile_code(LIBRARIES, CODED, RULES_VERSION)
    fresh = {
        SECRETS / "pack.json": PACK,
        SECRETS / "guidance.json": GUIDANCE,
        PACKAGE / "checks" / "judged.json": judged,
        PACKAGE / "checks" / "judged_guidance.json": judged_prose,
        PACKAGE / "checks" / "code.json": code,
        PACKAGE / "checks" / "code_guidance.json": code_prose,
    }
    stale = [path.name for path, text in fresh.items() if path.read_text(encoding="utf-8") != text]
    assert stale == [], "compile it again: make setup"
