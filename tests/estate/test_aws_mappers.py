"""Mappers of what keeps data on AWS take any attribute of any form, and give each type a resource."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.estate.blocks import Block, Blocks
from holdfast.estate.cloudformation import aws_analytics as templates_analytics
from holdfast.estate.cloudformation import aws_bucket as templates_bucket
from holdfast.estate.cloudformation import aws_build as templates_build
from holdfast.estate.cloudformation import aws_database as templates_database
from holdfast.estate.cloudformation import aws_datastore as templates_datastore
from holdfast.estate.cloudformation import aws_guarded as templates_guarded
from holdfast.estate.cloudformation import aws_keys as templates_keys
from holdfast.estate.cloudformation import aws_messaging as templates_messaging
from holdfast.estate.cloudformation import aws_storage as templates_storage
from holdfast.estate.terraform import (
    aws_analytics,
    aws_bucket,
    aws_build,
    aws_database,
    aws_datastore,
    aws_guarded,
    aws_keys,
    aws_messaging,
    aws_storage,
)
from holdfast.model.place import Place
from holdfast.model.resource import Resource
from holdfast.model.value import Known, Tree, Unknown

HERE = Place(path="x")
READ: dict[str, Callable[[Blocks], Iterator[Resource]]] = {
    module.__name__.removeprefix("holdfast.estate."): module.read
    for module in (
        *(aws_analytics, aws_bucket, aws_build, aws_database, aws_datastore, aws_guarded, aws_keys, aws_messaging),
        *(aws_storage, templates_analytics, templates_bucket, templates_build, templates_database),
        *(templates_datastore, templates_guarded, templates_keys, templates_messaging, templates_storage),
    )
}


class Asked(Blocks):
    """No blocks, and a list of the types that were asked for."""

    def __init__(self) -> None:
        super().__init__((), "terraform")
        self.types: set[str] = set()

    def of(self, *types: str) -> Iterator[Block]:
        self.types |= set(types)
        yield from ()


class Everything(dict[str, Tree]):
    """A mapping that has whatever it is asked for."""

    def __init__(self, content: Tree) -> None:
        super().__init__()
        self._content = content

    def __contains__(self, name: object) -> bool:
        return True

    def __getitem__(self, name: str) -> Tree:
        return self._content


def types_of(read: Callable[[Blocks], Iterator[Resource]]) -> list[str]:
    asked = Asked()
    assert list(read(asked)) == []
    return sorted(name for name in asked.types if not name.startswith("data."))


def blocks(types: list[str], attrs: Tree) -> Blocks:
    made = (
        Block(mode="resource", type=name, name="a", address=f"{name}.a", module="", attrs=attrs, place=HERE)
        for name in types
    )
    return Blocks(made, "terraform")


def known(content: Any) -> Tree:
    return Known(content, HERE)


_scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-9, 999),
    st.floats(),
    st.text(max_size=9),
    st.sampled_from(["KMS", "[{", "{}"]),
)
_trees = st.recursive(
    st.one_of(_scalars.map(known), st.just(Unknown("nobody knows", HERE))),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(known),
        st.dictionaries(st.text(max_size=5), inner, max_size=3).map(known),
        inner.map(lambda tree: known(Everything(tree))),
    ),
    max_leaves=8,
)


@pytest.mark.parametrize("name", sorted(READ))
@given(attrs=_trees)
def test_any_attributes_are_read(name: str, attrs: Tree) -> None:
    for content in (attrs, known(Everything(attrs))):
        assert all(isinstance(each, Resource) for each in READ[name](blocks(types_of(READ[name]), content)))


SILENT = frozenset(
    {
        *("aws_db_parameter_group", "aws_rds_cluster_parameter_group", "aws_opensearchserverless_security_policy"),
        *("AWS::RDS::DBParameterGroup", "AWS::RDS::DBClusterParameterGroup"),
        "AWS::OpenSearchServerless::SecurityPolicy",
    }
)
"""What these say depends on a family or sort, which has to be there."""


@pytest.mark.parametrize("name", sorted(name for name in READ if "guarded" not in name))
def test_each_type_has_facts_even_where_nothing_is_set(name: str) -> None:
    types = types_of(READ[name])
    assert len(types) > 3
    for each in READ[name](blocks(types, known({}))):
        own = [field for field in each.__dataclass_fields__ if field not in Resource.__dataclass_fields__]
        assert any(getattr(each, field) is not None for field in own) or each.type in SILENT, each.type
