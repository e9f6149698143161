"""Which release of a distribution an advisory is about, and whether that is the one at hand."""

from __future__ import annotations

import re
from typing import Final

from holdfast.formats.osv import DISTRIBUTIONS
from holdfast.formats.versions.index import base_of

_MAJOR_ONLY: Final = frozenset(
    {"Debian", "AlmaLinux", "Rocky Linux", "CentOS", "Oracle Linux", "Fedora", "Mageia", "Photon OS", "Azure Linux"}
)
"""Advisories name the major release, also where a machine says its minor one."""
_NUMBER: Final = re.compile(r"[0-9]+")
_SUSE: Final = re.compile(r"(.*?)\s*([0-9]+(?: SP[0-9]+)?)")
_MODULE: Final = "Linux Enterprise Module"
"""Parts of SUSE's server that have advisories of their own."""
_RED_HAT: Final = "enterprise_linux"


def covers(advised: str, has: str) -> bool | None:
    """Whether an advisory about one ecosystem is about packages of another that may name a release.

    None where the advisory is about one release of a distribution, and nobody knows which one is at hand.
    """
    if advised == has:
        return True
    base = base_of(advised)
    if base != base_of(has):
        return False
    one, other = advised[len(base) + 1 :], has[len(base) + 1 :]
    if not one or base not in DISTRIBUTIONS:  # behind a language's name stands the address of a registry
        return True
    if not other:
        return None
    if base == "Red Hat":
        return _red_hat(one, other)
    if base == "SUSE":
        return _suse(one, other)
    return _release(base, one) == _release(base, other)


def _release(base: str, text: str) -> str:
    if base in _MAJOR_ONLY:
        found = _NUMBER.match(text)
        return found[0] if found else text
    if base == "Ubuntu":
        return text.removesuffix(":LTS")
    return text.removeprefix("v") if base == "Alpine" else text


def _red_hat(advised: str, has: str) -> bool:
    """Advisories name a product as a CPE does: ``enterprise_linux:9::baseos``."""
    product, _, rest = advised.partition(":")
    numbers = _NUMBER.search(has)
    if product != _RED_HAT or numbers is None:
        return False
    found = _NUMBER.match(rest)
    return found is None or found[0] == numbers[0]


def _suse(advised: str, has: str) -> bool:
    one, other = _SUSE.fullmatch(advised), _SUSE.fullmatch(has)
    if one is None or other is None:
        return False
    return one[2] == other[2] and (one[1] == other[1] or one[1].startswith(_MODULE))
