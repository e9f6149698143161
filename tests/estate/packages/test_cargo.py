"""What a workspace of Cargo is locked to, and what its manifests ask for."""

from __future__ import annotations

from holdfast.model.package import Reach, Source
from tests.estate.packages.looking import look, only, packages

LOCK = """version = 4

[[package]]
name = "app"
version = "0.1.0"
dependencies = ["lib", "serde", "rand 0.8.5"]

[[package]]
name = "lib"
version = "0.2.0"
dependencies = ["cc", "criterion"]

[[package]]
name = "serde"
version = "1.0.0"
source = "registry+https://index.example/x"
checksum = "{}"
dependencies = ["rand 0.7.3 (registry+https://index.example/x)"]

[[package]]
name = "rand"
version = "0.7.3"
source = "registry+https://index.example/x"

[[package]]
name = "rand"
version = "0.8.5"
source = "git+https://git.example/rand?branch=main#0123456789012345678901234567890123456789"

[[package]]
name = "cc"
version = "1.0.1"
source = "registry+https://index.example/x"

[[package]]
name = "criterion"
version = "0.5.0"
source = "registry+https://index.example/x"
dependencies = ["rand 0.8.5"]
""".format("a" * 64)
APP = """[package]
name = "app"
version = "0.1.0"
license = "MIT"
[dependencies]
lib = { path = "lib" }
random = { package = "rand", git = "https://u:p@git.example/rand", branch = "main" }
serde = { workspace = true, optional = true }
[target.'cfg(windows)'.dependencies]
winapi = "=0.3.9"
[workspace]
members = ["lib"]
[workspace.dependencies]
serde = "1.0"
"""
LIB = """[package]
name = "lib"
version.workspace = true
[build-dependencies]
cc = "1"
[dev-dependencies]
criterion = "0.5"
"""


def test_a_lock_file_with_its_manifests_says_who_brought_what() -> None:
    found = only({"Cargo.lock": LOCK, "Cargo.toml": APP, "lib/Cargo.toml": LIB})
    assert (found.name, found.version, found.licence) == ("app", "0.1.0", "MIT")
    assert found.manifests == ("Cargo.toml", "lib/Cargo.toml")
    known = packages(found)
    assert {key: (each.direct, each.reach) for key, each in known.items()} == {
        "cc@1.0.1": (True, Reach.BUILD),
        "criterion@0.5.0": (True, Reach.DEVELOPMENT),
        "lib@0.2.0": (True, Reach.RUNTIME),
        "rand@0.7.3": (False, Reach.OPTIONAL),
        "rand@0.8.5": (True, Reach.RUNTIME),
        "serde@1.0.0": (True, Reach.OPTIONAL),
    }
    assert known["lib@0.2.0"].source is Source.PATH
    assert known["rand@0.7.3"].via == ("serde@1.0.0",)
    assert known["rand@0.8.5"].address == "https://git.example/rand@0123456789012345678901234567890123456789"
    serde = known["serde@1.0.0"]
    assert (serde.place.line, serde.hashes, serde.requirement) == (13, ("sha256:" + "a" * 64,), "1.0")


def test_a_lock_file_alone_says_enough() -> None:
    known = packages(only({"sub/Cargo.lock": LOCK}))
    assert known["criterion@0.5.0"].direct
    assert known["criterion@0.5.0"].reach is Reach.RUNTIME


def test_manifests_without_a_lock_file_have_requirements() -> None:
    found = look({"Cargo.toml": APP, "lib/Cargo.toml": LIB})
    app = packages(found["Cargo.toml"])
    assert {key: (each.place.line, each.requirement) for key, each in app.items()} == {
        "lib@": (6, ""),
        "rand@": (7, ""),
        "serde@": (8, "1.0"),
        "winapi@0.3.9": (10, "=0.3.9"),
    }
    assert app["winapi@0.3.9"].condition == "cfg(windows)"
    assert app["rand@"].address == "https://git.example/rand@main"
    assert not found["lib/Cargo.toml"].locked


def test_the_first_form_of_the_lock_file_keeps_sums_apart() -> None:
    text = """[[package]]
name = "a"
version = "1.0.0"
source = "registry+https://index.example/x"
[metadata]
"checksum a 1.0.0 (registry+https://index.example/x)" = "{}"
""".format("b" * 64)
    assert only({"Cargo.lock": text}).packages[0].hashes == ("sha256:" + "b" * 64,)


def test_a_broken_lock_file_is_a_fault() -> None:
    found = only({"Cargo.lock": "[[package]\nname = 1"})
    assert [each.fault for each in found.gaps] == [True]
