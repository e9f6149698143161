"""A password that is compared with a text that stands in the program."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from holdfast.engines.code.outcome import Hit, Spot
from holdfast.engines.code.plain import bodies, inside
from holdfast.estate.kinds import code
from holdfast.model.coderule import CodeRule

_NAME: Final = re.compile(r"(?i)(?:^|_|(?<=[a-z])(?=P))(?:password|passwd|passphrase|pwd)$")
_WORDS: Final = re.compile(rb"(?i)passw|passphrase|pwd")
_SIGNS: Final = (b"==", b"!=", b"<>")
_NO_SECRET: Final = re.compile(
    r"(?i).{0,3}|.*\s.*|[\W_]*|(?:no |old|new|set|un)?password\w*|passwd|none|null|undefined|true|false"
    r"|(?-i:[A-Z]{2,10})"
)
"""Texts that say something of a password, and are none; a word in capitals says where it is kept, such as LDAP."""


def credential_compared(module: code.Module, rule: CodeRule) -> Iterator[Hit]:
    """Equations of a password and a constant."""
    if not any(sign in module.data for sign in _SIGNS) or not _WORDS.search(module.data):
        return
    for body in bodies(module, _WORDS):
        for node in inside(body.block):
            if isinstance(node, code.Compare) and node.op in ("==", "!="):
                for one, other in ((node.left, node.right), (node.right, node.left)):
                    name = _called(one)
                    if _NAME.search(name) and _secret(other):
                        yield Hit(rule, Spot(module.path, node.start, node.end), "", f"`{name}`", (), body.symbol, name)


def _called(node: code.Expr) -> str:
    """The name of a variable, attribute or constant key; of a call that reads one by name too."""
    match node:
        case code.Name():
            return node.id
        case code.Attr():
            return node.name
        case code.Index(key=code.Const(value=str(name))):
            return name
        case code.Call(func=code.Attr(name="get"), args=(code.Const(value=str(name)), *_)):
            return name
    return ""


def _secret(node: code.Expr) -> bool:
    return isinstance(node, code.Const) and isinstance(node.value, str) and not _NO_SECRET.fullmatch(node.value)
