"""Disks of machines, and what stands in their start scripts."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from typing import Any, Final

from holdfast.estate.credentials import named_secret
from holdfast.estate.facts import Fact, is_written, reach
from holdfast.estate.kinds.compute import MountedDisk
from holdfast.kit.expressions import expression
from holdfast.model.tree import absent, at, flag, items, mapped
from holdfast.model.value import How, Known, Tree, Unknown, Value

_LONGEST: Final = 65_536
_ASSIGNED: Final = expression(
    r"""(?m)(?:^|[\s;"'(])([A-Za-z_][\w.\-]{2,60})(?:\s{0,3}[=:]\s{0,3}|["']\s{0,3},\s{0,3}(?=["']))["']?([^\s"';|&<>]{4,200})"""
)
_PIPED: Final = expression(
    r"""\becho\s{1,3}["']?([a-z_][\w\-]{0,31}):([^\s"'|]{4,200})["']?\s{0,3}\|\s{0,3}(?:sudo\s{1,3})?chpasswd\b"""
)
"""The password of a user, as it is handed to ``chpasswd``."""
_HOLE: Final = "$_"
"""Stands for a part of a script that is unknown; a credential that begins with it comes from elsewhere."""
_KEY: Final = expression(r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----")
_TAKEN: Final = expression(r"^(?:\$|`|%|\{\{|<|x{3,}|\*{3,}|changeme$|example|arn:)", re.IGNORECASE)


def script_secrets(*paths: str) -> Fact:
    """Names of credentials that a script assigns in clear; the script may be encoded in base 64."""

    def fact(attrs: Tree) -> Value[Any]:
        for path in paths:
            tree = reach(attrs, path)
            script = _pieced(tree) if isinstance(tree, Unknown) else tree.value
            if isinstance(script, str) and (names := _found(plain(script))):
                trail = () if isinstance(tree, Unknown) else tree.trail
                return Known(tuple(Known(name, tree.place, How.EXPLICIT, trail) for name in names), tree.place)
            if isinstance(tree, Unknown):
                return tree
            if script is not None:
                return Known((), tree.place)
        return Known((), at(attrs, paths[0].split(".")[0]).place)

    return fact


def _pieced(tree: Unknown) -> str | None:
    """What is known of a text that was put together; None where nothing is."""
    parts = getattr(tree, "parts", ())
    known = [str(part.value) if isinstance(part, Known) else _HOLE for part in parts]
    return "".join(known) if known else None


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
    names += [
        f"password of {match[1]}"
        for match in _PIPED.finditer(script)
        if is_written(match[2]) and not _TAKEN.match(match[2])
    ]
    if not names and _KEY.search(script):
        names.append("a key of an account")
    return list(dict.fromkeys(names))


def disks(*blocks: str, made: str = "") -> Fact:
    """Disks of a machine, and whether each is encrypted; one from a snapshot takes over what that has.

    ``blocks`` are the attributes that hold disks; ``made`` is the one inside in which the disk itself is described.
    """

    def fact(attrs: Tree) -> Value[Any]:
        found: list[MountedDisk] = []
        for name in blocks:
            listed = reach(attrs, name)
            if isinstance(listed, Unknown):
                return listed
            found += [disk for each in items(listed) if (disk := _disk(each, name, made)) is not None]
        return Known(tuple(found), attrs.place)

    return fact


def _disk(tree: Tree, name: str, made: str) -> MountedDisk | None:
    inner = at(tree, made) if made else tree
    if isinstance(inner, Known) and inner.value is None:
        return None
    snapshot = _one(inner, "snapshot_id", "SnapshotId")
    if isinstance(snapshot, Unknown) or snapshot.value:
        return None
    device = _one(tree, "device_name", "DeviceName")
    called = Known("root disk", tree.place) if name == "root_block_device" else mapped(device, str)
    return MountedDisk(name=called, encrypted=_on(inner))


def _on(disk: Tree) -> Value[bool]:
    """Whether a disk is encrypted: it is where a key is named."""
    key = _one(disk, "kms_key_id", "KmsKeyId")
    if isinstance(key, Known) and key.value:
        return Known(True, key.place)
    return flag(_one(disk, "encrypted", "Encrypted"), False)


def _one(tree: Tree, *spellings: str) -> Tree:
    """An attribute in the first of its spellings that is there."""
    for name in spellings:
        value = at(tree, name)
        if isinstance(value, Unknown) or value.value is not None:
            return value
    return absent(tree)


def untemplated(template: str, facts: Mapping[str, Fact]) -> dict[str, Fact]:
    """Facts of a machine that are not here where it says nothing and names a template, which may say it."""

    def wrapped(fact: Fact) -> Fact:
        def own(attrs: Tree) -> Any:
            value = fact(attrs)
            named = at(attrs, template)
            silent = isinstance(value, Known) and value.how is How.DEFAULT
            return None if silent and (isinstance(named, Unknown) or named.value) else value

        return own

    return {name: wrapped(fact) for name, fact in facts.items()}
