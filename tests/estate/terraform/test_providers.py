"""A mapper is only asked about blocks of the provider that its module is named after."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from holdfast.estate.blocks import Block, Blocks
from holdfast.estate.terraform.providers import MAPPERS, mappers, provider_of


class Asked(Blocks):
    """No blocks, and a list of the types that were asked for."""

    def __init__(self) -> None:
        super().__init__((), "terraform")
        self.wanted: set[str] = set()

    def of(self, *types: str) -> Iterator[Block]:
        self.wanted |= {name.removeprefix("data.") for name in types}
        yield from ()


@pytest.mark.parametrize("name", MAPPERS)
def test_a_mapper_asks_for_types_of_its_own_provider(name: str) -> None:
    provider = name.partition(":")[0].rpartition(".")[2].partition("_")[0]
    asked = Asked()
    chosen = [mapper for mapper in mappers([f"{provider}_x"]) if name == f"{mapper.__module__}:{mapper.__name__}"]
    assert len(chosen) == 1
    list(chosen[0](asked))
    assert {provider_of(type) for type in asked.wanted} <= {provider}


def test_nobody_is_asked_about_a_provider_that_no_mapper_knows() -> None:
    assert list(mappers(["acme_thing"])) == []
    assert list(mappers([])) == []
