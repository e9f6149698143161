"""Makes the JSON of a plan from evaluated configuration, so that each case in HCL is a case of a plan too.

It has what ``terraform show -json`` has: values, what is unknown until it is carried out, and references as each
module may write them: down through outputs, up through variables. Defaults that a provider would fill in are not there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from holdfast.estate.blocks import Block, Blocks
from holdfast.model.value import Known, Tree, Unknown

_MODULE = re.compile(r'module\.([^.\[]+)(\[(?:"(?:[^"\\]|\\.)*"|[^\]]*)\])?\.?')


def plan_of(blocks: Blocks) -> dict[str, Any]:
    """The plan that creates all resources of some blocks. Data sources with unknown parts are read when it is done."""
    maker = _Maker()
    for block in blocks.all:
        maker.add(block)
    return maker.plan()


class _Maker:
    def __init__(self) -> None:
        self.planned: dict[str, Any] = {"resources": []}
        self.prior: dict[str, Any] = {"resources": []}
        self.changes: list[dict[str, Any]] = []
        self.configuration: dict[str, Any] = {}

    def plan(self) -> dict[str, Any]:
        return {
            "format_version": "1.2",
            "terraform_version": "1.9.0",
            "planned_values": {"root_module": self.planned},
            "prior_state": {"format_version": "1.0", "values": {"root_module": self.prior}},
            "resource_changes": self.changes,
            "configuration": {"root_module": self.configuration},
        }

    def add(self, block: Block) -> None:
        values, unknown = _split(block.attrs)
        read = block.mode == "data" and not unknown
        row = {
            "address": block.address,
            "mode": "managed" if block.mode == "resource" else "data",
            "type": block.type,
            "name": block.name,
            "values": values,
        }
        module = _home(self.prior if read else self.planned, block.module)
        module.setdefault("resources", []).append(row)
        if not read:
            action = "create" if block.mode == "resource" else "read"
            change = {"actions": [action], "before": None, "after": values, "after_unknown": unknown}
            self.changes.append({**row, "change": change})
        self._configure(block)

    def _configure(self, block: Block) -> None:
        path = tuple(match[1] for match in _MODULE.finditer(block.module))
        module = self._module(path)
        address = f"{'data.' if block.mode == 'data' else ''}{block.type}.{block.name}"
        listed = module.setdefault("resources", [])
        if not any(each["address"] == address for each in listed):
            listed.append({"address": address, "expressions": self._expressions(block.attrs, path)})

    def _module(self, path: tuple[str, ...]) -> dict[str, Any]:
        module = self.configuration
        for name in path:
            calls = module.setdefault("module_calls", {})
            module = calls.setdefault(name, {"expressions": {}, "module": {}})["module"]
        return module

    def _expressions(self, attrs: Tree, path: tuple[str, ...]) -> Any:
        content = attrs.value if isinstance(attrs, Known) and isinstance(attrs.value, dict) else {}
        return {name: self._expression(each, path) for name, each in content.items()}

    def _expression(self, tree: Tree, path: tuple[str, ...]) -> Any:
        listed = tree.value if isinstance(tree, Known) and isinstance(tree.value, list) else []
        if listed and all(isinstance(each, Known) and isinstance(each.value, dict) for each in listed):
            return [self._expressions(each, path) for each in listed]
        refs = dict.fromkeys(_refs(tree))
        return {"references": [name for ref in refs for name in self._names(ref, path)]} if refs else {}

    def _names(self, ref: str, path: tuple[str, ...]) -> Iterator[str]:
        """A reference to an address as a module may write it."""
        target = tuple(match[1] for match in _MODULE.finditer(_head(ref)))
        bare = ref[len(_head(ref)) :]
        if target[: len(path)] != path:
            name = "to_" + re.sub(r"\W", "_", ref)
            call = self._module(path[:-1])["module_calls"][path[-1]]
            call["expressions"][name] = {"references": list(self._names(ref, path[:-1]))}
            yield f"var.{name}"
        elif target == path:
            yield from (f"{bare}.id", bare)
        else:
            name = "of_" + re.sub(r"\W", "_", bare)
            inner = (*path, target[len(path)])
            outputs = self._module(inner).setdefault("outputs", {})
            outputs[name] = {"expression": {"references": list(self._names(ref, inner))}}
            called = [match[0].rstrip(".") for match in _MODULE.finditer(_head(ref))][len(path)]
            yield from (f"{called}.{name}", called)


def _head(address: str) -> str:
    """The modules that an address begins with."""
    end = 0
    while match := _MODULE.match(address, end):
        end = match.end()
    return address[:end]


def _home(root: dict[str, Any], address: str) -> dict[str, Any]:
    """The module of an address in a tree of modules."""
    module, end = root, 0
    while match := _MODULE.match(address, end):
        end = match.end()
        whole = address[:end].rstrip(".")
        children = module.setdefault("child_modules", [])
        found = next((each for each in children if each["address"] == whole), None)
        if found is None:
            found = {"address": whole, "resources": []}
            children.append(found)
        module = found
    return module


def _refs(tree: Tree) -> Iterator[str]:
    yield from tree.refs
    if isinstance(tree, Known) and isinstance(tree.value, list | dict):
        for each in tree.value.values() if isinstance(tree.value, dict) else tree.value:
            yield from _refs(each)


def _split(tree: Tree) -> tuple[Any, Any]:
    """Values with nothing where they are unknown, and where that is."""
    if isinstance(tree, Unknown):
        return None, True
    if isinstance(tree.value, list):
        pairs = [_split(each) for each in tree.value]
        hidden = [unknown for _, unknown in pairs]
        return [value for value, _ in pairs], hidden if any(hidden) else []
    if isinstance(tree.value, dict):
        split = {name: _split(each) for name, each in tree.value.items()}
        values = {name: value for name, (value, unknown) in split.items() if unknown is not True}
        return values, {name: unknown for name, (_, unknown) in split.items() if unknown}
    return tree.value, False


def plan_text(blocks: Blocks) -> bytes:
    """The same as a file."""
    return json.dumps(plan_of(blocks), ensure_ascii=False).encode()
