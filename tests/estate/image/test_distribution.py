"""Which distribution an image is of, how advisories name it, and until when it gets fixes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.estate.image.distribution import Distribution, distribution


def of(files: Mapping[str, str]) -> Distribution | None:
    return distribution(lambda path: files[path].encode() if path in files else None)


def release(**told: str) -> dict[str, str]:
    return {"etc/os-release": "".join(f'{name}="{value}"\n' for name, value in told.items())}


@pytest.mark.parametrize(
    ("told", "ecosystem", "ends"),
    [
        (
            release(ID="debian", VERSION_ID="12", PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"),
            "Debian:12",
            "2028-06-30",
        ),
        (release(ID="debian", VERSION_CODENAME="trixie", NAME="Debian GNU/Linux"), "Debian:13", "2030-06-30"),
        (release(ID="debian", NAME="Debian GNU/Linux"), "Debian", None),
        (release(ID="ubuntu", VERSION_ID="22.04", VERSION="22.04.4 LTS (Jammy)"), "Ubuntu:22.04:LTS", "2027-06-01"),
        (release(ID="ubuntu", VERSION_ID="23.10", VERSION="23.10 (Mantic)"), "Ubuntu:23.10", "2024-07-11"),
        (release(ID="alpine", VERSION_ID="3.20.3"), "Alpine:v3.20", "2026-04-01"),
        (release(ID="alpine", VERSION_ID="3.21.0_alpha20240807", PRETTY_NAME="Alpine Linux edge"), "Alpine:edge", None),
        (release(ID="rocky", VERSION_ID="9.4", NAME="Rocky Linux"), "Rocky Linux:9", "2032-05-31"),
        (release(ID="almalinux", VERSION_ID="8.10"), "AlmaLinux:8", "2029-05-31"),
        (release(ID="rhel", VERSION_ID="9.4"), "Red Hat", "2032-05-31"),
        (release(ID="centos", VERSION_ID="7", NAME="CentOS Linux"), "CentOS:7", "2024-06-30"),
        (release(ID="centos", VERSION_ID="8", NAME="CentOS Stream"), "CentOS:8", "2024-05-31"),
        (release(ID="sles", VERSION_ID="15.5"), "SUSE:Linux Enterprise Server 15 SP5", "2024-12-31"),
        (release(ID="opensuse-leap", VERSION_ID="15.6"), "openSUSE:Leap 15.6", "2026-04-30"),
        (release(ID="opensuse-tumbleweed", VERSION_ID="20240601"), "openSUSE:Tumbleweed", None),
        (release(ID="wolfi", VERSION_ID="20230201"), "Wolfi", None),
        (release(ID="chainguard", VERSION_ID="20230214"), "Chainguard", None),
        (release(ID="amzn", VERSION_ID="2"), "Amazon Linux:2", "2026-06-30"),
        (release(ID="nobody", VERSION_ID="1"), "nobody:1", None),
        ({"etc/lsb-release": "DISTRIB_ID=Ubuntu\nDISTRIB_RELEASE=18.04\n"}, "Ubuntu:18.04:LTS", "2023-05-31"),
        ({"etc/alpine-release": "3.9.6\n"}, "Alpine:v3.9", "2020-11-01"),
        ({"etc/debian_version": "11.9\n"}, "Debian:11", "2026-08-31"),
        ({"etc/debian_version": "trixie/sid\n"}, "Debian:13", "2030-06-30"),
        ({"etc/redhat-release": "CentOS release 6.10 (Final)\n"}, "CentOS:6", "2020-11-30"),
        ({"etc/redhat-release": "Red Hat Enterprise Linux Server release 7.9 (Maipo)\n"}, "Red Hat", "2024-06-30"),
    ],
)
def test_distribution(told: Mapping[str, str], ecosystem: str, ends: str | None) -> None:
    found = of(told)
    assert found is not None
    assert found.ecosystem == ecosystem
    assert found.ends == (date.fromisoformat(ends) if ends else None)
    assert bool(found.source) == bool(ends)
    assert found.path in told
    assert found.name


def test_distributions_without_releases_are_told_apart_from_unknown_ones() -> None:
    rolling, unknown = of(release(ID="wolfi")), of(release(ID="debian", VERSION_ID="99"))
    assert rolling is not None and rolling.rolling
    assert unknown is not None and not unknown.rolling and unknown.ends is None


def test_nothing_says_which() -> None:
    assert of({}) is None
    assert of({"etc/os-release": "# empty\nID\n=x\nid=debian\n", "etc/redhat-release": "unreadable"}) is None


def test_the_file_of_usr_counts_where_etc_has_none() -> None:
    found = of({"usr/lib/os-release": "ID=debian\nVERSION_ID=12\n"})
    assert found is not None and found.ecosystem == "Debian:12"


@given(st.text(max_size=300))
def test_no_text_breaks_it(text: str) -> None:
    for path in ("etc/os-release", "etc/lsb-release", "etc/alpine-release", "etc/debian_version", "etc/system-release"):
        of({path: text})
        of({path: f"ID={text}\nVERSION_ID={text}"})
