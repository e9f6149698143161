"""Moving over from another scanner: what it hid does not show up again, and nothing else is hidden."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.worlds.machine import GIT, Answer, Machine, write
from tests.worlds.planted import AWS_ID, drawn, github, pem
from tests.worlds.shop import PASSED, REFUSED, USAGE, leak, report, states

ONE, TWO, THREE = github(1), github(2), drawn(AWS_ID, 3)
FILES = {
    "app.py": f'import os\n\nTOKEN = "{ONE}"\n',
    "lib/settings.py": f'DEBUG = False\nOTHER = "{TWO}"\n',
    "vendor/deploy.ini": f"aws_access_key_id = {THREE}\n",
}
PLACES = {"app.py:3", "lib/settings.py:2", "vendor/deploy.ini:1"}


@pytest.fixture
def root(machine: Machine) -> Path:
    """A repository with three tokens in three files."""
    made = machine.repo()
    write(made, FILES)
    machine.commit(made, "begin")
    return made


def sha1(value: str) -> str:
    return hashlib.sha1(value.encode(), usedforsecurity=False).hexdigest()


def sha256(value: str) -> str:
    return hashlib.sha256(value.encode()).hexdigest()


def imported(machine: Machine, root: Path, files: Mapping[str, str], *words: str) -> Answer:
    """Write a peer's files and move over."""
    write(root, files)
    answer = machine.holdfast(root, "init", "--yes", *(words or ("--import",)))
    assert answer.code == PASSED, answer.err
    assert not any(value in answer.out for value in (ONE, TWO, THREE))
    return answer


def new(machine: Machine, root: Path, *words: str) -> set[str]:
    """Places of the findings that still refuse."""
    found = states(report(machine, root, *words))
    return {name.rpartition(" ")[2] for name, state in found.items() if state == "new"}


def result(value: str, path: str, line: int, kind: str = "Secret Keyword") -> dict[str, Any]:
    """One result as detect-secrets writes it."""
    return {"type": kind, "filename": path, "hashed_secret": sha1(value), "is_verified": False, "line_number": line}


def baseline(*results: dict[str, Any], **more: Any) -> str:
    """A baseline as detect-secrets writes it."""
    found: dict[str, list[dict[str, Any]]] = {}
    for item in results:
        found.setdefault(item["filename"], []).append(item)
    return json.dumps({"version": "1.5.0", "results": found, **more}, indent=2)


def talisman(path: str, content: str) -> str:
    """The checksum of one file as Talisman computes it."""
    return sha256(sha256("") + sha256(content) + sha256(path))


CASES: dict[str, tuple[dict[str, str], set[str]]] = {
    "gitleaks places": (
        {".gitleaksignore": "# known\napp.py:github-pat:3\n\nlib/settings.py:github-pat:7\n"},
        {"lib/settings.py:2", "vendor/deploy.ini:1"},
    ),
    "gitleaks paths": (
        {".gitleaks.toml": "[allowlist]\npaths = ['''^vendor/''', '''lib/[a-z]+\\.py$''']\n"},
        {"app.py:3"},
    ),
    "gitleaks expressions": (
        {".gitleaks.toml": "[[allowlists]]\nregexTarget = 'line'\nregexes = ['''^OTHER''']\n"
         f"stopwords = ['{ONE[9:20]}']"},
        {"vendor/deploy.ini:1"},
    ),
    "gitleaks, every part": (
        {".gitleaks.toml": "[[allowlists]]\ncondition = 'AND'\npaths = ['^lib/', '^app']\nregexes = ['^ghp_']\n"
         f"stopwords = ['{ONE[9:20].upper()}']\n"},
        {"lib/settings.py:2", "vendor/deploy.ini:1"},
    ),
    "trufflehog": ({".trufflehogignore": "# paths\n^vendor/\n(^|/)settings\\.py$\n"}, {"app.py:3"}),
    "detect-secrets": (
        {".secrets.baseline": baseline(
            result(ONE, "app.py", 99), result(TWO, "app.py", 3), result(THREE, "vendor/deploy.ini", 1)
        )},
        {"lib/settings.py:2"},
    ),
    "detect-secrets filters": (
        {".secrets.baseline": baseline(filters_used=[
            {"path": "detect_secrets.filters.regex.should_exclude_file", "pattern": ["^vendor/.*"]},
            {"path": "detect_secrets.filters.regex.should_exclude_line", "pattern": "OTHER"},
            {"path": "detect_secrets.filters.common.is_invalid_file"},
        ])},
        {"app.py:3"},
    ),
    "ggshield": (
        {".gitguardian.yaml": "version: 2\nsecret:\n  ignored-paths:\n    - 'vendor/**'\n  ignored_matches:\n"
         f"    - name: one\n      match: {sha256(ONE + ',apikey')}\n    - {{name: two, match: {sha256(TWO)}}}\n"},
        set(),
    ),
    "ggshield, the first version": (
        {".gitguardian.yml": f"paths-ignore:\n  - lib/*\nmatches-ignore:\n  - {sha256(ONE)}\n"},
        {"vendor/deploy.ini:1"},
    ),
    "talisman": (
        {".talismanrc": f"fileignoreconfig:\n- filename: app.py\n  checksum: {talisman('app.py', FILES['app.py'])}\n"
         f"- filename: lib/settings.py\n  checksum: {talisman('lib/settings.py', 'other content')}\n"
         "- filename: vendor/\n  ignore_detectors: [filecontent]\nversion: '1.0'\n"},
        {"lib/settings.py:2"},
    ),
    "talisman patterns": (
        {".talismanrc": "allowed_patterns:\n- aws_access_key_id.*\nfileignoreconfig:\n- filename: app.py\n"
         "  allowed_patterns: ['OTHER.*', 'TOKEN.*']\n"},
        {"lib/settings.py:2"},
    ),
    "git-secrets": (
        {".gitallowed": "# allowed\n^vendor/.*:[0-9]+:\nTOKEN[[:space:]]*=\n"},
        {"lib/settings.py:2"},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("files", "left"), CASES.values(), ids=CASES)
def test_what_a_peer_hid_is_hidden_and_nothing_else(
    machine: Machine, root: Path, files: dict[str, str], left: set[str]
) -> None:
    assert new(machine, root) == PLACES
    imported(machine, root, files)
    assert new(machine, root) == left


def test_the_settings_of_git_secrets_are_read(machine: Machine, root: Path) -> None:
    machine.git(root, "config", "--add", "secrets.allowed", r"TOKEN\s+=")
    imported(machine, root, {})
    assert new(machine, root) == PLACES - {"app.py:3"}


def test_a_report_in_clear_is_read_from_anywhere_and_kept_nowhere(machine: Machine, root: Path) -> None:
    rows = [
        {"RuleID": "github-pat", "File": "app.py", "StartLine": 77, "Secret": ONE, "Commit": "f" * 40},
        {"RuleID": "github-pat", "File": "lib/settings.py", "StartLine": 2, "Secret": "REDACTED", "Commit": ""},
        {"RuleID": "aws", "StartLine": 2, "Secret": THREE},
    ]
    file = machine.folder / "old report.json"
    file.write_text(json.dumps(rows, indent=1))
    answer = imported(machine, root, {}, "--import", f"gitleaks={file}")
    assert new(machine, root) == {"vendor/deploy.ini:1"}
    assert f"{file}:17  an entry  it names no file" in answer.out
    written = (root / ".holdfast" / "baseline.json").read_text()
    assert ONE not in written


def test_a_fingerprint_of_the_history_means_the_value_that_stood_there(machine: Machine, root: Path) -> None:
    first = machine.git(root, "rev-parse", "HEAD")
    write(root, {"app.py": f'import os\nimport re\n\n\nTOKEN = "{ONE}"\nMORE = "{github(7)}"\n'})
    machine.commit(root, "move it")
    imported(machine, root, {".gitleaksignore": f"{first}:app.py:github-pat:3\n{first}:vendor/deploy.ini:aws:1\n"})
    assert new(machine, root) == {"app.py:6", "lib/settings.py:2"}


def test_a_commit_on_the_allowlist_hides_what_it_brought(machine: Machine, root: Path) -> None:
    write(root, {"app.py": FILES["app.py"] + f'MORE = "{github(7)}"\n', "new.py": leak(8)})
    second = machine.commit(root, "more")
    imported(machine, root, {".gitleaks.toml": f'[allowlist]\ncommits = ["{second}", "{"0" * 40}"]\n'})
    assert new(machine, root) == PLACES


def test_the_rule_of_an_allowlist_is_respected(machine: Machine, root: Path) -> None:
    text = "[[rules]]\nid = '{}'\n[[rules.allowlists]]\nregexes = ['.']\n"
    imported(machine, root, {".gitleaks.toml": text.format("aws-access-token") + text.format("no-such-rule")})
    assert {"app.py:3", "lib/settings.py:2"} <= new(machine, root)


def test_a_private_key_known_by_its_header_is_hidden(machine: Machine, root: Path) -> None:
    write(root, {"key.pem": pem()})
    machine.commit(root, "a key")
    assert "key.pem:1" in new(machine, root)
    found = result("BEGIN RSA PRIVATE KEY", "key.pem", 1, "Private Key")
    imported(machine, root, {".secrets.baseline": baseline(found)})
    assert new(machine, root) == PLACES


def test_the_real_tool_s_baseline_is_taken_over(machine: Machine, root: Path) -> None:
    pytest.importorskip("detect_secrets")
    write(root, {"conf.ini": "[db]\nurl = postgres://shop:" + drawn("{base62:14}9z", 5) + "@db.internal/shop\n"})
    machine.commit(root, "more")
    done = machine.run(root, __import__("sys").executable, "-m", "detect_secrets", "scan")
    assert done.code == 0, done.err
    found = json.loads(done.out)["results"]
    assert set(found) >= {"app.py", "lib/settings.py", "vendor/deploy.ini", "conf.ini"}
    assert len(new(machine, root)) == 4
    imported(machine, root, {".secrets.baseline": done.out})
    assert new(machine, root) == set()


def test_what_was_hidden_by_its_path_does_not_stop_a_commit_or_a_push(machine: Machine, root: Path) -> None:
    remote = machine.folder / "remote.git"
    machine.git(machine.folder, "init", "-q", "--bare", str(remote))
    machine.git(root, "remote", "add", "origin", str(remote))
    machine.holdfast(root, "hook", "install", "--type", "both")
    imported(machine, root, {".gitguardian.yaml": "version: 2\nsecret:\n  ignored_paths: [vendor/, '**/samples/*']\n"})
    machine.git(root, "add", "-A")
    write(root, {"vendor/new.ini": leak(9), "a/samples/b.py": leak(10)})
    machine.git(root, "add", "-A")
    answer = machine.run(root, GIT, "commit", "-q", "-m", "samples")
    assert answer.code == 0, answer.err
    write(root, {"other/new.ini": leak(9)})
    machine.git(root, "add", "-A")
    assert machine.run(root, GIT, "commit", "-q", "-m", "no sample").code == 1
    machine.git(root, "reset", "-q", "--hard")
    machine.holdfast(root, "baseline", "write")
    machine.commit(root, "accept the rest")
    pushed = machine.run(root, GIT, "push", "-q", "origin", "main")
    assert pushed.code == 0, pushed.err


def test_what_cannot_be_taken_over_is_told_with_its_place(machine: Machine, root: Path) -> None:
    files = {
        ".gitleaks.toml": "[extend]\ndisabledRules = ['jwt']\n[[rules]]\nid = 'own'\nregex = 'x'\n"
        "[allowlist]\npaths = ['(?<!x']\n",
        ".gitleaksignore": "nonsense\n",
        ".gitguardian.yaml": "version: 2\nsecret:\n  ignored_detectors:\n    - Generic Password\n"
        "  ignore_known_secrets: true\n",
        ".talismanrc": "threshold: medium\nscopeconfig:\n  - scope: node\n",
        ".gitallowed": "a(b\n",
    }
    answer = imported(machine, root, files)
    for line in (
        ".gitleaks.toml:2  disabled rule jwt",
        ".gitleaks.toml:4  rule own",
        ".gitleaks.toml:7  allowed path",
        ".gitleaksignore:1  an entry",
        ".gitguardian.yaml:4  ignored detector Generic Password",
        ".gitguardian.yaml:5  ignore_known_secrets",
        ".talismanrc:1  the threshold medium",
        ".talismanrc:3  the scope node",
        ".gitallowed:1  an allowed expression",
    ):
        assert line in answer.out
    assert "not taken over: 9" in answer.out
    assert new(machine, root) == PLACES


def test_a_dry_run_tells_and_writes_nothing(machine: Machine, root: Path) -> None:
    write(root, {".gitleaksignore": "app.py:x:3\n", ".trufflehogignore": "^vendor/\n"})
    answer = machine.holdfast(root, "init", "--import", "--dry-run")
    assert answer.code == PASSED
    assert "findings accepted: 1" in answer.out
    assert "+/vendor/" in answer.out
    assert not (root / ".holdfast").exists()
    assert not (root / ".holdfastignore").exists()


def test_a_second_import_changes_nothing(machine: Machine, root: Path) -> None:
    imported(machine, root, {".gitleaksignore": "app.py:x:3\n", ".trufflehogignore": "^vendor/\n"})
    before = {name: (root / name).read_bytes() for name in (".holdfastignore", ".holdfast/baseline.json")}
    answer = imported(machine, root, {})
    assert "Nothing to write." in answer.out
    assert {name: (root / name).read_bytes() for name in before} == before


def test_the_rest_is_accepted_only_when_that_is_asked_for(machine: Machine, root: Path) -> None:
    imported(machine, root, {".gitleaksignore": "app.py:x:3\n"})
    assert machine.holdfast(root, "scan").code == REFUSED
    imported(machine, root, {}, "--import", "--baseline")
    assert machine.holdfast(root, "scan").code == PASSED


@pytest.mark.parametrize(
    ("words", "files", "says"),
    [
        (("--import",), {}, "no file of another scanner"),
        (("--import", "gitleaks"), {}, "write TOOL=FILE"),
        (("--import", "nobody=x"), {}, "write TOOL=FILE"),
        (("--import", "gitleaks=gone"), {}, "gone: vanished"),
        (("--import",), {".secrets.baseline": "{}"}, "no baseline of detect-secrets"),
        (("--import",), {".gitleaks.toml": "[[["}, ".gitleaks.toml"),
        (("--import",), {".talismanrc": "a: [\n"}, "this is no YAML"),
    ],
)
def test_what_makes_no_sense_is_said_and_nothing_written(
    machine: Machine, root: Path, words: tuple[str, ...], files: dict[str, str], says: str
) -> None:
    write(root, files)
    answer = machine.holdfast(root, "init", "--yes", *words)
    assert answer.code == USAGE
    assert says in answer.err
    assert not (root / "holdfast.toml").exists()


def test_what_was_hidden_in_the_history_is_known_there(machine: Machine, root: Path) -> None:
    first = machine.git(root, "rev-parse", "HEAD")
    write(root, {"app.py": "import os\n", "lib/settings.py": "DEBUG = False\n"})
    machine.commit(root, "take two out")
    assert new(machine, root, "--history") == PLACES
    answer = imported(machine, root, {".gitleaksignore": f"{first}:app.py:github-pat:3\n"})
    assert "findings accepted: 1" in answer.out
    assert new(machine, root, "--history") == PLACES - {"app.py:3"}
    write(root, {"new.py": f'TOKEN = "{TWO}"\n'})
    assert new(machine, root) == {"vendor/deploy.ini:1", "new.py:1"}
