"""Calls that test a value: what they prove where they are true, or where they come back at all."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from holdfast.engines.code.access import elements
from holdfast.engines.code.arguments import all_hold, picked
from holdfast.engines.code.conditions import own
from holdfast.engines.code.names import names_of
from holdfast.engines.code.proofs import ALL, NORMAL, PLACES, RELATIVE, inside, versions
from holdfast.engines.code.values import Cell, Fixed, Pattern, Text, Truth, options

if TYPE_CHECKING:
    from holdfast.engines.code.arguments import Use
    from holdfast.engines.code.run import Run
    from holdfast.engines.code.taints import Taints
    from holdfast.engines.code.values import Proofs, Value
    from holdfast.model.coderule import Sanitiser

_ADDRESS: Final = re.compile(r"[a-z][a-z0-9+.-]*://[^/?#\s@]+[/?#]", re.IGNORECASE)
_LONGEST_EXPRESSION: Final = 400
_CLASS: Final = re.compile(
    r"(?:\[(?!\^)(?P<set>(?:\\.|[^\]\\])+)\]|(?P<escape>\\[dwDWsS.\-/@_])|(?P<plain>[A-Za-z0-9_\-@:/ ,=]))"
    r"(?P<times>[*+?]|\{\d*,?\d*\})?\??|(?P<group>\((?:\?:)?|\)(?:[*+?]|\{\d*,?\d*\})?|\|)"
)


def proving(run: Run, use: Use, guards: tuple[Sanitiser, ...], value: Value) -> Value:
    """The value of a call, with what it proves."""
    yes: Proofs = ()
    for guard in guards:
        if guard.when and not all_hold(run, guard.when, use):
            continue
        if guard.at is not None:
            checked = picked(run, use, guard.at)
        else:
            checked = use.positional[:1] or ([use.receiver] if use.receiver is not None else [])
        for each in checked:
            yes += versions(own(run, each), frozenset(guard.clears))
    yes += _built_in(run, use)
    no = _outside(run, use)
    if not yes and not no:
        return value
    if type(value) is Truth:
        return Truth((*value.yes, *yes), (*value.no, *no), value.taints)
    return Truth(yes, no, ()) if type(value) is not Fixed else value


def _outside(run: Run, use: Use) -> Proofs:
    """A path as seen from a folder that begins with ``..``: where it does not, it leads into the folder."""
    if use.receiver is None or not use.positional:
        return ()
    taints = tuple(taint for taint in own(run, use.receiver) if RELATIVE in taint.cleared)
    if not taints or all(name.rpartition(".")[2] not in run.spoken.prefix_tests for name in use.names):
        return ()
    texts = [_beginning(option) for option in _each(run, use.positional[0])]
    return inside(taints) if texts and all(text.startswith("..") for text in texts) else ()


def _built_in(run: Run, use: Use) -> Proofs:
    spoken = run.spoken
    for name in use.names:
        last = name.rpartition(".")[2]
        if name in spoken.type_tests:
            return _of_type(run, use)
        if last in spoken.prefix_tests and use.receiver is not None:
            return _of_prefix(run, use)
        if last in spoken.matchers:
            found = _of_match(run, use, name, last)
            if found:
                return found
    return ()


def _of_type(run: Run, use: Use) -> Proofs:
    if len(use.positional) != 2:
        return ()
    kinds = use.positional[1]
    content = elements(run, kinds)[0] if type(kinds) is Cell else (kinds,)
    names = [name for each in content or () for name in names_of(run, each)[:1]]
    if names and all(name in run.spoken.numbers for name in names):
        return versions(own(run, use.positional[0]), ALL)
    return ()


def _of_prefix(run: Run, use: Use) -> Proofs:
    receiver = use.receiver
    if receiver is None or not use.positional:
        return ()
    prefix = use.positional[0]
    found: Proofs = ()
    normal: Taints = tuple(taint for taint in own(run, receiver) if NORMAL in taint.cleared)
    if normal and all(taint.root.symbol >= 0 or taint.root.origin == "parameter" for taint in prefix.taints):
        found += inside(normal)
    texts = [_beginning(option) for option in _each(run, prefix)]
    if texts and all(_ADDRESS.match(text) for text in texts):
        found += versions(own(run, receiver), PLACES)
    return found


def _beginning(value: Value) -> str:
    if type(value) is Fixed:
        return value.value if isinstance(value.value, str) else ""
    return value.prefix if type(value) is Text else ""


def _each(run: Run, value: Value) -> tuple[Value, ...]:
    if type(value) is Cell:
        return elements(run, value)[0] or ()
    return options(value)


def _of_match(run: Run, use: Use, name: str, last: str) -> Proofs:
    spoken = run.spoken
    expression: Value | None
    tested: Value | None
    receiver = use.receiver
    if type(receiver) is Pattern:
        expression, tested = receiver, use.argument(0)
    elif use.positional and type(use.positional[0]) is Pattern:
        expression, tested = use.positional[0], receiver if receiver is not None else use.argument(1)
        if tested is receiver and len(use.positional) > 1:
            tested = use.positional[1]
    elif name in spoken.match_functions:
        expression, tested = use.argument(0, "pattern"), use.argument(1, "string")
    else:
        return ()
    source = (
        expression.source if type(expression) is Pattern else expression.value if type(expression) is Fixed else None
    )
    if not isinstance(source, str) or tested is None or not own(run, tested) or len(source) > _LONGEST_EXPRESSION:
        return ()
    whole = last in spoken.whole_matchers
    begins = whole or last in spoken.start_matchers
    clears = _cleared_by(source, begins, whole)
    return versions(own(run, tested), clears) if clears else ()


@lru_cache(maxsize=1024)
def _cleared_by(source: str, begins: bool, ends: bool) -> frozenset[str]:
    """The kinds of sinks that a text is harmless for, of which the whole matches an expression."""
    if source.startswith(("^", "\\A")):
        begins = True
        source = source[1:] if source[0] == "^" else source[2:]
    for end in ("$", "\\Z", "\\z"):
        if source.endswith(end) and not source.endswith("\\\\" + end):
            ends = True
            source = source[: -len(end)]
            break
    if not (begins and ends) or _top_alternative(source):
        return frozenset()
    letters = ""
    at = 0
    while at < len(source):
        found = _CLASS.match(source, at)
        if found is None or found.end() == at:
            return _cleared_unread(source)
        letters += found["set"] or found["escape"] or found["plain"] or ""
        at = found.end()
    return _cleared_by_letters(letters, _LEADING.search(source) is not None)


def _top_alternative(source: str) -> bool:
    depth = 0
    escaped = False
    for letter in source:
        if escaped:
            escaped = False
        elif letter == "\\":
            escaped = True
        elif letter in "([":
            depth += 1
        elif letter in ")]":
            depth -= 1
        elif letter == "|" and depth == 0:
            return True
    return False


def _cleared_unread(source: str) -> frozenset[str]:
    """An expression too rich to be read letter by letter proves something only for an address with a fixed host."""
    host = source.replace("\\/", "/").replace("\\.", "")
    return PLACES if re.match(r"https?\??://[A-Za-z0-9-]+/", host) else frozenset()


_HARMLESS: Final = frozenset(
    {"sql", "nosql", "command", "code", "ldap", "xpath", "template", "html", "html-attribute", "script", "css"}
)
_MORE: Final = frozenset({"header", "log", "expression", "reflection", "format-string", "xml", "mail", "deserialise"})


_LEADING: Final = re.compile(r"(?:^|[(|?*}])\\?/|\[[^\]]*/")
"""A slash that may be the first letter of what matches."""


def _cleared_by_letters(letters: str, leading: bool) -> frozenset[str]:
    plain = letters.replace("\\w", "").replace("\\d", "").replace("\\-", "")
    plain = re.sub(r"[A-Za-z0-9]-[A-Za-z0-9]|[A-Za-z0-9_\-]", "", plain)
    if "\\W" in letters or "\\D" in letters or "\\S" in letters:
        return frozenset()
    if not plain:
        return ALL
    rest = set(plain.replace("\\", ""))
    if "\\s" in letters:
        return frozenset()
    if rest <= set(".@:/, =+"):
        clears = _HARMLESS | _MORE
        if not rest & set("/"):
            clears = clears | ({"path", "file-name", "archive"} if "." not in rest else frozenset())
        elif "." not in rest and not leading:
            clears = clears | {"path", "file-name", "archive"}
        if not rest & set(":/@."):
            clears = clears | PLACES
        if "/" not in rest and ":" not in rest:
            clears = clears | {"redirect", "url-attribute", "dom-navigation"}
        return frozenset(clears)
    return frozenset()
