"""Program code in the main job: found with its way, accepted, new since, staged, cached, fixed, recorded."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.worlds.machine import Machine, write
from tests.worlds.shop import PASSED, REFUSED

VIEW = """\
import sqlite3

from flask import Flask, request

app = Flask(__name__)


@app.get("/find")
def find():
    name = request.args["name"]
    rows = query(name)
    return {"rows": rows}


def query(name):
    with sqlite3.connect("shop.db") as db:
        return db.execute("SELECT * FROM things WHERE name = '" + name + "'").fetchall()
"""
GOOD = VIEW.replace(
    '"SELECT * FROM things WHERE name = \'" + name + "\'"', '"SELECT * FROM things WHERE name = ?", (name,)'
)
CHECK = "sql-injection"


@pytest.fixture
def root(machine: Machine) -> Path:
    """A repository with one view whose query is made of what a stranger sends."""
    made = machine.repo("app")
    write(made, {"app.py": VIEW})
    return made


def scanned(machine: Machine, root: Path, *words: str) -> tuple[int, dict[str, Any]]:
    answer = machine.holdfast(root, "scan", "--format", "json", *words)
    found: dict[str, Any] = json.loads(answer.out)
    return answer.code, found


def places(found: dict[str, Any], name: str = CHECK) -> dict[str, str]:
    return {
        f"{item['place']['path']}:{item['place']['line']}": item["state"]
        for item in found["findings"]
        if item["name"] == name
    }


def test_data_is_followed_through_a_function_and_its_way_is_told(machine: Machine, root: Path) -> None:
    code, found = scanned(machine, root)
    assert code == REFUSED
    assert places(found) == {"app.py:17": "new"}
    (item,) = (item for item in found["findings"] if item["name"] == CHECK)
    assert item["engine"] == "sast"
    assert item["steps"][0]["line"] == 10
    assert item["frame"].strip().startswith("return db.execute")
    assert "?" in item["fix"]


def test_the_good_form_passes(machine: Machine, root: Path) -> None:
    write(root, {"app.py": GOOD})
    code, found = scanned(machine, root)
    assert (code, places(found)) == (PASSED, {})


def test_sarif_holds_the_way_as_a_code_flow(machine: Machine, root: Path) -> None:
    answer = machine.holdfast(root, "scan", "--only", "code", "--format", "sarif")
    (result,) = (
        item for item in json.loads(answer.out)["runs"][0]["results"] if item["properties"]["engine"] == "sast"
    )
    (flow,) = result["codeFlows"]
    lines = [
        step["location"]["physicalLocation"]["region"]["startLine"] for step in flow["threadFlows"][0]["locations"]
    ]
    assert lines[0] == 10 and lines[-1] == 17


def test_html_unfolds_the_way(machine: Machine, root: Path) -> None:
    answer = machine.holdfast(root, "scan", "--only", "code", "--format", "html")
    assert "app.py:10" in answer.out and "app.py:17" in answer.out


@pytest.mark.parametrize(
    "comment", ['# holdfast: ignore[sql-injection] reason="shown" until=2999-01-31', "# nosec B608"]
)
def test_a_comment_accepts_a_finding(machine: Machine, root: Path, comment: str) -> None:
    write(root, {"app.py": VIEW.replace(".fetchall()", f".fetchall()  {comment}")})
    code, found = scanned(machine, root)
    assert places(found) == {"app.py:17": "suppressed"}
    assert code == PASSED


def test_the_baseline_keeps_what_was_there_and_moves_with_it(machine: Machine, root: Path) -> None:
    assert machine.holdfast(root, "baseline", "write").code == PASSED
    write(root, {"app.py": '"""A shop."""\n\n\n' + VIEW})
    code, found = scanned(machine, root)
    assert (code, places(found)) == (PASSED, {"app.py:20": "known"})


def test_what_was_there_at_the_merge_base_is_known(machine: Machine, root: Path) -> None:
    machine.commit(root, "first")
    machine.git(root, "checkout", "-q", "-b", "work")
    other = VIEW.replace("/find", "/other").replace("def find", "def other").replace("query", "other_query")
    write(root, {"renamed.py": VIEW, "other.py": other})
    (root / "app.py").unlink()
    machine.commit(root, "second")
    code, found = scanned(machine, root, "--since", "main")
    assert places(found) == {"renamed.py:17": "known", "other.py:17": "new"}
    assert code == REFUSED


def test_a_staged_file_is_followed_into_files_that_are_not_staged(machine: Machine) -> None:
    root = machine.repo("app")
    helper = VIEW[: VIEW.index("from flask")] + VIEW[VIEW.index("def query") :]
    write(root, {"shop/__init__.py": "", "shop/store.py": helper})
    machine.commit(root, "first")
    view = VIEW[: VIEW.index("def query")].replace("import sqlite3", "from shop.store import query")
    write(root, {"shop/views.py": view, "shop/store.py": "broken on the disk, but not in the index ("})
    machine.git(root, "add", "shop/views.py")
    code, found = scanned(machine, root, "--staged")
    assert code == REFUSED
    assert places(found) == {"shop/store.py:5": "new"}


def test_a_scan_of_one_file_is_about_that_file(machine: Machine) -> None:
    root = machine.repo("app")
    write(
        root, {"settings.py": 'import hashlib\n\nNAME = hashlib.md5(b"a").hexdigest()\n', "a.py": "import settings\n"}
    )
    assert scanned(machine, root, "a.py", "--only", "code")[1]["findings"] == []
    assert scanned(machine, root, "settings.py", "--only", "code")[1]["findings"] != []


def test_a_second_run_says_the_same_and_follows_a_change_in_a_helper(machine: Machine) -> None:
    root = machine.repo("app")
    good = 'import sqlite3\n\n\ndef query(name):\n    return sqlite3.connect("a").execute("SELECT ?", (name,))\n'
    bad = 'import sqlite3\n\n\ndef query(name):\n    return sqlite3.connect("a").execute("SELECT " + name)\n'
    view = VIEW[: VIEW.index("def query")].replace("import sqlite3", "from store import query")
    write(root, {"store.py": good, "views.py": view})
    first = scanned(machine, root)[1]
    again = scanned(machine, root)[1]
    assert places(first) == places(again) == {}
    write(root, {"store.py": bad})
    changed = scanned(machine, root)[1]
    assert len(places(changed)) == 1
    fresh = scanned(machine, root, "--no-cache")[1]
    assert [item["fingerprint"] for item in changed["findings"]] == [item["fingerprint"] for item in fresh["findings"]]


def test_broken_code_loses_only_the_broken_statement_and_is_counted(machine: Machine, root: Path) -> None:
    write(root, {"app.py": VIEW + "\n\ndef ( broken\n"})
    _, found = scanned(machine, root)
    assert places(found) == {"app.py:17": "new"}
    (lost,) = found["coverage"]["unread"]
    assert (lost["language"], lost["files"]) == ("Python", 1)


def test_lines_that_no_engine_reads_are_counted_by_language(machine: Machine, root: Path) -> None:
    write(root, {"main.go": "package main\n\nfunc main() {}\n"})
    _, found = scanned(machine, root)
    assert found["coverage"]["unread"] == [
        {"language": "Go", "files": 1, "of_files": 1, "lines": 3, "of_lines": 3, "why": ""}
    ]
    assert "Go: 3 of 3 lines" in machine.holdfast(root, "scan", "--only", "code").out


def test_routes_without_a_check_of_the_caller_are_named(machine: Machine, root: Path) -> None:
    _, found = scanned(machine, root)
    (route,) = found["coverage"]["routes"]
    assert (route["path"], route["checked"]) == ("app.py", False)
    assert "find" in route["handler"]


def test_code_for_tests_is_for_pedantic_readers(machine: Machine, root: Path) -> None:
    (root / "app.py").unlink()
    write(root, {"tests/test_app.py": VIEW})
    assert places(scanned(machine, root)[1]) == {}
    assert places(scanned(machine, root, "--persona", "pedantic")[1]) == {"tests/test_app.py:17": "new"}


def test_a_check_can_be_switched_off(machine: Machine, root: Path) -> None:
    assert places(scanned(machine, root, "--disable", CHECK)[1]) == {}


def test_standard_input_is_analysed(machine: Machine, root: Path) -> None:
    answer = machine.holdfast(root, "scan", "--stdin", "view.py", "--format", "json", data=VIEW.encode())
    assert places(json.loads(answer.out)) == {"view.py:17": "new"}


LOADS = "import yaml\n\n\ndef read(text):\n    return yaml.load(text)  # plain data\n"


def test_a_certain_fix_is_shown_made_and_looked_at_again(machine: Machine) -> None:
    root = machine.repo("app")
    write(root, {"load.py": LOADS})
    tried = machine.holdfast(root, "scan", "--fix", "--dry-run", "--persona", "pedantic")
    assert "+    return yaml.load(text, Loader=yaml.SafeLoader)  # plain data" in tried.err
    assert (root / "load.py").read_text() == LOADS
    done = machine.holdfast(root, "scan", "--fix", "--persona", "pedantic", "--format", "json")
    assert (root / "load.py").read_text() == LOADS.replace("(text)  #", "(text, Loader=yaml.SafeLoader)  #")
    assert json.loads(done.out)["findings"] == []


def test_evidence_turns_with_the_code(machine: Machine, root: Path) -> None:
    machine.holdfast(root, "scan", "--record")
    assert _state(machine, root) == "failing"
    write(root, {"app.py": GOOD})
    machine.holdfast(root, "scan", "--record")
    assert _state(machine, root) == "proven"


def _state(machine: Machine, root: Path) -> str:
    told = json.loads(machine.holdfast(root, "posture", "--format", "json").out)
    (control,) = (
        item
        for activity in told["activities"]
        for item in activity["controls"]
        if item["control"]["id"] == "injection-free-queries"
    )
    state: str = control["state"]
    return state


def test_explain_shows_the_code_of_a_check_and_why_a_line_is_reported(machine: Machine, root: Path) -> None:
    told = machine.holdfast(root, "explain", CHECK)
    assert "Written wrong in python" in told.out and "Written right in python" in told.out
    line = machine.holdfast(root, "explain", "app.py:17")
    assert "sql-injection" in line.out and "app.py:10" in line.out


def test_explain_tells_why_a_line_is_not_reported(machine: Machine, root: Path) -> None:
    write(root, {"app.py": GOOD})
    line = machine.holdfast(root, "explain", "app.py:17")
    assert "sql-injection" in line.out and "let go" in line.out


def test_a_scan_whose_time_is_up_is_incomplete_and_says_what_was_left(machine: Machine) -> None:
    root = machine.repo("app")
    write(root, {f"shop/views{number}.py": VIEW for number in range(60)})
    code, found = scanned(machine, root, "--only", "code", "--time-limit", "0.001")
    assert code != PASSED
    assert not found["scope"]["complete"]


def test_a_second_run_sees_that_a_helper_of_a_helper_has_begun_to_bring_data(machine: Machine) -> None:
    root = machine.repo("app")
    quiet = "def wanted_thing():\n    return 'a'\n"
    loud = "from flask import request\n\n\ndef wanted_thing():\n    return request.args['a']\n"
    keep = "import os\n\n\ndef keep(text):\n    os.system(text)\n"
    middle = "from given import wanted_thing\nfrom kept import keep\n\n\ndef go():\n    keep(wanted_thing())\n"
    write(root, {"given.py": quiet, "kept.py": keep, "middle.py": middle})
    assert places(scanned(machine, root)[1], "command-injection") == {}
    write(root, {"given.py": loud})
    assert places(scanned(machine, root)[1], "command-injection") == {"kept.py:5": "new"}


def test_a_second_run_sees_a_file_that_an_import_looked_for_in_vain(machine: Machine) -> None:
    root = machine.repo("app")
    write(root, {"views.py": VIEW[: VIEW.index("def query")].replace("import sqlite3", "from store import query")})
    assert places(scanned(machine, root)[1]) == {}
    write(root, {"store.py": VIEW[: VIEW.index("from flask")] + VIEW[VIEW.index("def query") :]})
    assert places(scanned(machine, root)[1]) == {"store.py:5": "new"}


def test_what_a_stopped_scan_did_not_look_at_is_looked_at_by_the_next_one(machine: Machine) -> None:
    root = machine.repo("app")
    write(root, {f"shop/views{number}.py": VIEW for number in range(40)})
    scanned(machine, root, "--only", "code", "--time-limit", "0.001")
    assert len(places(scanned(machine, root, "--only", "code")[1])) == 40
