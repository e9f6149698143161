"""Files that came with what was installed from an index or a registry, as the installer wrote it down.

Sources: PyPA's specification of installed distributions (``RECORD``, ``direct_url.json``); npm's hidden lock file
(``node_modules/.package-lock.json``). What was installed from a folder or a repository is nobody else's.
"""

from __future__ import annotations

import base64
import binascii
import csv
import hashlib
import json
from collections.abc import Iterator
from typing import Final

from holdfast.estate.image.documents import table, word
from holdfast.estate.image.image import Image
from holdfast.estate.image.tree import Node

_INFO: Final = ".dist-info"
_LOCAL: Final = "direct_url.json"
_LOCK: Final = ".package-lock.json"
_MODULES: Final = "node_modules"
_OWN: Final = ("file:", "git", "/", ".")
_MOST: Final = 64 << 20


class Registered:
    """Tells of a file which package brought it; each folder's records are read when a file of it is asked for."""

    def __init__(self, image: Image) -> None:
        """Take an image whose layers were all read."""
        self._image = image
        self._records: dict[str, dict[str, tuple[str, str]]] = {}
        self._locks: dict[str, frozenset[str]] = {}

    def package(self, path: str, data: bytes) -> str:
        """The package that brought the file; empty where it is nobody's, was changed, or is from no index."""
        return self._python(path, data) or self._javascript(path)

    def _python(self, path: str, data: bytes) -> str:
        """By the digest in a record that names the file."""
        at = path.rfind("/")
        while at > 0:
            above = path[:at]
            found = self._recorded(above).get(path)
            if found is not None:
                name, wanted = found
                return name if hashlib.sha256(data).hexdigest() == wanted else ""
            at = path.rfind("/", 0, at)
        return ""

    def _recorded(self, folder: str) -> dict[str, tuple[str, str]]:
        known = self._records.get(folder)
        if known is None:
            node = self._image.tree.find(folder, follow=False)
            known = self._records[folder] = dict(self._read(folder, node)) if node is not None else {}
        return known

    def _read(self, folder: str, node: Node) -> Iterator[tuple[str, tuple[str, str]]]:
        for name, info in (node.children or {}).items():
            if not name.endswith(_INFO) or not info.children or _LOCAL in info.children:
                continue
            record = info.children.get("RECORD")
            text = (self._image.content(record, _MOST) or b"") if record is not None else b""
            package = name.removesuffix(_INFO).partition("-")[0]
            for row in _rows(text):
                if len(row) > 1 and row[1].startswith("sha256="):
                    yield f"{folder}/{row[0]}", (package, _hexadecimal(row[1][7:]))

    def _javascript(self, path: str) -> str:
        """By the lock file that npm leaves behind; it has no digests of files."""
        start = f"/{path}".find(f"/{_MODULES}/")
        if start < 0:
            return ""
        root = path[:start]
        inner = path[start:]
        known = self._locks.get(root)
        if known is None:
            known = self._locks[root] = frozenset(self._locked(root))
        at = inner.rfind("/")
        while at > 0 and inner[:at] not in known:
            at = inner.rfind("/", 0, at)
        return inner[:at].rpartition(f"{_MODULES}/")[2] if at > 0 else ""

    def _locked(self, root: str) -> Iterator[str]:
        """Folders of packages that have a digest, as those from a registry have; addresses may be left out."""
        try:
            told = json.loads(self._image.more(f"{root}{_MODULES}/{_LOCK}") or b"{}")
        except (ValueError, RecursionError):
            return
        for folder, entry in table(table(told).get("packages")).items():
            own = table(entry)
            if word(own.get("integrity")) and not word(own.get("resolved")).startswith(_OWN):
                yield str(folder)


def _rows(text: bytes) -> Iterator[list[str]]:
    try:
        yield from csv.reader(text.decode("utf-8", "replace").splitlines())
    except csv.Error:
        return


def _hexadecimal(text: str) -> str:
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).hex()
    except (binascii.Error, ValueError):
        return ""
