"""A scan from the outside: red, mended, green; where it reads from; what it writes."""

from __future__ import annotations

import json

import pytest

from tests.worlds.machine import Machine, write
from tests.worlds.planted import github
from tests.worlds.shop import (
    CLEAN,
    INCOMPLETE,
    NOTHING,
    PASSED,
    REFUSED,
    USAGE,
    VALUES,
    clean_shop,
    leak,
    parsed,
    report,
    shop,
    states,
)


def test_red_then_mended_then_green(machine: Machine) -> None:
    root = shop(machine)
    answer = machine.holdfast(root, "scan")
    assert answer.code == REFUSED
    assert answer.err == ""
    for name in VALUES:
        assert name in answer.out
    assert "4 new" in answer.out
    assert 'gate.fail_on = "high" (default)' in answer.out
    write(root, {"app.py": CLEAN, "settings.py": "DEBUG = False\n", "deploy.ini": "[aws]\n"})
    mended = machine.holdfast(root, "scan")
    assert mended.code == PASSED
    assert "Passed" in mended.out
    assert "4 files" in mended.out


def test_findings_stand_where_they_are(machine: Machine) -> None:
    found = report(machine, shop(machine))
    assert states(found) == {
        "github-personal-token app.py:3": "new",
        "hardcoded-password settings.py:2": "new",
        "aws-access-key-id deploy.ini:1": "new",
        "aws-secret-access-key deploy.ini:2": "new",
    }
    assert found["tally"]["files"] == 4
    token = next(item for item in found["findings"] if item["name"] == "github-personal-token")
    assert (token["place"]["column"], token["place"]["end_column"]) == (10, 50)


def test_a_staged_scan_reads_the_index(machine: Machine) -> None:
    root = clean_shop(machine)
    write(root, {"app.py": leak()})
    assert machine.holdfast(root, "scan", "--staged", "--allow-empty").code == PASSED
    machine.git(root, "add", "app.py")
    write(root, {"app.py": CLEAN})
    found = report(machine, root, "--staged")
    assert states(found) == {"github-personal-token app.py:1": "new"}
    assert found["tally"]["files"] == 1
    assert found["compared_with"] == "HEAD"


def test_what_head_holds_already_is_known_to_a_staged_scan(machine: Machine) -> None:
    root = shop(machine)
    write(root, {"app.py": f"# more\n{leak()}{leak(2)}"})
    machine.git(root, "add", "app.py")
    found = report(machine, root, "--staged")
    assert states(found) == {"github-personal-token app.py:2": "known", "github-personal-token app.py:3": "new"}


def test_a_staged_scan_outside_of_a_repository_is_a_mistake(machine: Machine) -> None:
    folder = machine.folder / "plain"
    folder.mkdir()
    answer = machine.holdfast(folder, "scan", "--staged")
    assert answer.code == USAGE
    assert "not a git repository" in answer.err


def test_standard_input_is_judged_by_its_name(machine: Machine) -> None:
    line = f"password = {VALUES['hardcoded-password']}\n".encode()
    bare = report(machine, machine.folder, "--stdin", "prod.env", data=line)
    assert states(bare) == {"config-password prod.env:1": "new"}
    code = parsed(machine.holdfast(machine.folder, "scan", "--stdin", "app.py", "--format", "json", data=line))
    assert states(code) == {}


def test_one_file_and_one_folder(machine: Machine) -> None:
    root = shop(machine)
    write(root, {"sub/a.py": leak(3), "sub/b.py": CLEAN})
    assert states(report(machine, root, "settings.py")) == {"hardcoded-password settings.py:2": "new"}
    folder = report(machine, root, "sub")
    assert states(folder) == {"github-personal-token sub/a.py:1": "new"}
    assert folder["tally"]["files"] == 2
    assert not folder["scope"]["complete"]
    assert states(report(machine, root / "sub")) == states(folder)


def test_a_folder_without_git(machine: Machine) -> None:
    folder = machine.folder / "plain"
    write(folder, {"a.py": leak(), "b/c.py": CLEAN, ".gitignore": "skipped.py\n", "skipped.py": leak(1)})
    found = report(machine, folder)
    assert states(found) == {"github-personal-token a.py:1": "new"}
    assert found["scope"]["subject"] == "folder:plain"


def test_nothing_in_scope_never_passes_by_itself(machine: Machine) -> None:
    folder = machine.folder / "empty"
    folder.mkdir()
    assert machine.holdfast(folder, "scan").code == NOTHING
    allowed = machine.holdfast(folder, "scan", "--allow-empty")
    assert allowed.code == PASSED
    assert "--allow-empty" in allowed.out
    assert "Passed" not in allowed.out


def test_several_formats_at_once(machine: Machine) -> None:
    root = shop(machine)
    targets = {name: machine.folder / "out" / "deep" / f"report.{name}" for name in ("json", "sarif", "html", "text")}
    words = [f"--format={name}={path}" for name, path in targets.items()]
    answer = machine.holdfast(root, "scan", *words)
    assert answer.code == REFUSED
    assert (answer.out, answer.err) == ("", "")
    found = {name: path.read_text(encoding="utf-8") for name, path in targets.items()}
    assert len(json.loads(found["json"])["findings"]) == 4
    results = json.loads(found["sarif"])["runs"][0]["results"]
    assert {item["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for item in results} == {
        "app.py",
        "settings.py",
        "deploy.ini",
    }
    assert "github-personal-token" in found["html"]
    assert "Refused" in found["text"]


def test_one_format_to_a_file(machine: Machine) -> None:
    root = shop(machine)
    answer = machine.holdfast(root, "scan", "--format", "json", "-o", "../out.json")
    assert (answer.code, answer.out) == (REFUSED, "")
    assert json.loads((machine.folder / "out.json").read_text())["gate"]["code"] == REFUSED


def test_a_report_that_cannot_be_written_is_told(machine: Machine) -> None:
    root = shop(machine)
    answer = machine.holdfast(root, "scan", "--format", "json", "-o", "app.py/below.json")
    assert answer.code == INCOMPLETE
    assert "cannot be written" in answer.err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--format", "xml"), "xml"),
        (("--format", "json", "--format", "json"), "same place"),
        (("--format", "json=a", "-o", "b"), "-o names"),
        (("--only", "nonsense"), "no engine 'nonsense'"),
        (("--no-such-flag",), "no-such-flag"),
        (("no-such-folder",), "does not exist"),
        (("--fail-on", "terrible"), "terrible"),
        (("--staged", "--stdin", "x"), "--stdin"),
        (("--time-limit", "soon"), "soon"),
    ],
)
def test_what_makes_no_sense_is_refused_with_advice(machine: Machine, words: tuple[str, ...], says: str) -> None:
    root = clean_shop(machine)
    answer = machine.holdfast(root, "scan", *words)
    assert answer.code == USAGE
    assert answer.out == ""
    assert says in answer.err
    assert "Traceback" not in answer.err


def test_quiet_says_only_findings_and_the_answer(machine: Machine) -> None:
    root = shop(machine)
    loud, quiet = machine.holdfast(root, "scan"), machine.holdfast(root, "scan", "--quiet")
    assert quiet.code == REFUSED
    assert "github-personal-token" in quiet.out
    assert "checks" in loud.out.splitlines()[-1]
    assert len(quiet.out) < len(loud.out) / 2
    write(root, dict.fromkeys(("app.py", "settings.py", "deploy.ini"), ""))
    assert len(machine.holdfast(root, "scan", "-q").out.strip().splitlines()) == 2


def test_what_was_left_out_is_counted_and_listed_on_request(machine: Machine) -> None:
    root = clean_shop(machine)
    write(root, {"logo.png": b"\x89PNG\r\n\x1a\n\0\0" + bytes(range(256)) * 9, "big.txt": "x" * 5000})
    write(root, {"vendor/a.py": leak()})
    words = ("scan", "--max-file-bytes", "4000", "--exclude", "vendor/")
    said = machine.holdfast(root, *words)
    assert said.code == PASSED
    assert "1 binary" in said.out
    assert "1 too large" in said.out
    assert "1 excluded" in said.out
    listed = machine.holdfast(root, *words, "--verbose").out
    assert all(name in listed for name in ("logo.png", "big.txt", "vendor/a.py"))


def test_colour_only_where_it_is_wanted(machine: Machine) -> None:
    root = shop(machine)
    assert "\x1b" not in machine.holdfast(root, "scan").out
    assert "\x1b[" in machine.holdfast(root, "scan", FORCE_COLOR="1").out
    assert "\x1b" not in machine.holdfast(root, "scan", FORCE_COLOR="1", NO_COLOR="1").out


def test_a_second_scan_finds_the_same(machine: Machine) -> None:
    root = shop(machine)
    write(root, {f"src/module{number}.py": f"x = {number}\n" for number in range(120)})
    first, second = report(machine, root), report(machine, root)
    assert states(first) == states(second)
    assert second["tally"]["cached"] >= 120
    write(root, {"src/module7.py": leak(7)})
    assert "github-personal-token src/module7.py:1" in states(report(machine, root))


def test_the_portable_matcher_is_announced_and_finds_the_same(machine: Machine) -> None:
    root = shop(machine)
    fake = machine.folder / "without"
    write(fake, {"hyperscan.py": "raise ImportError('not here')\n"})
    path = f"{fake}:{machine.environment['PYTHONPATH']}"
    slow = report(machine, root, PYTHONPATH=path)
    fast = report(machine, root)
    assert states(slow) == states(fast)
    assert any("slower" in item["says"] for item in slow["notices"])
    assert [item["fingerprint"] for item in slow["findings"]] == [item["fingerprint"] for item in fast["findings"]]


def test_an_unknown_verb_names_the_nearest(machine: Machine) -> None:
    answer = machine.holdfast(machine.folder, "scn")
    assert answer.code == USAGE
    assert "holdfast scan" in answer.err


def test_a_reader_that_goes_away_is_no_crash(machine: Machine) -> None:
    root = shop(machine)
    write(root, {f"{number}.py": f'TOKEN = "{github(number)}"\n' for number in range(60)})
    with machine.start(root, "scan") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        said = process.stderr.read().decode()
    assert "Traceback" not in said
    assert "BrokenPipe" not in said
