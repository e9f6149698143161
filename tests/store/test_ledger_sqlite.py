"""The ledger's file: tampering, two writers, sudden death, full disks, files that are something else."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

import holdfast
from holdfast.model.check import Confidence, Severity
from holdfast.model.errors import LedgerError
from holdfast.model.observation import Observation, Run
from holdfast.model.place import Place
from holdfast.model.scope import Scope
from holdfast.model.verdict import Fail, Ok
from holdfast.store.sqlite import SqliteLedger

posix = pytest.mark.skipif(os.name != "posix", reason="needs POSIX signals, limits and users")
SOURCE = str(Path(holdfast.__file__).parents[1])
PREAMBLE = """
import os, sys
from pathlib import Path
from holdfast.model.errors import LedgerError
from holdfast.model.observation import Observation, Run
from holdfast.model.scope import Scope
from holdfast.model.verdict import Ok, Unsure
from holdfast.store.sqlite import SqliteLedger
path = Path(sys.argv[1])
def run(rows, why="w"):
    scope = Scope(subject="repo:x", origin="worktree", digest="d", complete=True)
    seen = tuple(Observation(check=f"C{n}", verdict=Unsure(why=why)) for n in range(rows))
    return Run(activity="a", scope=scope, seen_at="2026-03-01T10:00:00Z", tool="1", rules="r", observations=seen)
"""


def script(body: str, path: Path, *words: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", PREAMBLE + body, str(path), *words]
    environment = {**os.environ, "PYTHONPATH": SOURCE}
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)


def output(body: str, path: Path) -> str:
    with script(body, path) as process:
        said = process.communicate(timeout=60)[0]
    assert process.returncode == 0, said
    return said.strip()


def small(*checks: str) -> Run:
    fail = Fail(
        at=Place(path="a.py"),
        says="A token stands here",
        mark="the-mark",
        severity=Severity.HIGH,
        confidence=Confidence.HIGH,
        frame="the-frame",
    )
    seen = [Observation(check=check, verdict=Ok()) for check in checks]
    return Run(
        activity="a",
        scope=Scope(subject="repo:x", origin="worktree", digest="d", complete=True),
        seen_at="2026-03-01T10:00:00Z",
        tool="1",
        rules="r",
        observations=(*seen, Observation(check="F", verdict=fail, fingerprint="f")),
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A ledger of two runs: rows 1 to 4 and 5 to 8."""
    made = tmp_path / "ledger.sqlite"
    with contextlib.closing(SqliteLedger(made)) as ledger:
        ledger.append(small("A", "B"))
        ledger.append(small("A", "B"))
    return made


@contextlib.contextmanager
def without_triggers(path: Path) -> Iterator[sqlite3.Connection]:
    """Open the file as an attacker does, and put the triggers back in the end."""
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as db:
        triggers = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            db.execute(f"DROP TRIGGER {name}")
        yield db
        for _, sql in triggers:
            db.execute(sql)


def broken_at(path: Path) -> int | None:
    with contextlib.closing(SqliteLedger(path)) as ledger:
        health = ledger.verify()
    assert not health.ok
    assert health.says
    return health.broken_at


@pytest.mark.parametrize(
    ("statement", "first"),
    [
        ("UPDATE events SET body = replace(body, '\"B\"', '\"Z\"') WHERE sequence = 3", 3),
        ("UPDATE events SET hash = zeroblob(32) WHERE sequence = 6", 6),
        ("UPDATE events SET body = x'00ff', hash = x'' WHERE sequence = 2", 2),
        ("UPDATE events SET body = CAST(x'ff' AS TEXT) WHERE sequence = 2", 2),
        ("DELETE FROM events WHERE sequence = 4", 4),
        ("DELETE FROM events WHERE sequence = 1", 1),
        ("DELETE FROM events WHERE sequence = 8", 8),
        ("DELETE FROM events", None),
        ("INSERT INTO events SELECT 9, body, hash FROM events WHERE sequence = 8", 9),
        ("UPDATE events SET sequence = 20 WHERE sequence = 8", 8),
    ],
)
def test_tampering_is_found_where_it_begins(path: Path, statement: str, first: int | None) -> None:
    with contextlib.closing(SqliteLedger(path)) as ledger:
        head = ledger.verify().head
    with without_triggers(path) as db:
        db.execute(statement)
    with contextlib.closing(SqliteLedger(path)) as ledger:
        health = ledger.verify(head)
    assert (health.ok, health.broken_at) == (False, first)
    assert health.says


def test_cutting_off_whole_runs_is_found_with_a_known_head(path: Path) -> None:
    with contextlib.closing(SqliteLedger(path)) as ledger:
        head = ledger.verify().head
    with without_triggers(path) as db:
        db.execute("DELETE FROM events WHERE sequence > 4")
    with contextlib.closing(SqliteLedger(path)) as ledger:
        assert ledger.verify().ok
        assert not ledger.verify(head).ok


def test_missing_triggers_are_found(path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path)) as db:
        db.execute("DROP TRIGGER events_never_leave")
    assert broken_at(path) is None


def test_a_swallowing_trigger_is_found(path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TRIGGER hide BEFORE INSERT ON events BEGIN SELECT RAISE(IGNORE); END")
    assert broken_at(path) is None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET body = 'x' WHERE sequence = 3",
        "DELETE FROM events WHERE sequence = 8",
        "INSERT OR REPLACE INTO events VALUES (3, 'x', x'00')",
        "INSERT INTO events VALUES (11, 'x', x'00')",
        "INSERT INTO events VALUES (-1, 'x', x'00')",
    ],
)
def test_the_file_itself_refuses_change(path: Path, statement: str) -> None:
    with (
        contextlib.closing(sqlite3.connect(path)) as db,
        pytest.raises(sqlite3.IntegrityError, match="append-only"),
        db,
    ):
        db.execute(statement)
    with contextlib.closing(SqliteLedger(path)) as ledger:
        assert ledger.verify().ok


def test_frame_and_mark_of_a_failure_never_reach_the_file(path: Path) -> None:
    for file in path.parent.iterdir():
        content = file.read_bytes()
        assert b"the-frame" not in content
        assert b"the-mark" not in content


def test_unreadable_rows_are_told_not_swallowed(path: Path) -> None:
    with without_triggers(path) as db:
        db.execute("UPDATE events SET body = '[\"ok\",' WHERE sequence = 3")
    with contextlib.closing(SqliteLedger(path)) as ledger, pytest.raises(LedgerError, match="row 3") as caught:
        list(ledger.evidence())
    assert "verify" in caught.value.advice


def test_two_processes_append_at_once(tmp_path: Path) -> None:
    path = tmp_path / "new" / "ledger.sqlite"
    body = "ledger = SqliteLedger(path)\nfor _ in range(40): ledger.append(run(5))\nledger.close()"
    writers = [script(body, path) for _ in range(3)]
    for writer in writers:
        writer.communicate(timeout=120)
        assert writer.returncode == 0
    with contextlib.closing(SqliteLedger(path)) as ledger:
        health = ledger.verify()
    assert (health.ok, health.runs, health.rows) == (True, 120, 120 * 6)


@posix
@pytest.mark.parametrize("acknowledged", [1, 2, 5, 11])
def test_sudden_death_leaves_a_valid_chain(tmp_path: Path, acknowledged: int) -> None:
    path = tmp_path / "ledger.sqlite"
    body = "ledger = SqliteLedger(path)\nwhile True: print(ledger.append(run(300)).head, flush=True)"
    with script(body, path) as writer:
        assert writer.stdout
        heads = [writer.stdout.readline().strip() for _ in range(acknowledged)]
        writer.send_signal(signal.SIGKILL)
    with contextlib.closing(SqliteLedger(path)) as ledger:
        assert all(ledger.verify(head).ok for head in heads)
        ledger.append(small("A"))
        assert ledger.verify().ok


@posix
def test_a_full_disk_loses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    body = """
import resource
ledger = SqliteLedger(path)
ledger.append(run(10))
resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
try:
    ledger.append(run(20_000))
except LedgerError as error:
    print(error, error.advice)
ledger.append(run(1))
ledger.close()
"""
    said = output(body, path)
    assert str(path) in said
    assert "nothing was lost" in said
    with contextlib.closing(SqliteLedger(path)) as ledger:
        assert (ledger.verify().ok, ledger.verify().rows) == (True, 13)


@posix
def test_a_disk_that_is_full_from_the_start_is_told(tmp_path: Path) -> None:
    body = """
import resource
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    SqliteLedger(path)
except LedgerError as error:
    print(error)
"""
    assert str(tmp_path) in output(body, tmp_path / "ledger.sqlite")


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that other users can reach; pytest's own is closed to them."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


AS_SOMEBODY = "if os.getuid() == 0: os.setuid(65534)\n"


@posix
def test_a_read_only_ledger_can_be_read_and_refuses_to_grow(open_folder: Path) -> None:
    path = open_folder / "ledger.sqlite"
    with contextlib.closing(SqliteLedger(path)) as ledger:
        ledger.append(small("A"))
    path.chmod(0o444)
    open_folder.chmod(0o555)
    body = """
reader = SqliteLedger(path, read_only=True)
print(reader.verify().ok, len(list(reader.evidence())))
reader.close()
try:
    SqliteLedger(path).append(run(1))
except LedgerError as error:
    print(str(path) in str(error), bool(error.advice))
"""
    said = output(AS_SOMEBODY + body, path)
    open_folder.chmod(0o755)
    assert said.split() == ["True", "2", "True", "True"]


@posix
def test_a_folder_that_is_not_ours_is_told(open_folder: Path) -> None:
    open_folder.chmod(0o555)
    body = "try: SqliteLedger(path)\nexcept LedgerError as error: print(error, error.advice)"
    said = output(AS_SOMEBODY + body, open_folder / "deeper" / "ledger.sqlite")
    open_folder.chmod(0o755)
    assert "cannot be opened or made" in said
    assert "--ledger" in said


def test_a_file_that_is_something_else_is_not_touched(tmp_path: Path) -> None:
    text = tmp_path / "notes.txt"
    text.write_text("dear diary\n" * 100)
    database = tmp_path / "other.sqlite"
    with contextlib.closing(sqlite3.connect(database)) as db, db:
        db.execute("CREATE TABLE things (name)")
    for path in (text, database):
        before = path.read_bytes()
        for read_only in (False, True):
            with pytest.raises(LedgerError, match=path.name) as caught:
                SqliteLedger(path, read_only=read_only)
            assert "not touched" in caught.value.advice
        assert path.read_bytes() == before
    assert sorted(item.name for item in tmp_path.iterdir()) == ["notes.txt", "other.sqlite"]


def test_a_newer_ledger_is_left_alone(path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA user_version = 99")
    with pytest.raises(LedgerError, match="newer"):
        SqliteLedger(path)


def test_damage_on_the_disk_is_found(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    with contextlib.closing(SqliteLedger(path)) as ledger:
        for _ in range(200):
            ledger.append(small("A", "B"))
    content = bytearray(path.read_bytes())
    middle = len(content) // 2 // 4096 * 4096
    content[middle : middle + 4096] = b"\xa5" * 4096
    path.write_bytes(content)
    first = broken_at(path)
    assert first is not None
    assert 1 < first <= 800


def test_a_folder_in_place_of_the_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="not a file"):
        SqliteLedger(tmp_path)


def test_reading_makes_nothing(tmp_path: Path) -> None:
    path = tmp_path / ".holdfast" / "state" / "ledger.sqlite"
    with pytest.raises(LedgerError, match="not there") as caught:
        SqliteLedger(path, read_only=True)
    assert "--record" in caught.value.advice
    assert list(tmp_path.iterdir()) == []


def test_a_reader_cannot_write(path: Path) -> None:
    with contextlib.closing(SqliteLedger(path, read_only=True)) as ledger:
        with pytest.raises(LedgerError, match="read-only"):
            ledger.append(small("A"))
        assert ledger.verify().rows == 8


def test_its_folder_is_private_and_ignored(tmp_path: Path) -> None:
    path = tmp_path / ".holdfast" / "state" / "ledger.sqlite"
    SqliteLedger(path).close()
    assert (path.parent / ".gitignore").read_text() == "*\n"
    assert list(path.parent.parent.iterdir()) == [path.parent]
    if os.name == "posix":
        assert path.parent.stat().st_mode & 0o777 == 0o700
        assert path.stat().st_mode & 0o777 == 0o600


def test_a_folder_of_others_gets_no_ignore_file(tmp_path: Path) -> None:
    SqliteLedger(tmp_path / "ledger.sqlite").close()
    assert not (tmp_path / ".gitignore").exists()


@pytest.mark.parametrize("link", [".holdfast", ".holdfast/state", ".holdfast/state/ledger.sqlite"])
def test_a_repository_cannot_lead_the_ledger_elsewhere(tmp_path: Path, link: str) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    spot = tmp_path / "repo" / link
    spot.parent.mkdir(parents=True)
    spot.symlink_to(elsewhere / "target" if spot.suffix else elsewhere)
    with pytest.raises(LedgerError, match="symbolic link"):
        SqliteLedger(tmp_path / "repo" / ".holdfast" / "state" / "ledger.sqlite")
    assert list(elsewhere.iterdir()) == []


def test_a_locked_ledger_is_told(path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with contextlib.closing(SqliteLedger(path, wait=0.05)) as ledger:
            with pytest.raises(LedgerError, match="locked"):
                ledger.append(small("A"))
            other.execute("ROLLBACK")
            assert ledger.append(small("A")).run == 9
