"""Package URLs: one name for a package of any ecosystem.

Source: ECMA-427, "Package-URL (PURL) Specification", and its type definitions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final
from urllib.parse import quote, unquote

from holdfast.model.noun import noun
from holdfast.model.package import Package, Source

_TYPES: Final[Mapping[str, str]] = {
    "Ansible": "ansible",
    "CRAN": "cran",
    "ConanCenter": "conan",
    "Docker": "docker",
    "GHC": "hackage",
    "GitHub Actions": "githubactions",
    "Go": "golang",
    "Hackage": "hackage",
    "Helm": "helm",
    "Hex": "hex",
    "Homebrew": "brew",
    "Julia": "julia",
    "Maven": "maven",
    "NuGet": "nuget",
    "Packagist": "composer",
    "Pub": "pub",
    "PyPI": "pypi",
    "RubyGems": "gem",
    "SwiftURL": "swift",
    "Terraform": "terraform",
    "conda": "conda",
    "crates.io": "cargo",
    "npm": "npm",
    "opam": "opam",
    "pre-commit": "github",
}
"""Ecosystem to type. A few of these types are in use and not registered."""
_DISTRIBUTIONS: Final[Mapping[str, tuple[str, str]]] = {
    "AlmaLinux": ("rpm", "almalinux"),
    "Alpaquita": ("apk", "alpaquita"),
    "Alpine": ("apk", "alpine"),
    "Amazon Linux": ("rpm", "amzn"),
    "Chainguard": ("apk", "chainguard"),
    "Debian": ("deb", "debian"),
    "Fedora": ("rpm", "fedora"),
    "Mageia": ("rpm", "mageia"),
    "MinimOS": ("apk", "minimos"),
    "Oracle Linux": ("rpm", "oracle"),
    "Photon OS": ("rpm", "photon"),
    "Red Hat": ("rpm", "redhat"),
    "Rocky Linux": ("rpm", "rocky"),
    "SUSE": ("rpm", "suse"),
    "Ubuntu": ("deb", "ubuntu"),
    "Wolfi": ("apk", "wolfi"),
    "openEuler": ("rpm", "openeuler"),
    "openSUSE": ("rpm", "opensuse"),
}
"""Ecosystem without its release to type and namespace."""
_ECOSYSTEMS: Final = {kind: name for name, kind in _TYPES.items() if name not in ("GHC", "pre-commit")}
_DISTROS: Final = {names: ecosystem for ecosystem, names in _DISTRIBUTIONS.items()}
_LOWER: Final = frozenset({"composer", "githubactions", "github", "hex", "deb", "apk"})
_SAFE: Final = "-._~"


@noun
class Purl:
    """A package URL in its parts, decoded."""

    type: str
    namespace: str = ""
    name: str
    version: str = ""
    qualifiers: tuple[tuple[str, str], ...] = ()
    subpath: str = ""

    def __str__(self) -> str:
        """In canonical form."""
        parts = [quote(part, safe=_SAFE) for part in self.namespace.split("/") if part]
        text = "/".join([f"pkg:{self.type}", *parts, quote(self.name, safe=_SAFE)])
        text += f"@{quote(self.version, safe=_SAFE + ':')}" if self.version else ""
        pairs = "&".join(f"{key}={quote(value, safe=_SAFE + ':/')}" for key, value in sorted(self.qualifiers) if value)
        text += f"?{pairs}" if pairs else ""
        return text + (f"#{quote(self.subpath, safe=_SAFE + '/')}" if self.subpath else "")

    def qualifier(self, key: str) -> str:
        """The value of a qualifier; empty where there is none."""
        return dict(self.qualifiers).get(key, "")


def parse(text: str) -> Purl:
    """Read a package URL. Raises ValueError, saying what is wrong with it."""
    scheme, colon, rest = text.strip().partition(":")
    if not colon or scheme.lower() != "pkg":
        raise ValueError("a package URL begins with pkg:")
    rest, _, subpath = rest.partition("#")
    rest, _, query = rest.partition("?")
    kind, slash, rest = rest.lstrip("/").partition("/")
    if not kind or not slash:
        raise ValueError("a package URL has a type and a name: pkg:type/name")
    at = rest.rfind("@")
    rest, version = (rest[:at], rest[at + 1 :]) if at > 0 else (rest, "")
    parts = [unquote(part) for part in rest.strip("/").split("/") if part]
    if not parts:
        raise ValueError("a package URL has a name: pkg:type/name")
    pairs = [pair.partition("=") for pair in query.split("&") if pair]
    return Purl(
        type=kind.lower(),
        namespace="/".join(parts[:-1]),
        name=parts[-1],
        version=unquote(version),
        qualifiers=tuple(sorted((key.lower(), unquote(value)) for key, _, value in pairs if value)),
        subpath="/".join(part for part in map(unquote, subpath.split("/")) if part not in ("", ".", "..")),
    )


def purl(package: Package) -> Purl:
    """The name of a package."""
    ecosystem, _, release = package.ecosystem.partition(":")
    distribution = _DISTRIBUTIONS.get(ecosystem)
    if distribution is not None:
        return _distributed(package, *distribution, release)
    kind = _TYPES.get(ecosystem, "generic")
    if package.source in (Source.GIT, Source.URL) and kind != "githubactions" and package.address:
        key = "vcs_url" if package.source is Source.GIT else "download_url"
        address = f"git+{package.address}" if key == "vcs_url" else package.address
        return _named(kind, package.name, package.version, ((key, address),))
    return _named(kind, package.name, package.version)


def ecosystem_of(found: Purl) -> tuple[str, str]:
    """Ecosystem, with its release, and name in that ecosystem's own writing; an empty ecosystem for an unknown type."""
    distribution = _DISTROS.get((found.type, found.namespace))
    if distribution:
        release = _release(distribution, found.qualifier("distro"))
        return (f"{distribution}:{release}" if release else distribution), found.name
    ecosystem = _ECOSYSTEMS.get(found.type, "")
    joint = ":" if found.type == "maven" else "/"
    return ecosystem, joint.join(part for part in (found.namespace, found.name) if part)


def _named(kind: str, name: str, version: str, qualifiers: Iterable[tuple[str, str]] = ()) -> Purl:
    name = name.lower() if kind in _LOWER else name
    if kind == "maven":
        namespace, _, name = name.rpartition(":")
    else:
        namespace, _, name = name.rpartition("/")
    return Purl(type=kind, namespace=namespace, name=name, version=version, qualifiers=tuple(qualifiers))


def _distributed(package: Package, kind: str, namespace: str, release: str) -> Purl:
    version, qualifiers = package.version, [("arch", package.architecture)]
    epoch, colon, rest = version.partition(":")
    if kind == "rpm" and colon and epoch.isdigit():
        version = rest
        qualifiers.append(("epoch", epoch if epoch != "0" else ""))
    numbers = release.removeprefix("v").replace(":LTS", "")
    qualifiers.append(("distro", f"{namespace}-{numbers}" if numbers else ""))
    if package.origin_name and package.origin_name != package.name:
        both = f"{package.origin_name}@{package.origin_version}" if package.origin_version else package.origin_name
        qualifiers.append(("upstream", both))
    given = tuple(sorted((key, value) for key, value in qualifiers if value))
    name = package.name.lower() if kind in _LOWER else package.name
    return Purl(type=kind, namespace=namespace, name=name, version=version, qualifiers=given)


def _release(distribution: str, distro: str) -> str:
    """The release as the OSV schema writes it, from a ``distro`` qualifier such as ``debian-12``."""
    number = distro.rpartition("-")[2]
    if not number[:1].isdigit():
        return ""
    if distribution in ("Alpine", "Alpaquita"):
        return "v" + ".".join(number.split(".")[:2])
    if distribution == "Ubuntu":
        year, _, month = number.partition(".")
        return f"{number}:LTS" if month == "04" and year.isdigit() and int(year) % 2 == 0 else number
    return number.split(".")[0] if distribution not in ("SUSE", "openSUSE") else number
