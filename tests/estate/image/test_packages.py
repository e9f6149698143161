"""What dpkg, apk and rpm have installed, which layer brought it, and what broken databases say."""

from __future__ import annotations

import base64
import hashlib
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.estate.image import apk, dpkg, rpm
from holdfast.estate.image.databases import APK, DPKG
from holdfast.estate.image.distribution import distribution
from holdfast.estate.image.image import open_image
from holdfast.estate.image.packages import system_packages
from holdfast.estate.image.shipped import Shipped
from holdfast.model.package import Inventory, Package, Source
from tests.worlds import rpms
from tests.worlds.images import Files, World, layer

DEBIAN = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME="Debian GNU/Linux"\nVERSION_ID="12"\nID=debian\n'
STATUS = """Package: libc6
Status: install ok installed
Architecture: amd64
Source: glibc
Version: 2.36-9+deb12u7
Depends: libgcc-s1, libcrypt1 (>= 1:4.4.10-10~) | libxcrypt
Description: x
 continued: not a field
 .

Package: libgcc-s1
Status: install ok installed
Architecture: amd64
Multi-Arch: same
Source: gcc-12 (12.2.0-14)
Version: 12.2.0-14+b1

Package: gone
Status: deinstall ok config-files
Architecture: all
Version: 1.0

Package: held
Status: hold ok installed
Architecture: all
Version: 1.0+b3
"""
APKS = """C:Q1pVhP
P:musl
V:1.2.5-r0
A:x86_64
L:MIT
o:musl
t:1710000000
p:so:libc.musl-x86_64.so.1=1
F:lib
R:ld-musl-x86_64.so.1
a:0:0:755
Z:Q1{sum}

P:ssl_client
V:1.36.1-r29
A:x86_64
L:GPL-2.0-only
o:busybox
D:so:libc.musl-x86_64.so.1 !nothing
"""


def nothing(_path: str) -> bytes | None:
    return None


def keys(packages: tuple[Package, ...]) -> list[str]:
    return [f"{each.name} {each.version} {each.origin_name} {each.origin_version}" for each in packages]


def listed(tmp_path: Path, *layers: Files) -> list[Inventory]:
    with open_image(World([layer(each) for each in layers]).folder(tmp_path / "layout")) as image:
        list(image.read())
        return system_packages(image, distribution(image.more))


def test_dpkg_lists_what_is_there_with_its_source() -> None:
    packages, gaps = dpkg.read_status(DPKG, STATUS.encode(), "Debian:12", nothing)
    assert gaps == ()
    assert keys(packages) == [
        "held 1.0+b3 held 1.0",
        "libc6 2.36-9+deb12u7 glibc 2.36-9+deb12u7",
        "libgcc-s1 12.2.0-14+b1 gcc-12 12.2.0-14",
    ]
    assert packages[1].needs == ("libgcc-s1@12.2.0-14+b1",)
    assert [each.place.line for each in packages] == [23, 1, 11]
    assert {each.source for each in packages} == {Source.DISTRIBUTION}
    assert {each.ecosystem for each in packages} == {"Debian:12"}


def test_licences_of_debian_come_from_copyright_files() -> None:
    text = (
        b"Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n\nFiles: *\nLicense: GPL-2+\n\n"
    )
    text += b"Files: debian/*\nLicense: Expat\n words of it\n"
    assert dpkg.licences(text) == "Expat, GPL-2+"
    assert dpkg.licences(b"This is free software.\nLicense: as you like\n") == ""


def test_a_broken_status_file_is_a_fault_and_keeps_what_was_read() -> None:
    packages, gaps = dpkg.read_status(DPKG, STATUS.encode() + b"\n no field before this\n", "Debian:12", nothing)
    assert len(packages) == 3
    assert [gap.fault for gap in gaps] == [True]


def test_apk_lists_what_is_there() -> None:
    packages, gaps = apk.read_installed(APK[0], APKS.encode(), "Alpine:v3.20")
    assert gaps == ()
    assert keys(packages) == ["musl 1.2.5-r0 musl 1.2.5-r0", "ssl_client 1.36.1-r29 busybox 1.36.1-r29"]
    assert [each.licence for each in packages] == ["MIT", "GPL-2.0-only"]
    assert packages[1].needs == ("musl@1.2.5-r0",)
    assert packages[1].place.line == 14


def test_an_entry_of_apk_without_a_version_is_a_fault() -> None:
    packages, gaps = apk.read_installed(APK[0], b"P:musl\n\nP:a\nV:1\n", "Alpine:v3.20")
    assert keys(packages) == ["a 1 a 1"]
    assert [(gap.fault, gap.place.line) for gap in gaps] == [(True, 1)]


HEADERS = [
    rpms.header(rpms.package("bash", "5.1.8", "9.el9", requires=["libc.so.6"])),
    rpms.header(rpms.package("glibc-common", "2.34", "100.el9_4", epoch=2, source="glibc-2.34-100.el9_4.src.rpm")),
    rpms.header(rpms.package("glibc", "2.34", "100.el9_4", provides=["libc.so.6", "glibc"]) | {9999: ["x" * 9000]}),
    rpms.header(rpms.package("gpg-pubkey", "5a6340b3", "6229229e")),
]
STORES: dict[str, Callable[[Path], bytes]] = {
    "sqlite": lambda folder: rpms.sqlite(HEADERS, folder),
    "ndb": lambda _folder: rpms.ndb(HEADERS),
    "bdb": lambda _folder: rpms.bdb(HEADERS),
    "big-endian": lambda _folder: rpms.bdb(HEADERS, ">"),
    "small-pages": lambda _folder: rpms.bdb(HEADERS, "<", 512),
}


@pytest.mark.parametrize("store", STORES)
def test_rpm_lists_what_is_there_in_every_kind_of_database(tmp_path: Path, store: str) -> None:
    packages, gaps = rpm.read_database("var/lib/rpm/x", STORES[store](tmp_path), "Rocky Linux:9")
    assert gaps == ()
    assert keys(packages) == [
        "bash 5.1.8-9.el9 bash 5.1.8-9.el9",
        "glibc 2.34-100.el9_4 glibc 2.34-100.el9_4",
        "glibc-common 2:2.34-100.el9_4 glibc 2:2.34-100.el9_4",
    ]
    assert packages[0].needs == ("glibc@2.34-100.el9_4",)
    assert packages[0].architecture == "x86_64"


@pytest.mark.parametrize("store", STORES)
def test_a_cut_database_of_rpm_is_a_fault(tmp_path: Path, store: str) -> None:
    whole = STORES[store](tmp_path)
    for share in (0.1, 0.5, 0.9):
        _, gaps = rpm.read_database("x", whole[: int(len(whole) * share)], "Rocky Linux:9")
        assert [gap.fault for gap in gaps] == [True], share


def test_a_database_that_would_run_something_is_not_run(tmp_path: Path) -> None:
    path = tmp_path / "evil.sqlite"
    connection = sqlite3.connect(path)
    connection.execute(
        "CREATE VIEW Packages AS WITH RECURSIVE n(hnum) AS (SELECT 1 UNION ALL SELECT hnum + 1 FROM n)"
        " SELECT hnum, zeroblob(1000000) AS blob FROM n"
    )
    connection.commit()
    connection.close()
    packages, gaps = rpm.read_database("x", path.read_bytes(), "Rocky Linux:9")
    assert packages == ()
    assert "no table of packages" in gaps[0].why


@given(st.binary(max_size=300), st.integers(0, 3), st.integers(0, 4000), st.binary(max_size=8))
def test_no_content_breaks_a_reader(noise: bytes, which: int, at: int, change: bytes) -> None:
    whole = (rpms.ndb(HEADERS), rpms.bdb(HEADERS), HEADERS[0], STATUS.encode())[which]
    harmed = whole[:at] + change + whole[at + len(change) :]
    for data in (noise, harmed, b"RpmP" + noise, b"SQLite format 3\0" + noise):
        rpm.read_database("x", data, "Rocky Linux:9")
        apk.read_installed("x", data, "Alpine:v3.20")
        dpkg.read_status("x", data, "Debian:12", nothing)


def test_each_package_says_which_layer_brought_it(tmp_path: Path) -> None:
    more = f"{STATUS}\nPackage: curl\nStatus: install ok installed\nArchitecture: amd64\nVersion: 7.88\n"
    newer = more.replace("2.36-9+deb12u7", "2.36-9+deb12u8")
    found = listed(tmp_path, {"etc/os-release": DEBIAN, DPKG: STATUS}, {DPKG: more}, {"x": "1"}, {DPKG: newer})
    layers = {each.name: each.layer.number for each in found[0].packages if each.layer}
    assert layers == {"held": 0, "libc6": 3, "libgcc-s1": 0, "curl": 1}
    assert [each.path for each in found] == [DPKG]


def test_a_database_that_was_taken_away_is_still_read_and_told(tmp_path: Path) -> None:
    found = listed(tmp_path, {"etc/os-release": DEBIAN, DPKG: STATUS}, {"var/lib/dpkg/.wh.status": ""})
    assert len(found[0].packages) == 3
    assert "took the database of packages away" in found[0].gaps[0].why


def test_distroless_images_have_one_file_for_each_package(tmp_path: Path) -> None:
    files: Files = {
        "etc/os-release": DEBIAN,
        "var/lib/dpkg/status.d/base": "Package: base-files\nVersion: 12.4\nArchitecture: amd64\n",
        "var/lib/dpkg/status.d/base.md5sums": "0" * 32 + "  etc/issue\n",
    }
    upper: Files = {
        "var/lib/dpkg/status.d/ssl": "Package: libssl3\nVersion: 3.0.11\nArchitecture: amd64\nSource: openssl"
    }
    found = listed(tmp_path, files, upper)
    assert keys(found[0].packages) == ["base-files 12.4 base-files 12.4", "libssl3 3.0.11 openssl 3.0.11"]
    assert [each.layer.number for each in found[0].packages if each.layer] == [0, 1]
    assert found[0].packages[1].ecosystem == "Debian:12"


def test_packages_of_an_unknown_distribution_are_a_fault(tmp_path: Path) -> None:
    found = listed(tmp_path, {DPKG: STATUS})
    assert [gap.fault for gap in found[0].gaps] == [True]
    assert "which distribution" in found[0].gaps[0].why


def test_a_journal_of_rpm_that_was_not_written_back_is_a_fault(tmp_path: Path) -> None:
    base = "var/lib/rpm/rpmdb.sqlite"
    files: Files = {
        "etc/os-release": "ID=rocky\nVERSION_ID=9.4\n",
        base: STORES["sqlite"](tmp_path),
        f"{base}-wal": "x",
    }
    found = listed(tmp_path, files)
    assert len(found[0].packages) == 3
    assert "journal" in found[0].gaps[0].why and found[0].gaps[0].fault


def test_files_know_whose_they_are_and_whether_they_were_changed(tmp_path: Path) -> None:
    whole = b"whole"
    sums = {"md5": hashlib.md5(whole, usedforsecurity=False).hexdigest(), "sha256": hashlib.sha256(whole).hexdigest()}
    sha1 = base64.b64encode(hashlib.sha1(whole, usedforsecurity=False).digest()).decode()
    owning = rpms.package("rpmpkg", "1", "1") | {
        rpms.BASES: ["r"],
        rpms.FOLDERS: ["/opt/"],
        rpms.DIGESTS: [sums["sha256"]],
    }
    header = rpms.header({**owning, rpms.PLACES: [0]})
    files: Files = {
        "var/lib/dpkg/info/debpkg:amd64.md5sums": f"{sums['md5']}  bin/d\n",
        APK[0]: APKS.format(sum=sha1),
        "var/lib/rpm/Packages.db": rpms.ndb([header]),
        **dict.fromkeys(("usr/bin/d", "lib/ld-musl-x86_64.so.1", "opt/r", "opt/mine"), whole),
    }
    with open_image(World([layer(files)]).folder(tmp_path / "l")) as image:
        list(image.read())
        shipped = Shipped(image)
        told = {path: shipped.unchanged(path, whole) for path in files if path.count("/") < 3}
        assert told == {"usr/bin/d": "debpkg", "lib/ld-musl-x86_64.so.1": "musl", "opt/r": "rpmpkg", "opt/mine": ""}
        assert shipped.unchanged("opt/r", b"changed") == ""
        assert shipped.owner("opt/r") is not None
