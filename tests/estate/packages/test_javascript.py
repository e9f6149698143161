"""Manifests and lock files of JavaScript, where they say something out of the ordinary."""

from __future__ import annotations

import json
from typing import Any

import pytest

from holdfast.model.package import Reach, Source
from tests.estate.packages.looking import look, only

SECRET = "".join(["hun", "ter2"])
COMMIT = "0123456789abcdef0123456789abcdef01234567"
DIGEST = "q83v" * 21 + "qw=="
"""64 bytes, in base64."""
HEX = "abcdef" * 21 + "ab"

MANIFEST = {
    "name": "@me/app",
    "version": "1.0.0",
    "license": "MIT",
    "dependencies": {
        "exact": "1.2.3",
        "also": "v1.2.3-rc.1",
        "range": ">=1 <2 || ^3",
        "tag": "latest",
        "alias": "npm:@real/thing@^2.0.0",
        "git": f"git+https://me:{SECRET}@example.org/r.git#{COMMIT}",
        "short": "owner/repo#v1",
        "url": f"https://example.org/x.tgz?token={SECRET}",
        "file": "file:../x",
        "space": "workspace:*",
        "peered": "^1",
    },
    "optionalDependencies": {"may": "^1"},
    "peerDependencies": {"host": ">=16", "extra": "*"},
    "peerDependenciesMeta": {"extra": {"optional": True}},
    "devDependencies": {"tool": "~2", "exact": "9.9.9"},
}


def test_a_manifest_without_a_lock_file_is_read_line_by_line() -> None:
    found = only({"package.json": json.dumps(MANIFEST, indent=2)})
    assert (found.name, found.version, found.licence, found.locked) == ("@me/app", "1.0.0", "MIT", False)
    said = {each.name: (each.version, each.requirement, each.reach, each.source) for each in found.packages}
    run, registry = Reach.RUNTIME, Source.REGISTRY
    assert said == {
        "@real/thing": ("", "^2.0.0", run, registry),
        "also": ("1.2.3-rc.1", "v1.2.3-rc.1", run, registry),
        "exact": ("1.2.3", "1.2.3", run, registry),
        "extra": ("", "*", Reach.OPTIONAL, registry),
        "file": ("", "file:../x", run, Source.PATH),
        "git": ("", "git+https://example.org/r.git", run, Source.GIT),
        "host": ("", ">=16", run, registry),
        "may": ("", "^1", Reach.OPTIONAL, registry),
        "peered": ("", "^1", run, registry),
        "range": ("", ">=1 <2 || ^3", run, registry),
        "short": ("", "owner/repo", run, Source.GIT),
        "space": ("", "workspace:*", run, Source.PATH),
        "tag": ("", "latest", run, registry),
        "tool": ("", "~2", Reach.DEVELOPMENT, registry),
        "url": ("", "https://example.org/x.tgz", run, Source.URL),
    }
    by_name = {each.name: each for each in found.packages}
    assert by_name["git"].address == f"https://example.org/r.git@{COMMIT}"
    assert by_name["short"].address == "owner/repo@v1"
    lines = json.dumps(MANIFEST, indent=2).split("\n")
    assert '"alias"' in lines[by_name["@real/thing"].place.line - 1]
    assert SECRET not in repr(found)


def test_a_manifest_that_asks_for_nothing_says_nothing() -> None:
    assert look({"package.json": '{"name": "x", "type": "module"}', "a/node_modules/b/package.json": "{"}) == {}


@pytest.mark.parametrize("text", ["{", "[]", '{"dependencies": {"a": 1}}'])
def test_a_broken_manifest_is_a_fault(text: str) -> None:
    assert [each.fault for each in only({"package.json": text}).gaps] == [True]


@pytest.mark.parametrize(
    "name", ["package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", "bun.lock"]
)
def test_a_broken_lock_file_is_a_fault_and_still_answers(name: str) -> None:
    found = only({name: "<<<<<<< HEAD\n", "package.json": '{"dependencies": {"a": "1.0.0"}}'})
    assert (found.path, found.packages, found.gaps[0].fault) == (name, (), True)


def test_the_binary_lock_file_of_bun_says_that_it_is_not_read() -> None:
    found = look({"bun.lockb": b"#!/usr/bin/env bun\x00", "package.json": '{"dependencies": {"a": "1.0.0"}}'})
    assert [each.fault for each in found["bun.lockb"].gaps] == [True]
    assert "--save-text-lockfile" in found["bun.lockb"].gaps[0].why
    assert [each.key for each in found["package.json"].packages] == ["a@1.0.0"]


def test_of_two_lock_files_of_npm_the_published_one_counts() -> None:
    lock = {"lockfileVersion": 3, "packages": {"": {}, "node_modules/a": {"version": "1.0.0"}}}
    files = {"package-lock.json": json.dumps(lock), "npm-shrinkwrap.json": json.dumps(lock)}
    assert look(files).keys() == {"npm-shrinkwrap.json"}


LOCK: dict[str, Any] = {
    "name": "app",
    "version": "1.0.0",
    "lockfileVersion": 3,
    "packages": {
        "": {
            "name": "app",
            "license": "ISC",
            "dependencies": {"a": "^1", "g": "owner/g", "t": "https://example.org/t.tgz"},
            "devDependencies": {"d": "1"},
        },
        "packages/w": {"name": "w", "version": "0.1.0", "dependencies": {"a": "^2"}},
        "node_modules/w": {"resolved": "packages/w", "link": True},
        "node_modules/a": {
            "version": "1.5.0",
            "integrity": f"sha512-{DIGEST}",
            "dependencies": {"b": "*"},
            "license": "MIT",
        },
        "node_modules/a/node_modules/b": {"version": "1.0.0", "optionalDependencies": {"c": "*"}, "inBundle": True},
        "packages/w/node_modules/a": {"version": "2.0.0", "dependencies": {"b": "*"}},
        "node_modules/b": {"version": "2.0.0"},
        "node_modules/c": {"version": "1.0.0", "optional": True, "os": ["linux"], "cpu": ["x64", "arm64"]},
        "node_modules/d": {"name": "real-d", "version": "1.0.0", "dev": True},
        "node_modules/g": {"version": "1.0.0", "resolved": f"git+ssh://git@example.org/owner/g.git#{COMMIT}"},
        "node_modules/t": {"version": "3.0.0", "resolved": "https://example.org/t.tgz"},
    },
}


def test_a_lock_file_of_npm_tells_nested_packages_apart() -> None:
    found = only({"package-lock.json": json.dumps(LOCK, indent=2)})
    assert (found.name, found.version, found.licence) == ("app", "1.0.0", "ISC")
    said = {each.key: (each.direct, each.reach, each.via, each.needs) for each in found.packages}
    run = Reach.RUNTIME
    assert said == {
        "a@1.5.0": (True, run, (), ("b@1.0.0",)),
        "a@2.0.0": (True, run, (), ("b@2.0.0",)),
        "b@1.0.0": (False, run, ("a@1.5.0",), ("c@1.0.0",)),
        "b@2.0.0": (False, run, ("a@2.0.0",), ()),
        "c@1.0.0": (False, Reach.OPTIONAL, ("a@1.5.0", "b@1.0.0"), ()),
        "g@1.0.0": (True, run, (), ()),
        "real-d@1.0.0": (True, Reach.DEVELOPMENT, (), ()),
        "t@3.0.0": (True, run, (), ()),
        "w@0.1.0": (True, run, (), ("a@2.0.0",)),
    }
    by_key = {each.key: each for each in found.packages}
    assert (by_key["a@1.5.0"].hashes, by_key["a@1.5.0"].licence) == ((f"sha512:{HEX}",), "MIT")
    assert by_key["c@1.0.0"].condition == "os linux, cpu x64 arm64"
    assert by_key["g@1.0.0"].address == f"ssh://example.org/owner/g.git@{COMMIT}"
    assert (by_key["t@3.0.0"].source, by_key["w@0.1.0"].source) == (Source.URL, Source.PATH)


def test_a_lock_file_on_one_line_is_read_too() -> None:
    found = only({"package-lock.json": json.dumps(LOCK)})
    assert (len(found.packages), {each.place.line for each in found.packages}) == (9, {1})


def test_a_workspace_answers_for_its_members_and_for_nothing_else() -> None:
    found = look(
        {
            "package-lock.json": json.dumps(LOCK),
            "package.json": "{}",
            "packages/w/package.json": '{"name": "w", "dependencies": {"a": "^2"}}',
            "examples/x/package.json": '{"dependencies": {"e": "1.0.0"}}',
        }
    )
    assert found.keys() == {"package-lock.json", "examples/x/package.json"}
    assert found["package-lock.json"].manifests == ("package.json", "packages/w/package.json")


YARN = f"""\
# yarn lockfile v1


"@s/a@^1.0.0", "@s/a@~1.1.0":
  version "1.1.9"
  resolved "https://example.org/a.tgz#{COMMIT}"
  integrity sha512-{DIGEST}
  dependencies:
    b ">= 1.0 < 2"
    "c" "*"
  optionalDependencies:
    d "1.x"

"b@>= 1.0 < 2":
  version "1.4.0"

c@*:
  version "3.0.0"

d@1.x:
  version "1.0.1"

"g@git+https://example.org/g.git#main":
  version "0.1.0"
  resolved "git+https://example.org/g.git#{COMMIT}"
"""


def test_a_lock_file_of_yarn_is_read() -> None:
    manifest = {
        "dependencies": {"@s/a": "~1.1.0", "g": "git+https://example.org/g.git#main"},
        "devDependencies": {"c": "*"},
    }
    found = only({"yarn.lock": YARN, "package.json": json.dumps(manifest)})
    assert (found.reader, found.gaps) == ("yarn", ())
    said = {each.key: (each.direct, each.reach, each.place.line, each.via) for each in found.packages}
    assert said == {
        "@s/a@1.1.9": (True, Reach.RUNTIME, 4, ()),
        "b@1.4.0": (False, Reach.RUNTIME, 14, ("@s/a@1.1.9",)),
        "c@3.0.0": (True, Reach.RUNTIME, 17, ()),
        "d@1.0.1": (False, Reach.OPTIONAL, 20, ("@s/a@1.1.9",)),
        "g@0.1.0": (True, Reach.RUNTIME, 23, ()),
    }
    by_name = {each.name: each for each in found.packages}
    assert by_name["@s/a"].hashes == (f"sha512:{HEX}",)
    assert (by_name["g"].source, by_name["g"].address) == (Source.GIT, f"https://example.org/g.git@{COMMIT}")


def test_without_a_manifest_nobody_knows_what_yarn_was_asked_for() -> None:
    assert {each.direct for each in only({"yarn.lock": YARN}).packages} == {None}


PNPM = f"""\
lockfileVersion: '9.0'
catalogs:
  default:
    a:
      specifier: ^1.0.0
      version: 1.0.0
importers:
  .:
    dependencies:
      a:
        specifier: 'catalog:'
        version: 1.0.0(b@2.0.0)
      t:
        specifier: https://example.org/t.tgz
        version: https://example.org/t.tgz
    optionalDependencies:
      b:
        specifier: 2.0.0
        version: 2.0.0
packages:
  a@1.0.0:
    resolution: {{integrity: sha512-{DIGEST}}}
    peerDependencies: {{b: '*'}}
  b@2.0.0:
    resolution: {{integrity: sha512-{DIGEST}}}
    os: [darwin]
  t@https://example.org/t.tgz:
    resolution: {{tarball: https://example.org/t.tgz}}
    version: 3.0.0
snapshots:
  a@1.0.0(b@2.0.0):
    dependencies:
      b: 2.0.0
  b@2.0.0:
    optional: true
  t@https://example.org/t.tgz: {{}}
"""


def test_a_lock_file_of_pnpm_is_read() -> None:
    found = only({"pnpm-lock.yaml": PNPM, "package.json": "{}"})
    said = {
        each.key: (each.direct, each.reach, each.requirement, each.condition, each.place.line)
        for each in found.packages
    }
    assert said == {
        "a@1.0.0": (True, Reach.RUNTIME, "^1.0.0", "", 21),
        "b@2.0.0": (True, Reach.RUNTIME, "2.0.0", "os darwin", 24),
        "t@3.0.0": (True, Reach.RUNTIME, "https://example.org/t.tgz", "", 27),
    }
    assert [each.source for each in found.packages] == [Source.REGISTRY, Source.REGISTRY, Source.URL]


def test_a_catalogue_of_a_workspace_says_what_a_manifest_means() -> None:
    found = look(
        {
            "pnpm-workspace.yaml": "packages: ['p/*']\ncatalog:\n  a: 1.2.3\ncatalogs:\n  old:\n    b: ^1\n",
            "p/x/package.json": '{"dependencies": {"a": "catalog:", "b": "catalog:old", "c": "catalog:"}}',
        }
    )
    packages = found["p/x/package.json"].packages
    assert [(each.key, each.requirement) for each in packages] == [
        ("a@1.2.3", "1.2.3"),
        ("b@", "^1"),
        ("c@", "catalog:"),
    ]
    assert [each.fault for each in found["p/x/package.json"].gaps] == [False]
