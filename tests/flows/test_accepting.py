"""What people accept, and what no longer counts as accepted."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.worlds.machine import Machine, write
from tests.worlds.planted import PASSWORD, drawn
from tests.worlds.shop import PASSED, REFUSED, USAGE, clean_shop, leak, notices, report, states

TOKEN = leak().rstrip("\n")


@pytest.fixture
def root(machine: Machine) -> Path:
    """A repository without findings."""
    return clean_shop(machine)


def scanned(machine: Machine, root: Path, files: dict[str, str], *words: str) -> tuple[dict[str, str], str]:
    """States of the findings in some files, and the notices."""
    write(root, files)
    found = report(machine, root, *words)
    return {name.rpartition(" ")[2]: state for name, state in states(found).items()}, notices(found)


OWN = {
    "same line": f"{TOKEN}  # holdfast: ignore\n",
    "line above": f"# holdfast: ignore[github-personal-token]\n{TOKEN}\n",
    "by id": f"{TOKEN}  # holdfast: ignore[HF-SEC-166]\n",
    "by engine, with reason": f'{TOKEN}  # holdfast: ignore[secrets] reason="rotated in May"\n',
    "until far ahead": f"{TOKEN}  # holdfast: ignore until=2999-01-31\n",
    "block": f"# holdfast: off\n\n{TOKEN}\n# holdfast: on\n",
    "whole file": f"{TOKEN}\n# holdfast: ignore-file[secrets]\n",
}


def test_comments_accept(machine: Machine, root: Path) -> None:
    files = {f"{name}.py": text for name, text in OWN.items()}
    found, notes = scanned(machine, root, files)
    assert set(found.values()) == {"suppressed"}
    assert len(found) == len(OWN)
    assert notes == ""


REFUSALS = {
    f"{TOKEN}  # holdfast: ignore until=2001-01-31\n": "expired on 2001-01-31",
    f"{TOKEN}  # holdfast: ignore[]\n": "empty brackets",
    f"{TOKEN}  # holdfast: ignore because I say so\n": "cannot read",
    f"{TOKEN}  # holdfast: ignroe\n": "unknown instruction",
    f"{TOKEN}  # holdfast: ignore until=tomorrow\n": "is no date",
    f"{TOKEN}  # holdfast: ignore[hardcoded-password]\n": "suppresses nothing",
    f"x = 1  # holdfast: ignore\n{TOKEN}\n": "suppresses nothing",
    f"{TOKEN}\n# holdfast: off\nx = 1\n# holdfast: on\n": "suppresses nothing",
}


def test_comments_that_do_not_count_are_told(machine: Machine, root: Path) -> None:
    write(root, {f"{number}.py": text for number, text in enumerate(REFUSALS)})
    found = report(machine, root)
    assert len(found["findings"]) == len(REFUSALS)
    assert set(states(found).values()) == {"new"}
    notes = notices(found).splitlines()
    for number, says in enumerate(REFUSALS.values()):
        assert [note for note in notes if note.startswith(f"{number}.py:") and says in note], says


FOREIGN = (
    "gitleaks:allow",
    "trufflehog:ignore",
    "pragma: allowlist secret",
    "ggignore",
    "nosec",
    "nosec B105",
    "nosemgrep",
    "noqa: S105",
)


def test_other_tools_comments_are_honoured_and_named(machine: Machine, root: Path) -> None:
    write(root, {f"{number}.py": f'password = "{drawn(PASSWORD)}"  # {text}\n' for number, text in enumerate(FOREIGN)})
    found = report(machine, root)
    accepted = {item["place"]["path"]: item["suppression"] for item in found["findings"]}
    assert len(accepted) == len(FOREIGN)
    assert all(item and item["by"].startswith("foreign comment") for item in accepted.values())
    assert found["gate"]["code"] == PASSED


def test_other_tools_comments_can_be_refused(machine: Machine, root: Path) -> None:
    found, _ = scanned(machine, root, {"a.py": f"{TOKEN}  # gitleaks:allow\n"}, "--no-foreign")
    assert set(found.values()) == {"new"}


def test_the_strict_preset_asks_for_reason_and_check(machine: Machine, root: Path) -> None:
    files = {
        "blanket.py": f'{TOKEN}  # holdfast: ignore reason="because"\n',
        "silent.py": f"{TOKEN}  # holdfast: ignore[secrets]\n",
        "proper.py": f'{TOKEN}  # holdfast: ignore[secrets] reason="a decoy of ours"\n',
    }
    found, notes = scanned(machine, root, files, "--preset", "strict")
    assert found == {"blanket.py:1": "new", "silent.py:1": "new", "proper.py:1": "suppressed"}
    assert "asks which check is meant" in notes
    assert "asks for a reason" in notes


def test_an_end_date_may_lie_too_far_ahead(machine: Machine, root: Path) -> None:
    found, notes = scanned(machine, root, {"a.py": OWN["until far ahead"]}, "--max-days", "90")
    assert set(found.values()) == {"new"}
    assert "more than 90 days" in notes


def test_a_comment_in_a_string_accepts_nothing(machine: Machine, root: Path) -> None:
    text = f'{TOKEN}; says = "# holdfast: ignore"\nmore = """\n{TOKEN}  # holdfast: ignore\n"""\n'
    found, _ = scanned(machine, root, {"a.py": text})
    assert set(found.values()) == {"new"}


def mark_of(machine: Machine, root: Path, place: str) -> str:
    """The mark that ``explain`` tells for a finding."""
    said = machine.holdfast(root, "explain", place).out
    return said.partition("mark ")[2].split()[0]


def test_a_registered_decoy_is_a_class_of_its_own(machine: Machine, root: Path) -> None:
    write(root, {"trap.py": TOKEN + "\n", "real.py": leak(1)})
    mark = mark_of(machine, root, "trap.py:1")
    write(root, {"holdfast.toml": f'[[secrets.decoy]]\nmark = "{mark}"\nreason = "a trap for thieves"\n'})
    found = report(machine, root)
    assert states(found) == {"github-personal-token trap.py:1": "suppressed", "github-personal-token real.py:1": "new"}
    assert found["tally"]["decoys"] == 1
    decoy = next(item for item in found["findings"] if item["state"] == "suppressed")
    assert decoy["suppression"]["reason"] == "a trap for thieves"


def test_the_nearest_policy_decides(machine: Machine, root: Path) -> None:
    files = {
        "holdfast.toml": '[gate]\nfail_on = "critical"\n[scan]\nexclude = ["*.snap"]\n',
        "old/holdfast.toml": '[checks]\ndisable = ["github-personal-token"]\n[scan]\nexclude = ["gen/*.py"]\n',
        "old/a.py": leak(1),
        "old/gen/b.py": leak(2),
        "gen/c.py": leak(3),
        "d.snap": leak(4),
    }
    found, _ = scanned(machine, root, files)
    assert found == {"gen/c.py:1": "new"}


def test_a_lower_policy_may_not_set_what_is_locked(machine: Machine, root: Path) -> None:
    write(root, {"org.toml": 'locked = ["gate.fail_on"]\n[gate]\nfail_on = "medium"\n'})
    write(root, {"holdfast.toml": 'extends = "org.toml"\n[gate]\nfail_on = "critical"\n'})
    answer = machine.holdfast(root, "scan")
    assert answer.code == USAGE
    assert "locked by org.toml" in answer.err
    assert "holdfast.toml:3" in answer.err


def test_severities_of_ones_own(machine: Machine, root: Path) -> None:
    write(root, {"holdfast.toml": '[checks]\nseverity = ["github-personal-token=low"]\n', "a.py": leak()})
    found = report(machine, root)
    assert found["findings"][0]["severity"] == "low"
    assert found["gate"]["code"] == PASSED
    assert machine.holdfast(root, "scan", "--fail-on", "low").code == REFUSED


def test_where_each_value_comes_from_is_shown(machine: Machine, root: Path) -> None:
    write(root, {"holdfast.toml": 'preset = "strict"\n\n[gate]\nmax_unread = 3\n'})
    said = machine.holdfast(root, "config", "show", "--origin", HOLDFAST_SCAN_EXCLUDE="a, b").out
    for text in ("holdfast.toml:1", "holdfast.toml:4", "preset strict", "$HOLDFAST_SCAN_EXCLUDE", "default"):
        assert text in said


def test_an_unknown_key_names_its_line_and_the_nearest(machine: Machine, root: Path) -> None:
    write(root, {"holdfast.toml": '[gate]\nfail_at = "low"\n'})
    answer = machine.holdfast(root, "scan")
    assert answer.code == USAGE
    assert "holdfast.toml:2" in answer.err
    assert "gate.fail_on" in answer.err
