"""Every verifier is whole: its types exist, its address is plain, it only reads, and it is documented."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from holdfast.checks.secrets.verifiers import VERIFIERS
from holdfast.model.verification import Verifier
from tests.worlds.planted import kinds, templates
from tools.write_verification import PAGE, page

ROOT = Path(__file__).resolve().parents[3]
QUERIES = {"POST": ("/graphql", "/auth.test", "/get_current_account", "/token/status")}


def test_there_are_enough_vendors() -> None:
    assert len({item.vendor for item in VERIFIERS}) >= 25


@pytest.mark.parametrize("verifier", VERIFIERS, ids=lambda item: f"{item.types[0]}-{item.starts}")
def test_a_verifier_is_whole(verifier: Verifier) -> None:
    names = {*verifier.types, *([verifier.partner] if verifier.partner else [])}
    assert names <= kinds().keys()
    assert re.fullmatch(r"https://[a-z0-9.-]+\.[a-z]+/[!-~]*", verifier.url)
    assert re.fullmatch(r"https://[!-~]+", verifier.docs)
    assert verifier.live
    carriers = [verifier.url, verifier.template if verifier.header else "", verifier.basic]
    assert verifier.signed or any("{value}" in carrier for carrier in carriers)
    assert bool(verifier.partner) == (verifier.signed or any("{partner}" in carrier for carrier in carriers))
    assert "{value}" not in verifier.body


@pytest.mark.parametrize("verifier", [item for item in VERIFIERS if item.method != "GET"], ids=lambda item: item.vendor)
def test_what_is_no_get_is_a_documented_question(verifier: Verifier) -> None:
    assert verifier.url.endswith(QUERIES[verifier.method])
    if verifier.body:
        assert "mutation" not in json.loads(verifier.body)["query"]


def test_no_type_has_two_verifiers_for_one_value() -> None:
    claims = [(name, item.starts) for item in VERIFIERS for name in item.types]
    assert len(claims) == len(set(claims))
    for name, starts in claims:
        assert not starts or (name, "") not in claims


def test_a_partner_is_the_half_that_the_type_pairs_with() -> None:
    for verifier in VERIFIERS:
        if verifier.partner:
            assert {kinds()[name].pairs_with for name in verifier.types} == {verifier.partner}


def test_a_beginning_is_one_that_values_have() -> None:
    lines = "\n".join(f"{name} {line}" for name, line in templates())
    for verifier in VERIFIERS:
        for name in verifier.types:
            assert any(row.startswith(f"{name} ") and verifier.starts in row for row in lines.splitlines())


def test_the_page_lists_them_all() -> None:
    assert (ROOT / PAGE).read_text(encoding="utf-8") == page(), "write it again: make docs"
