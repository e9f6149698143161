"""Credentials in tasks: written out, or shown in the log of a run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from holdfast.estate.blocks import Block
from holdfast.estate.credentials import literal_secret, named_secret
from holdfast.estate.facts import is_written
from holdfast.estate.kinds.host import HostTask
from holdfast.model.resource import Resource
from holdfast.model.tree import at, fields, flag
from holdfast.model.value import How, Known, Tree, Unknown, Value

_SHOWN: Final = frozenset({"shell", "command", "raw", "expect", "uri", "debug"})
"""Modules that show what they are given when they fail or are asked to say more."""
_ABOUT: Final = re.compile(r"^(?:force_)?update_|_update$|^password_(?:lock|expire|expiry)|_lock$|_never_expires$")
_HASHED: Final = re.compile(r"\{\{\s*(?:'[^'{}]+'|\"[^\"{}]+\")\s*\|\s*password_hash\b")
_USED: Final = re.compile(r"\{\{([^{}]{1,500})\}\}")
_NAME: Final = re.compile(r"[A-Za-z_]\w*")
_NO_PASSWORDS: Final = frozenset({"!", "!!", "*", "x", "!*", "*lk*", ""})


def task(block: Block) -> Resource | None:
    """A task that handles credentials; None for others."""
    literals = tuple(_literals(block))
    logged = _logged(block)
    if not literals and logged is None and not _named(block):
        return None
    return HostTask(
        address=block.address,
        type=block.type,
        provider="host",
        language="ansible",
        place=block.place,
        raw=block.attrs,
        secret_literals=Known(literals, block.place),
        secret_logged=logged,
    )


def _named(block: Block) -> bool:
    """Whether an argument is there to hold a credential."""
    return any(_holds(name) for name, _ in fields(block.attrs) if name != "task")


def _holds(name: str) -> bool:
    return named_secret(name) and not _ABOUT.search(name)


def _literals(block: Block) -> Iterator[Value[str]]:
    """Arguments and variables of the environment that hold a credential in clear: their names."""
    arguments = [pair for pair in fields(block.attrs) if pair[0] != "task"]
    for name, tree in (*arguments, *fields(at(block.attrs, "env")), *fields(at(block.attrs, "task", "environment"))):
        if block.type == "user" and name == "password":
            continue
        if isinstance(tree, Known) and is_written(tree.value) and _holds(name) and literal_secret(name, tree.value):
            yield Known(name, tree.place, tree.how, tree.trail)


def _logged(block: Block) -> Value[bool] | None:
    """Whether a credential shows in the log; None where the task uses none."""
    if block.type not in _SHOWN or not _uses(at(block.attrs, "task", "written")):
        return None
    hidden = flag(at(block.attrs, "task", "no_log"), False)
    if isinstance(hidden, Unknown):
        return hidden
    return Known(not hidden.value, block.place if hidden.how is How.DEFAULT else hidden.place)


def _uses(tree: Tree) -> bool:
    """Whether a variable with the name of a credential stands in the arguments."""
    if isinstance(tree, Unknown):
        return False
    if isinstance(tree.value, dict):
        return any(_uses(each) for each in tree.value.values())
    if isinstance(tree.value, list):
        return any(_uses(each) for each in tree.value)
    text = tree.value if isinstance(tree.value, str) else ""
    return any(named_secret(name[0]) for part in _USED.finditer(text) for name in _NAME.finditer(part[1]))


def password_literal(block: Block) -> Value[bool]:
    """Whether the password of a user, or its hash, stands in the file. A stand-in that locks the account is none."""
    written = at(block.attrs, "task", "written")
    raw = at(written, "password")
    if isinstance(raw, Known) and isinstance(raw.value, str) and _HASHED.search(raw.value):
        return Known(True, raw.place)
    password = at(block.attrs, "password")
    if isinstance(password, Unknown):
        return password
    if password.value is None:
        return Known(False, password.place, How.DEFAULT)
    return Known(str(password.value) not in _NO_PASSWORDS, password.place, password.how, password.trail)
