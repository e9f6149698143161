"""Lock files that keep what packages want of each other hand it on, as it was written."""

from __future__ import annotations

import json

import pytest

from holdfast.estate.packages.readers import reader

NPM = {
    "lockfileVersion": 3,
    "packages": {
        "": {"dependencies": {"up": "^1.0.0"}},
        "node_modules/up": {"version": "1.0.0", "dependencies": {"down": "~2.1.0"}},
        "node_modules/down": {"version": "2.1.3"},
    },
}
OLD = {
    "lockfileVersion": 1,
    "dependencies": {
        "up": {"version": "1.0.0", "requires": {"down": "~2.1.0"}},
        "down": {"version": "2.1.3"},
    },
}
YARN = """# yarn lockfile v1

down@~2.1.0:
  version "2.1.3"

up@^1.0.0:
  version "1.0.0"
  dependencies:
    down "~2.1.0"
"""
BUN = """{
  "lockfileVersion": 1,
  "workspaces": {"": {"name": "x", "dependencies": {"up": "^1.0.0"}}},
  "packages": {
    "down": ["down@2.1.3", "", {}, "sha512-x"],
    "up": ["up@1.0.0", "", {"dependencies": {"down": "~2.1.0"}}, "sha512-x"],
  }
}
"""
POETRY = """[[package]]
name = "up"
version = "1.0.0"

[package.dependencies]
down = {version = ">=2.1,<2.2", markers = "python_version > '3'"}

[[package]]
name = "down"
version = "2.1.3"
"""
PDM = """[[package]]
name = "up"
version = "1.0.0"
dependencies = ["down>=2.1,<2.2"]

[[package]]
name = "down"
version = "2.1.3"
"""
COMPOSER = {
    "packages": [
        {"name": "a/up", "version": "1.0.0", "require": {"a/down": "~2.1.0", "php": ">=8"}},
        {"name": "a/down", "version": "2.1.3"},
    ]
}
GEMS = """GEM
  remote: https://example.org/
  specs:
    down (2.1.3)
    up (1.0.0)
      down (>= 2.1, < 2.2)

DEPENDENCIES
  up
"""


@pytest.mark.parametrize(
    ("name", "path", "text", "wanted"),
    [
        ("javascript", "package-lock.json", json.dumps(NPM), "~2.1.0"),
        ("javascript", "package-lock.json", json.dumps(OLD), "~2.1.0"),
        ("javascript", "yarn.lock", YARN, "~2.1.0"),
        ("javascript", "bun.lock", BUN, "~2.1.0"),
        ("python", "poetry.lock", POETRY, ">=2.1,<2.2"),
        ("python", "pdm.lock", PDM, ">=2.1,<2.2"),
        ("composer", "composer.lock", json.dumps(COMPOSER), "~2.1.0"),
        ("ruby", "Gemfile.lock", GEMS, ">= 2.1, < 2.2"),
    ],
)
def test_what_a_package_wants_of_another(name: str, path: str, text: str, wanted: str) -> None:
    files = {path: text.encode()}
    (unit,) = reader(name).units(files)
    (found,) = reader(name).read(unit, files)
    by_name = {each.name.rpartition("/")[2]: each for each in found.packages}
    assert by_name["up"].wants == ((by_name["down"].key, wanted),)
    assert by_name["down"].wants == ()


@pytest.mark.parametrize("version", [1, 3])
def test_what_is_shipped_in_an_archive_says_in_whose(version: int) -> None:
    inner = {"version": "2.0.0", "bundled": True, "dependencies": {"deep": {"version": "3.0.0", "bundled": True}}}
    old = {"up": {"version": "1.0.0", "dependencies": {"down": inner}}, "deep": {"version": "4.0.0"}}
    new = {
        "": {"dependencies": {"up": "^1.0.0"}},
        "node_modules/up": {"version": "1.0.0"},
        "node_modules/up/node_modules/down": {"version": "2.0.0", "inBundle": True},
        "node_modules/up/node_modules/down/node_modules/deep": {"version": "3.0.0", "inBundle": True},
        "node_modules/deep": {"version": "4.0.0"},
    }
    files = {"package-lock.json": json.dumps({"lockfileVersion": version, "dependencies": old}).encode()}
    if version == 3:
        files = {"package-lock.json": json.dumps({"lockfileVersion": version, "packages": new}).encode()}
    (unit,) = reader("javascript").units(files)
    (found,) = reader("javascript").read(unit, files)
    shipped = {each.key: each.within for each in found.packages}
    assert shipped == {"up@1.0.0": "", "down@2.0.0": "up@1.0.0", "deep@3.0.0": "up@1.0.0", "deep@4.0.0": ""}
