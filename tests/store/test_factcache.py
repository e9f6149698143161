"""The cache of facts: it remembers, it believes only itself, and it never breaks a scan."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import holdfast
from holdfast.store.factcache import FactCache

posix = pytest.mark.skipif(os.name != "posix", reason="needs POSIX signals, limits and users")
SOURCE = str(Path(holdfast.__file__).parents[1])
FOUND = b"12:34 HF-1"
AS_SOMEBODY = "if os.getuid() == 0: os.setuid(65534)\n"
PREAMBLE = """
import os, sys
from pathlib import Path
from holdfast.store.factcache import FactCache
place = Path(sys.argv[1])
def cache(): return FactCache(place / "cache", place / "keys", "shop")
"""


def script(body: str, place: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", PREAMBLE + body, str(place)]
    environment = {**os.environ, "PYTHONPATH": SOURCE}
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)


def output(body: str, place: Path) -> str:
    with script(body, place) as process:
        said = process.communicate(timeout=60)[0]
    assert process.returncode == 0, said
    return said.strip()


def key(number: int) -> bytes:
    return blake2b(str(number).encode(), digest_size=16).digest()


def cache(place: Path, name: str = "shop", *, keep: int = 1000, max_bytes: int = 1 << 26) -> FactCache:
    return FactCache(place / "cache", place / "keys", name, keep=keep, max_bytes=max_bytes)


def filled(place: Path, entries: int = 300) -> Path:
    """A cache file whose every tenth entry holds something."""
    made = cache(place)
    for number in range(entries):
        made.put(key(number), b"" if number % 10 else FOUND)
    made.flush()
    assert made.note == ""
    return place / "cache" / "shop.facts"


def holds(place: Path, numbers: range) -> list[bool]:
    opened = cache(place)
    return [opened.get(key(number)) is not None for number in numbers]


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that other users can reach; pytest's own is closed to them."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o777)
    yield folder
    for item in (folder, *folder.iterdir()):
        item.chmod(0o755)
    shutil.rmtree(folder)


def test_it_remembers(tmp_path: Path) -> None:
    filled(tmp_path)
    opened = cache(tmp_path)
    assert opened.note == ""
    assert [opened.get(key(number)) for number in range(11)] == [FOUND, *[b""] * 9, FOUND]
    assert opened.get(key(300)) is None


def test_what_was_put_is_there_at_once_and_may_be_replaced(tmp_path: Path) -> None:
    filled(tmp_path)
    opened = cache(tmp_path)
    opened.put(key(5), b"other")
    opened.put(key(0), b"")
    assert (opened.get(key(5)), opened.get(key(0))) == (b"other", b"")
    opened.flush()
    assert (opened.get(key(5)), opened.get(key(0))) == (b"other", b"")
    again = cache(tmp_path)
    assert (again.get(key(5)), again.get(key(0)), again.get(key(10))) == (b"other", b"", FOUND)


def test_opening_and_asking_writes_nothing(tmp_path: Path) -> None:
    opened = cache(tmp_path)
    assert (opened.get(key(1)), opened.note) == (None, "")
    opened.flush()
    assert list(tmp_path.iterdir()) == []


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rounds=st.lists(st.dictionaries(st.integers(0, 60), st.binary(max_size=20), max_size=20), min_size=1, max_size=6),
    crowded=st.booleans(),
)
def test_it_behaves_like_a_dictionary(tmp_path: Path, rounds: list[dict[int, bytes]], crowded: bool) -> None:
    place = Path(tempfile.mkdtemp(dir=tmp_path))
    model: dict[bytes, bytes] = {}
    for changes in rounds:
        opened = cache(place)
        for number, value in changes.items():
            name = bytes([0, 0, *([number] * 14)]) if crowded else key(number)
            opened.put(name, value)
            model[name] = value
        opened.flush()
        assert opened.note == ""
        fresh = cache(place)
        assert {name: fresh.get(name) for name in model} == model
        assert fresh.get(key(999)) is None


@pytest.mark.parametrize("length", [0, 1, 15, 17])
def test_a_key_has_sixteen_bytes(tmp_path: Path, length: int) -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        cache(tmp_path).put(b"k" * length, b"")


@pytest.mark.parametrize("name", ["", "a/b", "../a", "/etc/passwd"])
def test_a_name_is_a_plain_file_name(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="plain file name"):
        cache(tmp_path, name)


def test_every_truncation_and_flipped_bit_counts_as_empty(tmp_path: Path) -> None:
    file = filled(tmp_path)
    whole = file.read_bytes()
    chance = random.Random(7)  # noqa: S311
    cuts = [0, 1, 7, 8, 39, 40, 41, 48, len(whole) - 1, *(chance.randrange(len(whole)) for _ in range(40))]
    flips = [0, 7, 8, 39, 40, 44, 48, len(whole) - 1, *(chance.randrange(len(whole)) for _ in range(80))]
    damaged = [whole[:cut] for cut in cuts]
    damaged += [whole[:at] + bytes([whole[at] ^ 1 << chance.randrange(8)]) + whole[at + 1 :] for at in flips]
    damaged += [whole + b"\0", b"\0" * len(whole), os.urandom(len(whole))]
    for content in damaged:
        file.write_bytes(content)
        opened = cache(tmp_path)
        assert opened.get(key(0)) is None
        assert "starts without it" in opened.note


def test_a_damaged_file_is_replaced_by_the_next_flush(tmp_path: Path) -> None:
    file = filled(tmp_path)
    file.write_bytes(file.read_bytes()[:-3])
    opened = cache(tmp_path)
    opened.put(key(1), FOUND)
    opened.flush()
    again = cache(tmp_path)
    assert (again.note, again.get(key(1)), again.get(key(0))) == ("", FOUND, None)


def test_a_file_made_with_another_key_is_not_believed(tmp_path: Path) -> None:
    attacker = tmp_path / "attacker"
    poisoned = filled(attacker)
    ours = filled(tmp_path, 1)
    ours.write_bytes(poisoned.read_bytes())
    opened = cache(tmp_path)
    assert opened.get(key(1)) is None
    assert "another key" in opened.note


def test_a_file_of_another_project_is_not_believed(tmp_path: Path) -> None:
    file = filled(tmp_path)
    file.rename(file.with_name("bank.facts"))
    assert cache(tmp_path, "bank").get(key(0)) is None


@pytest.mark.parametrize("content", [None, b"", b"short", b"x" * 33, b"x" * 5000])
def test_without_a_sound_key_nothing_is_believed(tmp_path: Path, content: bytes | None) -> None:
    filled(tmp_path)
    secret = tmp_path / "keys" / "facts.key"
    if content is None:
        secret.unlink()
    else:
        secret.write_bytes(content)
    opened = cache(tmp_path)
    assert opened.get(key(0)) is None
    assert "key that is not here" in opened.note
    opened.put(key(0), FOUND)
    opened.flush()
    assert cache(tmp_path).get(key(0)) == FOUND


@posix
def test_a_key_that_others_could_read_is_replaced(tmp_path: Path) -> None:
    filled(tmp_path)
    secret = tmp_path / "keys" / "facts.key"
    before = secret.read_bytes()
    secret.chmod(0o644)
    opened = cache(tmp_path)
    assert opened.get(key(0)) is None
    opened.put(key(0), FOUND)
    opened.flush()
    assert secret.read_bytes() != before
    assert cache(tmp_path).get(key(0)) == FOUND


@posix
def test_key_and_cache_are_private(tmp_path: Path) -> None:
    file = filled(tmp_path)
    secret = tmp_path / "keys" / "facts.key"
    assert [item.stat().st_mode & 0o777 for item in (secret, file)] == [0o600, 0o600]
    assert [item.parent.stat().st_mode & 0o777 for item in (secret, file)] == [0o700, 0o700]
    assert secret.read_bytes() not in file.read_bytes()


@posix
@pytest.mark.parametrize("kind", ["pipe", "folder", "loop", "away", "huge"])
def test_strange_things_in_its_place_do_no_harm(tmp_path: Path, kind: str) -> None:
    file = filled(tmp_path)
    away = tmp_path / "precious"
    away.write_text("precious")
    file.unlink()
    if kind == "pipe":
        os.mkfifo(file)
    elif kind == "folder":
        file.mkdir()
    elif kind == "huge":
        file.touch()
        os.truncate(file, 1 << 40)
    else:
        file.symlink_to(file if kind == "loop" else away)
    opened = cache(tmp_path)
    assert opened.get(key(0)) is None
    assert opened.note
    opened.put(key(0), FOUND)
    opened.flush()
    assert away.read_text() == "precious"
    assert [item.name for item in file.parent.iterdir()] == ["shop.facts"]
    if kind != "folder":
        assert cache(tmp_path).get(key(0)) == FOUND


def test_two_scans_keep_what_the_other_wrote(tmp_path: Path) -> None:
    filled(tmp_path, 2)
    one, two = cache(tmp_path), cache(tmp_path)
    one.put(key(10), FOUND)
    two.put(key(20), b"")
    one.get(key(0))
    one.flush()
    two.flush()
    opened = cache(tmp_path)
    assert [opened.get(key(number)) for number in (0, 1, 10, 20)] == [FOUND, b"", FOUND, b""]


def test_many_processes_at_once_leave_a_whole_file(tmp_path: Path) -> None:
    body = """
for number in range(25):
    opened = cache()
    assert not opened.note, opened.note
    opened.put(os.urandom(16), b"value")
    opened.flush()
    assert not opened.note, opened.note
"""
    filled(tmp_path)
    scans = [script(body, tmp_path) for _ in range(3)]
    for scan in scans:
        scan.communicate(timeout=120)
        assert scan.returncode == 0
    assert all(holds(tmp_path, range(300)))
    assert len(list((tmp_path / "cache").iterdir())) == 1


def test_first_scans_at_once_agree_on_a_key(tmp_path: Path) -> None:
    body = "opened = cache(); opened.put(b'k' * 16, b''); opened.flush(); assert not opened.note, opened.note"
    scans = [script(body, tmp_path) for _ in range(4)]
    for scan in scans:
        scan.communicate(timeout=120)
        assert scan.returncode == 0
    assert [item.name for item in (tmp_path / "keys").iterdir()] == ["facts.key"]
    assert cache(tmp_path).get(b"k" * 16) == b""


@posix
@pytest.mark.parametrize("after", [0.0, 0.01, 0.03, 0.07, 0.15])
def test_sudden_death_in_a_flush_leaves_a_whole_file(tmp_path: Path, after: float) -> None:
    filled(tmp_path)
    body = """
print("ready", flush=True)
while True:
    opened = cache()
    for _ in range(2000): opened.put(os.urandom(16), b"value")
    opened.flush()
"""
    with script(body, tmp_path) as scan:
        assert scan.stdout
        scan.stdout.readline()
        time.sleep(after)
        scan.send_signal(signal.SIGKILL)
    opened = cache(tmp_path)
    assert opened.note == ""
    assert opened.get(key(0)) == FOUND


def test_drafts_of_killed_scans_are_swept(tmp_path: Path) -> None:
    file = filled(tmp_path)
    old, young = file.with_name("shop.facts.1-ab.tmp"), file.with_name("shop.facts.2-cd.tmp")
    old.write_bytes(b"half")
    young.write_bytes(b"half")
    os.utime(old, (0, 0))
    filled(tmp_path)
    assert (old.exists(), young.exists()) == (False, True)


@posix
def test_a_full_disk_does_not_break_the_scan(tmp_path: Path) -> None:
    filled(tmp_path)
    body = """
import resource
resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000))
opened = cache()
for _ in range(5000): opened.put(os.urandom(16), b"")
opened.flush()
print(opened.note)
"""
    assert "could not be written" in output(body, tmp_path)
    assert all(holds(tmp_path, range(300)))
    assert len(list((tmp_path / "cache").iterdir())) == 1


@posix
@pytest.mark.parametrize("closed", ["cache", "keys", "."])
def test_a_folder_without_permission_does_not_break_the_scan(open_folder: Path, closed: str) -> None:
    (open_folder / closed).mkdir(exist_ok=True)
    (open_folder / closed).chmod(0o555)
    body = """
opened = cache()
opened.put(b"k" * 16, b"v")
opened.flush()
print(opened.get(b"k" * 16), opened.note)
"""
    said = output(AS_SOMEBODY + body, open_folder)
    assert said.startswith("b'v' the cache could not be written")


@pytest.mark.skipif(os.name != "posix" or os.getuid() != 0, reason="needs to become another user")
def test_files_of_another_user_do_not_break_the_scan(open_folder: Path) -> None:
    file = filled(open_folder)
    file.parent.chmod(0o755)
    said = output(AS_SOMEBODY + "opened = cache(); print(opened.get(b'k' * 16), opened.note)", open_folder)
    assert said.startswith("None the cache shop.facts")


def test_what_is_not_used_for_long_is_dropped(tmp_path: Path) -> None:
    filled(tmp_path, 20)
    for number in range(100, 106):
        opened = cache(tmp_path, keep=4)
        assert opened.get(key(0)) == FOUND
        opened.put(key(number), b"")
        opened.flush()
    assert holds(tmp_path, range(20)) == [True] + [False] * 19
    assert holds(tmp_path, range(100, 106)) == [False, *[True] * 5]


def test_use_alone_keeps_entries_alive(tmp_path: Path) -> None:
    filled(tmp_path, 3)
    for number in range(100, 120):
        reader = cache(tmp_path, keep=6)
        assert reader.get(key(1)) == b""
        reader.flush()
        writer = cache(tmp_path, keep=6)
        writer.put(key(number), b"")
        writer.flush()
    assert holds(tmp_path, range(3)) == [False, True, False]


def test_it_stays_within_its_bound(tmp_path: Path) -> None:
    bound = 60_000
    for start in range(0, 4000, 500):
        opened = cache(tmp_path, max_bytes=bound)
        for number in range(start, start + 500):
            opened.put(key(number), b"v" * (number % 40))
        opened.flush()
        assert opened.note == ""
        assert (tmp_path / "cache" / "shop.facts").stat().st_size <= bound + 40
        assert all(holds(tmp_path, range(start, start + 500)))
    assert not any(holds(tmp_path, range(500)))


def test_loading_needs_few_modules(tmp_path: Path) -> None:
    body = "cache(); print(*sorted({'json', 'sqlite3', 'dataclasses', 'pickle', 'ssl'} & set(sys.modules)))"
    assert output(body, tmp_path) == ""
