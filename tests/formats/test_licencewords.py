"""What people write in the place of a licence, as an SPDX expression."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.formats.licenceterms import is_expression
from holdfast.formats.licencewords import expression_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("MIT License", "MIT"),
        ("The MIT License (MIT)", "MIT"),
        ("Apache License, Version 2.0", "Apache-2.0"),
        ("License :: OSI Approved :: Apache Software License", "Apache-2.0"),
        ("GNU General Public License v3 or later (GPLv3+)", "GPL-3.0-or-later"),
        ("GPL v2", "GPL-2.0-only"),
        ("LGPL-3.0 or later", "LGPL-3.0-or-later"),
        ("New BSD License", "BSD-3-Clause"),
        ("MIT/Apache-2.0", "MIT OR Apache-2.0"),
        ("BSD-3-Clause AND Apache 2.0", "BSD-3-Clause AND Apache-2.0"),
        ("Mozilla Public License 2.0 (MPL 2.0)", "MPL-2.0"),
        ("(mit or isc)", "MIT OR ISC"),
        ("Eclipse Public License v2.0", "EPL-2.0"),
    ],
)
def test_what_says_which_licence_it_is_becomes_its_expression(text: str, expected: str) -> None:
    assert expression_of(text) == expected


@pytest.mark.parametrize(
    "text", ["", "BSD", "GPL", "proprietary", "UNLICENSED", "SEE LICENSE IN LICENSE.md", "MIT, ISC", "x" * 5000]
)
def test_what_does_not_say_it_is_not_guessed(text: str) -> None:
    assert expression_of(text) == ""


@given(st.text(max_size=60))
def test_any_text_gives_an_expression_or_nothing(text: str) -> None:
    found = expression_of(text)
    assert not found or is_expression(found)
