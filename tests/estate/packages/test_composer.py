"""What a project of Composer is locked to."""

from __future__ import annotations

import json

from holdfast.model.package import Reach, Source
from tests.estate.packages.looking import only, packages

MANIFEST = """{
  "name": "shop/web", "license": ["MIT", "GPL-2.0-only"],
  "require": {"php": ">=8.1", "ext-json": "*",
    "monolog/monolog": "^2.0",
    "Own/Part": "*"},
  "require-dev": {
    "phpunit/phpunit": "9.5.1"
  }
}"""
LOCK = json.dumps(
    {
        "packages": [
            {
                "name": "monolog/monolog",
                "version": "2.1.0",
                "require": {"php": "*", "psr/log-implementation": "*"},
                "license": ["MIT"],
                "authors": [{"name": "A Person"}],
                "dist": {"type": "zip", "shasum": "a" * 40},
            },
            {"name": "psr/log", "version": "1.1.0", "provide": {"psr/log-implementation": "1"}},
            {"name": "own/part", "version": "dev-main", "dist": {"type": "path", "url": "../part"}},
            {
                "name": "fork/x",
                "version": "dev-fix",
                "source": {"type": "git", "url": "https://u:p@git.example/x.git", "reference": "0" * 40},
            },
        ],
        "packages-dev": [{"name": "phpunit/phpunit", "version": "9.5.1"}],
    },
    indent=1,
)


def test_a_lock_file_with_its_manifest_says_what_is_asked_and_why() -> None:
    found = only({"composer.json": MANIFEST, "composer.lock": LOCK})
    assert (found.name, found.licence, found.manifests) == ("shop/web", "MIT OR GPL-2.0-only", ("composer.json",))
    known = packages(found)
    assert {key: (each.direct, each.reach, each.source) for key, each in known.items()} == {
        "fork/x@dev-fix": (False, Reach.RUNTIME, Source.GIT),
        "monolog/monolog@2.1.0": (True, Reach.RUNTIME, Source.REGISTRY),
        "own/part@dev-main": (True, Reach.RUNTIME, Source.PATH),
        "phpunit/phpunit@9.5.1": (True, Reach.DEVELOPMENT, Source.REGISTRY),
        "psr/log@1.1.0": (False, Reach.RUNTIME, Source.REGISTRY),
    }
    monolog = known["monolog/monolog@2.1.0"]
    assert (monolog.licence, monolog.requirement, monolog.hashes) == ("MIT", "^2.0", ("sha1:" + "a" * 40,))
    assert LOCK.split("\n")[monolog.place.line - 1].strip() == '"name": "monolog/monolog",'
    assert known["psr/log@1.1.0"].via == ("monolog/monolog@2.1.0",)
    assert known["fork/x@dev-fix"].address == f"https://git.example/x.git@{'0' * 40}"


def test_without_a_lock_file_only_exact_versions_are_versions() -> None:
    found = only({"composer.json": MANIFEST})
    assert not found.locked
    assert {key: each.place.line for key, each in packages(found).items()} == {
        "monolog/monolog@": 4,
        "own/part@": 5,
        "phpunit/phpunit@9.5.1": 7,
    }


def test_without_its_manifest_nobody_knows_what_is_direct() -> None:
    assert {each.direct for each in only({"composer.lock": LOCK}).packages} == {None}


def test_a_broken_lock_file_is_a_fault() -> None:
    found = only({"composer.lock": "{", "composer.json": "{}"})
    assert [each.fault for each in found.gaps] == [True]
