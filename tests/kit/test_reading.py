"""Bounded reading: regular files only, never a wait, never more than allowed."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from holdfast.kit.reading import NotRead, read
from tests.worlds.machine import SOURCE

posix = pytest.mark.skipif(os.name != "posix", reason="needs POSIX files")
MOST = 1000


def refusal(path: Path | str, most: int = MOST) -> NotRead:
    with pytest.raises(NotRead) as caught:
        read(os.fspath(path), most)
    return caught.value


def test_a_file_is_read_whole(tmp_path: Path) -> None:
    for size in (0, 1, MOST - 1, MOST):
        path = tmp_path / str(size)
        path.write_bytes(b"\0" * size)
        assert read(str(path), MOST) == b"\0" * size


def test_a_file_of_any_size_is_read_whole(tmp_path: Path) -> None:
    for size in (511, 512, 513, 1 << 15, (1 << 15) + 1, 100_001):
        content = os.urandom(size)
        (tmp_path / "file").write_bytes(content)
        assert read(str(tmp_path / "file"), 1 << 20) == content
        assert read(str(tmp_path / "file"), size) == content
        assert refusal(tmp_path / "file", size - 1).size == size


def test_a_larger_file_is_told_with_its_size(tmp_path: Path) -> None:
    path = tmp_path / "large"
    path.write_bytes(b"x" * (MOST + 1))
    error = refusal(path)
    assert (error.why, error.size, error.fault) == ("too large", MOST + 1, False)


def test_a_huge_sparse_file_costs_nothing(tmp_path: Path) -> None:
    path = tmp_path / "sparse"
    with path.open("wb") as file:
        file.truncate(1 << 40)
    assert refusal(path, 1 << 20).size == 1 << 40


def test_what_is_gone_is_no_fault(tmp_path: Path) -> None:
    error = refusal(tmp_path / "gone")
    assert (error.why, error.fault) == ("vanished", False)
    file = tmp_path / "file"
    file.write_text("")
    assert refusal(file / "below").fault is False


def test_a_folder_is_named_as_one(tmp_path: Path) -> None:
    assert refusal(tmp_path).why == "folder"


@posix
def test_links_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "target").write_text("secret")
    (tmp_path / "link").symlink_to("target")
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "dangling").symlink_to("nowhere")
    assert {refusal(tmp_path / name).why for name in ("link", "loop", "dangling")} == {"symbolic link"}


@posix
def test_a_pipe_does_not_make_it_wait(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert refusal(tmp_path / "pipe").why == "not a regular file"


@posix
def test_devices_and_sockets_are_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket")
        assert refusal("socket").why == "not a regular file"
    assert {refusal(path).why for path in ("/dev/null", "/dev/zero")} == {"not a regular file"}


@posix
def test_a_file_that_claims_no_size_is_still_bounded() -> None:
    path = "/proc/self/maps"
    if not Path(path).exists():
        pytest.skip("no /proc here")
    assert read(path, 1 << 24)
    assert refusal(path, 10).why == "too large"


@posix
def test_a_file_that_grows_is_read_to_a_bound(tmp_path: Path) -> None:
    path = tmp_path / "growing"
    path.write_bytes(b"x" * 100)
    script = "import sys\nwith open(sys.argv[1], 'ab', 0) as file:\n  for _ in range(4000): file.write(b'x' * 100)\n"
    with subprocess.Popen([sys.executable, "-c", script, str(path)]) as writer:
        try:
            while writer.poll() is None:
                try:
                    assert set(read(str(path), 50_000)) == {ord("x")}
                except NotRead as error:
                    assert error.why == "too large"
        finally:
            writer.kill()
    assert refusal(path, 50_000).size == 400_100


@posix
def test_what_the_system_refuses_is_a_fault() -> None:
    script = (
        "import os, sys, tempfile\n"
        "from holdfast.kit.reading import NotRead, read\n"
        "path = tempfile.mkstemp()[1]\n"
        "os.chmod(path, 0)\n"
        "if os.getuid() == 0:\n"
        "    os.chown(path, 1, 1)\n"
        "    os.setuid(65534)\n"
        "try:\n"
        "    read(path, 10)\n"
        "except NotRead as error:\n"
        "    print(error.why, error.fault)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={"PYTHONPATH": SOURCE},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout == "unreadable: Permission denied True\n"
