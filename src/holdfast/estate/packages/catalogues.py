"""``pnpm-workspace.yaml``: the catalogues, in which a workspace says once which version of a package it means."""

from __future__ import annotations

from holdfast.formats.plainyaml import parse
from holdfast.formats.tomltree import Table


def catalogues(path: str, content: bytes) -> dict[str, str]:
    """``catalogue/name`` to requirement; nothing for a file that has none."""
    table = parse(path, content).table
    named = table.get("catalogs")
    held = {"default": table.get("catalog"), **(named if isinstance(named, Table) else {})}
    return {
        f"{group}/{name}": str(said)
        for group, each in held.items()
        if isinstance(each, Table)
        for name, said in each.items()
    }
