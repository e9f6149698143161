"""A first look at a path, which costs nothing: whether some reader may understand the file."""

from __future__ import annotations

from typing import Final

_ENDS: Final = (".tf", ".tofu", ".json", ".tfvars", ".yml", ".yaml", ".template", "enkinsfile", "Kustomization")


def likely(path: str) -> bool:
    """Whether ``estate.sniff`` is worth asking about a file."""
    return path.endswith(_ENDS) or "ockerfile" in path or "ontainerfile" in path
