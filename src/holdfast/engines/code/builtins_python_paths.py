"""Python's paths and addresses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from holdfast.engines.code import boxes
from holdfast.engines.code.access import deep
from holdfast.engines.code.fold import concatenated, pieces_of
from holdfast.engines.code.proofs import NORMAL, PATHS, PLACES
from holdfast.engines.code.taints import Taints, both, derived, viewed
from holdfast.engines.code.values import Fixed, Other, Text

if TYPE_CHECKING:
    from holdfast.engines.code.arguments import Use
    from holdfast.engines.code.language import Act
    from holdfast.engines.code.run import Run
    from holdfast.engines.code.values import Value

_ENDING: Final = frozenset({"upload"})


def _path_join(run: Run, use: Use) -> Value | None:
    """``os.path.join``: a known beginning stays known until a part begins with a slash."""
    if use.rest is not None or not use.positional:
        return None
    made: Value | None = None
    for each in use.positional:
        part: Value = each if type(each) in (Fixed, Text, Other) else Other("", deep(run, each))
        known = boxes.word(part)
        if made is None or (known is not None and known.startswith("/")):
            made = part
        else:
            last = pieces_of(made)[-1:]
            slash = Fixed("" if last and last[0] and last[0].endswith("/") else "/")
            made = concatenated(concatenated(made, slash), part)
    if type(made) is Text:
        return Text(made.pieces, derived(made.taints))
    return made


def _all(run: Run, use: Use) -> Taints:
    found: Taints = ()
    for each in use.arguments():
        found = both(found, deep(run, each))
    return found


def _common(run: Run, use: Use) -> Value | None:
    """``os.path.commonpath``: where it is the root, the path is below the root."""
    taints = tuple(taint for taint in _all(run, use) if NORMAL in taint.cleared)
    return Other("str", viewed(taints, PATHS), True)


def _split_ending(run: Run, use: Use) -> Value | None:
    """``os.path.splitext``."""
    taints = _all(run, use)
    if not taints:
        return None
    parts = Other("str", derived(taints), True), Other("str", viewed(taints, _ENDING), True)
    return boxes.row(run, parts, None, "tuple")


def _address(run: Run, use: Use) -> Value | None:
    """``urlparse(x)``: its parts tell of the whole."""
    value = use.argument(0)
    return None if value is None else Other("urllib.parse.ParseResult", deep(run, value), True)


def _joined_address(run: Run, use: Use) -> Value | None:
    """``urljoin(base, x)``: its host tells where ``x`` leads from there."""
    base, value = use.argument(0, "base"), use.argument(1, "url")
    if base is None or value is None:
        return None
    return Other("str", both(derived(deep(run, base)), viewed(deep(run, value), PLACES)), True)


PATHS_AND_ADDRESSES: Final[Mapping[str, Act]] = {
    "os.path.join": _path_join,
    "posixpath.join": _path_join,
    "os.path.commonpath": _common,
    "os.path.commonprefix": _common,
    "os.path.splitext": _split_ending,
    "urllib.parse.urlparse": _address,
    "urllib.parse.urlsplit": _address,
    "urllib.parse.urljoin": _joined_address,
}
