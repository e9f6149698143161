"""Data on its way: where it comes from, through what it went, and what it is harmless for."""

from __future__ import annotations

from typing import Final

MOST_TAINTS: Final = 10
LONGEST_TRAIL: Final = 14
_KEPT_BACK: Final = "secret-"
NOTHING: Final[frozenset[str]] = frozenset()


class Version:
    """One state of a piece of data: what is proved of it holds of all that is made from it, and not the other way."""

    __slots__ = ("absent", "parents", "part", "views")

    def __init__(
        self, parents: tuple[Version, ...] = (), views: Views = (), absent: Views = (), part: bool = False
    ) -> None:
        self.parents = parents
        self.part = part
        """It is a part of its parent, as it came."""
        self.views = views
        """What else is harmless where this is one of known values: the whole address where its host is."""
        self.absent = absent
        """What else is harmless where this is empty."""


class Root:
    """Where a taint starts: a source, or the argument number ``symbol`` of the function that is evaluated."""

    __slots__ = ("end", "kept_back", "origin", "path", "says", "start", "symbol", "weak")

    def __init__(self, origin: str, path: str, start: int, end: int, says: str, symbol: int = -1) -> None:
        self.origin = origin
        self.path = path
        self.start = start
        self.end = end
        self.says = says
        self.symbol = symbol
        self.kept_back = origin.startswith(_KEPT_BACK)
        self.weak = False
        """Nobody knows yet whether any data comes in here: a parameter of a function that is walked for itself."""


class Trail:
    """One step of data on its way, and the way before; or a way behind another one, put together when it is told."""

    __slots__ = ("before", "behind", "end", "length", "path", "says", "start")

    def __init__(self, says: str, path: str, start: int, end: int, before: Trail | None) -> None:
        self.says = says
        self.path = path
        self.start = start
        self.end = end
        self.before = before
        self.behind: Trail | None = None
        self.length: int = before.length + 1 if before else 1

    def steps(self) -> list[Trail]:
        """The steps in order."""
        found: list[Trail] = []
        waiting: list[Trail] = [self]
        while waiting and len(found) < 2 * LONGEST_TRAIL:
            at = waiting.pop()
            if at.behind is None:
                found.append(at)
            if at.before is not None:
                waiting.append(at.before)
            if at.behind is not None:
                waiting.append(at.behind)
        return found[::-1]


def extended(before: Trail | None, more: Trail | None) -> Trail | None:
    """One way behind another."""
    if more is None or before is None:
        return more or before
    if before.length >= LONGEST_TRAIL:
        return before
    made = Trail("", "", -1, -1, before)
    made.behind = more
    made.length = before.length + more.length
    return made


class Taint:
    """That a value is made of what came from ``root``."""

    __slots__ = ("cleared", "root", "trail", "version")

    def __init__(self, root: Root, version: Version, cleared: frozenset[str], trail: Trail | None) -> None:
        self.root = root
        self.version = version
        self.cleared = cleared
        self.trail = trail

    def stepped(self, says: str, path: str, start: int, end: int) -> Taint:
        """The same one step further."""
        trail = self.trail
        if trail is not None and (trail.length >= LONGEST_TRAIL or (trail.start == start and trail.path == path)):
            return self
        return Taint(self.root, self.version, self.cleared, Trail(says, path, start, end, trail))

    def as_it_came(self) -> bool:
        """Whether it is the data of the source, or a part of it, and nothing that was made of it."""
        version = self.version
        while version.part:
            version = version.parents[0]
        return not version.parents


Taints = tuple[Taint, ...]


Views = tuple[tuple["Version", frozenset[str]], ...]


def both(one: Taints, two: Taints) -> Taints:
    """All taints of both, each once, not more than ``MOST_TAINTS``."""
    if not two or one is two:
        return one
    if not one:
        return two
    if len(one) == 1 and len(two) == 1:
        first, second = one[0], two[0]
        alike = first.version is second.version and first.cleared == second.cleared
        return one if alike else one + two
    seen = {(taint.version, taint.cleared) for taint in one}
    more = tuple([taint for taint in two if (taint.version, taint.cleared) not in seen])
    return (one + more)[:MOST_TAINTS] if more else one[:MOST_TAINTS]


def derived(taints: Taints, clears: frozenset[str] = NOTHING) -> Taints:
    """Taints of something new that was made of data with ``taints``: one for each root."""
    if not taints:
        return ()
    if len(taints) == 1:
        one = taints[0]
        if not clears:
            return (Taint(one.root, Version((one.version,)), one.cleared, one.trail),)
        version = Version((one.version,), one.version.views, one.version.absent)
        return (Taint(one.root, version, one.cleared | clears, one.trail),)
    if clears:
        return tuple(made for taint in taints for made in derived((taint,), clears))
    groups: dict[Root, list[Taint]] = {}
    for taint in taints:
        groups.setdefault(taint.root, []).append(taint)
    made = []
    for root, group in groups.items():
        cleared = group[0].cleared
        for taint in group[1:]:
            cleared = cleared & taint.cleared
        parents = tuple({taint.version: None for taint in group})
        made.append(Taint(root, Version(parents), cleared, group[0].trail))
    return tuple(made)


def viewed(taints: Taints, clears: frozenset[str], empty: frozenset[str] = NOTHING) -> Taints:
    """Taints of a part that tells of the whole: of the host of an address, of the ending of a file's name."""
    made = []
    for taint in taints:
        version = taint.version
        views = (*((whole, clears) for whole in (version,)), *version.views)
        made.append(
            Taint(
                taint.root, Version((version,), views, ((version, empty),) if empty else ()), taint.cleared, taint.trail
            )
        )
    return tuple(made)


def seen_from(taints: Taints, clears: frozenset[str], empty: frozenset[str]) -> Taints:
    """Taints of a path as seen from a folder: where it is empty, the whole is harmless for ``empty``."""
    return tuple(
        Taint(each.root, Version((each.version,), (), ((each.version, empty),)), each.cleared | clears, each.trail)
        for each in taints
    )


def told(taints: Taints) -> Taints:
    """What somebody unknown tells of data: what he makes of a password is no password as a rule."""
    for taint in taints:
        if taint.root.kept_back:
            return tuple([each for each in taints if not each.root.kept_back])
    return taints


def restored(taints: Taints) -> Taints:
    """Taints of data whose escapes were undone: nothing is proved of it any more."""
    return tuple(Taint(taint.root, Version(), NOTHING, taint.trail) for taint in taints)
