"""What a reader is told of the place where data does harm."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from holdfast.estate.kinds import code
from holdfast.model.codewords import SINKS

if TYPE_CHECKING:
    from holdfast.engines.code.arguments import Use
    from holdfast.engines.code.run import Run
    from holdfast.model.coderule import Sink

_LONGEST: Final = 240
_SPACE: Final = re.compile(r"\s+")
_NAME: Final = re.compile(r"[\w$#]+(?:\??\.[\w$#]+){0,3}")
_LAST: Final = re.compile(r"[\w$#]+$")
_UNREADABLE: Final = "*?"
_ELEMENT: Final = "jsx"
"""What a call is named that stands for an element of a page in the code."""


def snippet(run: Run, node: code.Node) -> str:
    """What stands at a node, with single spaces."""
    text = run.unit.module.data[node.start : min(node.end, node.start + 2 * _LONGEST)].decode("utf-8", "replace")
    return _SPACE.sub(" ", text)[:_LONGEST]


def what_happens(sink: Sink, place: str) -> str:
    """Words for ``{sink}``: the place, and what it does; the kind of sink where nobody said what it does."""
    kind = SINKS.get(sink.sink, sink.sink)
    return kind if sink.says in ("", kind) else f"{place}, which {sink.says}"


def place_named(run: Run, use: Use, at: code.Node | None) -> str:
    """What is called, assigned to or returned from, as the program writes it if that is short."""
    if _ELEMENT in use.names:
        return "an element"
    node = use.node.func if type(use.node) is code.Call else at
    if node is None:
        return f"what `{use.names[0].rpartition('.')[2]}` returns" if use.names else "what is returned"
    written = snippet(run, node)
    if _NAME.fullmatch(written):
        return f"`{written}`"
    last = _LAST.search(written) or _LAST.search(use.names[0].rstrip(_UNREADABLE) if use.names else "")
    return f"`{last[0]}`" if last else "a call"
