"""What projects of Dart and of Swift are locked to."""

from __future__ import annotations

import json

import pytest

from holdfast.model.package import Reach, Source
from tests.estate.packages.looking import only, packages

PUB_LOCK = """packages:
  args:
    dependency: transitive
    description:
      name: args
      sha256: "{}"
    source: hosted
    version: "2.4.0"
  flutter:
    dependency: "direct main"
    description: flutter
    source: sdk
    version: "0.0.0"
  http:
    dependency: "direct main"
    source: hosted
    version: "1.10"
  lints:
    dependency: "direct dev"
    source: hosted
    version: "2.0.1"
  forked:
    dependency: "direct overridden"
    description:
      url: "https://u:p@git.example/forked.git"
      resolved-ref: "0123456789012345678901234567890123456789"
    source: git
    version: "1.0.0"
""".format("d" * 64)
PUBSPEC = """name: shop
version: 1.0.0
dependencies:
  flutter: {sdk: flutter}
  http: ^1.0.0
  exact: 2.0.0
  own: {path: ../own}
dev_dependencies:
  lints: any
"""


def test_the_lock_file_of_dart_says_what_is_direct() -> None:
    found = only({"pubspec.lock": PUB_LOCK, "pubspec.yaml": PUBSPEC})
    assert (found.name, found.version, found.manifests) == ("shop", "1.0.0", ("pubspec.yaml",))
    known = packages(found)
    assert {key: (each.place.line, each.direct, each.reach) for key, each in known.items()} == {
        "args@2.4.0": (2, False, Reach.RUNTIME),
        "forked@1.0.0": (22, True, Reach.RUNTIME),
        "http@1.10": (14, True, Reach.RUNTIME),
        "lints@2.0.1": (18, True, Reach.DEVELOPMENT),
    }
    assert known["args@2.4.0"].hashes == ("sha256:" + "d" * 64,)
    assert known["http@1.10"].requirement == "^1.0.0"
    assert known["forked@1.0.0"].address == "https://git.example/forked.git@0123456789012345678901234567890123456789"


def test_a_pubspec_alone_has_requirements() -> None:
    found = only({"pubspec.yaml": PUBSPEC})
    assert not found.locked
    known = packages(found)
    assert {key: (each.place.line, each.reach) for key, each in known.items()} == {
        "exact@2.0.0": (6, Reach.RUNTIME),
        "http@": (5, Reach.RUNTIME),
        "lints@": (9, Reach.DEVELOPMENT),
        "own@": (7, Reach.RUNTIME),
    }
    assert known["own@"].source is Source.PATH


STATE = {"revision": "0" * 40, "version": "4.76.0"}
OLD = {
    "object": {"pins": [{"package": "Vapor", "repositoryURL": "https://github.com/vapor/vapor.git", "state": STATE}]},
    "version": 1,
}
PINS = [
    {"identity": "vapor", "kind": "remoteSourceControl", "location": "git@github.com:vapor/vapor.git", "state": STATE},
    {
        "identity": "moving",
        "kind": "remoteSourceControl",
        "location": "https://u:p@git.example/moving",
        "state": {"branch": "main", "revision": "1" * 40},
    },
    {"identity": "own", "kind": "localSourceControl", "location": "/srv/own", "state": {"revision": "2" * 40}},
    {"identity": "acme.kit", "kind": "registry", "location": "", "state": {"version": "1.0.0"}},
]


def test_the_first_form_of_swift_is_read() -> None:
    (vapor,) = only({"Package.resolved": json.dumps(OLD)}).packages
    assert (vapor.key, vapor.source) == ("github.com/vapor/vapor@4.76.0", Source.REGISTRY)
    assert vapor.address == f"https://github.com/vapor/vapor.git@{'0' * 40}"


@pytest.mark.parametrize("version", [2, 3])
def test_the_later_forms_of_swift_are_read(version: int) -> None:
    text = json.dumps({"originHash": "x", "pins": PINS, "version": version}, indent=1)
    known = packages(only({"a.xcworkspace/xcshareddata/swiftpm/Package.resolved": text}))
    assert {key: each.source for key, each in known.items()} == {
        "acme.kit@1.0.0": Source.REGISTRY,
        "git.example/moving@": Source.GIT,
        "github.com/vapor/vapor@4.76.0": Source.REGISTRY,
        "own@": Source.PATH,
    }
    moving = known["git.example/moving@"]
    assert (moving.requirement, moving.address) == ("main", f"https://git.example/moving@{'1' * 40}")
    assert "git.example/moving" in text.split("\n")[moving.place.line - 1]


def test_a_form_of_swift_that_is_not_known_is_a_fault() -> None:
    found = only({"Package.resolved": '{"version": 9, "pins": []}'})
    assert [each.fault for each in found.gaps] == [True]
