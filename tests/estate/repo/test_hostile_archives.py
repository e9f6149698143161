"""Hostile and broken archives: bounded, said, never followed out; no content raises anything."""

from __future__ import annotations

import bz2
import lzma
import struct
import tarfile
import tracemalloc
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfast.estate.repo import archives
from holdfast.estate.repo.archives import expand
from holdfast.estate.repo.blob import Blob, Packed
from tests.worlds.archives import (
    counted_by_header,
    linked_zip,
    plain,
    sparse_tar,
    squeezed,
    tar_of,
    tarred,
    zipped,
)
from tests.worlds.opened import MOST, Opened, only

TEXT = "first line\nsecond line\n"


@pytest.mark.parametrize(
    ("name", "read_as"),
    [
        ("../../etc/passwd", "etc/passwd"),
        ("/etc/passwd", "etc/passwd"),
        ("C:\\Windows\\a.ini", "Windows/a.ini"),
        ("..\\..\\a.ini", "a.ini"),
        ("a/../../b", "a/b"),
        ("\\\\server\\share\\a", "server/share/a"),
        ("..", "unnamed"),
    ],
)
def test_names_that_lead_out_are_said_and_read_in_the_archive(name: str, read_as: str) -> None:
    for path, made in (("a.zip", zipped({name: TEXT})), ("a.tar", tarred({name: TEXT}))):
        found = Opened(path, made)
        assert found.blobs == {f"{path}!{read_as}": TEXT.encode()}
        assert len(found.said) == 1
        assert "lead out of the archive" in found.said[0]
        assert repr(name) in found.said[0]
        assert found.places == {path}


def test_a_nul_in_a_name_is_said() -> None:
    made = zipped({"a.txtXb": TEXT}).replace(b"a.txtXb", b"a.txt\0b")
    found = Opened("a.zip", made)
    assert list(found.blobs) == ["a.zip!a.txt␀b"]
    assert "lead out" in found.said[0]


def test_backslashes_alone_are_only_folders() -> None:
    assert only("a.zip", zipped({"in\\a.txt": TEXT})) == {"a.zip!in/a.txt": TEXT.encode()}


def test_many_odd_names_are_one_notice() -> None:
    found = Opened("a.zip", zipped({f"../{number}": "x" for number in range(50)}))
    assert len(found.blobs) == 50
    assert len(found.said) == 1
    assert "and 47 more" in found.said[0]


def test_links_and_devices_are_not_followed() -> None:
    entries = [
        (plain("soft", kind=tarfile.SYMTYPE, target="soft2"), b""),
        (plain("hard", kind=tarfile.LNKTYPE, target="a.txt"), b""),
        (plain("pipe", kind=tarfile.FIFOTYPE), b""),
        (plain("disk", kind=tarfile.BLKTYPE), b""),
        (plain("tty", kind=tarfile.CHRTYPE), b""),
        (plain("folder", kind=tarfile.DIRTYPE), b""),
        (plain("a.txt", 3), b"abc"),
    ]
    found = Opened("a.tar", tar_of(entries))
    assert found.blobs == {"a.tar!a.txt": b"abc"}
    assert found.why == {
        "a.tar!soft": "symbolic link",
        "a.tar!hard": "hard link",
        "a.tar!pipe": "not a regular file",
        "a.tar!disk": "not a regular file",
        "a.tar!tty": "not a regular file",
    }
    assert (found.damaged, found.said) == ([], [])
    assert Opened("a.zip", linked_zip("soft", "other")).why == {"a.zip!soft": "symbolic link"}


@pytest.mark.parametrize("target", ["../../../etc/passwd", "/etc/passwd", "C:\\x"])
def test_links_that_lead_out_are_said(target: str) -> None:
    tar = tar_of([(plain("in/soft", kind=tarfile.SYMTYPE, target=target), b"")])
    for path, made in (("a.tar", tar), ("a.zip", linked_zip("in/soft", target))):
        found = Opened(path, made)
        assert found.blobs == {}
        assert found.said == ["Links lead out of the archive: 'in/soft'."]
    inside = tar_of([(plain("in/soft", kind=tarfile.SYMTYPE, target="../b"), b"")])
    assert Opened("a.tar", inside).said == []


def test_a_zip_bomb_is_said_and_the_rest_is_read() -> None:
    found = Opened("a.zip", zipped({"zeros": bytes(MOST + 1), "a.txt": TEXT}))
    assert found.blobs == {"a.zip!a.txt": TEXT.encode()}
    assert found.why == {"a.zip!zeros": "archive bomb"}
    assert "more than 200 times" in found.said[0]


@pytest.mark.parametrize("squeeze", [squeezed, bz2.compress, lzma.compress], ids=["gz", "bz2", "xz"])
def test_a_compressed_bomb_costs_little_memory(squeeze: object) -> None:
    assert callable(squeeze)
    made = squeeze(bytes(100 << 20))
    tracemalloc.start()
    try:
        found = Opened("zeros.gz", made)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert list(found.why.values()) == ["archive bomb"]
    assert found.damaged == []
    assert len(found.said) == 1
    assert peak < 40 << 20


def test_a_bomb_that_lies_about_its_size_is_cut() -> None:
    made = bytearray(zipped({"zeros": bytes(MOST + 1)}))
    at = made.find(b"PK\1\2")
    made[at + 24 : at + 28] = struct.pack("<L", 100)
    assert Opened("a.zip", bytes(made)).why == {"a.zip!zeros": "archive bomb"}


def test_many_members_that_are_large_together_are_a_bomb() -> None:
    made = zipped({f"{number}.txt": bytes(b"x" * (8 << 20)) for number in range(6)})
    found = Opened("a.zip", made)
    assert len(found.blobs) == 4
    assert found.why == {"a.zip": "archive bomb: expands to more than 32 MiB"}
    assert found.damaged == []
    assert "the rest of it was not read" in found.said[0]


def test_a_large_archive_that_is_none_is_no_bomb(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "TOTAL", 1 << 20)
    noise = b"".join(b"%d\n" % (number * number * 7919 % 99991) for number in range(200_000))
    found = Opened("a.zip", zipped({"a.txt": TEXT, "b.txt": noise}))
    assert found.blobs == {"a.zip!a.txt": TEXT.encode()}
    assert found.why == {"a.zip": "archive that expands to more than 1 MiB"}


def test_members_that_share_their_bytes_are_a_bomb() -> None:
    made = bytearray(zipped({"a": b"x" * (1 << 20)}, zipfile.ZIP_DEFLATED))
    start = made.find(b"PK\1\2")
    end = made.find(b"PK\5\6")
    entry = bytes(made[start:end])
    count = 40
    tail = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, len(entry) * count, start, 0)
    found = Opened("a.zip", bytes(made[:start]) + entry * count + tail)
    assert found.why == {"a.zip": "archive bomb: expands to more than 32 MiB"}


def test_a_tar_bomb_is_said() -> None:
    made = squeezed(tarred({"a.txt": TEXT, "zeros": bytes(40 << 20)}))
    found = Opened("a.tgz", made)
    assert found.blobs == {"a.tgz!a.txt": TEXT.encode()}
    assert found.why == {"a.tgz!zeros": "too large", "a.tgz": "archive bomb: expands to more than 32 MiB"}


def test_nesting_has_an_end() -> None:
    made = zipped({"a.txt": TEXT})
    for _ in range(archives.DEPTH - 1):
        made = zipped({"a.zip": made})
    assert list(only("a.zip", made).values()) == [TEXT.encode()]
    found = Opened("a.zip", zipped({"a.zip": made}))
    assert found.blobs == {}
    assert list(found.why.values()) == ["archive nested too deep"]
    assert "nested more than 5 deep" in found.said[0]


def test_an_archive_that_multiplies_itself_ends() -> None:
    made = zipped({f"{number}.txt": "x" for number in range(8)})
    for _ in range(4):
        made = zipped({f"{number}.zip": made for number in range(8)})
    found = Opened("a.zip", made)
    assert len(found.blobs) <= archives.MEMBERS
    assert found.why["a.zip"] == "archive with more than 10,000 members"


def test_too_many_members_are_said() -> None:
    names = {f"{number}.txt": "x" for number in range(archives.MEMBERS + 1)}
    for path, made in (("a.zip", zipped(names)), ("a.tar", tarred(names, tarfile.USTAR_FORMAT))):
        found = Opened(path, made)
        assert len(found.blobs) == archives.MEMBERS
        assert found.why == {path: "archive with more than 10,000 members"}
        assert len(found.said) == 1
    assert len(only("a.zip", zipped(dict(list(names.items())[1:])))) == archives.MEMBERS


def test_a_large_member_is_skipped_like_a_large_file() -> None:
    noise = b"".join(b"%d\n" % (number * number * 7919 % 99991) for number in range(2000))
    for path, made in (
        ("a.zip", zipped({"a.txt": noise, "b.txt": "b"})),
        ("a.tar", tarred({"a.txt": noise, "b.txt": "b"})),
    ):
        found = Opened(path, made, most=1000)
        assert found.blobs == {f"{path}!b.txt": b"b"}
        assert found.why == {f"{path}!a.txt": "too large"}
        assert (found.damaged, found.said) == ([], [])
    assert Opened("a.txt.gz", squeezed(noise), most=1000).why == {"a.txt.gz!a.txt": "too large"}


def test_a_sparse_member_is_read_without_its_holes() -> None:
    found = Opened("a.tar", sparse_tar("disk.img", TEXT.encode(), 1 << 50))
    assert found.blobs == {"a.tar!disk.img": TEXT.encode()}


@pytest.mark.parametrize(
    "size",
    [b"77777777777\0", b"\x80" + b"\xff" * 11, b"\xff" * 12, b"-0000000001\0", b"zz\0\0\0\0\0\0\0\0\0\0"],
    ids=["octal", "binary", "negative", "minus", "letters"],
)
def test_a_size_that_cannot_be_is_damage(size: bytes) -> None:
    found = Opened("a.tar", counted_by_header(size, b"abc"))
    assert found.damaged
    assert set(found.why.values()) <= {"too large", found.why["a.tar"]}
    assert found.why["a.tar"].startswith("damaged archive")


def test_a_huge_header_extension_is_damage() -> None:
    made = bytearray(counted_by_header(b"%011o\0" % (1 << 30)))
    made[156:157] = b"x"
    made[148:156] = b" " * 8
    made[148:156] = b"%06o\0 " % sum(made[:512])
    found = Opened("a.tar", bytes(made))
    assert "a header of 1,073,741,824 bytes" in found.why["a.tar"]


@pytest.mark.parametrize("form", ["zip", "tar", "tgz", "gz", "bz2", "xz"])
def test_cut_archives_are_faults_and_give_what_is_whole(form: str) -> None:
    noise = "".join(f"{number * number * 7919 % 99991}\n" for number in range(4000))
    tar = tarred({"a.txt": TEXT, "noise.txt": noise})
    made = {
        "zip": lambda: zipped({"a.txt": TEXT, "noise.txt": noise}),
        "tar": lambda: tar,
        "tgz": lambda: squeezed(tar),
        "gz": lambda: squeezed(noise.encode()),
        "bz2": lambda: bz2.compress(noise.encode()),
        "xz": lambda: lzma.compress(noise.encode()),
    }[form]()
    found = Opened(f"a.{form}", made[: len(made) // 2])
    assert found.damaged
    assert all("damaged" in found.skipped[path].why for path in found.damaged)
    if form in ("tar", "tgz"):
        assert found.blobs[f"a.{form}!a.txt"] == TEXT.encode()
    if form in ("tar", "tgz", "gz", "xz"):
        assert any(noise.encode().startswith(data[:100]) for data in found.blobs.values() if data)


def test_a_broken_member_is_a_fault_and_the_next_is_read() -> None:
    made = bytearray(zipped({"a.txt": "x" * 50, "b.txt": TEXT}, zipfile.ZIP_STORED))
    made[made.find(b"xxxx") + 1] = ord("y")
    found = Opened("a.zip", bytes(made))
    assert found.why == {"a.zip!a.txt": "damaged member: its checksum does not match"}
    assert found.damaged == ["a.zip!a.txt"]
    assert found.blobs["a.zip!b.txt"] == TEXT.encode()


def test_a_method_that_is_not_read_is_said() -> None:
    found = Opened("a.zip", zipped({"a.txt": TEXT}, zipfile.ZIP_LZMA))
    assert found.why == {"a.zip!a.txt": "compressed by a method that is not read"}
    assert found.damaged == []


WHOLE = (
    zipped({"a.txt": TEXT, "in/b.gz": squeezed(TEXT.encode())}),
    zipped({"a.txt": TEXT}, zipfile.ZIP_BZIP2),
    tarred({"a.txt": TEXT, "x" * 120: TEXT}),
    tarred({"y" * 120: TEXT}, tarfile.GNU_FORMAT),
    squeezed(tarred({"a.txt": TEXT})),
    bz2.compress(TEXT.encode()),
    lzma.compress(TEXT.encode()),
)
MAGICS = (b"PK\3\4", b"PK\5\6", b"\x1f\x8b\x08", b"BZh91AY&SY", b"\xfd7zXZ\0", bytes(257) + b"ustar")


def bounded(data: bytes) -> None:
    """Opening the content raises nothing and gives no more than the limits."""
    items = list(expand(Packed("a", data), MOST))
    blobs = [item for item in items if isinstance(item, Blob)]
    assert items
    assert len(blobs) <= archives.MEMBERS
    assert sum(len(blob.data) for blob in blobs) <= archives.SMALL * archives.DEPTH
    assert all(blob.path.startswith("a!") for blob in blobs)
    assert not any(".." in blob.path.split("/") for blob in blobs)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.sampled_from(MAGICS), st.binary(max_size=2000), st.sampled_from((b"", *WHOLE)))
def test_anything_behind_a_magic_is_survived(magic: bytes, data: bytes, tail: bytes) -> None:
    bounded(magic + data + tail)


@settings(max_examples=250, deadline=None, derandomize=True)
@given(st.sampled_from(WHOLE), st.data())
def test_any_damage_to_an_archive_is_survived(whole: bytes, data: st.DataObject) -> None:
    damaged = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(damaged) - 1))
        piece = data.draw(st.binary(min_size=1, max_size=8))
        damaged[at : at + len(piece)] = piece
    bounded(bytes(damaged[: data.draw(st.integers(1, len(damaged)))]))
