"""Where distributions keep the databases of their packages, below the root of an image."""

from __future__ import annotations

from typing import Final

DPKG: Final = "var/lib/dpkg/status"
DPKG_FOLDER: Final = "var/lib/dpkg/status.d"
"""One file a package, as distroless images have them."""
APK: Final = ("lib/apk/db/installed", "usr/lib/apk/db/installed")
RPM_FOLDERS: Final = ("usr/lib/sysimage/rpm", "var/lib/rpm", "usr/share/rpm")
RPM_NAMES: Final = ("rpmdb.sqlite", "Packages.db", "Packages")
RPM: Final = tuple(f"{folder}/{name}" for folder in RPM_FOLDERS for name in RPM_NAMES)
DATABASES: Final = frozenset({DPKG, *APK, *RPM})
"""Paths of which every version is remembered: they tell which layer brought which package."""
