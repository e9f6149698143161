"""Oldest version of TLS that named policies of providers accept."""

from __future__ import annotations

import re
from typing import Any, Final

from holdfast.estate.facts import Fact, reach
from holdfast.kit.expressions import expression
from holdfast.model.tree import mapped
from holdfast.model.value import How, Known, Value

_NAMED: Final = expression(r"TLS(?:13)?[_-]?v?1[._-]([0-3])(?!\d)", re.IGNORECASE)
_BALANCER: Final = (
    (expression(r"TLS13-1-3"), "1.3"),
    (expression(r"TLS13-1-2|TLS-1-2|FS-1-2"), "1.2"),
    (expression(r"TLS13-1-1|TLS-1-1|FS-1-1"), "1.1"),
)


def balancer_policy(name: str) -> str:
    """Oldest TLS of a security policy of a load balancer, by its name; policies without a version in it take 1.0.

    Source: "Security policies for your Application Load Balancer", Elastic Load Balancing user guide.
    """
    return next((version for pattern, version in _BALANCER if pattern.search(name)), "1.0")


def version(name: str) -> str:
    """The version in a name such as ``TLSv1.2_2021``, ``TLS_1_2``; names without a minor version are 1.0 or older."""
    found = _NAMED.search(name)
    return f"1.{found[1]}" if found else "1.0"


def oldest(path: str, default: str | None) -> Fact:
    """Oldest TLS of a setting that names a version; absent is the default."""

    def fact(attrs: Any) -> Value[Any]:
        tree = reach(attrs, path)
        if isinstance(tree, Known) and tree.value in (None, ""):
            return Known(default, tree.place, How.DEFAULT)
        return mapped(tree, lambda value: version(str(value)))

    return fact
