"""Files as the packages of a distribution brought them: who owns a path, and whether its content is still theirs.

Sources: deb-md5sums(5); Alpine's installed database (``F``, ``R`` and ``Z`` lines); RPM's header tags of files.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Iterator
from typing import Final, NamedTuple

from holdfast.estate.image import rpmheader as tags
from holdfast.estate.image.databases import APK, DPKG_FOLDER, RPM
from holdfast.estate.image.image import Image
from holdfast.estate.image.limits import Damaged
from holdfast.estate.image.rpm import headers
from holdfast.estate.image.tars import FILE

_INFO: Final = "var/lib/dpkg/info"
_SUMS: Final = ".md5sums"
_MOST: Final = 2_000_000
_KINDS: Final = {32: "md5", 40: "sha1", 64: "sha256", 128: "sha512"}


class Owner(NamedTuple):
    """The package that brought a file, and the digest that it had then."""

    package: str
    digest: str
    """Hexadecimal; its length tells which kind it is; empty where the database has none."""


class Shipped:
    """Files of an image by the package that owns them; the databases are read when the first one is asked for."""

    def __init__(self, image: Image) -> None:
        """Take an image whose layers were all read."""
        self._image = image
        self._owners: dict[str, Owner] | None = None

    def owner(self, path: str) -> Owner | None:
        """Who owns a path; None for nobody."""
        if self._owners is None:
            self._owners = dict(self._all())
        found = self._owners.get(path)
        if found is None and path.startswith("usr/"):  # packages that are older than the merge of /usr
            found = self._owners.get(path[4:])
        return found

    def unchanged(self, path: str, data: bytes) -> str:
        """The package whose file this is, content and all; empty where it is nobody's or was changed."""
        owner = self.owner(path)
        kind = _KINDS.get(len(owner.digest)) if owner is not None else None
        if owner is None or kind is None:
            return ""
        return owner.package if hashlib.new(kind, data, usedforsecurity=False).hexdigest() == owner.digest else ""

    def _all(self) -> Iterator[tuple[str, Owner]]:
        count = 0
        for source in (self._dpkg(), self._apk(), self._rpm()):
            try:
                for pair in source:
                    count += 1
                    if count > _MOST:
                        return
                    yield pair
            except Damaged:  # told where the packages themselves are read
                continue

    def _dpkg(self) -> Iterator[tuple[str, Owner]]:
        for name in (_INFO, DPKG_FOLDER):
            folder = self._image.tree.find(name)
            for entry, node in (folder.children or {}).items() if folder is not None else ():
                if not entry.endswith(_SUMS) or node.kind != FILE:
                    continue
                package = entry.removesuffix(_SUMS).partition(":")[0]
                for line in (self._image.content(node, 1 << 24) or b"").decode("utf-8", "replace").splitlines():
                    digest, _, path = line.partition("  ")
                    yield path.strip().removeprefix("./"), Owner(package, digest.strip())

    def _apk(self) -> Iterator[tuple[str, Owner]]:
        for name in APK:
            package = folder = path = ""
            for line in (self._image.more(name) or b"").decode("utf-8", "replace").splitlines():
                key, _, value = line.partition(":")
                if key == "P":
                    package, folder = value, ""
                elif key == "F":
                    folder = value
                elif key == "R":
                    path = f"{folder}/{value}" if folder else value
                    yield path, Owner(package, "")
                elif key == "Z" and path:
                    yield path, Owner(package, _sha1(value))

    def _rpm(self) -> Iterator[tuple[str, Owner]]:
        for name in RPM:
            data = self._image.more(name)
            for header in headers(data) if data else ():
                told = tags.read_header(header, tags.OF_FILES)
                package = next(iter(told.get(tags.NAME, ())), "")
                folders, places = told.get(tags.FOLDERS, ()), told.get(tags.PLACES, ())
                digests = told.get(tags.DIGESTS, ())
                for number, base in enumerate(told.get(tags.BASES, ())):
                    at = int(places[number]) if number < len(places) else -1
                    if 0 <= at < len(folders):
                        digest = digests[number] if number < len(digests) else ""
                        yield f"{folders[at]}{base}".lstrip("/"), Owner(package, digest)


def _sha1(text: str) -> str:
    """A checksum of apk, ``Q1`` and base64, in hexadecimal; empty for any other."""
    try:
        return base64.b64decode(text[2:], validate=True).hex() if text.startswith("Q1") else ""
    except (binascii.Error, ValueError):
        return ""
