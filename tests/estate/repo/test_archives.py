"""Archives: their members are read under their names, nested ones too, and what is not read is counted."""

from __future__ import annotations

import bz2
import io
import lzma
import sys
import tarfile
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfast.estate.repo.archives import expand, outer
from holdfast.estate.repo.blob import Blob, Packed
from holdfast.estate.repo.text import content
from holdfast.model.report import Skipped
from tests.worlds.archives import encrypted, squeezed, tarred, zipped
from tests.worlds.opened import MOST, Opened, only

TEXT = "first line\nsecond line\n"


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2])
def test_a_zip_gives_its_members(method: int) -> None:
    made = zipped({"inner/a.env": TEXT, "b.txt": "", "folder/": ""}, method)
    assert only("x/a.zip", made) == {"x/a.zip!inner/a.env": TEXT.encode(), "x/a.zip!b.txt": b""}


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_a_tar_gives_its_members_under_their_whole_names(form: int) -> None:
    name = "/".join(["folder" * 5] * 4) + "/größe.txt"
    made = tarred({name: TEXT, "b.txt": "x" * 1500, "c.txt": ""}, form)
    found = only("a.tar", made)
    assert found == {f"a.tar!{name}": TEXT.encode(), "a.tar!b.txt": b"x" * 1500, "a.tar!c.txt": b""}


@pytest.mark.parametrize("squeeze", [squeezed, bz2.compress, lzma.compress], ids=["gz", "bz2", "xz"])
def test_a_compressed_tar_is_one_archive(squeeze: object) -> None:
    assert callable(squeeze)
    assert only("a.tgz", squeeze(tarred({"in/a.txt": TEXT}))) == {"a.tgz!in/a.txt": TEXT.encode()}


@pytest.mark.parametrize(
    ("name", "squeeze"), [("dump.sql.gz", squeezed), ("dump.sql.bz2", bz2.compress), ("dump.sql.xz", lzma.compress)]
)
def test_a_compressed_file_is_read_without_its_suffix(name: str, squeeze: object) -> None:
    assert callable(squeeze)
    assert only(f"db/{name}", squeeze(TEXT.encode())) == {f"db/{name}!dump.sql": TEXT.encode()}


@pytest.mark.parametrize("squeeze", [squeezed, bz2.compress, lzma.compress], ids=["gz", "bz2", "xz"])
def test_streams_one_behind_the_other_are_one_content(squeeze: object) -> None:
    assert callable(squeeze)
    made = squeeze(b"a" * 100_000) + squeeze(b"") + squeeze(b"b" * 10)
    assert only("a.log.z", made) == {"a.log.z!content": b"a" * 100_000 + b"b" * 10}
    assert only("a.log.z", made + bytes(512)) == {"a.log.z!content": b"a" * 100_000 + b"b" * 10}


def test_zstandard_is_read_where_python_reads_it() -> None:
    zstd = pytest.importorskip("compression.zstd", reason="the standard library reads Zstandard from 3.14 on")
    assert only("a.txt.zst", zstd.compress(TEXT.encode())) == {"a.txt.zst!a.txt": TEXT.encode()}


def test_zstandard_is_counted_where_python_does_not_read_it() -> None:
    found = content("a.zst", b"(\xb5/\xfd" + bytes(20))
    assert isinstance(found, Skipped) is (sys.version_info < (3, 14))


def test_archives_in_archives_are_opened() -> None:
    inner = zipped({"b.env": TEXT})
    made = squeezed(tarred({"one/a.zip": inner, "note.gz": squeezed(b"hello")}))
    assert only("a.tar.gz", made) == {"a.tar.gz!one/a.zip!b.env": TEXT.encode(), "a.tar.gz!note.gz!note": b"hello"}


def test_the_name_does_not_matter() -> None:
    assert only("picture.png", zipped({"a.txt": TEXT})) == {"picture.png!a.txt": TEXT.encode()}
    assert only("notes.txt", squeezed(TEXT.encode())) == {"notes.txt!content": TEXT.encode()}
    assert isinstance(content("a.zip", TEXT.encode()), Blob)
    assert isinstance(content("a.tar", b"x" * 257 + b"ustar is a format\n"), Blob)


def test_a_zip_behind_a_program_is_opened() -> None:
    program = b"#!/bin/sh\nexec java -jar $0\n" + bytes(range(256)) * 40
    assert only("run", program + zipped({"a.txt": TEXT})) == {"run!a.txt": TEXT.encode()}
    fake = Opened("run", program + b"PK\5\6" + bytes(30))
    assert fake.why == {"run": "binary"}
    assert fake.damaged == []


def test_sizes_in_the_wide_field_are_read() -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive, archive.open("a.txt", "w", force_zip64=True) as member:
        member.write(TEXT.encode())
    assert only("a.zip", held.getvalue()) == {"a.zip!a.txt": TEXT.encode()}


def test_binary_members_and_kinds_that_are_not_opened_are_counted() -> None:
    found = Opened("a.zip", zipped({"a.bin": bytes(range(256)) * 50, "b.7z": b"7z\xbc\xaf\x27\x1c" + bytes(90)}))
    assert found.why == {"a.zip!a.bin": "binary", "a.zip!b.7z": "archive"}
    assert found.damaged == []


def test_an_empty_archive_is_counted() -> None:
    assert Opened("a.zip", zipped({})).why == {"a.zip": "empty archive"}


def test_encrypted_members_are_said() -> None:
    found = Opened("a.zip", encrypted({"a.txt": TEXT}))
    assert found.why == {"a.zip!a.txt": "encrypted"}
    assert found.damaged == []


def test_the_file_of_a_path_is_the_archive_that_is_known() -> None:
    known = {"a.zip", "b!c.txt", "d!e.zip"}
    assert outer("a.zip!x!y", known) == "a.zip"
    assert outer("b!c.txt", known) == "b!c.txt"
    assert outer("d!e.zip!f", known) == "d!e.zip"
    assert outer("other!x", known) == "other!x"


NAMES = st.lists(st.text("abcß日 .-_~", min_size=1, max_size=80), min_size=1, max_size=4).map("/".join)
CONTENTS = st.dictionaries(NAMES, st.text("abc \n", max_size=1200).map(str.encode), max_size=6)


def usable(files: dict[str, bytes]) -> bool:
    """Names that stay as they are."""
    return all(not {"", ".", ".."} & set(name.split("/")) for name in files)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(CONTENTS.filter(usable), st.sampled_from((tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT)))
def test_what_the_standard_library_packs_comes_out_as_it_was(files: dict[str, bytes], form: int) -> None:
    expected = {f"a!{name}": data for name, data in files.items()}
    for made in (zipped(files), zipped(files, zipfile.ZIP_BZIP2), tarred_or_pax(files, form)):
        items = list(expand(Packed("a", made), MOST))
        assert {item.path: item.data for item in items if isinstance(item, Blob)} == expected


def tarred_or_pax(files: dict[str, bytes], form: int) -> bytes:
    """The tar, in the form that takes any name where the old one cannot."""
    try:
        return squeezed(tarred(files, form))
    except ValueError:
        return squeezed(tarred(files))
