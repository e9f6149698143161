"""Which ecosystem orders its versions by which scheme."""

from __future__ import annotations

from functools import cache, lru_cache
from importlib import import_module
from typing import Final

from holdfast.formats.versions.order import Order

_SEMVER: Final = "holdfast.formats.versions.semver:lenient"
_DPKG: Final = "holdfast.formats.versions.dpkg:key"
_RPM: Final = "holdfast.formats.versions.rpm:key"
_APK: Final = "holdfast.formats.versions.apk:key"

# The tests read these names as imports.
SCHEMES: Final = {
    "PyPI": "holdfast.formats.versions.pep440:key",
    "npm": "holdfast.formats.versions.semver:npm",
    "crates.io": "holdfast.formats.versions.semver:lenient",
    "Go": "holdfast.formats.versions.golang:key",
    "Maven": "holdfast.formats.versions.maven:key",
    "RubyGems": "holdfast.formats.versions.rubygems:key",
    "Packagist": "holdfast.formats.versions.composer:key",
    "NuGet": "holdfast.formats.versions.nuget:key",
    "Pub": "holdfast.formats.versions.semver:pub",
    "Hex": _SEMVER,
    "SwiftURL": _SEMVER,
    "CRAN": "holdfast.formats.versions.dotted:cran",
    "Bioconductor": "holdfast.formats.versions.dotted:cran",
    "Hackage": "holdfast.formats.versions.dotted:haskell",
    "GHC": "holdfast.formats.versions.dotted:haskell",
    "opam": "holdfast.formats.versions.dpkg:plain",
    "Homebrew": "holdfast.formats.versions.homebrew:key",
    "ConanCenter": "holdfast.formats.versions.conan:key",
    "Julia": "holdfast.formats.versions.semver:julia",
    "Bitnami": _SEMVER,
    "GitHub Actions": _SEMVER,
    "VSCode": _SEMVER,
    "Kubernetes": _SEMVER,
    "Debian": _DPKG,
    "Ubuntu": _DPKG,
    "Echo": _DPKG,
    "Alpine": _APK,
    "Alpaquita": _APK,
    "BellSoft Hardened Containers": _APK,
    "Chainguard": _APK,
    "Wolfi": _APK,
    "MinimOS": _APK,
    "Red Hat": _RPM,
    "AlmaLinux": _RPM,
    "Rocky Linux": _RPM,
    "SUSE": _RPM,
    "openSUSE": _RPM,
    "Fedora": _RPM,
    "Mageia": _RPM,
    "openEuler": _RPM,
    "Photon OS": _RPM,
    "Azure Linux": _RPM,
    "CentOS": _RPM,
    "Amazon Linux": _RPM,
    "Oracle Linux": _RPM,
}


@lru_cache(maxsize=4096)
def base_of(ecosystem: str) -> str:
    """The ecosystem without its release: ``Debian`` for ``Debian:12``."""
    return ecosystem.partition(":")[0]


def order_of(ecosystem: str) -> Order | None:
    """The order of an ecosystem's versions, given with or without a release; None for one that has none here."""
    target = SCHEMES.get(base_of(ecosystem))
    return _order(target) if target else None


@cache
def _order(target: str) -> Order:
    module, _, attribute = target.partition(":")
    scheme = module.rpartition(".")[2]
    return Order(scheme, getattr(import_module(module), attribute))
