"""The ledger's verbs as a person and a pipeline give them."""

from __future__ import annotations

import pytest

from tests.worlds.machine import Machine
from tests.worlds.shop import INCOMPLETE, PASSED, USAGE, clean_shop

LEDGER = ".holdfast/state/ledger.sqlite"


def test_signed_kept_and_taken_elsewhere(machine: Machine) -> None:
    pytest.importorskip("cryptography")
    root = clean_shop(machine)
    machine.holdfast(root, "scan", "--record")
    signed = machine.holdfast(root, "ledger", "sign", "--trust")
    assert signed.code == PASSED, signed.err
    assert "Made a key" in signed.out
    assert "ed25519" in (root / ".holdfast" / "ledger.pub").read_text()
    verified = machine.holdfast(root, "ledger", "verify")
    assert (verified.code, "sealed up to row" in verified.out) == (PASSED, True)
    assert "is sealed by" in machine.holdfast(root, "ledger", "show").out

    segment = root.parent / "evidence.segment"
    assert machine.holdfast(root, "ledger", "export", str(segment)).code == PASSED
    assert machine.holdfast(root, "ledger", "export", str(segment)).code == INCOMPLETE
    other = machine.folder / "team"
    other.mkdir()
    machine.git(other, "init", "-q")
    first, second = (machine.holdfast(other, "ledger", "import", str(segment)) for _ in range(2))
    assert (first.code, "were new" in first.out) == (PASSED, True), first.err
    assert (second.code, "nothing in it was new" in second.out) == (PASSED, True)
    merged = machine.holdfast(other, "ledger", "merge", str(root / LEDGER))
    assert (merged.code, "nothing in it was new" in merged.out) == (PASSED, True), merged.err
    assert "taken from its rows" in machine.holdfast(other, "ledger", "show").out
    assert machine.holdfast(other, "ledger", "verify").code == PASSED


def test_what_cannot_be_done_is_told(machine: Machine) -> None:
    root = clean_shop(machine)
    assert machine.holdfast(root, "ledger", "sign").code == USAGE
    machine.holdfast(root, "scan", "--record")
    answer = machine.holdfast(root, "ledger", "export", "part", "--since", "2")
    assert (answer.code, "inside of the run" in answer.err) == (USAGE, True)
    (root / "torn").write_text("{}\n")
    answer = machine.holdfast(root, "ledger", "import", "torn")
    assert (answer.code, "torn:1" in answer.err) == (INCOMPLETE, True)
    assert "Traceback" not in answer.err
