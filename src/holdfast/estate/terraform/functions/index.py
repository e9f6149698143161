"""Every function by name, and how one is called."""

from __future__ import annotations

import csv
import zlib
from collections.abc import Callable
from typing import Any, Final

from holdfast.estate.terraform.evaluate import Scope, evaluate
from holdfast.estate.terraform.functions import collections, encoding, files, moments, networks, numbers, texts
from holdfast.estate.terraform.functions.asked import Asked
from holdfast.estate.terraform.values import Bad, Hidden, Rich, Spent, bare, dressed, refs_of, trail_of
from holdfast.formats.hcl.nodes import Call
from holdfast.model.value import Known, Tree, Unknown

PLAIN: Final[dict[str, Callable[..., Any]]] = {
    **texts.FUNCTIONS,
    **numbers.FUNCTIONS,
    **encoding.FUNCTIONS,
    **networks.FUNCTIONS,
    **moments.FUNCTIONS,
    **collections.PLAIN,
}
"""Functions of contents; they need all of their arguments known."""
TREES: Final[dict[str, Callable[[list[Tree], Asked], Tree]]] = {
    **collections.FUNCTIONS,
    **encoding.TREES,
    **files.FUNCTIONS,
}
"""Functions of values, which keep the places and the unknown of what they give."""
IMPURE: Final = frozenset({"timestamp", "plantimestamp", "uuid", "bcrypt", "abspath", "rsadecrypt"})
"""Functions whose value depends on when and where they are called, or on a secret key."""
SIZE: Final = 200_000
REFUSALS: Final = (TypeError, ValueError, LookupError, AttributeError, ArithmeticError, csv.Error, zlib.error)
"""What the functions below raise for arguments that they do not take."""


def call(node: Call, scope: Scope, tree_files: files.Files) -> Tree:
    """What a call gives. Raises Bad where the language refuses it."""
    name = node.name.removeprefix("core::")
    place = node.place(scope.source)
    if name in ("try", "can"):
        return _try(node, scope) if name == "try" else _can(node, scope)
    args = [evaluate(each, scope) for each in node.args]
    if node.spread and args:
        last = args.pop()
        if isinstance(last, Unknown):
            return Unknown(last.why, place, refs_of((*args, last)))
        if not isinstance(last.value, list):
            raise Bad("only a list can be spread")
        args.extend(last.value)
    scope.world.meter.spend(len(args))
    asked = Asked(node, scope, place, tree_files)
    try:
        if name in TREES:
            return TREES[name](args, asked)
        if name in PLAIN:
            return _plain(PLAIN[name], args, asked)
    except REFUSALS as error:
        raise Bad(f"{name}() refuses its arguments") from error
    why = f"{name}() depends on when and where it runs" if name in IMPURE else f"{name}() is not known"
    return Unknown(why, place, refs_of(args))


def _plain(function: Callable[..., Any], args: list[Tree], asked: Asked) -> Tree:
    try:
        contents = [bare(each, [SIZE]) for each in args]
    except Hidden as hidden:
        return Unknown(hidden.unknown.why, asked.place, refs_of((*args, hidden.unknown)))
    pay = texts.PRICES.get(asked.node.name)
    if pay is not None:
        asked.scope.world.meter.spend(pay(*contents))
    value = function(*contents)
    if isinstance(value, list):
        asked.scope.world.meter.spend(len(value))
    if isinstance(value, str) and len(value) > 1 << 20:
        raise Spent("a text is too long")
    if isinstance(value, Rich):
        value = str(value)
    return dressed(value, asked.place, refs_of(args), trail_of(args))


def _try(node: Call, scope: Scope) -> Tree:
    for each in node.args:
        try:
            return evaluate(each, scope)
        except Bad:
            continue
    raise Bad("no argument of try() has a value")


def _can(node: Call, scope: Scope) -> Tree:
    try:
        value = evaluate(node.args[0], scope) if node.args else None
    except Bad:
        return Known(False, node.place(scope.source))
    return value if isinstance(value, Unknown) else Known(True, node.place(scope.source))
