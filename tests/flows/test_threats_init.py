"""``holdfast threats init`` on the example shop: the model that the tool drafts of it, and what it says about that."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from holdfast.formats.threatmodel import PATH, read
from holdfast.model.system import Sort, System
from tests.worlds.machine import Machine
from tests.worlds.shop import NOTHING, PASSED

BUILDER = Path(__file__).parents[2] / "examples" / "build_shop.py"

ELEMENTS = {
    Sort.ENTITY: {
        *("customer", "operator", "developer", "assistant-internal", "mail-server", "sftp-server", "stripe"),
        "shipping-tidewater-example",
    },
    Sort.PROCESS: {
        *("api", "storefront", "feeds", "image-worker", "bastion", "shop-cdn", "shop-load-balancer", "pipeline"),
    },
    Sort.STORE: {
        *("shop-database", "reporting-database", "sessions-cache", "carts-table", "feeds-bucket", "invoices-bucket"),
        *("logs", "image-registry", "orders-queue", "uploads-files"),
    },
}
FLOWS = {
    *(("customer", "shop-cdn"), ("customer", "storefront"), ("customer", "feeds"), ("operator", "api")),
    *(("operator", "bastion"), ("developer", "pipeline"), ("pipeline", "image-registry")),
    *(("shop-cdn", "shop-load-balancer"), ("shop-load-balancer", "api"), ("storefront", "api")),
    *(("storefront", "stripe"), ("api", "shop-database"), ("api", "invoices-bucket"), ("api", "mail-server")),
    *(("api", "assistant-internal"), ("api", "shipping-tidewater-example"), ("feeds", "sftp-server")),
    *(("feeds", "shipping-tidewater-example"), ("feeds", "invoices-bucket")),
    *(("pipeline", "api"), ("pipeline", "storefront"), ("pipeline", "feeds")),
}
FACTS = {
    "api": {
        *(("exposure", "internet"), ("authentication", "token"), ("parses", "serialised-objects"), ("uploads", "yes")),
        *(("fetches-urls", "unknown"), ("runs-commands", "yes"), ("administers", "yes"), ("webhook", "yes")),
        *(("runs-as-root", "yes"), ("isolated", "no"), ("engine-socket", "yes"), ("handles-money", "yes")),
    },
    "storefront": {("exposure", "internet"), ("runs-as-root", "no"), ("replicated", "yes"), ("handles-money", "yes")},
    "image-worker": {("exposure", "internal"), ("engine-socket", "yes"), ("isolated", "no")},
    "feeds": {("authentication", "none"), ("exposure", "internet"), ("parses", "archives")},
    "shop-database": {("encrypted-at-rest", "no"), ("backup", "no"), ("exposure", "internet")},
    "reporting-database": {("encrypted-at-rest", "managed-key"), ("backup", "yes"), ("exposure", "internal")},
    "feeds-bucket": {("public", "yes")},
    "bastion": {("metadata-protected", "no"), ("shell-exposure", "internet")},
    "pipeline": {("builds-code", "yes"), ("least-privilege", "no"), ("deploys", "yes"), ("foreign-code", "yes")},
}


@pytest.fixture
def shop(machine: Machine) -> Path:
    """The example shop, with its history and without the model that it keeps."""
    root = machine.folder / "shop"
    answer = machine.run(machine.folder, sys.executable, str(BUILDER), str(root))
    assert answer.code == 0, answer.err
    (root / PATH).unlink(missing_ok=True)  # the shop keeps one that people went on with
    return root


def drafted(root: Path) -> System:
    return read(PATH, (root / PATH).read_bytes())


def test_the_shop_is_drafted_as_expected(machine: Machine, shop: Path) -> None:
    answer = machine.holdfast(shop, "threats", "init")
    assert answer.code == PASSED, answer.err
    found = drafted(shop)
    for sort, names in ELEMENTS.items():
        assert {each.id for each in found.elements if each.sort is sort} == names
    assert {(each.start, each.end) for each in found.flows} == FLOWS
    for name, facts in FACTS.items():
        element = found.element(name)
        assert element is not None
        assert facts <= set(element.facts), name
    api = found.element("api")
    assert api is not None and set(api.data) == {"cards", "personal", "credentials"}
    assert {each.id: each.kind for each in found.boundaries} == {
        "cluster": "cluster",
        "aws": "account",
        "network-shop": "network",
        "internet": "internet",
    }
    assert all(each.source for each in found.elements) and all(each.source for each in found.flows)
    for says in ("26 elements and 22 flows", "Left to you", "Nobody was seen to use", "Next: read"):
        assert says in answer.out


def test_a_second_draft_adds_nothing_and_a_new_service_only_itself(machine: Machine, shop: Path) -> None:
    machine.holdfast(shop, "threats", "init")
    before = (shop / PATH).read_bytes()
    assert "knows all" in machine.holdfast(shop, "threats", "init").out
    assert (shop / PATH).read_bytes() == before
    compose = shop / "docker-compose.yml"
    text = compose.read_text(encoding="utf-8")
    compose.write_text(
        text.replace("\nvolumes:\n", "\n  search:\n    image: opensearchproject/opensearch:2\n\nvolumes:\n")
    )
    answer = machine.holdfast(shop, "threats", "init")
    assert "Added 1 element and 0 flows" in answer.out
    assert drafted(shop).element("search") is not None


def test_a_dry_run_prints_the_model_and_writes_nothing(machine: Machine, shop: Path) -> None:
    answer = machine.holdfast(shop, "threats", "init", "--dry-run")
    assert read(PATH, answer.raw_out).element("api") is not None
    assert "Nothing was written" in answer.err
    assert not (shop / PATH).exists()


def test_a_folder_with_nothing_to_draft_from_is_said(machine: Machine) -> None:
    empty = machine.folder / "empty"
    empty.mkdir()
    answer = machine.holdfast(empty, "threats", "init")
    assert answer.code == NOTHING
    assert "nothing was found" in answer.err
