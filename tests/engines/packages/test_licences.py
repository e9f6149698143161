"""What a policy says of licences."""

from __future__ import annotations

import pytest

from holdfast.engines.packages.licences import LicencePolicy, Standing, clarified, decide
from holdfast.model.package import Package, Reach
from holdfast.model.place import Place


def package(licence: str, reach: Reach = Reach.RUNTIME) -> Package:
    return Package(ecosystem="PyPI", name="some", version="1.0", place=Place(path="x"), licence=licence, reach=reach)


POLICY = LicencePolicy(
    allow=("MIT", "BSD-*", "Apache-2.0", "GPL-2.0-only WITH Classpath-exception-2.0", "GPL-*@development"),
    deny=("AGPL-*", "SSPL-1.0"),
    review=("MPL-2.0",),
    clarify={"some@2.0": "MIT"},
)


@pytest.mark.parametrize(
    ("licence", "standing"),
    [
        ("MIT", Standing.ALLOWED),
        ("BSD 3-Clause License", Standing.ALLOWED),
        ("AGPL-3.0-or-later", Standing.DENIED),
        ("MIT AND AGPL-3.0-only", Standing.DENIED),
        ("MIT OR AGPL-3.0-only", Standing.ALLOWED),
        ("GPL-3.0-only", Standing.REVIEW),
        ("GPL-2.0-only WITH Classpath-exception-2.0", Standing.ALLOWED),
        ("GPL-2.0-only", Standing.REVIEW),
        ("MPL-2.0", Standing.REVIEW),
        ("MPL-2.0 OR AGPL-3.0-only", Standing.REVIEW),
        ("BSD", Standing.UNKNOWN),
        ("", Standing.UNKNOWN),
        ("NOASSERTION", Standing.UNKNOWN),
    ],
)
def test_a_licence_stands_as_the_policy_says(licence: str, standing: Standing) -> None:
    assert decide(package(licence), POLICY).standing is standing


def test_an_entry_for_one_purpose_holds_for_that_alone() -> None:
    assert decide(package("GPL-3.0-only", Reach.DEVELOPMENT), POLICY).standing is Standing.ALLOWED
    assert decide(package("GPL-3.0-only"), POLICY).standing is Standing.REVIEW


def test_the_choice_that_passes_is_named() -> None:
    verdict = decide(package("AGPL-3.0-only OR (MIT AND BSD-3-Clause)"), POLICY)
    assert (verdict.standing, verdict.choice) == (Standing.ALLOWED, "BSD-3-Clause AND MIT")


def test_a_denial_names_the_licence_that_is_denied() -> None:
    assert "AGPL-3.0-only" in decide(package("MIT AND AGPL-3.0-only"), POLICY).why


def test_a_clarified_package_stands_as_that_says() -> None:
    known = LicencePolicy(deny=("AGPL-*",), clarify=clarified(["some = AGPL 3"]))
    assert decide(package("BSD"), known).standing is Standing.DENIED


def test_without_a_list_of_what_is_allowed_everything_else_is() -> None:
    only = LicencePolicy(deny=("GPL-*",), clarify={})
    assert decide(package("Zlib"), only).standing is Standing.ALLOWED
    assert decide(package("GPL-2.0-only"), only).standing is Standing.DENIED


@pytest.mark.parametrize("entry", ["some", "some=", "some=whatever"])
def test_an_entry_that_clarifies_nothing_is_refused(entry: str) -> None:
    with pytest.raises(ValueError, match="name=expression"):
        clarified([entry])
