"""Mappers of Google Cloud take any attribute of any form, and what they make can be judged."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from hypothesis import given

from holdfast.engines.posture.look import CRASH, look
from holdfast.estate.blocks import Blocks
from holdfast.estate.terraform import (
    google_compute,
    google_container,
    google_database,
    google_firewall,
    google_keys,
    google_network,
    google_roles,
    google_services,
    google_storage,
)
from holdfast.model.resource import Resource
from holdfast.model.value import Tree

from ..checks.cases import pack
from .test_aws_mappers import Everything, _trees, blocks, known, types_of

READ: dict[str, Callable[[Blocks], Iterator[Resource]]] = {
    module.__name__.rpartition(".")[2]: module.read
    for module in (
        *(google_compute, google_container, google_database, google_firewall, google_keys, google_network),
        *(google_roles, google_services, google_storage),
    )
}
GRANTS = [f"google_{of}_iam_{how}" for of in ("project", "pubsub_topic") for how in ("member", "binding", "policy")]


def _types(name: str) -> list[str]:
    """Types that a mapper asks for; grants of roles are found by the form of their names."""
    return types_of(READ[name]) + (GRANTS if name == "google_roles" else [])


@pytest.mark.parametrize("name", sorted(READ))
@given(attrs=_trees)
def test_any_attributes_are_read_and_judged(name: str, attrs: Tree) -> None:
    for content in (attrs, known(Everything(attrs))):
        made = list(READ[name](blocks(_types(name), content)))
        assert [(item.rule.check.name, item.why) for item in look(made, pack().of) if item.verdict == CRASH] == []
