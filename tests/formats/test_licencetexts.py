"""Which licence a text is."""

from __future__ import annotations

from importlib import metadata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.formats.licencetexts import KEPT, licence_of, sketch, written

APACHE = (Path(__file__).parents[2] / "LICENSE").read_text(encoding="utf-8")


def test_a_text_is_known_again_whoever_owns_it_and_however_it_is_wrapped() -> None:
    found = licence_of("Copyright 2020 Somebody Else\n\n" + " ".join(APACHE.split()).replace("[yyyy]", "2020"))
    assert found is not None
    assert found.id == "Apache-2.0"


@pytest.mark.parametrize(
    ("package", "expected"), [("pytest", "MIT"), ("Jinja2", "BSD-3-Clause"), ("hypothesis", "MPL-2.0")]
)
def test_texts_that_packages_bring_along_are_known(package: str, expected: str) -> None:
    files = metadata.files(package) or []
    texts = [Path(str(item.locate())).read_text("utf-8") for item in files if item.name.upper().startswith("LICEN")]
    assert texts
    assert {found.id for text in texts if (found := licence_of(text))} == {expected}


def test_a_tag_says_it_by_itself() -> None:
    found = licence_of("# SPDX-License-Identifier: MIT OR Apache-2.0\nx = 1\n")
    assert found is not None
    assert found.id == "MIT OR Apache-2.0"


def test_a_text_of_empty_lines_only_is_read_once() -> None:
    assert licence_of("\n" * 250_000 + " " * 5_000) is None


@pytest.mark.parametrize("text", ["", "All rights reserved.", "You may not use this. " * 40, "lorem ipsum " * 4000])
def test_another_text_is_none(text: str) -> None:
    assert licence_of(text) is None


def test_half_of_a_text_is_not_the_licence() -> None:
    assert licence_of(APACHE[: len(APACHE) // 2]) is None


@given(st.text(max_size=400))
def test_a_sketch_is_bounded_and_ordered(text: str) -> None:
    found = sketch(text)
    assert len(found) <= KEPT
    assert list(found) == sorted(set(found))


def test_sketches_are_written_in_one_order() -> None:
    one, two = ("A", "some words that are long enough to be kept here"), ("B", "and other words that are kept as well")
    assert written([one, two]) == written([two, one])
