"""Configurations of registries: which files they are, and that no content breaks their reader."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.estate.distribution.reader import read, units
from holdfast.estate.kinds.build import Registry
from holdfast.estate.sniff import reader_of
from holdfast.model.value import Known

PLAIN = "version: 0.1\nstorage:\n  filesystem: {rootdirectory: /registry}\nhttp: {addr: ':5000'}\n"


def _registry(text: str) -> Registry:
    files = {"config.yml": text.encode()}
    (unit,) = units(files)
    (found,) = read(unit, files).resources
    assert isinstance(found, Registry)
    return found


@pytest.mark.parametrize(
    ("text", "reader"),
    [
        (PLAIN, "distribution"),
        (PLAIN.replace("0.1", '"0.1"'), "distribution"),
        (PLAIN.replace("0.1", "2"), ""),
        ("version: 0.1\nname: something else\n", ""),
        ("services:\n  a: {image: b}\nversion: '3'\nstorage: {}\n", "compose"),
    ],
)
def test_a_file_is_known_by_its_content(text: str, reader: str) -> None:
    assert reader_of("deploy/config.yml", text.encode()) == reader


@pytest.mark.parametrize(
    ("more", "asked"),
    [
        ("", False),
        ("auth:\n  token: {realm: a}\n", True),
        ("auth:\n  silly: {realm: a}\n", False),
        ("auth: {}\n", False),
        ("proxy: {remoteurl: 'https://images.example'}\n", True),
    ],
)
def test_who_must_sign_in(more: str, asked: bool) -> None:
    told = _registry(PLAIN + more).login_required
    assert isinstance(told, Known)
    assert told.value is asked


def test_one_that_only_reads_is_open_by_intent() -> None:
    told = _registry(
        "version: 0.1\nstorage:\n  maintenance: {readonly: {enabled: true}}\n",
    ).login_required
    assert isinstance(told, Known)
    assert told.value is True


@given(st.binary(max_size=200))
def test_no_content_breaks_it(tail: bytes) -> None:
    files = {"config.yml": b"version: 0.1\nstorage:\n" + tail}
    for unit in units(files):
        reading = read(unit, files)
        assert reading.resources or reading.gaps
