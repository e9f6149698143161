"""A model while it is put together: pieces that several files tell of, pipes between them, zones around them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from holdfast.kit.expressions import expression
from holdfast.model.system import UNKNOWN, Sort
from holdfast.model.terms import TERMS
from holdfast.threats.seed.words import slug

MOST_SOURCES: Final = 6
"""Sources that an item keeps; where a whole folder tells of it, more say nothing new."""
FRONTS: Final = frozenset({"proxy", "load-balancer", "cdn"})
"""Technologies of what stands before others and hands requests on."""


@dataclass(slots=True, kw_only=True)
class Piece:
    """An element in the making."""

    id: str
    name: str
    sort: Sort
    technologies: list[str] = field(default_factory=list)
    facts: dict[str, str] = field(default_factory=dict)
    paths: list[str] = field(default_factory=list)
    source: list[str] = field(default_factory=list)
    zone: str = ""
    data: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)
    """Names by which others call it."""
    origins: set[str] = field(default_factory=set)
    """Which sorts of files tell of it: ``kubernetes``, ``cloud``, ``compose``, ``code`` …"""
    tls: str = ""
    """What every connection to it is like: a value of ``encrypted-in-transit``."""
    gathers: bool = False
    """It stands for several of a kind: of what they say of a fact, the weaker counts."""
    guessed: set[str] = field(default_factory=set)
    """Facts, or ``data``, that were concluded and stand in no file."""
    units: set[str] = field(default_factory=set)
    """The files or modules that start it; two that one of them starts are two."""

    def say(self, name: str, value: str, *, guess: bool = False) -> None:
        """State a fact, unless a better source has said something of it already; a ``guess`` gives way to all."""
        known = self.facts.get(name, UNKNOWN)
        if value and (known == UNKNOWN or (name in self.guessed and not guess)):
            self.facts[name] = value
            self.guessed.discard(name)
            if guess:
                self.guessed.add(name)

    def take(self, other: Piece) -> None:
        """Become one with another piece; what was known before counts more."""
        _add(self.technologies, other.technologies)
        _add(self.paths, other.paths)
        _add(self.source, other.source)
        _add(self.data, other.data)
        self.hosts |= other.hosts
        self.origins |= other.origins
        self.units |= other.units
        self.guessed |= other.guessed & {"data"}
        self.zone = self.zone or other.zone
        self.tls = self.tls or other.tls
        for name, value in other.facts.items():
            ranks = TERMS[name].values
            known = self.facts.get(name, UNKNOWN)
            if self.gathers and known in ranks and value in ranks:
                self.facts[name] = min(known, value, key=ranks.index)
            self.say(name, value, guess=name in other.guessed)

    @property
    def front(self) -> bool:
        """Whether it hands requests on to others."""
        return not FRONTS.isdisjoint(self.technologies)


@dataclass(slots=True, kw_only=True)
class Pipe:
    """A flow in the making."""

    start: str
    end: str
    protocol: str = ""
    facts: dict[str, str] = field(default_factory=dict)
    data: list[str] = field(default_factory=list)
    source: list[str] = field(default_factory=list)
    guessed: set[str] = field(default_factory=set)
    """Facts, or ``data``, that were concluded and stand in no file."""
    tried: set[str] = field(default_factory=set)
    """Facts that only a host for development says."""


@dataclass(slots=True, kw_only=True)
class Zone:
    """A boundary in the making."""

    id: str
    name: str
    kind: str
    inside: str = ""
    source: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Draft:
    """All of it, by id."""

    pieces: dict[str, Piece] = field(default_factory=dict)
    pipes: dict[tuple[str, str], Pipe] = field(default_factory=dict)
    zones: dict[str, Zone] = field(default_factory=dict)
    renamed: dict[str, str] = field(default_factory=dict)
    """Ids that are part of another piece now."""
    aside: list[str] = field(default_factory=list)
    """Names of what only files for tests, samples and variants start."""

    def add(self, piece: Piece) -> Piece:
        """Take in a piece; one of the same id and sort becomes one with it, one of another sort gets another id."""
        known = self.pieces.get(piece.id)
        if known is not None and known.sort is not piece.sort:
            piece.id = f"{piece.id}-{piece.sort.value.removeprefix('external-')}"
            known = self.pieces.get(piece.id)
        if known is None:
            self.pieces[piece.id] = known = piece
        else:
            known.take(piece)
        return known

    def zone(self, zone: Zone) -> str:
        """Take in a zone; its id."""
        known = self.zones.setdefault(zone.id, zone)
        _add(known.source, zone.source)
        known.inside = known.inside or zone.inside
        return zone.id

    def pipe(self, start: str, end: str, source: Iterable[str] = (), protocol: str = "") -> Pipe | None:
        """A flow between two pieces; None from a piece to itself."""
        start, end = self.now(start), self.now(end)
        if start == end or start not in self.pieces or end not in self.pieces:
            return None
        known = self.pipes.setdefault((start, end), Pipe(start=start, end=end))
        known.protocol = known.protocol or protocol
        _add(known.source, source)
        return known

    def now(self, name: str) -> str:
        """The id under which something is known now."""
        while name in self.renamed:
            name = self.renamed[name]
        return name

    def join(self, kept: Piece, gone: Piece) -> None:
        """Make two pieces one, with what flows to and from both."""
        if kept is gone:
            return
        kept.take(gone)
        del self.pieces[gone.id]
        self.renamed[gone.id] = kept.id
        for key, pipe in list(self.pipes.items()):
            if gone.id in key:
                del self.pipes[key]
                other = self.pipe(pipe.start, pipe.end, pipe.source, pipe.protocol)
                if other is not None:
                    _add(other.data, pipe.data)
                    other.guessed |= pipe.guessed
                    firm = {
                        name: value
                        for each in (pipe, other)
                        for name, value in each.facts.items()
                        if name not in each.tried
                    }
                    other.tried = (pipe.tried | other.tried) - firm.keys()
                    other.facts = pipe.facts | other.facts | firm

    def drop(self, piece: Piece) -> None:
        """Take a piece out, with what flows to and from it."""
        del self.pieces[piece.id]
        self.pipes = {key: pipe for key, pipe in self.pipes.items() if piece.id not in key}

    def of(self, sort: Sort) -> Iterator[Piece]:
        """The pieces of a sort, in the order in which they were found."""
        yield from [piece for piece in self.pieces.values() if piece.sort is sort]

    def called(self, host: str) -> Piece | None:
        """The piece that a host name means; of ``api.shop.svc.cluster.local`` the first part is asked too."""
        low = host.lower().rstrip(".")
        exact = next((piece for piece in self.pieces.values() if low in piece.hosts), None)
        if exact is not None or "." not in low:
            return exact
        first, rest = low.split(".", 1)
        inner = rest.split(".")
        if "svc" in inner or len(inner) == 1 or inner[-1] in ("local", "internal", "cluster"):
            return next((piece for piece in self.pieces.values() if first in piece.hosts), None)
        return None

    def owner(self, path: str) -> Piece | None:
        """The process that a file belongs to: the one whose glob says most of its path.

        Of several that are built from one folder a proxy comes last: it passes on what the others made.
        """
        best: Piece | None = None
        most = (-1, False)
        for piece in self.of(Sort.PROCESS):
            for glob in piece.paths:
                start = glob.rstrip("*")
                weight = (len(start), "proxy" not in piece.technologies and not _PASSES_ON.search(piece.id))
                if path.startswith(start) and weight > most:
                    best, most = piece, weight
        return best


_PASSES_ON: Final = expression(r"(?:^|-)(?:nginx|proxy|gateway|traefik|caddy|haproxy|envoy|ingress)(?:-|$)")


def spoken(piece: Piece) -> str:
    """What is spoken with a door: what was seen of it, and nothing where no file says whether it asks for TLS."""
    return {"no": "http", "tls": "https", "mtls": "https"}.get(piece.tls, "")


def third(name: str, technology: str, source: Iterable[str]) -> Piece:
    """A service of somebody else."""
    return Piece(
        id=slug(name),
        name=name,
        sort=Sort.ENTITY,
        technologies=list(dict.fromkeys((technology, "third-party"))),
        facts={"third-party": "yes", "human": "no"},
        source=list(source),
        zone="internet",
        hosts={name.lower()},
        origins={"code"},
    )


def _add(into: list[str], more: Iterable[str]) -> None:
    into.extend(item for item in dict.fromkeys(more) if item not in into)
