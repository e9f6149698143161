"""Makes one piece of what several files tell of, and few pieces of many that are alike."""

from __future__ import annotations

from typing import Final

from holdfast.kit.expressions import expression
from holdfast.model.system import Sort
from holdfast.threats.seed import containers
from holdfast.threats.seed.draft import Draft, Piece, third

MOST: Final = 25
"""Elements that a picture can hold and still be read."""
_ALIKE: Final = 3
"""So many of the same become one."""
_CLASSES: Final = (
    "postgresql",
    "mysql",
    "mongodb",
    "redis",
    "queue",
    "stream",
    "search",
    "key-value",
    "object-storage",
)
_OPENED: Final = ("authentication", "default-password", "shell-exposure", "in-memory", "administers", "debug")
"""Facts by which anybody gets in; what differs in them is never made one."""
_HELPERS: Final = frozenset({"monitoring", "cloud-api", "mail"})
_STORE: Final = expression(r"-(?:db|database|redis|cache|mongo|mongodb|postgres|postgresql|mysql|queue)$")
_CONSOLE: Final = expression(r"grafana|prometheus|jaeger|zipkin|kibana|alertmanager|dashboard|tracing|monitor")
_DEPLOYED: Final = frozenset({"cloud", "kubernetes"})
_ENDING: Final = expression(r"-?(?:service|svc|server|app|deployment)s?$")


def stores(draft: Draft) -> None:
    """A store that is started for development and its counterpart in the cloud are one.

    They are where one process calls both, or where there is one of the technology on either side.
    """
    for word in _CLASSES:
        here = [piece for piece in draft.of(Sort.STORE) if word in piece.technologies]
        cloud = [piece for piece in here if "cloud" in piece.origins]
        local = [piece for piece in here if piece.origins.isdisjoint({"cloud", "kubernetes"})]
        for small in local:
            callers = {start for start, end in draft.pipes if end == small.id}
            both = [big for big in cloud if any((caller, big.id) in draft.pipes for caller in callers)]
            if len(both) == 1 or (len(cloud) == 1 and len(local) == 1):
                _join(draft, (both or cloud)[0], small)


def _join(draft: Draft, kept: Piece, gone: Piece) -> None:
    """What is true of the deployed store counts; how the other one is walled in does not."""
    gone.facts = {}
    draft.join(kept, gone)
    if "container" in kept.technologies:
        kept.technologies.remove("container")


def processes(draft: Draft) -> None:
    """One program that several descriptions start under names that are alike is one.

    Two that one description starts from the same folder are two: a server and its worker.
    """
    own = [piece for piece in draft.of(Sort.PROCESS) if piece.paths]
    for piece in own:
        for other in own:
            if piece is other or piece.id not in draft.pieces or other.id not in draft.pieces:
                continue
            alike_names = piece.id.startswith(other.id) or _core(piece.id) == _core(other.id)
            alike_names = alike_names and len(other.id) <= len(piece.id)
            if piece.paths == other.paths and alike_names and piece.units.isdisjoint(other.units):
                if other.origins.isdisjoint(_DEPLOYED):  # what is deployed says more than what is tried out
                    other.facts = other.facts | piece.facts
                    other.guessed |= piece.guessed
                draft.join(other, piece)


def deployed(draft: Draft) -> None:
    """Take back what only a host for development says of a connection whose end is deployed elsewhere."""
    for pipe in draft.pipes.values():
        if pipe.tried and not draft.pieces[pipe.end].origins.isdisjoint(_DEPLOYED):
            for name in pipe.tried & pipe.facts.keys():
                del pipe.facts[name]
            pipe.protocol = "" if pipe.protocol == "http" else pipe.protocol


def doors(draft: Draft) -> None:
    """Leave open from where something is reached whose port a development host opens, though a front calls it too."""
    fronts = {
        piece.id
        for piece in draft.of(Sort.PROCESS)
        if piece.facts.get("exposure") == "internet" and (piece.front or "web" in piece.technologies)
    }
    behind = {end for start, end in draft.pipes if start in fronts and start != end}
    if any(draft.pieces[name].front for name in fronts):
        behind |= {piece.id for piece in draft.of(Sort.PROCESS) if not piece.front}
    for piece in draft.of(Sort.PROCESS):
        if "published" in piece.origins and piece.id in behind and "web" not in piece.technologies:
            piece.facts["exposure"] = "unknown"


def _core(name: str) -> str:
    short = _ENDING.sub("", name)
    return short.removesuffix("s") or name


def namesakes(draft: Draft) -> None:
    """Lead a program to the store that is called after it, where nobody else is seen to use that."""
    used = {end for _, end in draft.pipes}
    for store in list(draft.of(Sort.STORE)):
        owner = draft.pieces.get(_STORE.sub("", store.id))
        if store.id not in used and owner is not None and owner.sort is Sort.PROCESS:
            draft.pipe(owner.id, store.id, store.source[:1])


def helpers(draft: Draft) -> list[Piece]:
    """Take out what serves tests, watches, or catches mail for development; the pieces that are gone.

    Who sends mail to such a catcher sends it to a real server when it is deployed.
    """
    gone = [
        piece
        for piece in draft.pieces.values()
        if (("helper" in piece.origins and _aside(piece)) or "platform" in piece.origins)
        and not _open_console(piece)
        and not _dangerous(piece)
    ]
    for piece in draft.of(Sort.PROCESS):
        if _open_console(piece) and "admin" not in piece.technologies:
            piece.technologies.insert(0, "admin")
    for piece in draft.of(Sort.PROCESS):
        if "helper" in piece.origins and _aside(piece) and piece not in gone and not _open_console(piece):
            # everybody sends it what they measure; that shows nothing
            draft.pipes = {key: pipe for key, pipe in draft.pipes.items() if key[1] != piece.id}
    for piece in gone:
        if "mail" in piece.technologies:
            for start, end in list(draft.pipes):
                caller = draft.pieces[start]
                if end == piece.id and caller not in gone:
                    server = draft.add(third("Mail server", "mail", draft.pipes[start, end].source[:1]))
                    pipe = draft.pipe(start, server.id, server.source[:1], "smtp")
                    if pipe is not None:
                        pipe.facts.setdefault("encrypted-in-transit", "unknown")
        draft.drop(piece)
    return gone


def _dangerous(piece: Piece) -> bool:
    """Whether who takes over a helper has more than the helper: its machine, or a door that the internet reaches."""
    if containers.MIGHTY in piece.origins:
        return "helper" in piece.origins or piece.facts.get("engine-socket") == "yes"
    reached = piece.facts.get("exposure") == "internet" and "exposure" not in piece.guessed
    return reached and "monitoring" in piece.technologies and "helper" in piece.origins


def _open_console(piece: Piece) -> bool:
    """Whether it shows people what it watches, and can be reached from the internet."""
    shows = "monitoring" in piece.technologies and _CONSOLE.search(piece.id)
    return bool(shows) and piece.facts.get("exposure") == "internet" and "helper" in piece.origins


def _aside(piece: Piece) -> bool:
    words = set(piece.technologies) - {"container", "kubernetes", "batch", "web", "grpc", "api"}
    return words <= _HELPERS


def alike(draft: Draft) -> dict[str, list[str]]:
    """Make one of many that are alike, until the picture can be read; the names that each one stands for.

    What differs in what would harm it stays apart as long as there is room.
    """
    made: dict[str, list[str]] = {}
    for strict, fewest in ((True, _ALIKE), (True, 2), (False, 2)):
        while len(draft.pieces) > MOST:
            groups: dict[tuple[object, ...], list[Piece]] = {}
            for piece in draft.pieces.values():
                if (likeness := _likeness(piece, strict)) is not None:
                    groups.setdefault(likeness, []).append(piece)
            best = max(groups.values(), key=len, default=[])
            if len(best) < fewest:
                break
            _gather(draft, best, made)
    return made


def _gather(draft: Draft, pieces: list[Piece], made: dict[str, list[str]]) -> None:
    first = pieces[0]
    names = [name for piece in pieces for name in made.pop(piece.id, [piece.name])]
    for other in pieces[1:]:
        for fact, value in other.facts.items():
            if first.facts.get(fact) != value:
                first.facts.pop(fact, None)
        for fact in set(first.facts) - set(other.facts):
            del first.facts[fact]
        other.facts = {}
        draft.join(first, other)
    listed = len(names) == 2 or _open_console(first)
    first.name = f"{', '.join(names[:-1])} and {names[-1]}" if listed else f"{len(names)} {_plural(first)}"
    made[first.id] = names


def _likeness(piece: Piece, strict: bool) -> tuple[object, ...] | None:
    """What pieces must have in common to become one; None for what stays by itself."""
    if piece.sort is Sort.ENTITY:
        return (piece.sort, piece.zone) if piece.technologies == ["third-party"] else None
    opened = tuple(piece.facts.get(name, "") for name in _OPENED)
    if _open_console(piece):
        return ("console", opened)
    if piece.sort is Sort.PROCESS and (piece.paths or piece.front or not piece.source):
        return None
    if piece.sort is Sort.PROCESS and {"function", "virtual-machine"}.isdisjoint(piece.technologies):
        return None
    danger = tuple(piece.facts.get(name, "") for name in ("exposure", "public", "encrypted-at-rest", "privileged"))
    first = piece.technologies[0] if piece.technologies else ""
    kind = tuple(sorted(piece.technologies)) if strict else ("queue" if first == "topic" else first,)
    told = danger if strict else piece.facts.get("public", "")
    return (piece.sort, piece.zone, kind, told, opened, tuple(piece.data))


def _plural(piece: Piece) -> str:
    word = piece.technologies[0] if piece.technologies else "part"
    if piece.sort is Sort.ENTITY:
        return "services of others"
    words = {
        "admin": "consoles",
        "object-storage": "buckets",
        "key-value": "tables",
        "database": "databases",
        "queue": "queues and topics",
    }
    return words.get(word, f"{word.replace('-', ' ')}s" if not word.endswith("s") else word)
