"""Requirements of Python packages, as PEP 508 writes them and as people do.

Source: PEP 440, PEP 503, PEP 508, and the specification of dependency specifiers on packaging.python.org. What older
tools accepted (brackets around versions, a comma too many) is read too.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from holdfast.estate.packages.addresses import repository, shown
from holdfast.model.package import Reach, Source

_RUNS: Final = re.compile(r"[-_.]+")
_NAME: Final = re.compile(r"\s*([A-Za-z0-9](?:[A-Za-z0-9._\-]*[A-Za-z0-9])?)\s*(?:\[([^\]\[]*)\])?\s*")
_CLAUSE: Final = r"(?:===?|~=|!=|<=|>=|<|>)\s*[^\s,;()<>=!~@]+"
_VERSIONS: Final = re.compile(rf"(?:{_CLAUSE}\s*,?\s*)+\Z")
_PINNED: Final = re.compile(r"(?:\A|,)\s*={2,3}\s*v?([^\s,;*]+)\s*(?=,|\Z)")
_FILE: Final = re.compile(
    r"([A-Za-z0-9][\w.]*?)-(\d[\w.!+]*)(?:-\w+)?-[\w.]+-[\w.]+-[\w.]+\.whl\Z"
    r"|([A-Za-z0-9][\w.\-]*?)-(\d[\w.!+]*)\.(?:tar\.(?:gz|bz2|xz)|zip|tgz)\Z"
)
_EGG: Final = re.compile(r"[#&]egg=([A-Za-z0-9][A-Za-z0-9._\-]*)")
_DIGEST: Final = re.compile(r"(sha256|sha512)[=:]([0-9a-f]{64}(?:[0-9a-f]{64})?)\b")
_VCS: Final = ("git+", "hg+", "svn+", "bzr+")
_SCHEMES: Final = (*_VCS, "http://", "https://", "file:", "ftp://", "ssh://", "git://")
_WORDS: Final = re.compile(r"[^a-z]+")
_TEST: Final = frozenset({"test", "tests", "testing", "pytest", "e2e"})
_DEVELOPMENT: Final = frozenset(
    {"dev", "devel", "develop", "development", "lint", "linting", "doc", "docs", "documentation", "typing", "types"}
    | {"ci", "style", "mypy", "tools", "tox", "debug", "local", "benchmark", "benchmarks", "bench", "release"}
)


class Want(NamedTuple):
    """One requirement of a project."""

    name: str
    """Normalised."""
    requirement: str = ""
    condition: str = ""
    version: str = ""
    """Exact, where the requirement allows one only."""
    source: Source = Source.REGISTRY
    address: str = ""
    hashes: tuple[str, ...] = ()
    reach: Reach = Reach.RUNTIME
    line: int = 1
    extras: tuple[str, ...] = ()


def normal(name: str) -> str:
    """A name as PyPI compares it (PEP 503)."""
    return _RUNS.sub("-", name).lower()


def want(text: str, reach: Reach = Reach.RUNTIME, line: int = 1) -> Want | None:
    """One requirement, or None where it is none. Never fails."""
    text = text.strip()
    if len(text) > 10_000:
        return None
    if text.startswith(_SCHEMES):
        return _addressed("", text, "", reach, line)
    found = _NAME.match(text)
    if found is None:
        return None
    rest = text[found.end() :]
    extras = tuple(normal(each.strip()) for each in (found[2] or "").split(",") if each.strip())
    if rest.startswith("@"):
        address, _, marker = re.sub(r"\s+;", "\n;", rest[1:], count=1).partition("\n;")
        made = _addressed(normal(found[1]), address.strip(), marker.strip(), reach, line)
        return made._replace(extras=extras) if made else None
    versions, _, marker = rest.partition(";")
    versions = versions.strip()
    if versions[:1] == "(" and versions[-1:] == ")":
        versions = versions[1:-1].strip()
    if versions and not _VERSIONS.match(versions):
        return None
    return Want(normal(found[1]), versions, marker.strip(), pinned(versions), reach=reach, line=line, extras=extras)


def pinned(versions: str) -> str:
    """The one version that a list of clauses allows, where one of them says so."""
    found = _PINNED.search(versions)
    return found[1] if found else ""


def _addressed(name: str, address: str, marker: str, reach: Reach, line: int) -> Want | None:
    """A requirement with an address: of a repository, a file or a folder; None where nothing says what it is."""
    if not marker and " ;" in address:
        address, _, marker = address.partition(" ;")
    address, marker = address.strip(), marker.strip()
    egg = _EGG.search(address)
    if not name and egg:
        name = normal(egg[1])
    from_file = archive(address)
    name = name or from_file[0]
    if not name:
        return None
    hashes = tuple(f"{sort}:{digest}" for sort, digest in _DIGEST.findall(address[-300:]))
    if address.startswith((*_VCS, "git://", "ssh://")):
        vcs = address.partition("#")[0]
        return Want(name, "", marker, "", Source.GIT, repository(vcs), reach=reach, line=line)
    if address.startswith("file:") or not address.startswith(_SCHEMES):
        return Want(name, "", marker, from_file[1], Source.PATH, "", hashes, reach, line)
    return Want(name, "", marker, from_file[1], Source.URL, shown(address), hashes, reach, line)


def archive(address: str) -> tuple[str, str]:
    """Name and version that the name of a wheel or source archive says; empty ones for another file."""
    file = address.partition("#")[0].partition("?")[0].rpartition("/")[2]
    found = _FILE.match(file) if len(file) <= 300 else None
    if found is None:
        return "", ""
    return normal(found[1] or found[3]), found[2] or found[4]


def digests(text: str) -> tuple[str, ...]:
    """Every whole ``sha256:<hex>`` of a text, as hashes of a package are written."""
    return tuple(dict.fromkeys(f"{sort}:{digest}" for sort, digest in _DIGEST.findall(text)))


def reach_of(group: str, otherwise: Reach) -> Reach:
    """What a group, an extra or a file is for, by its name."""
    words = set(_WORDS.split(group.lower()))
    if words & _TEST:
        return Reach.TEST
    return Reach.DEVELOPMENT if words & _DEVELOPMENT else otherwise
