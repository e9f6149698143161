"""What stands in start scripts of machines: credentials that somebody wrote there."""

from __future__ import annotations

import base64
import binascii
import re
from typing import Any, Final

from holdfast.estate.credentials import named_secret
from holdfast.estate.facts import Fact, is_written, reach
from holdfast.model.tree import at
from holdfast.model.value import Known, Tree, Unknown, Value

_LONGEST: Final = 65_536
_ASSIGNED: Final = re.compile(
    r"""(?m)(?:^|[\s;"'])([A-Za-z_][\w.\-]{2,60})\s{0,3}[=:]\s{0,3}["']?([^\s"';|&<>]{4,200})"""
)
_KEY: Final = re.compile(r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----")
_TAKEN: Final = re.compile(r"^(?:\$|`|%|\{\{|<|x{3,}|\*{3,}|changeme$|example|arn:)", re.IGNORECASE)


def script_secrets(*paths: str) -> Fact:
    """Names of credentials that a script assigns in clear; the script may be encoded in base 64."""

    def fact(attrs: Tree) -> Value[Any]:
        for path in paths:
            tree = reach(attrs, path)
            if isinstance(tree, Unknown):
                return tree
            if isinstance(tree.value, str):
                script = plain(tree.value)
                return Known(
                    tuple(Known(name, tree.place, tree.how, tree.trail) for name in _found(script)), tree.place
                )
        return Known((), at(attrs, paths[0].split(".")[0]).place)

    return fact


def plain(script: str) -> str:
    """A script in clear; what is no base 64 is taken as it is."""
    script = script[:_LONGEST]
    if script.startswith("#") or " " in script.strip() or len(script) < 16:
        return script
    try:
        return base64.b64decode(script, validate=True).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return script


def _found(script: str) -> list[str]:
    """Each name once, in order."""
    names = [
        match[1]
        for match in _ASSIGNED.finditer(script)
        if named_secret(match[1]) and is_written(match[2]) and not _TAKEN.match(match[2])
    ]
    if not names and _KEY.search(script):
        names.append("a key of an account")
    return list(dict.fromkeys(names))
