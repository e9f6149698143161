"""Which distribution an image is made of, and until when it gets fixes.

Sources: os-release(5); the files of Alpine, Debian and Red Hat that are older than it.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from holdfast.estate.image.endoflife import ROLLING, end_of
from holdfast.model.noun import noun

More = Callable[[str], "bytes | None"]
_MOST: Final = 1 << 16
_RED_HAT: Final = re.compile(r"^(.+?) (?:Linux )?(?:\w+ )?release (\d+(?:\.\d+)*)")
_CODENAMES: Final[Mapping[str, str]] = {
    "wheezy": "7",
    "jessie": "8",
    "stretch": "9",
    "buster": "10",
    "bullseye": "11",
    "bookworm": "12",
    "trixie": "13",
    "forky": "14",
}
_NAMES: Final[Mapping[str, str]] = {
    "debian": "Debian",
    "ubuntu": "Ubuntu",
    "alpine": "Alpine",
    "rocky": "Rocky Linux",
    "almalinux": "AlmaLinux",
    "rhel": "Red Hat",
    "sles": "SUSE",
    "sled": "SUSE",
    "opensuse-leap": "openSUSE",
    "opensuse-tumbleweed": "openSUSE",
    "opensuse": "openSUSE",
    "wolfi": "Wolfi",
    "chainguard": "Chainguard",
    "centos": "CentOS",
    "fedora": "Fedora",
    "amzn": "Amazon Linux",
    "ol": "Oracle Linux",
    "photon": "Photon OS",
    "azurelinux": "Azure Linux",
    "mariner": "Azure Linux",
    "openeuler": "openEuler",
    "mageia": "Mageia",
    "arch": "Arch Linux",
}


@noun
class Distribution:
    """A distribution with its release."""

    id: str
    """As os-release names it: ``debian``, ``alpine`` …"""
    version: str
    """Its release; empty for one that has none."""
    name: str
    """For people."""
    ecosystem: str
    """As advisories name it: ``Debian:12``, ``Alpine:v3.20``, ``Wolfi`` …"""
    ends: date | None = None
    """The last day on which everybody gets fixes of its release; None where that is not known, or never."""
    rolling: bool = False
    """It has no releases, and gets fixes as long as it is brought up to date."""
    source: str = ""
    """Where the day is said."""
    path: str = ""
    """The file that says which it is."""


def distribution(more: More) -> Distribution | None:
    """The distribution below a root; None where nothing says which."""
    for path in ("etc/os-release", "usr/lib/os-release"):
        told = _assignments(_text(more, path))
        if told.get("ID"):
            return replace(_told(told), path=path)
    for path, read in _OLDER:
        found = read(_text(more, path))
        if found is not None:
            return replace(found, path=path)
    return None


def _text(more: More, path: str) -> str:
    return (more(path) or b"")[:_MOST].decode("utf-8", "replace")


def _assignments(text: str) -> dict[str, str]:
    """The assignments of a file in the form of os-release."""
    found = {}
    for line in text.splitlines()[:500]:
        name, sign, value = line.strip().partition("=")
        if not sign or not re.fullmatch(r"[A-Z][A-Z0-9_]*", name):
            continue
        try:
            words = shlex.split(value)
        except ValueError:
            continue
        found[name] = words[0] if words else ""
    return found


def _told(told: Mapping[str, str]) -> Distribution:
    identity = told["ID"].lower()
    version = told.get("VERSION_ID", "")
    if identity == "debian" and not version:
        version = _CODENAMES.get(told.get("VERSION_CODENAME", ""), "")
    if identity == "alpine" and ("_alpha" in version or "edge" in told.get("PRETTY_NAME", "")):
        version = "edge"
    name = told.get("PRETTY_NAME") or f"{told.get('NAME', identity)} {version}".strip()
    stream = identity == "centos" and "stream" in told.get("NAME", "").lower()
    return _made("centos-stream" if stream else identity, version, name, lts="LTS" in told.get("VERSION", ""))


def _lsb(text: str) -> Distribution | None:
    told = _assignments(text)
    name = told.get("DISTRIB_DESCRIPTION", "")
    identity = told.get("DISTRIB_ID", "").lower()
    return _made(identity, told.get("DISTRIB_RELEASE", ""), name, lts="LTS" in name) if identity else None


def _alpine(text: str) -> Distribution | None:
    version = text.strip()
    if not version:
        return None
    return _made("alpine", "edge" if "_alpha" in version else version, f"Alpine Linux v{version}")


def _debian(text: str) -> Distribution | None:
    told = text.strip()
    if not told:
        return None
    version = told if told[:1].isdigit() else _CODENAMES.get(told.partition("/")[0], "")
    return _made("debian", version, f"Debian GNU/Linux {told}")


def _red_hat(text: str) -> Distribution | None:
    line = text.strip()
    match = _RED_HAT.match(line)
    if not match:
        return None
    first = match[1].lower().split()[0]
    identity = {"red": "rhel", "amazon": "amzn", "oracle": "ol"}.get(first, first)
    return _made(identity, match[2], line)


_OLDER: Final = (
    ("etc/lsb-release", _lsb),
    ("etc/alpine-release", _alpine),
    ("etc/debian_version", _debian),
    ("etc/redhat-release", _red_hat),
    ("etc/centos-release", _red_hat),
    ("etc/system-release", _red_hat),
)
"""Files that are older than os-release, and what reads them."""


def _made(identity: str, version: str, name: str, *, lts: bool = False) -> Distribution:
    release = release_of(identity, version)
    end = end_of(identity, release)
    return Distribution(
        id=identity,
        version=version,
        name=name or f"{identity} {version}".strip(),
        ecosystem=_ecosystem(identity, version, lts=lts),
        ends=end.day if end else None,
        rolling=identity in ROLLING or version == "edge",
        source=end.source if end else "",
    )


def release_of(identity: str, version: str) -> str:
    """The part of a version that names a release: ``12`` of Debian's 12.5, ``3.20`` of Alpine's 3.20.3."""
    parts = version.split(".")
    if identity in ("debian", "rhel", "centos", "centos-stream", "rocky", "almalinux", "ol", "fedora"):
        return parts[0]
    return ".".join(parts[:2])


def _ecosystem(identity: str, version: str, *, lts: bool) -> str:
    """The name under which advisories about a distribution's packages are published."""
    name = _NAMES.get("centos" if identity == "centos-stream" else identity, identity)
    release = release_of(identity, version)
    if identity == "ubuntu":
        even = re.fullmatch(r"\d[02468]\.04", release) is not None
        return f"Ubuntu:{release}:LTS" if release and (lts or even) else _joined(name, release)
    if identity == "alpine":
        return "Alpine:edge" if version == "edge" else _joined(name, f"v{release}" if release else "")
    if identity in ("rhel", "wolfi", "chainguard", "arch"):
        return name
    if identity in ("sles", "sled"):
        major, _, minor = version.partition(".")
        kind = "Server" if identity == "sles" else "Desktop"
        return f"SUSE:Linux Enterprise {kind} {major}{f' SP{minor}' if minor and minor != '0' else ''}"
    if identity == "opensuse-leap":
        return f"openSUSE:Leap {version}"
    if identity.startswith("opensuse"):
        return "openSUSE:Tumbleweed"
    return _joined(name, release)


def _joined(name: str, release: str) -> str:
    return f"{name}:{release}" if release else name
