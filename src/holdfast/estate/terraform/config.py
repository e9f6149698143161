"""One folder of configuration: its variables, locals, outputs, resources and module calls by name, not evaluated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, TypeVar

from holdfast.formats.hcl.jsonsyntax import parse as parse_json
from holdfast.formats.hcl.nodes import Attribute, Block, File, Source
from holdfast.formats.hcl.parse import parse
from holdfast.model.reading import Gap

_Key = TypeVar("_Key")

SUFFIXES: Final = (".tf", ".tofu", ".tf.json", ".tofu.json")


@dataclass(frozen=True, slots=True)
class Declared:
    """A block and the file that it stands in."""

    block: Block
    source: Source


@dataclass(frozen=True, slots=True)
class Named:
    """An attribute and the file that it stands in."""

    attribute: Attribute
    source: Source


@dataclass(slots=True)
class Config:
    """What one folder declares."""

    folder: str
    variables: dict[str, Declared] = field(default_factory=dict)
    locals: dict[str, Named] = field(default_factory=dict)
    outputs: dict[str, Declared] = field(default_factory=dict)
    calls: dict[str, Declared] = field(default_factory=dict)
    resources: dict[tuple[str, str, str], Declared] = field(default_factory=dict)
    gaps: list[Gap] = field(default_factory=list)


@lru_cache(maxsize=1 << 12)
def parsed(path: str, content: bytes) -> File:
    """The syntax of one file. The same file is asked for by each root module that reaches it."""
    text = content.decode("utf-8", "replace").removeprefix("\ufeff")
    return parse_json(path, text) if path.endswith(".json") else parse(path, text)


def load(folder: str, files: Mapping[str, bytes], names: Iterable[str]) -> Config:
    """Read the files of a folder; those that override come last, as the language has it."""
    config = Config(folder)
    ordered = sorted(names, key=lambda name: (_overrides(name), name))
    for name in ordered:
        file = parsed(name, files[name])
        config.gaps.extend(faults_of(file))
        for block in file.body.blocks:
            _declare(config, Declared(block, file.source), _overrides(name))
    return config


def faults_of(file: File) -> Iterator[Gap]:
    """What is broken in a file."""
    for fault in file.faults:
        place = file.source.place(fault.start, max(fault.start, fault.end))
        yield Gap(why=f"syntax error: {fault.why}", place=place, fault=True)


def _overrides(path: str) -> bool:
    stem = path.rpartition("/")[2].split(".")[0]
    return stem == "override" or stem.endswith("_override")


def _declare(config: Config, declared: Declared, overrides: bool) -> None:
    block = declared.block
    if block.broken:
        return
    if block.type == "locals":
        for name, attribute in block.body.attributes.items():
            config.locals[name] = Named(attribute, declared.source)
        return
    count = len(block.labels)
    if block.type in ("resource", "data", "ephemeral") and count == 2:
        table: dict[tuple[str, str, str], Declared] = config.resources
        _put(table, (block.type, block.labels[0], block.labels[1]), declared, overrides)
    elif count == 1:
        named = {"variable": config.variables, "output": config.outputs, "module": config.calls}.get(block.type)
        if named is not None:
            _put(named, block.labels[0], declared, overrides)


def _put(table: dict[_Key, Declared], key: _Key, declared: Declared, overrides: bool) -> None:
    before = table.get(key)
    if before is None or not overrides:
        table.setdefault(key, declared)
        return
    old, new = before.block, declared.block
    types = {block.type for block in new.body.blocks}
    kept = [block for block in old.body.blocks if block.type not in types]
    body = type(old.body)({**old.body.attributes, **new.body.attributes}, [*kept, *new.body.blocks])
    table[key] = Declared(Block(old.type, old.labels, body, old.start, old.end), before.source)
