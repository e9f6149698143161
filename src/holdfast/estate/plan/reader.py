"""Reads plans as JSON (``terraform show -json``); states too, where somebody hands one in.

Source: "JSON Output Format", documentation of Terraform.
"""

from __future__ import annotations

import json
import posixpath
from collections.abc import Iterator, Mapping
from typing import Any, Final

from holdfast.estate.blocks import Block, Blocks
from holdfast.estate.plan.policies import with_policies
from holdfast.estate.plan.references import References
from holdfast.estate.plan.tree import attributes
from holdfast.estate.terraform import Spot, resources, spots
from holdfast.model.place import Place
from holdfast.model.reading import Gap, Reading, Unit
from holdfast.model.value import Tree, Unknown

LANGUAGE: Final = "tfplan"
DEPTH: Final = 30
BLOCKS: Final = 50_000
_SOURCES: Final = (".tf", ".tofu", ".tf.json", ".tofu.json")


def units(paths: Mapping[str, bytes]) -> list[Unit]:
    """One unit for each plan, with the configuration beside it and below where that was handed in. Raises nothing."""
    sources = sorted(path for path in paths if path.endswith(_SOURCES))
    made = []
    for path in sorted(paths):
        if path not in sources:
            folder = posixpath.dirname(path)
            near = [each for each in sources if not folder or each.startswith(f"{folder}/")]
            made.append(Unit(reader="plan", root=path, paths=tuple(sorted([path, *near]))))
    return made


def read(unit: Unit, files: Mapping[str, bytes]) -> Reading:
    """Understand one plan. Raises nothing: what is no plan is a gap."""
    near = {path: files[path] for path in unit.paths if path in files and path != unit.root}
    try:
        blocks = planned(files[unit.root], unit.root, near)
    except (ValueError, RecursionError) as error:
        why = "it is nested too deeply" if isinstance(error, RecursionError) else "it is no plan in JSON"
        return Reading(gaps=(Gap(why=why, place=Place(path=unit.root), fault=True),))
    return Reading(resources=resources(blocks))


def planned(data: bytes, path: str, sources: Mapping[str, bytes] | None = None) -> Blocks:
    """What will be there when a plan was carried out. Raises ValueError and RecursionError for what is no plan."""
    plan = _Plan(data, path, sources or {})
    return Blocks(with_policies(plan.planned()), LANGUAGE, plan.leaving())


def before(data: bytes, path: str = "plan.json", sources: Mapping[str, bytes] | None = None) -> Blocks:
    """What is there before a plan is carried out: the state that it was made from. Raises as ``planned`` does."""
    plan = _Plan(data, path, sources or {})
    return Blocks(with_policies(plan.before()), LANGUAGE, plan.leaving())


class _Plan:
    """A plan, or a state, as JSON."""

    def __init__(self, data: bytes, path: str, sources: Mapping[str, bytes]) -> None:
        """Parse it. Raises ValueError."""
        whole = json.loads(data)
        if not isinstance(whole, dict):
            raise ValueError("no plan")
        self._whole = whole
        self._path = path
        self._spots = spots(posixpath.dirname(path), sources) if sources else {}
        rows = [*self._listed("planned_values"), *self._prior(), *_stored(whole)]
        self._references = References(_map(whole.get("configuration")), {str(row.get("address")) for row in rows})
        if not any(key in whole for key in ("planned_values", "resource_changes", "values", "resources")):
            raise ValueError("no plan")

    def planned(self) -> Iterator[Block]:
        """The blocks after the plan: what stays and what is made; not what is deleted or forgotten."""
        changes = {
            str(row.get("address")): _map(row.get("change")) for row in _rows(self._whole.get("resource_changes"))
        }
        seen = set()
        for row in [*self._listed("planned_values"), *self._state()]:
            address = str(row.get("address"))
            change = changes.get(address, {})
            seen.add(address)
            yield self._block(row, change.get("after", row.get("values")), change.get("after_unknown"))
        for row in self._prior():
            if row.get("mode") == "data" and str(row.get("address")) not in seen:
                yield self._block(row, row.get("values"), None)

    def before(self) -> Iterator[Block]:
        """The blocks of the state that the plan was made from."""
        prior = self._prior()
        for row in prior:
            yield self._block(row, row.get("values"), None)
        if not prior:
            for row in _rows(self._whole.get("resource_changes")):
                values = _map(row.get("change")).get("before")
                if isinstance(values, dict):
                    yield self._block(row, values, None)

    def leaving(self) -> list[tuple[str, Tree]]:
        """What the root module hands out: where it comes from, not what it is."""
        place = Place(path=self._path)
        root = _map(_map(self._whole.get("configuration")).get("root_module"))
        handed = (_map(output).get("expression") for output in _map(root.get("outputs")).values())
        return [("", Unknown("known only after apply", place, self._references.handed_out(each))) for each in handed]

    def _listed(self, key: str) -> list[dict[str, Any]]:
        return _below(_map(_map(self._whole.get(key)).get("root_module")))

    def _prior(self) -> list[dict[str, Any]]:
        return _below(_map(_map(_map(self._whole.get("prior_state")).get("values")).get("root_module")))

    def _state(self) -> list[dict[str, Any]]:
        """The resources of a state, where it is one and no plan."""
        return [*self._listed("values"), *_stored(self._whole)]

    def _block(self, row: Mapping[str, Any], values: Any, unknown: Any) -> Block:
        address = str(row.get("address"))
        static = self._references.static(address)
        spot = self._spots.get(static) or Spot(Place(path=self._path), {}, {})
        refs = self._references.of(address)
        data = row.get("mode") == "data"
        return Block(
            mode="data" if data else "resource",
            type=str(row.get("type")),
            name=str(row.get("name")),
            address=address,
            module=self._references.module(address),
            attrs=attributes(_map(values), _map(unknown), refs, spot, made=not data),
            place=spot.place,
        )


def _below(module: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The resources of a module and of those below it."""
    found: list[dict[str, Any]] = []
    todo = [(module, 0)]
    while todo and len(found) < BLOCKS:
        each, depth = todo.pop()
        found.extend(_rows(each.get("resources")))
        if depth < DEPTH:
            todo.extend((child, depth + 1) for child in reversed(_rows(each.get("child_modules"))))
    return found[:BLOCKS]


def _stored(whole: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The resources of a state as it is stored (version 4), in the form that plans have."""
    found: list[dict[str, Any]] = []
    for row in _rows(whole.get("resources")) if "version" in whole else []:
        base = ".".join(str(row[key]) for key in ("module", "type", "name") if row.get(key))
        if row.get("mode") == "data":
            base = ".".join(
                [*filter(None, [str(row.get("module") or "")]), "data", str(row.get("type")), str(row.get("name"))]
            )
        for instance in _rows(row.get("instances")):
            key = instance.get("index_key")
            index = "" if key is None else f"[{json.dumps(key, ensure_ascii=False)}]"
            found.append({**row, "address": base + index, "values": instance.get("attributes")})
    return found


def _map(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _rows(value: Any) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
