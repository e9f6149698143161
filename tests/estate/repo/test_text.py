"""What counts as text, and that no encoding hides a secret."""

from __future__ import annotations

import codecs
import gzip
import io
import random
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.estate.repo.blob import Blob
from holdfast.estate.repo.text import LFS, as_text, content

TEXT = 'password = "größe"\r\nnext\n'


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_wide_encodings_become_utf8(encoding: str) -> None:
    mark = getattr(codecs, f"BOM_{encoding.replace('-', '_').upper().replace('UTF_', 'UTF')}")
    text, why = as_text(mark + TEXT.encode(encoding))
    assert (text.decode(), why) == (TEXT, "")


def test_a_cut_wide_text_is_read_as_far_as_it_goes() -> None:
    text, why = as_text(codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le")[:-1])
    assert why == ""
    assert text.startswith(b"password = ")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "cp1252"])
def test_encodings_that_hold_ascii_stay_as_they_are(encoding: str) -> None:
    data = TEXT.encode(encoding)
    assert as_text(data) == (data, "")


def test_a_few_nul_bytes_do_not_hide_a_text() -> None:
    data = b"\0" + TEXT.encode() * 20 + b"\0\0"
    assert as_text(data) == (data, "")


def test_nul_bytes_behind_the_head_do_not_either() -> None:
    data = b"x" * 9000 + b"\0" * 500
    assert as_text(data) == (data, "")


@pytest.mark.parametrize(
    "data",
    [
        b"\x7fELF" + bytes(range(256)) * 30,
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)),
        random.Random(1).randbytes(5000),  # noqa: S311 - drawn again in each run, alike
        b"\0" * 4096,
    ],
    ids=["program", "picture", "noise", "zeros"],
)
def test_binary_content_is_named(data: bytes) -> None:
    assert as_text(data) == (b"", "binary")


def test_archives_are_named() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.txt", TEXT * 100)
    assert as_text(packed.getvalue()) == (b"", "archive")
    assert as_text(gzip.compress(TEXT.encode() * 100, mtime=0)) == (b"", "archive")


def test_a_pointer_to_large_file_storage_is_named() -> None:
    pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"0" * 64 + b"\nsize 12345\n"
    assert as_text(pointer) == (b"", "content is in Git LFS")
    assert as_text(pointer + b"x = 1\n" * 500)[1] == ""


def test_nothing_is_text() -> None:
    assert as_text(b"") == (b"", "")


@given(
    st.sampled_from((b"", b"P", b"PK\x03\x04", b"%PDF-", LFS, codecs.BOM_UTF16_LE, codecs.BOM_UTF32_BE, b"(\xb5/\xfd")),
    st.binary(max_size=300),
    st.sampled_from((0, 9000)),
)
def test_a_content_is_text_where_its_bytes_are(sign: bytes, data: bytes, more: int) -> None:
    whole = sign + data + b"a" * more
    text, why = as_text(whole)
    found = content("a", whole)
    assert isinstance(found, Blob) == (not why)
    assert not isinstance(found, Blob) or found.data == text
