"""Inventories put together into one bill of materials, which CycloneDX and SPDX then write down."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from holdfast.formats.purl import purl
from holdfast.model.bom import Bom, Component
from holdfast.model.package import Inventory, Package, Reach

_NEAREST: Final = (Reach.RUNTIME, Reach.OPTIONAL, Reach.BUILD, Reach.TEST, Reach.DEVELOPMENT)


def assemble(
    name: str,
    inventories: Sequence[Inventory],
    *,
    version: str = "",
    licence: str = "",
    seen_at: str = "",
    tool: str = "",
) -> Bom:
    """One bill of materials. The same inventories give the same bill, in whatever order they come."""
    made: dict[str, Component] = {}
    for each in sorted(inventories, key=lambda item: (item.path, item.reader)):
        refs = {package.key: str(purl(package)) for package in each.packages}
        for package in each.packages:
            own = _component(refs[package.key], package, [refs[key] for key in package.needs if key in refs])
            made[own.ref] = _joined(made[own.ref], own) if own.ref in made else own
    components = tuple(made[ref] for ref in sorted(made))
    return Bom(
        name=name,
        version=version,
        licence=licence,
        components=components,
        direct=_direct(components),
        seen_at=seen_at,
        tool=tool,
        complete=not any(gap.fault for each in inventories for gap in each.gaps),
    )


def _component(ref: str, package: Package, needs: Iterable[str]) -> Component:
    return Component(
        ref=ref, package=package, places=(package.place,), needs=tuple(sorted({need for need in needs if need != ref}))
    )


def _joined(one: Component, other: Component) -> Component:
    first, second = one.package, other.package
    package = replace(
        first,
        direct=True if first.direct or second.direct else first.direct if first.direct is not None else second.direct,
        reach=min(first.reach, second.reach, key=_NEAREST.index),
        hashes=tuple(sorted({*first.hashes, *second.hashes})),
        licence=first.licence or second.licence,
        requirement=first.requirement or second.requirement,
        modules=tuple(sorted({*first.modules, *second.modules})),
    )
    places = sorted({*one.places, *other.places}, key=lambda at: (at.path, at.line, at.column))
    return Component(
        ref=one.ref, package=package, places=tuple(places), needs=tuple(sorted({*one.needs, *other.needs}))
    )


def _direct(components: Sequence[Component]) -> tuple[str, ...]:
    asked = {each.ref for each in components if each.package.direct}
    needed = {need for each in components for need in each.needs}
    silent = {each.ref for each in components if each.package.direct is None and each.ref not in needed}
    return tuple(sorted(asked | silent))
