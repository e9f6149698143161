"""Works out how a rewrite changes the text of a call. A call that it does not fit for certain is left alone."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

from holdfast.actions.rewrite.calls import call_at
from holdfast.estate.kinds.code import Attr, Call, Const, Expr, Mapping, Module, Name, Spread
from holdfast.model.coderule import Rewrite

_GAP: Final = re.compile(rb"[\s,]*,\s*$")
_NAMED: Final = re.compile(rb"[A-Za-z_$][\w$]*\s*=\s*$")


class Edit(NamedTuple):
    """Bytes from ``start`` to ``end`` become ``text``."""

    start: int
    end: int
    text: bytes


def edit(module: Module, start: int, end: int, rewrite: Rewrite) -> Edit | None:
    """How the call at a stretch of a module is written right; None where the rewrite does not fit it."""
    call = call_at(module, start, end)
    if call is None or any(isinstance(each, Spread) for each in call.args):
        return None
    if any(name is None for name, _ in call.keywords):
        return None
    if rewrite.act == "replace":
        return _callee(call, rewrite.text)
    if "." in rewrite.argument:
        return _option(module.data, call, rewrite)
    return _argument(module.data, call, rewrite)


def edited(data: bytes, edits: Iterable[Edit]) -> bytes:
    """A text with edits made, the last one first; of edits that overlap the one that comes first stays."""
    parts: list[bytes] = []
    at = 0
    for each in sorted(edits):
        if each.start >= at:
            parts += [data[at : each.start], each.text]
            at = each.end
    return b"".join([*parts, data[at:]])


def _callee(call: Call, text: str) -> Edit | None:
    """Only the last name changes, so that whatever the module is called here it stays."""
    last = text.rpartition(".")[2].encode()
    if isinstance(call.func, Attr):
        return Edit(call.func.end - len(call.func.name.encode()), call.func.end, last)
    if isinstance(call.func, Name) and "." not in text:
        return Edit(call.func.start, call.func.end, last)
    return None


def _argument(data: bytes, call: Call, rewrite: Rewrite) -> Edit | None:
    text = rewrite.text.encode()
    found = _given(call, rewrite.argument)
    if rewrite.act in ("set", "add"):
        if found is None:
            return _appended(data, call, text) if rewrite.act == "add" else None
        named = text.startswith(f"{rewrite.argument}=".encode()) and _is_keyword(call, found)
        return Edit(found.start, found.end, text.partition(b"=")[2] if named else text)
    return _removed(data, call, found) if found is not None else None


def _given(call: Call, argument: str) -> Expr | None:
    if argument.isdigit():
        at = int(argument)
        return call.args[at] if at < len(call.args) else None
    return next((value for name, value in call.keywords if name == argument), None)


def _is_keyword(call: Call, found: Expr | None) -> bool:
    return any(value is found for _, value in call.keywords)


def _appended(data: bytes, call: Call, text: bytes) -> Edit | None:
    close = call.end - 1
    if data[close : call.end] != b")":
        return None
    inside = data[call.func.end : close].rstrip()
    at = call.func.end + len(inside)
    empty = not call.args and not call.keywords
    comma = b"" if empty else b" " if inside.endswith(b",") else b", "
    return Edit(at, at, comma + text)


def _removed(data: bytes, call: Call, found: Expr) -> Edit | None:
    """The argument with its name and the comma before it, or behind it where it is the first."""
    named = _NAMED.search(data, call.func.end, found.start) if _is_keyword(call, found) else None
    start = named.start() if named else found.start
    before = _GAP.search(data, call.func.end, start)
    if before:
        return Edit(before.start(), found.end, b"")
    behind = re.compile(rb"\s*,\s*").match(data, found.end, call.end)
    return Edit(start, behind.end() if behind else found.end, b"")


def _option(data: bytes, call: Call, rewrite: Rewrite) -> Edit | None:
    """A key of an object literal that is an argument: ``1.secure``."""
    head, *keys = rewrite.argument.split(".")
    found = _given(call, head)
    if len(keys) != 1 or not isinstance(found, Mapping) or any(key is None for key, _ in found.entries):
        return None
    value = next((value for key, value in found.entries if _key(key) == keys[0]), None)
    text = rewrite.text.encode()
    if value is not None and rewrite.act in ("set", "add"):
        kept = text.partition(b":")[2].lstrip() if rewrite.act == "add" else text
        return Edit(value.start, value.end, kept)
    if value is None and rewrite.act == "add" and found.entries:
        last = found.entries[-1][1].end
        return Edit(last, last, b", " + text)
    return None


def _key(key: Expr | None) -> str:
    if isinstance(key, Const) and isinstance(key.value, str):
        return key.value
    return key.id if isinstance(key, Name) else ""
