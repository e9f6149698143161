"""Until when releases of distributions get fixes that everybody may have, as their projects announce it.

A day is the last one of free security support for the whole of a release, long-term support by the project included
and paid extensions left out. What is not here is not known, and never taken for supported or not.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final, NamedTuple

ROLLING: Final = frozenset({"wolfi", "chainguard", "arch", "opensuse-tumbleweed"})
"""Distributions without releases."""


class End(NamedTuple):
    """The last day of a release, and where its project says so."""

    day: date
    source: str


_SOURCES: Final[Mapping[str, str]] = {
    "debian": "wiki.debian.org/DebianReleases and wiki.debian.org/LTS",
    "ubuntu": "ubuntu.com/about/release-cycle",
    "alpine": "alpinelinux.org/releases",
    "rhel": "access.redhat.com/support/policy/updates/errata",
    "centos": "centos.org/centos-linux-eol",
    "centos-stream": "centos.org/cl-vs-cs",
    "rocky": "wiki.rockylinux.org/rocky/version",
    "almalinux": "wiki.almalinux.org/release-notes",
    "fedora": "docs.fedoraproject.org/en-US/releases/eol",
    "opensuse-leap": "en.opensuse.org/Lifetime",
    "sles": "suse.com/lifecycle",
    "amzn": "aws.amazon.com/amazon-linux-2/faqs and docs.aws.amazon.com/linux/al2023",
    "ol": "oracle.com/a/ocom/docs/elsp-lifetime-069338.pdf",
    "photon": "github.com/vmware/photon/wiki",
    "mariner": "learn.microsoft.com/azure/azure-linux/support-cycle",
}
_DAYS: Final[Mapping[str, Mapping[str, str]]] = {
    "debian": {
        "7": "2018-05-31",
        "8": "2020-06-30",
        "9": "2022-06-30",
        "10": "2024-06-30",
        "11": "2026-08-31",
        "12": "2028-06-30",
        "13": "2030-06-30",
    },
    "ubuntu": {
        "12.04": "2017-04-28",
        "14.04": "2019-04-25",
        "16.04": "2021-04-30",
        "18.04": "2023-05-31",
        "20.04": "2025-05-31",
        "21.10": "2022-07-14",
        "22.04": "2027-06-01",
        "22.10": "2023-07-20",
        "23.04": "2024-01-25",
        "23.10": "2024-07-11",
        "24.04": "2029-05-31",
        "24.10": "2025-07-10",
        "25.04": "2026-01-15",
    },
    "alpine": {
        "3.5": "2018-11-01",
        "3.6": "2019-05-01",
        "3.7": "2019-11-01",
        "3.8": "2020-05-01",
        "3.9": "2020-11-01",
        "3.10": "2021-05-01",
        "3.11": "2021-11-01",
        "3.12": "2022-05-01",
        "3.13": "2022-11-01",
        "3.14": "2023-05-01",
        "3.15": "2023-11-01",
        "3.16": "2024-05-23",
        "3.17": "2024-11-22",
        "3.18": "2025-05-09",
        "3.19": "2025-11-01",
        "3.20": "2026-04-01",
        "3.21": "2026-11-01",
        "3.22": "2027-05-01",
    },
    "rhel": {"5": "2017-03-31", "6": "2020-11-30", "7": "2024-06-30", "8": "2029-05-31", "9": "2032-05-31"},
    "centos": {"5": "2017-03-31", "6": "2020-11-30", "7": "2024-06-30", "8": "2021-12-31"},
    "centos-stream": {"8": "2024-05-31", "9": "2027-05-31"},
    "rocky": {"8": "2029-05-31", "9": "2032-05-31", "10": "2035-05-31"},
    "almalinux": {"8": "2029-05-31", "9": "2032-05-31", "10": "2035-05-31"},
    "fedora": {
        "34": "2022-06-07",
        "35": "2022-12-13",
        "36": "2023-05-16",
        "37": "2023-12-05",
        "38": "2024-05-21",
        "39": "2024-11-26",
        "40": "2025-05-13",
    },
    "opensuse-leap": {
        "15.0": "2019-12-03",
        "15.1": "2021-02-02",
        "15.2": "2022-01-04",
        "15.3": "2022-12-31",
        "15.4": "2023-12-07",
        "15.5": "2024-12-31",
        "15.6": "2026-04-30",
    },
    "sles": {
        "12.5": "2024-10-31",
        "15.3": "2022-12-31",
        "15.4": "2023-12-31",
        "15.5": "2024-12-31",
        "15.6": "2025-12-31",
        "15.7": "2031-07-31",
    },
    "amzn": {"2018.03": "2023-12-31", "2": "2026-06-30", "2023": "2029-06-30"},
    "ol": {"6": "2021-03-31", "7": "2024-12-31", "8": "2029-07-31", "9": "2032-06-30"},
    "photon": {"1.0": "2022-02-28", "2.0": "2022-12-31", "3.0": "2024-03-01"},
    "mariner": {"1.0": "2023-07-31", "2.0": "2025-07-31"},
}


def end_of(identity: str, release: str) -> End | None:
    """The end of a release; None where it is not known."""
    day = _DAYS.get(identity, {}).get(release)
    return End(date.fromisoformat(day), _SOURCES[identity]) if day else None
