"""Rights of files as Ansible writes them: octal or symbolic."""

from __future__ import annotations

import re
from typing import Final

from holdfast.model.tree import mapped
from holdfast.model.value import How, Known, Tree, Unknown, Value

_OCTAL: Final = re.compile(r"(?:0o?)?([0-7]{3,4})")
_CLAUSE: Final = re.compile(r"([ugoa]*)([+=-])([rwxXst]*)")
_PRIVATE: Final = re.compile(
    r"(?:^|/)(?:id_(?:rsa|dsa|ecdsa|ed25519)|[^/]*\.key|[^/]*priv(?:ate)?_?key[^/]*|[^/]*[-_]key\.pem)$"
)
_PUBLIC: Final = re.compile(r"pub|apt|rpm|gpg|keyring|trusted|yum|host\.key$", re.IGNORECASE)


def bits(mode: object) -> int:
    """The rights of a mode as a number. Symbolic ones count only what they give. Raises ValueError."""
    if isinstance(mode, bool) or mode is None:
        raise ValueError("no mode")
    if isinstance(mode, int):
        return mode
    word = str(mode).strip()
    octal = _OCTAL.fullmatch(word)
    if octal is not None:
        return int(octal[1], 8)
    found = 0
    for clause in word.split(","):
        parts = _CLAUSE.fullmatch(clause)
        if parts is None:
            raise ValueError("no mode")
        if parts[2] != "-":
            found |= _given(parts[1], parts[3])
    return found


def _given(who: str, rights: str) -> int:
    each = sum({"r": 4, "w": 2, "x": 1}.get(right, 0) for right in set(rights))
    places = {"u": 6, "g": 3, "o": 0}
    chosen = places if "a" in who else {name: places[name] for name in who if name in places}
    return sum(each << shift for shift in chosen.values()) | (0o1000 if "t" in rights else 0)


def world_writable(mode: Tree) -> Value[bool]:
    """Whether everyone may write, and no sticky bit limits it. Without a mode the system's default says no."""
    if isinstance(mode, Known) and mode.value in (None, "preserve"):
        return Known(False, mode.place, How.DEFAULT)
    return mapped(mode, lambda value: bool(bits(value) & 0o002) and not bits(value) & 0o1000)


def private_key_readable(path: Tree, mode: Tree, *, made: bool) -> Value[bool] | None:
    """Whether everyone may read a private key; None where it is none, or where nothing is said about its rights."""
    if isinstance(path, Unknown) or not isinstance(path.value, str):
        return None
    if not _PRIVATE.search(path.value) or _PUBLIC.search(path.value):
        return None
    if isinstance(mode, Known) and mode.value in (None, "preserve"):
        return Unknown("the default of the machine decides who may read it", mode.place) if made else None
    return mapped(mode, lambda value: bool(bits(value) & 0o004))
