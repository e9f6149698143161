"""What is proved about data: kinds of sinks that it is harmless for, and of which of its versions that is said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from holdfast.engines.code.taints import Taints
    from holdfast.engines.code.values import Proofs

ALL: Final = frozenset({"*"})
PATHS: Final = frozenset({"path", "file-name", "archive", "upload"})
PLACES: Final = frozenset({"request", "redirect", "dom-navigation"})
NORMAL: Final = "~normal"
"""Among what a taint is cleared of: the data went through something that takes ``..`` out of a path."""
RELATIVE: Final = "~relative"
"""The same: it is a path as seen from a folder."""


def versions(taints: Taints, clears: frozenset[str]) -> Proofs:
    """That data with these taints is harmless for ``clears``."""
    made = [(taint.version, clears) for taint in taints] if clears else []
    for taint in taints:
        for whole, told in taint.version.views:
            known = _less(told, clears)
            if known:
                made.append((whole, known))
    return tuple(made)


def inside(taints: Taints) -> Proofs:
    """That paths are inside of a folder: those that were tested, and those that they were resolved from."""
    made = dict.fromkeys(taint.version for taint in taints)
    for version in tuple(made):
        for parent in version.parents:
            made.update(dict.fromkeys((parent, *parent.parents)))
    return tuple((version, PATHS) for version in made)


def shared(one: Proofs, two: Proofs) -> Proofs:
    """What two ways prove, both of them."""
    other = dict(two)
    return tuple((version, _less(clears, other[version])) for version, clears in one if version in other)


def _less(one: frozenset[str], two: frozenset[str]) -> frozenset[str]:
    """What both clear."""
    return two if "*" in one else one if "*" in two else one & two
