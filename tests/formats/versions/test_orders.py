"""Orders of versions: total, and right about what the ecosystems' own documents say."""

from __future__ import annotations

from functools import cmp_to_key
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.formats.versions.index import SCHEMES, order_of
from holdfast.formats.versions.order import LONGEST, Order

TEXT = st.text(alphabet="0129abzR.-_+~^:!v", min_size=1, max_size=12)
TANGLED = ("Maven", "Homebrew", "ConanCenter")
"""Their own tools compare in a way that is not always transitive."""

# Ascending, from the documents of each ecosystem and of the tools that make its versions.
LADDERS = {
    "NuGet": ["1.0.0-alpha", "1.0.0-Alpha.1", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc", "1.0", "1.0.0.1", "1.0.1"],
    "Pub": ["1.0.0-alpha", "1.0.0", "1.0.0+1", "1.0.0+1.a", "1.0.0+2", "1.0.1-dev", "1.0.1"],
    "Julia": ["1.0.0-rc1", "1.0.0", "1.0.0+1", "1.1"],
    "Hex": ["1.0.0-dev", "1.0.0-rc.1", "1.0.0", "1.0.1"],
    "SwiftURL": ["1.0.0-beta.2", "1.0.0-beta.11", "1.0.0", "v1.0.1"],
    "CRAN": ["0.9", "1.0", "1.0-1", "1.0-2", "1.0-10", "1.1"],
    "Hackage": ["0.9", "1", "1.0", "1.0.0", "1.0.0.1", "1.10"],
    "GHC": ["9.2.8", "9.4", "9.4.1", "9.10.1"],
    "opam": ["1.0~beta", "1.0~rc1", "1.0", "1.0a", "1.0+1", "1.0.1", "v0.9"],
    "Homebrew": ["1.0alpha1", "1.0beta2", "1.0rc1", "1.0", "1.0_1", "1.0p1", "1.0.1", "1.2", "HEAD"],
    "ConanCenter": ["1.0-pre", "1.0", "1.0+build", "1.1", "1.1.a", "2"],
    "Bitnami": ["1.0.0-1", "1.0.0", "1.2.3", "10.0.0"],
    "GitHub Actions": ["v1", "v1.2", "v1.2.3", "v2"],
    "Go": ["1.21.0-rc.2", "go1.21", "1.21.3", "go1.22rc1", "v1.22.0"],
    "PyPI": ["not-a-version", "1.0.dev1", "1.0a1", "1.0", "1.0.post1", "1!0.5"],
    "Packagist": ["dev-main", "1.0.x-dev", "v2.0.0-beta1", "2.0.0-RC2", "2.0.0", "2.0.0-p1", "2.0.1"],
    "Debian:12": ["1.0~rc1-1", "1.0-1", "1.0-1+deb12u1", "1.0-2", "1:0.5-1"],
    "AlmaLinux:9": ["1.0~rc1-1.el9", "1.0-1.el9", "1.0-1.el9_2.1", "1.0^git1-1.el9", "1.0.1-1.el9", "1:0.5-1.el9"],
    "Alpine:v3.20": ["1.0_alpha1", "1.0_rc1", "1.0", "1.0-r1", "1.0_p1", "1.0a", "1.0.1"],
}
NO_VERSIONS = {
    "npm": ["", "latest", "1.2.x", "git+https://example.org/a.git", "99999999999999999999.0.0"],
    "crates.io": ["", "one", "^1.2"],
    "Go": ["", "v1.2.3.4", "v01.2.3", "v1.2.3-01", "master"],
    "RubyGems": ["", "a.1", "1.", ">= 1"],
    "Packagist": ["", "1.0.0.0.0", "feature/x", "^1.0"],
    "NuGet": ["", "1.2.3.4.5", "[1.0,2.0)"],
    "Debian:12": ["", "a:1", "1 2", "1_2"],
    "AlmaLinux:9": ["", "a:1", "1 2"],
    "Alpine:v3.20": ["", "a1", "1.0_gamma", "1.0-1", "1.0ab"],
    "CRAN": ["", "1.a"],
    "Hackage": ["", "1-2"],
}


def _order(ecosystem: str) -> Order:
    order = order_of(ecosystem)
    assert order is not None
    return order


@pytest.mark.parametrize("ecosystem", LADDERS)
def test_versions_ascend(ecosystem: str) -> None:
    order, ladder = _order(ecosystem), LADDERS[ecosystem]
    assert [pair for pair in pairwise(ladder) if order.compare(*pair) != -1] == []
    mixed = ladder[::2] + ladder[1::2]
    assert sorted(mixed, key=cmp_to_key(order.compare)) == ladder


@pytest.mark.parametrize("ecosystem", NO_VERSIONS)
def test_what_is_no_version_is_refused(ecosystem: str) -> None:
    assert [text for text in NO_VERSIONS[ecosystem] if _order(ecosystem).valid(text)] == []


def test_an_unknown_ecosystem_has_no_order() -> None:
    assert order_of("Terraform") is None
    assert order_of("") is None


@pytest.mark.parametrize("ecosystem", sorted(SCHEMES))
def test_an_endless_version_is_none(ecosystem: str) -> None:
    assert not _order(ecosystem).valid("1." * LONGEST)


@pytest.mark.parametrize("ecosystem", sorted({target: name for name, target in SCHEMES.items()}.values()))
@given(texts=st.lists(TEXT, min_size=3, max_size=3))
def test_the_order_is_total(ecosystem: str, texts: list[str]) -> None:
    order = _order(ecosystem)
    if not all(map(order.valid, texts)):
        return
    one, two, three = texts
    assert order.compare(one, one) == 0
    assert order.compare(one, two) == -order.compare(two, one)
    if order.compare(one, two) == 0:
        assert order.key(one) == order.key(two)
        assert hash(order.key(one)) == hash(order.key(two))
    if ecosystem not in TANGLED and order.compare(one, two) <= 0 and order.compare(two, three) <= 0:
        assert order.compare(one, three) <= 0


@pytest.mark.parametrize("ecosystem", sorted({target: name for name, target in SCHEMES.items()}.values()))
@given(text=st.text(max_size=40))
def test_any_text_is_a_version_or_refused(ecosystem: str, text: str) -> None:
    order = _order(ecosystem)
    assert order.valid(text) is (order.valid(text) and order.compare(text, text) == 0)
