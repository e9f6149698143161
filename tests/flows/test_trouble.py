"""Two at once, killed, interrupted, out of time, damaged: what was found is kept, and the next scan is whole."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.worlds.machine import Machine, write
from tests.worlds.shop import INCOMPLETE, PASSED, REFUSED, leak, report, shop, states

posix = pytest.mark.skipif(os.name != "posix", reason="needs POSIX signals")
SECONDS = 60


@pytest.fixture
def root(machine: Machine) -> Path:
    """A shop with enough files that a cache is worth while."""
    made = shop(machine)
    write(made, {f"src/module{number}.py": f"x = {number}\n" * 50 for number in range(200)})
    return made


@pytest.fixture
def stuck(machine: Machine) -> Path:
    """A repository whose scan reads the first findings and then has much to do."""
    made = shop(machine)
    near_misses = 'password = "changeme example"; token = "${TOKEN}"; secret_name = "x"\n' * 10_000
    write(made, {f"zz/slow{number:03}.py": f"# {number}\n{near_misses}" for number in range(36)})
    return made


def ended(process: subprocess.Popen[bytes]) -> tuple[int, str, str]:
    """Code, output and complaints of a process that must end by itself."""
    try:
        out, err = process.communicate(timeout=SECONDS)
    finally:
        process.kill()
        process.wait()
    return process.returncode, out.decode(), err.decode()


def at_work(machine: Machine, root: Path, *words: str, share: float = 2.0) -> subprocess.Popen[bytes]:
    """A scan that has had time to start and to read something, measured by how long a small one takes."""
    start = time.monotonic()
    machine.holdfast(root, "scan", "README.md")
    pause = share * (time.monotonic() - start) + 0.2
    process = machine.start(root, "scan", *words)
    time.sleep(pause)
    assert process.poll() is None, "the scan ended before it could be disturbed"
    return process


def test_two_scans_at_once(machine: Machine, root: Path) -> None:
    both = [machine.start(root, "scan", "--record", "--format", "json") for _ in range(3)]
    found = [ended(process) for process in both]
    assert [code for code, _, _ in found] == [REFUSED] * 3
    assert len({json.dumps(states(json.loads(out))) for _, out, _ in found}) == 1
    assert machine.holdfast(root, "ledger", "verify").code == PASSED
    assert machine.holdfast(root, "ledger", "show").out.count("pre-commit-hooks") == 3


@posix
def test_a_killed_scan_leaves_everything_usable(machine: Machine, stuck: Path) -> None:
    machine.holdfast(stuck, "scan", "--record", "--exclude", "zz/")
    for share in (0.5, 2.0):
        process = at_work(machine, stuck, "--record", share=share)
        process.send_signal(signal.SIGKILL)
        assert ended(process)[0] == -signal.SIGKILL
    assert machine.holdfast(stuck, "ledger", "verify").code == PASSED
    found = report(machine, stuck, "--exclude", "zz/")
    assert len(found["findings"]) == 4
    assert found["notices"] == []


@pytest.fixture
def long(machine: Machine) -> Path:
    """A repository with a baseline, and a history of many versions that takes a while; its first one holds a token."""
    made = shop(machine)
    assert machine.holdfast(made, "baseline", "write").code == PASSED
    machine.commit(made, "accept what is there")
    near_misses = 'password = "changeme example"; token = "${TOKEN}"; secret_name = "x"\n' * 400
    write(made, {"long/app.py": leak(1)})
    machine.commit(made, "bring it in")
    for number in range(60):
        write(made, {f"long/{name}.py": f"# {number}\n{near_misses}" for name in ("app", "more", "other")})
        machine.commit(made, f"version {number}")
    return made


@posix
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_killed_scan_of_a_history_leaves_everything_usable(machine: Machine, long: Path, jobs: str) -> None:
    """It dies at moments spread over its whole life, from the first import to the ledger's last row."""
    start = time.monotonic()
    words = ("--history", "--record", "--jobs", jobs)
    assert machine.holdfast(long, "scan", *words, "--no-cache").code == REFUSED
    whole = time.monotonic() - start
    heads = machine.holdfast(long, "ledger", "show").out.count("history:shop")
    for share in (0.05, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.97, 1.0):
        process = machine.start(long, "scan", *words)
        time.sleep(share * whole)
        process.send_signal(signal.SIGKILL)
        ended(process)
    assert machine.holdfast(long, "ledger", "verify").code == PASSED
    assert machine.holdfast(long, "ledger", "show").out.count("history:shop") >= heads
    found = report(machine, long, *words)
    assert found["scope"]["complete"]
    assert [item["says"] for item in found["notices"] if item["kind"] == "cache"] == []
    opened = [item for item in found["findings"] if item["state"] == "new"]
    assert [item["exposure"]["path"] for item in opened] == ["long/app.py"]
    again = report(machine, long, *words)
    assert states(again) == states(found)
    assert again["tally"]["cached"] > 100
    assert report(machine, long)["gate"]["code"] == PASSED
    assert machine.holdfast(long, "ledger", "verify").code == PASSED


@posix
def test_no_worker_outlives_a_killed_scan(machine: Machine, long: Path) -> None:
    process = machine.start(long, "scan", "--history", "--no-cache", "--jobs", "2")
    children: list[int] = []
    while process.poll() is None and len(children) < 3:
        children = _below(process.pid)
    process.send_signal(signal.SIGKILL)
    ended(process)
    assert len(children) >= 3
    end = time.monotonic() + SECONDS
    while any(_alive(child) for child in children):
        assert time.monotonic() < end, "a worker works on for nobody"
        time.sleep(0.05)


def _below(parent: int) -> list[int]:
    """The processes that a process has started, and that these have."""
    told = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    above = {int(line.split()[0]): int(line.split()[1]) for line in told.splitlines()}
    found = [child for child, over in above.items() if over == parent]
    return [*found, *(each for child in found for each in _below(child))]


def _alive(process: int) -> bool:
    told = subprocess.run(["ps", "-o", "stat=", "-p", str(process)], capture_output=True, text=True, check=False)
    return bool(told.stdout.strip()) and not told.stdout.strip().startswith("Z")


@posix
def test_ctrl_c_keeps_what_was_found(machine: Machine, stuck: Path) -> None:
    process = at_work(machine, stuck, "--format", "json")
    process.send_signal(signal.SIGINT)
    code, out, err = ended(process)
    found = json.loads(out)
    assert code == REFUSED
    assert "Traceback" not in err
    assert "hardcoded-password settings.py:2" in states(found)
    assert any("interrupted" in item["says"] for item in found["notices"])
    assert not found["scope"]["complete"]


@posix
def test_ctrl_c_of_a_scan_without_findings_is_incomplete(machine: Machine, stuck: Path) -> None:
    for name in ("app.py", "settings.py", "deploy.ini"):
        (stuck / name).unlink()
    process = at_work(machine, stuck, "--format", "json")
    process.send_signal(signal.SIGINT)
    code, out, _ = ended(process)
    assert code == INCOMPLETE
    assert json.loads(out)["findings"] == []


def test_the_time_limit_keeps_what_was_found(machine: Machine, stuck: Path) -> None:
    found = report(machine, stuck, "--time-limit", "0.8")
    assert found["gate"]["code"] == REFUSED
    assert "github-personal-token app.py:3" in states(found)
    assert any("time limit" in item["says"] for item in found["notices"])
    for name in ("app.py", "settings.py", "deploy.ini"):
        (stuck / name).unlink()
    answer = machine.holdfast(stuck, "scan", "--time-limit", "0.8")
    assert answer.code == INCOMPLETE
    assert "time limit" in answer.out


def flipped(content: bytes) -> bytes:
    return content[:-9] + bytes([content[-9] ^ 1]) + content[-8:]


def test_a_damaged_cache_costs_time_only(machine: Machine, root: Path) -> None:
    before = states(report(machine, root))
    for damage in (lambda _: b"", lambda _: b"rubbish", flipped):
        for path in machine.cache.glob("*.facts"):
            if path.name != "matcher.facts" or damage is flipped:
                content = path.read_bytes()
                path.unlink()
                path.write_bytes(damage(content))
        assert states(report(machine, root)) == before
    assert report(machine, root)["notices"] == []


def test_a_cache_that_cannot_be_written_costs_time_only(machine: Machine, root: Path) -> None:
    found = report(machine, root, HOLDFAST_CACHE="/dev/null/cache", HOLDFAST_DATA="/dev/null/data")
    assert len(found["findings"]) == 4
    assert any(item["kind"] == "cache" for item in found["notices"])


def test_a_cache_of_somebody_else_is_not_believed(machine: Machine, root: Path) -> None:
    write(root, {"app.py": "nothing here\n"})
    machine.holdfast(root, "scan")
    foreign = machine.folder / "foreign"
    (machine.folder / "cache").rename(foreign)
    write(root, {"app.py": leak()})
    found = report(machine, root, HOLDFAST_CACHE=str(foreign), HOLDFAST_DATA=str(machine.folder / "other data"))
    assert "github-personal-token app.py:1" in states(found)


def test_the_cache_can_be_left_alone(machine: Machine, root: Path) -> None:
    names = sorted(path.name for path in machine.cache.iterdir())
    machine.holdfast(root, "scan", "--no-cache")
    assert sorted(path.name for path in machine.cache.iterdir()) == names


def test_one_unreadable_object_is_incomplete_not_passed(machine: Machine) -> None:
    root = machine.repo()
    write(root, {"a.py": "x\n", "b.py": "y\n"})
    machine.git(root, "add", "-A")
    broken = machine.git(root, "rev-parse", ":a.py")
    path = root / ".git" / "objects" / broken[:2] / broken[2:]
    path.chmod(0o644)
    path.write_bytes(b"")
    answer = machine.holdfast(root, "scan", "--staged")
    assert answer.code == INCOMPLETE
    assert "a.py" in answer.out
    assert machine.holdfast(root, "scan", "--staged", "--max-unread", "1").code == PASSED


@posix
def test_what_cannot_be_read_is_named(machine: Machine) -> None:
    root = shop(machine)
    os.mkfifo(root / "pipe")
    (root / "link").symlink_to("/etc/passwd")
    (root / "loop").symlink_to("loop")
    machine.git(root, "add", "link", "loop")
    answer = machine.holdfast(root, "scan", "--verbose")
    assert answer.code == REFUSED
    assert "2 symbolic link: link, loop" in answer.out


def test_nothing_in_the_scanned_folder_is_imported(machine: Machine) -> None:
    root = machine.folder / "trap"
    write(
        root, {f"{name}.py": f"open({str(root / 'sprung')!r}, 'w').close()\n" for name in ("hyperscan", "yaml", "json")}
    )
    write(root, {"main.tf": 'resource "aws_s3_bucket" "a" {}\n'})
    machine.holdfast(root, "scan")
    assert not (root / "sprung").exists()
