"""What something is made of: packages, and the inventory of one project file, image or environment."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from holdfast.model.noun import noun
from holdfast.model.place import Place
from holdfast.model.reading import Gap

NOT_IN_OSV: Final = ("Ansible", "Docker", "Helm", "Terraform", "conda", "pre-commit")
"""Ecosystems that the OSV schema has no name for."""


class Reach(StrEnum):
    """What a package is there for, as its project says."""

    RUNTIME = "runtime"
    OPTIONAL = "optional"
    """Comes only with an extra or a feature that the user asks for, or where the platform takes it."""
    BUILD = "build"
    TEST = "test"
    DEVELOPMENT = "development"


class Source(StrEnum):
    """Where the content comes from."""

    REGISTRY = "registry"
    GIT = "git"
    URL = "url"
    PATH = "path"
    """Stands in the same tree: no advisory is about it by its name."""
    DISTRIBUTION = "distribution"
    """A package of an operating system."""
    UNKNOWN = "unknown"


@noun
class Layer:
    """Which part of an image brought something in."""

    digest: str
    """Of the layer's uncompressed content: ``sha256:…``."""
    number: int
    """From 0, the lowest."""
    instruction: str = ""
    """The step that made it, as the image's history says."""
    base: bool = False
    """It belongs to the image that this one was built on, as far as that is known."""


@noun
class Package:
    """One thing that something is made of."""

    ecosystem: str
    """As the OSV schema names it, with the release where advisories are per release (``PyPI``, ``npm``, ``Go``,
    ``Maven``, ``crates.io``, ``RubyGems``, ``Packagist``, ``NuGet``, ``Pub``, ``Hex``, ``SwiftURL``, ``CRAN``,
    ``GitHub Actions``, ``Debian:12``, ``Ubuntu:22.04:LTS``, ``Alpine:v3.20``, ``AlmaLinux:9``, ``Red Hat`` …), or one
    of ``NOT_IN_OSV``."""
    name: str
    """As the ecosystem compares names: PEP 503 for PyPI, ``group:artifact`` for Maven, the module path for Go."""
    version: str = ""
    """Exact; empty where only a requirement is known."""
    place: Place
    """The line that names it."""
    requirement: str = ""
    """The constraint as its project wrote it; of a locked package as its manifest wrote it, where that is known."""
    released: str = ""
    """Day on which this version was published, ISO 8601, where its lock file says so."""
    condition: str = ""
    """When it is there at all, as its project wrote it (a marker, a platform); empty for always."""
    direct: bool | None = None
    """The project itself asks for it; None where nobody can know."""
    reach: Reach = Reach.RUNTIME
    via: tuple[str, ...] = ()
    """One shortest way from the project to it: keys of the packages between, the direct one first."""
    needs: tuple[str, ...] = ()
    """Keys of the packages of the same inventory that it depends on."""
    wants: tuple[tuple[str, str], ...] = ()
    """Of ``needs``: the key and the constraint as the package itself wrote it, where the lock file keeps that."""
    within: str = ""
    """Key of the package in whose archive it is shipped, so that it cannot be changed alone."""
    hashes: tuple[str, ...] = ()
    """``sha256:<hex>`` or ``sha512:<hex>``, as its lock file or registry says."""
    licence: str = ""
    """As it is declared: an SPDX expression or free text."""
    source: Source = Source.REGISTRY
    address: str = ""
    """Of a git or url source: the address without credentials, a git one with ``@commit`` behind it."""
    origin_name: str = ""
    """Of an operating system's package: the name of the source package, by which advisories know it."""
    origin_version: str = ""
    architecture: str = ""
    files: tuple[str, ...] = ()
    """Of something installed: paths of its files that tell it apart (no more than a few)."""
    modules: tuple[str, ...] = ()
    """Names by which code imports it, where what is installed says so."""
    layer: Layer | None = None

    @property
    def key(self) -> str:
        """Names it within its inventory: ``name@version``."""
        return f"{self.name}@{self.version}"


@noun
class Inventory:
    """What one lock file, manifest, environment, image or SBOM says that something is made of."""

    path: str
    """The file or folder that it was read from, relative to the scanned root."""
    reader: str
    """Name of what read it (``npm``, ``poetry``, ``dpkg`` …)."""
    name: str = ""
    """Of the project itself, where the file says so."""
    version: str = ""
    licence: str = ""
    """Of the project itself, as declared."""
    packages: tuple[Package, ...] = ()
    """By name and version."""
    gaps: tuple[Gap, ...] = ()
    """What could not be understood. An inventory with faults never says that nothing is wrong."""
    locked: bool = True
    """It says exact versions of everything, also of what is indirectly needed."""
    manifests: tuple[str, ...] = ()
    """Manifests of the same project that are answered by this lock file."""
