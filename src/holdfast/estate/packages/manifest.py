"""Which reader of packages a file is for: by its name and, where many are called so, by a look at its bytes."""

from __future__ import annotations

from typing import Final

from holdfast.estate.packages.names import reader_of as named

_YAML: Final = (".yml", ".yaml")
_MOST_IMAGES: Final = 2 << 20
"""Bytes of a file in which images are looked for."""


def reader_of(path: str, data: bytes) -> str:
    """Name of the reader of a file; empty where its name or its words show that it names no package."""
    name = named(path)
    if name == "images" and path.endswith(_YAML) and not image_kind(path, data):
        return ""
    return name


def image_kind(path: str, data: bytes) -> str:
    """What names images in a YAML file, by its name and the words that it cannot do without; empty for nothing."""
    if b"image" not in data or len(data) > _MOST_IMAGES:
        return ""
    name = path.rpartition("/")[2]
    if name.endswith((".gitlab-ci.yml", ".gitlab-ci.yaml")):
        return "gitlab"
    if b"apiVersion:" in data and b"kind:" in data:
        return "kubernetes"
    return "compose" if "compose" in name and b"services:" in data else ""
