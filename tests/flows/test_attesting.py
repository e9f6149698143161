"""A secret that left the tree stays open until somebody attests its rotation, or its vendor says that it is dead."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from holdfast.app import evidence
from holdfast.app.history import scan_history
from holdfast.app.reach import Asked
from holdfast.app.scan import Request, Scanned
from holdfast.app.verify import Verification
from holdfast.checks.secrets.verifiers import VERIFIERS
from holdfast.model.errors import ExitCode
from tests.flows.test_evidence import state
from tests.worlds.machine import Answer, Machine, write
from tests.worlds.planted import github
from tests.worlds.shop import CLEAN, PASSED, REFUSED, USAGE, clean_shop, leak, notices, report, states
from tests.worlds.vendors import QuickClock, Vendors, said, vendors

NAME = "github-personal-token"


@pytest.fixture
def root(machine: Machine) -> Path:
    """A token came in and went again; a scan of the history is recorded, and so is one of the clean tree."""
    made = clean_shop(machine)
    machine.git(made, "config", "user.name", "Kim Ö")
    machine.git(made, "config", "user.email", "kim@example.org")
    write(made, {"src/app.py": leak()})
    machine.commit(made, "bring it in")
    write(made, {"src/app.py": CLEAN})
    machine.commit(made, "take it out")
    assert recorded(machine, made) == REFUSED
    assert machine.holdfast(made, "scan", "--record").code == PASSED
    return made


def recorded(machine: Machine, root: Path) -> int:
    return machine.holdfast(root, "scan", "--history", "--record").code


def history(machine: Machine, root: Path) -> dict[str, Any]:
    return report(machine, root, "--history")


def name_of(machine: Machine, root: Path) -> str:
    (item,) = history(machine, root)["findings"]
    return str(item["fingerprint"])


def attest(machine: Machine, root: Path, *words: str, name: str = "", what: str = "--rotated") -> Answer:
    words = words or ("--reason", "new key in the console")
    return machine.holdfast(root, "ledger", "attest", name or name_of(machine, root), what, *words)


def day(ahead: int) -> str:
    return (datetime.now(UTC).date() + timedelta(days=ahead)).isoformat()


def test_it_is_open_until_attested_and_attested_is_not_proven(machine: Machine, root: Path) -> None:
    assert state(machine, root) == "failing"
    answer = attest(machine, root)
    assert answer.code == PASSED, answer.err
    assert state(machine, root) == "attested"
    data = history(machine, root)
    assert data["gate"]["code"] == PASSED
    (item,) = data["findings"]
    assert item["state"] == "suppressed"
    today = item["suppression"]["by"][-11:-1]
    assert item["suppression"] == {
        "by": f"attestation (Kim Ö, {today})",
        "place": item["suppression"]["place"],
        "reason": "new key in the console",
        "until": "",
    }
    assert item["suppression"]["place"].endswith("of the ledger")
    assert recorded(machine, root) == PASSED
    assert state(machine, root) == "attested"
    assert machine.holdfast(root, "ledger", "verify").code == PASSED


def test_the_ledger_and_the_rotation_list_tell_who_when_and_why(machine: Machine, root: Path) -> None:
    name = name_of(machine, root)
    listed = machine.holdfast(root, "scan", "--history", "--format", "rotation").out
    assert f"holdfast ledger attest {name} --rotated" in listed
    attest(machine, root, "--reason", "ticket 7", "--until", day(30), "--by", "Ada L <ada@example.org>")
    words = ("--history", "--format", "rotation", "--format", "rotation-markdown=r.md")
    text = machine.holdfast(root, "scan", *words).out.replace("\n  ", " ")
    page = (root / "r.md").read_text(encoding="utf-8")
    for told in (text, page):
        assert "0 secrets" in told
        assert f"until {day(30)}" in told
        assert "ticket 7" in told
        assert "attestation (Ada L, " in told.replace("\\", "")
    shown = machine.holdfast(root, "ledger", "show").out
    assert f"{name} ({NAME}, src/app.py) by Ada L: ticket 7, until {day(30)}" in shown


def test_taken_back_it_is_open_again(machine: Machine, root: Path) -> None:
    attest(machine, root)
    assert attest(machine, root, what="--reopen").code == PASSED
    assert history(machine, root)["gate"]["code"] == REFUSED
    assert state(machine, root) == "failing"
    assert "2 decisions and" in machine.holdfast(root, "ledger", "verify").out


def test_after_its_end_it_is_open_again(machine: Machine, root: Path) -> None:
    attest(machine, root, "--reason", "for a day", "--until", day(0))
    assert history(machine, root)["gate"]["code"] == PASSED
    (file,) = (root / ".holdfast" / "decisions").glob("*.json")
    record = json.loads(file.read_text(encoding="utf-8"))
    (root / ".holdfast" / "state" / "ledger.sqlite").unlink()
    write(root, {file.relative_to(root).as_posix(): json.dumps({**record, "until": day(-1)})})
    data = history(machine, root)
    assert data["gate"]["code"] == REFUSED
    assert f"by Kim Ö ended on {day(-1)}: it is open again" in notices(data)


def test_a_committed_record_is_enough_elsewhere_and_reaches_the_ledger_there(machine: Machine, root: Path) -> None:
    attest(machine, root)
    machine.commit(root, "say so")
    clone = machine.folder / "shop-of-another"
    machine.git(machine.folder, "clone", "-q", str(root), str(clone))
    data = history(machine, clone)
    assert data["gate"]["code"] == PASSED
    assert data["findings"][0]["suppression"]["place"].startswith(".holdfast/decisions/")
    for _ in range(2):
        assert recorded(machine, clone) == PASSED
        assert machine.holdfast(clone, "scan", "--record").code == PASSED
        assert state(machine, clone) == "attested"
    assert machine.holdfast(clone, "ledger", "show").out.count("by Kim Ö") == 1


def test_a_record_that_cannot_be_read_counts_for_nothing_and_is_told(machine: Machine, root: Path) -> None:
    attest(machine, root)
    shutil.rmtree(root / ".holdfast" / "state")
    (file,) = (root / ".holdfast" / "decisions").glob("*.json")
    for text in ("{", "[]", '{"schema": "holdfast-decision/9"}', file.read_text().replace("rotated", "perhaps")):
        write(root, {file.relative_to(root).as_posix(): text})
        data = history(machine, root)
        assert data["gate"]["code"] == REFUSED
        assert "does not count" in notices(data)


def test_in_the_tree_it_stays_open(machine: Machine, root: Path) -> None:
    attest(machine, root)
    write(root, {"src/app.py": leak()})
    data = report(machine, root)
    assert data["gate"]["code"] == REFUSED
    assert states(data) == {f"{NAME} src/app.py:1": "new"}


@pytest.mark.parametrize(
    ("name", "words", "says"),
    [
        ("hf1:0000", ("--reason", "x"), "no finding 'hf1:0000' is recorded"),
        ("", ("--reason", " "), "needs a reason"),
        ("", ("--reason", "x", "--until", "soon"), "no date"),
        ("", ("--reason", "x", "--until", "2020-01-01"), "is over"),
        ("", ("--reason", "x", "--by", "<a@example.org>"), "names nobody"),
    ],
)
def test_what_cannot_be_attested_is_said(
    machine: Machine, root: Path, name: str, words: tuple[str, ...], says: str
) -> None:
    answer = attest(machine, root, *words, name=name)
    assert answer.code == USAGE
    assert says in answer.err
    assert "decision" not in machine.holdfast(root, "ledger", "verify").out


def test_a_policy_bounds_the_end_date(machine: Machine, root: Path) -> None:
    write(root, {"holdfast.toml": "[suppressions]\nmax_days = 90\n"})
    assert "within 90 days" in attest(machine, root).err
    assert attest(machine, root, "--reason", "x", "--until", day(91)).code == USAGE
    assert attest(machine, root, "--reason", "x", "--until", day(90)).code == PASSED


def test_without_a_ledger_there_is_nothing_to_attest(machine: Machine) -> None:
    answer = machine.holdfast(clean_shop(machine), "ledger", "attest", "hf1:0", "--rotated", "--reason", "x")
    assert answer.code == USAGE
    assert "scan --history --record" in answer.err


def test_triage_of_the_history_attests_and_undoes(machine: Machine, root: Path) -> None:
    assert NAME in machine.holdfast(root, "triage", "--history", "--list").out
    undone = machine.holdfast(root, "triage", "--history", data=b"r\nmistake\nnever\nu\nq\n")
    assert undone.code == PASSED
    assert "1 left." in undone.out
    assert not list((root / ".holdfast").glob("decisions/*"))
    assert history(machine, root)["gate"]["code"] == REFUSED
    done = machine.holdfast(root, "triage", "--history", data=b"i\nr\nnew key\nnever\n")
    assert "The ledger holds that Kim Ö attests it." in done.out
    assert "Done. 1 attested as rotated." in done.out
    assert history(machine, root)["gate"]["code"] == PASSED
    assert "3 decisions and" in machine.holdfast(root, "ledger", "verify").out
    assert github() not in done.out + undone.out


def verified(root: Path, server: Vendors) -> Scanned:
    base = server.base(*sorted({item.origin for item in VERIFIERS}))
    wish = Verification(seconds=60, base=base, clock=QuickClock())
    return scan_history(Request(path=root, flags={"record": True}, verify=wish, environment={}), Asked())


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


def test_what_its_vendor_calls_dead_is_closed_and_stays_so(machine: Machine, root: Path) -> None:
    write(root, {"holdfast.toml": "[verify]\nelsewhere = false\n"})
    with vendors(lambda _: said(401, message="Bad credentials")) as server:
        done = verified(root, server)
        assert len(server.heard) == 1
    (item,) = done.report.findings
    assert item.suppression is not None
    assert item.suppression.by.startswith("verification (api.github.com, ")
    assert done.report.gate.code == ExitCode.PASSED
    evidence.record(done)
    assert history(machine, root)["gate"]["code"] == PASSED
    assert state(machine, root) == "attested"
    with vendors(lambda _: said(200, login="kim")) as server:
        verified(root, server)
        assert not server.heard


def test_what_is_alive_stays_open(machine: Machine, root: Path) -> None:
    with vendors(lambda _: said(200, login="kim")) as server:
        done = verified(root, server)
    assert done.report.gate.code == ExitCode.REFUSED
    assert done.decisions == ()
    assert "1 live" in " ".join(item.says for item in done.report.notices)
