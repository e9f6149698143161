"""Who asks nobody: programs whose code, settings and fronts hold no trace of anybody being signed in or known."""

from __future__ import annotations

from typing import Final

from holdfast.kit.expressions import expression
from holdfast.model.package import NOT_IN_OSV
from holdfast.model.system import UNKNOWN, Sort
from holdfast.threats.seed.draft import Draft, Piece
from holdfast.threats.seed.seen import Seen

_SERVING: Final = frozenset({"web", "api", "graphql", "grpc", "websocket", "admin"})
_TRACES: Final = frozenset({"knows-callers", "token", "session", "mfa"})
_LIBRARY: Final = expression(
    r"(?i)security|passport|jwt|jose\b|auth(?:lib|0|n|z|entication|orization)?\b|oauth|oidc|saml|keycloak|devise|shiro|cognito|iap\b"
)
"""Names of packages that sign people or programs in."""
_GATE: Final = expression(
    r"(?i)basic_?auth|forward_?auth|digest_?auth|auth_request|auth[-_](?:url|type|signin)\b|oauth2-proxy|RequestAuthentication"
    r"|AuthorizationPolicy|jwtAuthn|authelia|authentik|keycloak|cognito|pomerium|ssl_verify_client|mtls|PeerAuthentication"
    r"|iap:|authenticate-oidc|authorizer"
)
"""Words of settings by which something in front knows who is calling."""
_SETTINGS: Final = expression(r"\.(?:ya?ml|conf|cfg|toml|json|tf|template)$|(?:^|/)Caddyfile$")
_LARGEST: Final = 1 << 19
_NO_LIBRARIES: Final = frozenset({*NOT_IN_OSV, "GitHub Actions"})


def nobody_asked(draft: Draft, seen: Seen) -> None:
    """State ``authentication: none`` of what serves others and was read wholly without a trace of it."""
    traces: dict[str, set[str]] = {}
    read: set[str] = set()
    for clue in seen.clues:
        owner = draft.owner(clue.path)
        if owner is None:
            continue
        if clue.sort == "habit":
            traces.setdefault(owner.id, set()).add(clue.word)
        if clue.sort == "import" or clue.word == "serves-http":
            read.add(owner.id)
    routed = {owner.id for route in seen.routes if (owner := draft.owner(route.at.path)) is not None}
    guarded = any(
        _GATE.search(seen.text(path)[:_LARGEST])
        for path in sorted({part.resource.place.path for part in seen.parts})
        if _SETTINGS.search(path)
    )
    for piece in draft.of(Sort.PROCESS):
        found = traces.get(piece.id, set())
        if guarded or piece.id not in read or found & _TRACES or not _serves(piece):
            continue
        if piece.facts.get("authentication", UNKNOWN) == UNKNOWN and not _library(draft, seen, piece):
            piece.facts["authentication"] = "none"
            if not (piece.id in routed or "serves-http" in found or "grpc" in found):
                piece.guessed.add("authentication")


def _serves(piece: Piece) -> bool:
    return not {"function", "browser"} & set(piece.technologies) and bool(
        piece.front or _SERVING & set(piece.technologies)
    )


def _library(draft: Draft, seen: Seen, piece: Piece) -> bool:
    """Whether a package that signs people in is among those of a process, or of the whole tree."""
    return any(
        _LIBRARY.search(package.name)
        for inventory in seen.inventories
        if draft.owner(inventory.path) in (piece, None)
        for package in inventory.packages
        if package.direct is not False and package.ecosystem not in _NO_LIBRARIES
    )
