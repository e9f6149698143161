"""Signed heads: what was rewritten or cut is noticed, also where every hash was made to fit again."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

import holdfast
from holdfast.app import sealing
from holdfast.app.sealing import PUBLIC, Sealing
from holdfast.model.errors import ConfigError, LedgerError, UsageError
from holdfast.model.event import Seal
from holdfast.model.noun import facts
from holdfast.store import chain
from holdfast.store.memory import MemoryLedger
from holdfast.store.sqlite import SqliteLedger
from tests.app.test_projections import run, seen

pytest.importorskip("cryptography")
LEDGER = Path(".holdfast/state/ledger.sqlite")


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder whose ledger has two runs: rows 1 to 3 and 4 to 6."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    made = tmp_path / "repo"
    made.mkdir()
    grow(made)
    grow(made)
    return made


def beside(path: Path) -> Path:
    return path.with_name(path.name + ".seals")


def grow(root: Path, word: str = "fail") -> None:
    with contextlib.closing(SqliteLedger(root / LEDGER)) as ledger:
        ledger.append(run(1, seen("ok"), seen(word)))


def asked(root: Path, *copies: Path) -> Sealing:
    health, found = sealing.verify(root, copies=copies)
    assert health.ok, health.says
    return found


def rewritten(root: Path, bodies: Sequence[str]) -> None:
    """Put another chain in the place of a ledger's, with hashes that fit: what somebody with the file can do."""
    path = root / LEDGER
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as db:
        triggers = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            db.execute(f"DROP TRIGGER {name}")
        db.execute("DELETE FROM events")
        hashes = chain.links(chain.GENESIS, bodies)
        db.executemany("INSERT INTO events VALUES (?, ?, ?)", zip(range(1, 999), bodies, hashes, strict=False))
        for _, sql in triggers:
            db.execute(sql)


def bodies(root: Path) -> list[str]:
    with contextlib.closing(SqliteLedger(root / LEDGER, read_only=True)) as ledger:
        return [body for _, body, _ in ledger.rows()]


def test_an_unsigned_ledger_says_so(root: Path) -> None:
    found = asked(root)
    assert (found.ok, found.sealed) == (True, 0)
    assert "no head of it is signed" in found.says[0]


def test_a_signed_head_stands_in_the_ledger_and_beside_it(root: Path) -> None:
    done = sealing.sign(root, trust=True)
    assert (done.seal.sequence, done.trusted) == (6, True)
    assert done.made
    if os.name == "posix":
        assert done.made.stat().st_mode & 0o777 == 0o600
        assert done.beside.stat().st_mode & 0o777 == 0o600
    with contextlib.closing(SqliteLedger(root / LEDGER, read_only=True)) as ledger:
        assert [item.event for item in ledger.events()] == [done.seal]
    assert (root / PUBLIC).read_text().startswith(f"ed25519 {done.seal.key} ")
    assert asked(root) == Sealing(ok=True, says=("sealed up to row 6",), sealed=6)
    grow(root)
    assert asked(root).says == ("sealed up to row 6; the 4 rows behind it are not",)
    again = sealing.sign(root, trust=True)
    assert (again.made, again.seal.key, again.seal.sequence) == (None, done.seal.key, 10)
    assert (root / PUBLIC).read_text().count("ed25519") == 1
    assert asked(root).sealed == 10


def test_a_changed_row_is_noticed_though_every_hash_fits(root: Path) -> None:
    sealing.sign(root)
    grow(root)
    changed = [body.replace('"f.py:1:1"', '"nobody.py:1:1"') for body in bodies(root)]
    rewritten(root, changed)
    found = asked(root)
    assert not found.ok
    assert "written anew" in found.says[0]
    beside(root / LEDGER).unlink()
    found = asked(root)
    assert not found.ok, "the seal inside of the chain tells it as well"
    assert found.says[0].startswith("row 7: the head of row 6")


def test_a_chain_without_its_seals_is_noticed(root: Path) -> None:
    sealing.sign(root)
    rewritten(root, [body.replace('"fail"', '"crash"') for body in bodies(root)[:6]])
    assert not asked(root).ok


def test_a_cut_is_noticed(root: Path) -> None:
    sealing.sign(root)
    rewritten(root, bodies(root)[:3])
    found = asked(root)
    assert not found.ok
    assert "cut off, the chain ends with row 3" in found.says[0]


def test_a_cut_is_noticed_by_a_copy_of_the_seals_when_those_beside_are_gone(root: Path, tmp_path: Path) -> None:
    sealing.sign(root)
    copy = beside(root / LEDGER).rename(tmp_path / "kept")
    rewritten(root, bodies(root)[:3])
    assert asked(root).sealed == 0, "with ledger and seals in one hand nothing can be noticed"
    assert not asked(root, copy).ok


def test_rows_behind_the_last_seal_are_told_to_be_unsealed(root: Path) -> None:
    sealing.sign(root)
    grow(root)
    rewritten(root, bodies(root)[:7])
    found = asked(root)
    assert (found.ok, found.sealed) == (True, 6), "nobody signed what was cut"


def test_a_seal_by_a_stranger_is_none(root: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    sealing.sign(root, trust=True)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "stranger"))
    rewritten(root, [body.replace('"fail"', '"crash"') for body in bodies(root)[:6]])
    beside(root / LEDGER).unlink()
    sealing.sign(root)
    found = asked(root)
    assert not found.ok
    assert "none of those" in found.says[0]


def test_a_forged_signature_is_noticed(root: Path) -> None:
    sealing.sign(root)
    path = beside(root / LEDGER)
    path.write_text(path.read_text().replace("+00:00", "+00:01", 1).replace(":01", ":00", 1).replace(',6,"', ',5,"'))
    found = asked(root)
    assert not found.ok
    assert "not one of its key" in found.says[0]


@pytest.mark.parametrize("line", ["", "{}", "[]", "nonsense", '["seal"]', '["measure","s"]', "[" * 5000])
def test_a_broken_line_beside_is_named(root: Path, line: str) -> None:
    sealing.sign(root)
    path = beside(root / LEDGER)
    path.write_text(path.read_text() + line + "\n")
    found = asked(root)
    assert not found.ok
    assert f"{path}:2" in found.says[0]


def test_a_key_that_others_read_is_refused(root: Path) -> None:
    made = sealing.sign(root).made
    assert made
    if os.name == "posix":
        made.chmod(0o644)
        with pytest.raises(UsageError, match="others can read"):
            sealing.sign(root)


@pytest.mark.parametrize("content", [None, b"", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"])
def test_a_key_that_is_none_is_told(root: Path, tmp_path: Path, content: bytes | None) -> None:
    key = tmp_path / "key"
    if content is not None:
        key.write_bytes(content)
        key.chmod(0o600)
    with pytest.raises(UsageError, match="key"):
        sealing.sign(root, key)
    assert asked(root).sealed == 0


def test_a_broken_ledger_is_not_signed(root: Path) -> None:
    with contextlib.closing(sqlite3.connect(root / LEDGER)) as db, db:
        db.execute("DROP TRIGGER events_never_leave")
    with pytest.raises(LedgerError, match="not signed"):
        sealing.sign(root)


def test_a_file_of_keys_with_something_else_in_it_is_told(root: Path) -> None:
    (root / PUBLIC).write_text("# ours\n\ned25519 AAAA Ada\nrsa BBBB\n")
    with pytest.raises(ConfigError, match=r"ledger\.pub:4"):
        sealing.verify(root)


def test_a_seal_of_another_chain_is_not_taken_for_one(root: Path) -> None:
    other = MemoryLedger()
    other.append(run(2, seen("ok")))
    seal = sealing.sign(root).seal
    with contextlib.closing(SqliteLedger(root / LEDGER)) as ledger:
        ledger.record(Seal(**{name: getattr(seal, name) for name in facts(Seal)} | {"subject": "ledger:ff"}))
    assert not asked(root).ok


def test_without_the_library_it_is_told_what_to_install(root: Path) -> None:
    sealing.sign(root)
    body = """
import sys
from pathlib import Path
sys.modules["cryptography"] = None
from holdfast.app import sealing
from holdfast.model.errors import LedgerError
root = Path(sys.argv[1])
try:
    sealing.sign(root)
except LedgerError as error:
    print(error.advice)
health, found = sealing.verify(root)
print(health.ok, found.ok, found.says[0])
"""
    environment = {**os.environ, "PYTHONPATH": str(Path(holdfast.__file__).parents[1])}
    command = [sys.executable, "-c", body, str(root)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    first, second = done.stdout.splitlines()
    assert "holdfast[sign]" in first
    assert second.startswith("True False")
    assert "holdfast[sign]" in second
