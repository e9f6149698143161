"""Files from a server: whole or not at all."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from holdfast.kit import download
from holdfast.kit.download import DownloadError, NotThereError, content, fetch
from tests.worlds.advisoryserver import Server, md5_header, serving

DATA = bytes(range(256)) * 400
MOST = 1 << 20


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setattr(download, "_PAUSE", 0.0)
    with serving({"a": DATA}) as world:
        yield world


def test_a_file_is_fetched_and_not_fetched_again(server: Server, tmp_path: Path) -> None:
    target = tmp_path / "deep" / "a"
    told: list[tuple[int, int]] = []
    fetch(f"{server.address}/a", target, most=MOST, progress=lambda there, total: told.append((there, total)))
    assert target.read_bytes() == DATA
    assert told[-1] == (len(DATA), len(DATA))
    fetch(f"{server.address}/a", target, most=MOST)
    assert server.asked == ["a", "a"]
    assert target.read_bytes() == DATA


def test_what_has_changed_is_fetched_again(server: Server, tmp_path: Path) -> None:
    fetch(f"{server.address}/a", tmp_path / "a", most=MOST)
    server.files["a"] = b"new content"
    server.cuts["a"] = [1, 1, 1, 1]
    with pytest.raises(DownloadError):
        fetch(f"{server.address}/a", tmp_path / "a", most=MOST)
    assert not (tmp_path / "a").exists()
    fetch(f"{server.address}/a", tmp_path / "a", most=MOST)
    assert (tmp_path / "a").read_bytes() == b"new content"


def test_a_transfer_that_breaks_off_is_gone_on_with(server: Server, tmp_path: Path) -> None:
    server.cuts["a"] = [1000, 2000]
    fetch(f"{server.address}/a", tmp_path / "a", most=MOST)
    assert (tmp_path / "a").read_bytes() == DATA
    assert server.asked == ["a", "a bytes=1000-", "a bytes=3000-"]


def test_a_later_run_goes_on_where_an_earlier_one_ended(server: Server, tmp_path: Path) -> None:
    server.cuts["a"] = [100, 100, 100, 100]
    with pytest.raises(DownloadError, match="broke off after 400 of"):
        fetch(f"{server.address}/a", tmp_path / "a", most=MOST)
    assert not (tmp_path / "a").exists()
    server.asked.clear()
    fetch(f"{server.address}/a", tmp_path / "a", most=MOST)
    assert server.asked == ["a bytes=400-"]
    assert (tmp_path / "a").read_bytes() == DATA


def test_a_file_that_changes_in_between_is_not_mixed(server: Server, tmp_path: Path) -> None:
    server.cuts["a"] = [100, 100, 100, 100]
    with pytest.raises(DownloadError):
        fetch(f"{server.address}/a", tmp_path / "a", most=MOST)
    server.files["a"] = DATA[::-1]
    fetch(f"{server.address}/a", tmp_path / "a", most=MOST)
    assert (tmp_path / "a").read_bytes() == DATA[::-1]


def _sha256(data: bytes) -> dict[str, str]:
    return {"Repr-Digest": f"sha-256=:{base64.b64encode(hashlib.sha256(data).digest()).decode()}:"}


@pytest.mark.parametrize("header", [md5_header, _sha256], ids=["google", "standard"])
def test_a_wrong_checksum_is_refused_and_a_right_one_is_not(server: Server, tmp_path: Path, header: object) -> None:
    assert callable(header)
    server.headers["a"] = header(DATA)
    fetch(f"{server.address}/a", tmp_path / "a", most=MOST)
    assert content(f"{server.address}/a", most=MOST) == DATA
    server.headers["a"] = header(b"other")
    for target in (tmp_path / "b", tmp_path / "c"):
        with pytest.raises(DownloadError, match="checksum"):
            fetch(f"{server.address}/a", target, most=MOST)
        assert not target.exists()
    with pytest.raises(DownloadError, match="checksum"):
        content(f"{server.address}/a", most=MOST)


def test_what_is_too_large_is_refused(server: Server, tmp_path: Path) -> None:
    with pytest.raises(DownloadError, match="more than 100 bytes"):
        fetch(f"{server.address}/a", tmp_path / "a", most=100)
    with pytest.raises(DownloadError, match="more than 100 bytes"):
        content(f"{server.address}/a", most=100)
    assert not (tmp_path / "a").exists()


def test_what_a_server_says_is_told(server: Server, tmp_path: Path) -> None:
    with pytest.raises(NotThereError):
        fetch(f"{server.address}/b", tmp_path / "b", most=MOST)
    server.statuses["a"] = [503, 500]
    fetch(f"{server.address}/a", tmp_path / "a", most=MOST)
    server.statuses["a"] = [403]
    with pytest.raises(DownloadError, match="answered 403"):
        content(f"{server.address}/a", most=MOST)
    server.statuses["a"] = [503] * 9
    with pytest.raises(DownloadError, match="answered 503"):
        content(f"{server.address}/a", most=MOST)


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://127.0.0.1/a", "a", "http://"])
def test_only_web_servers_are_asked(address: str, tmp_path: Path) -> None:
    with pytest.raises(DownloadError):
        fetch(address, tmp_path / "a", most=MOST)


def test_a_server_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download, "_PAUSE", 0.0)
    with serving({}) as world:
        address = world.address
    with pytest.raises(DownloadError, match="cannot be reached"):
        fetch(f"{address}/a", tmp_path / "a", most=MOST)
