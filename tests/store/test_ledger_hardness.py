"""What was acknowledged is there, and half a run never is: killed writers, torn files, writers that fold meanwhile."""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path

import pytest

from holdfast.app.projections import rebuild
from holdfast.model.errors import LedgerError
from holdfast.store.sqlite import SqliteLedger
from tests.store.test_ledger_sqlite import output, posix, script, small

KILLS = int(os.environ.get("HOLDFAST_KILLS", "40"))
"""How often a writer is killed; a thousand times where somebody has the time."""
KILLED = """
import random, signal, time
from contextlib import closing
ROWS = 61
def write(end):
    ledger = SqliteLedger(path)
    while True:
        os.write(end, ledger.append(run(ROWS - 1)).head.encode() + b"\\n")
def killed(after):
    begin, end = os.pipe()
    child = os.fork()
    if not child:
        write(end)
    os.close(end)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with open(begin, "rb") as said:
        return [line.strip().decode() for line in said if len(line) == 65]
wish, chance, told = int(sys.argv[2]), random.Random(7), 0
for number in range(wish):
    heads = killed(chance.uniform(0.0, 0.06))
    with closing(SqliteLedger(path)) as ledger:
        rows = ledger.size()
        there = {ledger.hash_of(row) for row in range(ROWS, rows + 1, ROWS)}
        assert rows % ROWS == 0, f"half a run is there: {rows} rows"
        assert set(heads) <= there, f"{len(set(heads) - there)} acknowledged runs are lost"
        told += len(heads)
        if number % 25 == 24 or number == wish - 1:
            assert ledger.verify().ok, ledger.verify().says
    if number % 25 == 24:
        for file in path.parent.glob(path.name + "*"):
            file.unlink()
print(told)
"""


@posix
def test_a_writer_that_is_killed_again_and_again(tmp_path: Path) -> None:
    with script(KILLED, tmp_path / "ledger.sqlite", str(KILLS)) as process:
        said = process.communicate(timeout=60 + KILLS)[0]
    assert process.returncode == 0, said
    assert int(said) > KILLS // 10, "hardly anything was acknowledged before it was killed"


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, int, int]:
    """Copies of a ledger's files while it is open: two runs, the last one in the write-ahead log only.

    The folder, and the log's length before and behind the last run.
    """
    path = tmp_path / "ledger.sqlite"
    log = tmp_path / "ledger.sqlite-wal"
    kept = tmp_path / "kept"
    kept.mkdir()
    with contextlib.closing(SqliteLedger(path)) as ledger:
        ledger.append(small("A", "B"))
        before = log.stat().st_size
        ledger.append(small(*(f"C{number}" for number in range(60))))
        for file in (path, log):
            shutil.copy(file, kept)
        return kept, before, log.stat().st_size


def reopened(kept: Path, folder: Path, log: bytes) -> int:
    """How many rows a ledger has whose log is this; it must be in order, and grow."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    shutil.copy(kept / "ledger.sqlite", folder)
    (folder / "ledger.sqlite-wal").write_bytes(log)
    with contextlib.closing(SqliteLedger(folder / "ledger.sqlite")) as ledger:
        health = ledger.verify()
        assert health.ok, health.says
        ledger.append(small("A"))
        assert ledger.verify().ok
    return health.rows


def test_a_log_that_was_torn_at_any_length(files: tuple[Path, int, int], tmp_path: Path) -> None:
    kept, before, behind = files
    log = (kept / "ledger.sqlite-wal").read_bytes()
    assert reopened(kept, tmp_path / "torn", log) == 4 + 62
    lengths = {*range(before, behind, 173), behind - 1, *range(before, behind, 4120)}
    assert {reopened(kept, tmp_path / "torn", log[:length]) for length in lengths} == {4}


def test_a_log_in_which_something_else_was_written(files: tuple[Path, int, int], tmp_path: Path) -> None:
    kept, before, behind = files
    log = (kept / "ledger.sqlite-wal").read_bytes()
    for at in range(before, behind, 997):
        torn = log[:at] + b"\xa5" * min(512, behind - at) + log[at + 512 :]
        assert reopened(kept, tmp_path / "torn", torn) == 4


def test_a_file_that_was_cut_is_never_taken_for_whole(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    with contextlib.closing(SqliteLedger(path)) as ledger:
        for _ in range(30):
            ledger.append(small("A", "B"))
        head = ledger.verify().head
    content = path.read_bytes()
    cut = tmp_path / "cut.sqlite"
    for length in {*range(512, len(content), 2048), len(content) - 1}:
        cut.write_bytes(content[:length])
        try:
            with contextlib.closing(SqliteLedger(cut, read_only=True)) as ledger:
                assert not ledger.verify(head).ok
        except LedgerError as error:
            assert error.advice


@posix
def test_a_database_that_may_not_grow_keeps_what_it_has(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    body = """
import resource
ledger = SqliteLedger(path)
heads = [ledger.append(run(20)).head for _ in range(5)]
resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + 90_000,) * 2)
full = 0
for _ in range(60):
    try:
        heads.append(ledger.append(run(40)).head)
    except LedgerError:
        full += 1
print(full, ledger.verify().ok, all(ledger.verify(head).ok for head in heads))
"""
    full, whole, there = output(body, path).split()
    assert int(full) > 0
    assert (whole, there) == ("True", "True")


def test_writers_that_fold_at_once_keep_what_one_would(tmp_path: Path) -> None:
    body = """
from holdfast.app.projections import catch_up
ledger = SqliteLedger(path)
for _ in range(int(sys.argv[2])):
    ledger.append(run(12))
    catch_up(ledger)
ledger.close()
"""
    many, one = tmp_path / "many.sqlite", tmp_path / "one.sqlite"
    writers = [*(script(body, many, "25") for _ in range(3)), script(body, one, "75")]
    for writer in writers:
        writer.communicate(timeout=180)
        assert writer.returncode == 0
    found = []
    for path in (many, one):
        with contextlib.closing(SqliteLedger(path)) as ledger:
            assert ledger.verify().runs == 75
            found.append(rebuild(ledger))
    assert found[0] == found[1]
    assert found[0][1] == 0
