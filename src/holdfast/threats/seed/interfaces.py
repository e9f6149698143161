"""What descriptions of programming interfaces add to a draft: who may call, and what goes in."""

from __future__ import annotations

from typing import Final

from holdfast.estate.kinds.interface import Interface
from holdfast.kit.expressions import expression
from holdfast.model.system import UNKNOWN, Sort
from holdfast.threats.seed.code import SIGN_IN
from holdfast.threats.seed.draft import Draft, Piece
from holdfast.threats.seed.seen import Seen
from holdfast.threats.seed.words import at, slug

_ADMIN: Final = expression(r"(?i)/(?:admin|backoffice|superuser)(?:/|$)")
_HOOK: Final = expression(r"(?i)web-?hooks?")
_MONEY: Final = expression(r"(?i)checkout|payment|charge|refund|invoice|coupon|billing")


def add(draft: Draft, seen: Seen) -> dict[str, list[Interface]]:
    """State what the descriptions say; the interfaces by the id of the process that serves them."""
    found: dict[str, list[Interface]] = {}
    for each in seen.interfaces:
        piece = served_by(draft, each)
        if piece is None:
            continue
        found.setdefault(piece.id, []).append(each)
        source = at(each.place.path, each.place.line)
        if source not in piece.source:
            piece.source.append(source)
        if "api" not in piece.technologies:
            piece.technologies.insert(0, "api")
        _facts(piece, each)
    return found


def served_by(draft: Draft, interface: Interface) -> Piece | None:
    """The process that a description is about: its host, its folder, its title, or the only one that serves an API."""
    for server in interface.servers:
        host = server.partition("://")[2].partition("/")[0].partition(":")[0]
        known = draft.called(host) if host and host != "localhost" else None
        if known is not None and known.sort is Sort.PROCESS:
            return known
    owner = draft.owner(interface.place.path)
    if owner is not None and owner.paths != ["**"]:
        return owner
    titled = slug(interface.title)
    processes = [piece for piece in draft.of(Sort.PROCESS) if not piece.front and "helper" not in piece.origins]
    by_title = [
        piece for piece in processes if titled != "part" and (piece.id in titled.split("-") or titled == piece.id)
    ]
    if by_title:
        return by_title[0]
    named = [piece for piece in processes if piece.id in ("api", "backend", "server")]
    apis = named or [piece for piece in processes if "api" in piece.technologies and "web" not in piece.technologies]
    return apis[0] if apis and (named or len(apis) == 1) else owner


def _facts(piece: Piece, interface: Interface) -> None:
    asks = dict(interface.schemes)
    ways = {asks.get(name, "token") for each in interface.operations for name in each.secured}
    if ways:
        weakest = next(way for way in ("password", "session", "token", "mtls") if way in ways)
        if piece.facts.get("authentication", UNKNOWN) == UNKNOWN:
            piece.facts["authentication"] = weakest
    elif interface.operations and "authentication" not in piece.facts:
        piece.facts["authentication"] = UNKNOWN
    open_ones = [each for each in interface.operations if not each.secured]
    if open_ones:
        piece.say("authorisation", UNKNOWN)
    if any(each.takes_files for each in interface.operations):
        piece.say("uploads", "yes")
    if any(each.takes_address for each in interface.operations):
        piece.say("fetches-urls", UNKNOWN)
    names = [each.name for each in interface.operations]
    if any(_HOOK.search(name) for name in names) or any(each.called_back for each in interface.operations):
        piece.say("webhook", "yes")
    if any(_ADMIN.search(name) for name in names):
        piece.say("administers", "yes")
    if any(_MONEY.search(name) for name in names):
        piece.say("handles-money", "yes", guess=True)
    if any(SIGN_IN.search(name) for name in names):
        piece.say("takes-passwords", "yes")
    if any("xml" in media for each in interface.operations for media in each.formats):
        piece.say("parses", "xml")
    if any(server.startswith("http://") and "localhost" not in server for server in interface.servers):
        piece.tls = piece.tls or "no"
