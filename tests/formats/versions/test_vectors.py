"""Each order says of hundreds of pairs what the ecosystem's own tool said of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from holdfast.formats.versions.index import order_of
from holdfast.formats.versions.order import Order

VECTORS = Path(__file__).parent / "vectors"
ECOSYSTEMS = {
    "pypi": ("PyPI",),
    "pypi-legacy": ("PyPI",),
    "npm": ("npm",),
    "go": ("Go",),
    "maven": ("Maven",),
    "cargo": ("crates.io",),
    "rubygems": ("RubyGems",),
    "composer": ("Packagist", "Packagist:https://packages.example.org/8"),
    "dpkg": ("Debian:12", "Ubuntu:24.04:LTS"),
    "rpm": ("AlmaLinux:9", "Red Hat", "Rocky Linux:9", "SUSE", "openSUSE", "Fedora:42"),
    "apk": ("Alpine:v3.20", "Wolfi", "Chainguard", "Alpaquita", "MinimOS"),
    "hex": ("Hex",),
    "cran": ("CRAN", "Bioconductor"),
    "conan": ("ConanCenter",),
}
FILES = sorted(VECTORS.glob("*.json"))
SIGNS = {"<": -1, "=": 0, ">": 1}


def _read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def _order(ecosystem: str) -> Order:
    order = order_of(ecosystem)
    assert order is not None
    return order


def test_every_file_is_of_an_ecosystem() -> None:
    assert {path.stem for path in FILES} == ECOSYSTEMS.keys()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_versions_are_ordered_as_the_tool_orders_them(path: Path) -> None:
    vectors = _read(path)
    assert len(vectors["pairs"]) >= 200
    assert vectors["tool"] and vectors["version"] and vectors["command"]
    for ecosystem in ECOSYSTEMS[path.stem]:
        order = _order(ecosystem)
        wrong = [
            [one, sign, other] for one, sign, other in vectors["pairs"] if order.compare(one, other) != SIGNS[sign]
        ]
        assert wrong == []
        assert [pair for pair in vectors["pairs"] if order.compare(pair[2], pair[0]) != -SIGNS[pair[1]]] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_equal_versions_have_equal_keys_of_equal_hash(path: Path) -> None:
    order = _order(ECOSYSTEMS[path.stem][0])
    equal = [(one, other) for one, sign, other in _read(path)["pairs"] if sign == "="]
    assert [pair for pair in equal if len({order.key(text) for text in pair}) != 1] == []
