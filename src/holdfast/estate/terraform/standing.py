"""Where blocks and attributes of a configuration stand, by address and without evaluation: for readers of plans."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from holdfast.estate.terraform.config import Config, load
from holdfast.estate.terraform.unit import inside, sources_by_folder
from holdfast.formats.hcl.nodes import Block, Literal, Source
from holdfast.model.place import Place

DEPTH: Final = 12
MOST: Final = 50_000


class Spot(NamedTuple):
    """Where a block stands, and what is in it."""

    place: Place
    attributes: Mapping[str, Place]
    nested: Mapping[str, tuple[Spot, ...]]


def spots(root: str, files: Mapping[str, bytes]) -> dict[str, Spot]:
    """Addresses without keys of a root module and those that it calls, with where they stand. Raises nothing."""
    folders = sources_by_folder(files)
    configs: dict[str, Config] = {}
    found: dict[str, Spot] = {}
    todo = [("", root, 0)]
    while todo and len(found) < MOST:
        prefix, folder, depth = todo.pop()
        if folder not in configs:
            configs[folder] = load(folder, files, folders.get(folder, ()))
        config = configs[folder]
        for (mode, type_, name), declared in config.resources.items():
            address = f"{type_}.{name}" if mode == "resource" else f"{mode}.{type_}.{name}"
            found[prefix + address] = _spot(declared.block, declared.source)
        for name, declared in config.calls.items():
            source = declared.block.body.attributes.get("source")
            value = source.value.value if source is not None and isinstance(source.value, Literal) else None
            goal = inside(folder, value) if isinstance(value, str) and value.startswith(".") else None
            if goal is not None and goal in folders and depth < DEPTH:
                todo.append((f"{prefix}module.{name}.", goal, depth + 1))
    return found


def _spot(block: Block, source: Source) -> Spot:
    attributes = {
        name: source.place(attribute.start, attribute.end) for name, attribute in block.body.attributes.items()
    }
    nested: dict[str, tuple[Spot, ...]] = {}
    for each in block.body.blocks:
        name, body = each.type, each
        if each.type == "dynamic" and each.labels:
            name = each.labels[0]
            body = next((inner for inner in each.body.blocks if inner.type == "content"), each)
        nested[name] = (*nested.get(name, ()), _spot(body, source))
    return Spot(source.place(block.start, block.end), attributes, nested)
