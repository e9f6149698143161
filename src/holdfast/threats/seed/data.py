"""Data that is worth something, by the names of the fields that carry it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from holdfast.estate.kinds.interface import Interface
from holdfast.kit.expressions import expression
from holdfast.model.system import Asset, Level, Sort
from holdfast.threats.seed.draft import Draft, Piece
from holdfast.threats.seed.seen import Seen
from holdfast.threats.seed.words import slug


class Kind(NamedTuple):
    """A sort of data."""

    id: str
    name: str
    level: Level
    tags: tuple[str, ...]


CARDS: Final = Kind("cards", "Card data", Level.CONFIDENTIAL, ("pci",))
PEOPLE: Final = Kind("personal", "Personal data", Level.RESTRICTED, ("pii",))
CREDENTIALS: Final = Kind("credentials", "Passwords and tokens", Level.SECRET, ("credential",))
BANK: Final = Kind("bank", "Bank details", Level.CONFIDENTIAL, ("pii",))
HEALTH: Final = Kind("health", "Health data", Level.CONFIDENTIAL, ("phi", "pii"))
SECRETS: Final = Kind("secrets", "Keys and secrets of the system", Level.SECRET, ("credential", "key"))
RECORDS: Final = Kind("records", "Logs and audit records", Level.INTERNAL, ("audit",))
CODE: Final = Kind("artefacts", "Code and images", Level.INTERNAL, ())
BUSINESS: Final = Kind("business", "Business data", Level.INTERNAL, ())
"""Stands for what nothing tells the class of, until somebody says."""
KINDS: Final = (CARDS, HEALTH, BANK, PEOPLE, CREDENTIALS, SECRETS, RECORDS, CODE, BUSINESS)

_ROWS: Final = (
    (r"credit_?card|card_?(?:number|no|holder|last)|cc_?num|^cvv2?$|^cvc$|^last_?four$|^pan$", CARDS),
    (r"diagnos|medication|blood_?type|allerg|medical|patient|prescription", HEALTH),
    (r"iban|bank_?account|account_?number|routing_?number|salary|^sort_?code$", BANK),
    (r"e_?mail|phone|street|birth|first_?name|last_?name|full_?name|postal|zip_?code|address|passport|national_?id|ssn|tax_?id",
     PEOPLE),
    (r"passw|api_?key|secret|access_?token|refresh_?token|totp|^pin$|^token$", CREDENTIALS),
)  # fmt: skip
_TABLE: Final = tuple((expression(pattern), kind) for pattern, kind in _ROWS)
_WEAK: Final = expression(r"^(?:address|street|postal|token|secret|pin|pan|prescription)$|info$|location")
"""Names that may mean something else."""
_CALLED: Final = (
    (r"(?:^|-)(?:payments?|billing|cards?)(?:-|$)", CARDS),
    (r"(?:^|-)(?:users?|accounts?|customers?|profiles?|members?|patients?)(?:-|$)", PEOPLE),
    (r"(?:^|-)(?:orders?|shipping|checkout|bookings?)(?:-|$)", PEOPLE),
)
_BY_NAME: Final = tuple((expression(pattern), kind) for pattern, kind in _CALLED)
_NETWORK: Final = expression(r"ip_?addr|mac_?addr|_addr$|email_?(?:sent|template|service)|e_?mails_?enabled")


def kind_of(field: str) -> Kind | None:
    """What sort of data a field holds, by its name; None where the name does not say."""
    low = field.lower().replace("-", "_")
    if _NETWORK.search(low):
        return None
    return next((kind for pattern, kind in _TABLE if pattern.search(low)), None)


def add(draft: Draft, seen: Seen, interfaces: Mapping[str, list[Interface]]) -> None:
    """Say what pieces and flows carry: what interfaces take and give, what models keep, what stores are made for."""
    kept: dict[str, set[str]] = {}
    firm: set[tuple[str, str]] = set()
    for clue in seen.clues:
        service, _, field = clue.word.rpartition(" ")
        kind = kind_of(field) if clue.sort == "field" else None
        if kind is None:
            continue
        owner = draft.owner(clue.path)
        home = _home(draft, clue.path) if owner is None or owner.paths == ["**"] else None
        if home is not None:
            _carry(home.data, [kind.id])
            continue
        owners = [] if owner is None else [owner]
        if owner is None or owner.paths == ["**"]:
            owners = _serving(draft) or owners
        if service:
            owners = [piece for piece in draft.of(Sort.PROCESS) if _same(piece.id, service)]
        for each in owners:
            kept.setdefault(each.id, set()).add(kind.id)
            _carry(each.data, [kind.id])
            if not _WEAK.search(field.lower()):
                firm.add((each.id, kind.id))
    for name, described in interfaces.items():
        fields = [field for each in described for item in each.operations for field in item.fields]
        told = [(field, kind) for field in fields if (kind := kind_of(field)) is not None]
        _carry(draft.pieces[name].data, (kind.id for _, kind in told))
        firm |= {(name, kind.id) for field, kind in told if not _WEAK.search(field.lower())}
    for piece in draft.of(Sort.PROCESS):
        piece_is_read = bool(piece.paths) or piece.front
        found = next((kind for pattern, kind in _BY_NAME if pattern.search(piece.id)), None)
        if not piece.data and not piece_is_read and found is not None and "builds-code" not in piece.facts:
            piece.data.append(found.id)
            kept.setdefault(piece.id, set()).add(found.id)
        if piece.data and not any((piece.id, name) in firm for name in piece.data):
            piece.guessed.add("data")
    _stores(draft, kept, firm)
    _flows(draft)
    sure = {SECRETS.id, RECORDS.id, CODE.id}
    sure |= {name for piece in draft.pieces.values() if "data" not in piece.guessed for name in piece.data}
    for pipe in draft.pipes.values():
        if pipe.data and sure.isdisjoint(pipe.data):
            pipe.guessed.add("data")


def _home(draft: Draft, path: str) -> Piece | None:
    """The store whose folder a file lies in, by its name: the one that describes its tables."""
    folders = {slug(part) for part in path.split("/")[:-1]}
    return next(
        (store for store in draft.of(Sort.STORE) if store.id in folders and "database" in store.technologies), None
    )


def _same(name: str, service: str) -> bool:
    plain = name.replace("-", "").removesuffix("service")
    return plain == service.lower().removesuffix("service")


def _serving(draft: Draft) -> list[Piece]:
    """Processes that a description which nobody owns may be about: those that stand before customers."""
    return [piece for piece in draft.of(Sort.PROCESS) if piece.facts.get("exposure") == "internet" and not piece.front][
        :2
    ]


def _stores(draft: Draft, kept: Mapping[str, set[str]], firm: set[tuple[str, str]]) -> None:
    for store in draft.of(Sort.STORE):
        words = set(store.technologies)
        told = bool(store.data)
        if words & {"secret-store", "key-store"}:
            _carry(store.data, [SECRETS.id])
        elif words & {"log-store", "monitoring"} or store.facts.get("holds-logs") == "yes":
            _carry(store.data, [RECORDS.id])
        elif words & {"registry", "repository"}:
            _carry(store.data, [CODE.id])
        elif "database" in words:
            for start, end in list(draft.pipes):
                if end == store.id:
                    _carry(store.data, kept.get(start, ()))
            if not told and not any(
                (start, name) in firm for start, end in draft.pipes if end == store.id for name in store.data
            ):
                store.guessed.add("data")
        if not store.data:
            store.data.append(BUSINESS.id)
            store.guessed.add("data")


def _flows(draft: Draft) -> None:
    """A flow carries what its two ends have in common; to a store, what is kept there."""
    carried = _carried(draft)
    for (start, end), pipe in draft.pipes.items():
        one, other = draft.pieces[start], draft.pieces[end]
        if "builds-code" in {**one.facts, **other.facts}:
            _carry(pipe.data, [CODE.id])
        elif Sort.STORE in (one.sort, other.sort):
            store = other if other.sort is Sort.STORE else one
            _carry(pipe.data, store.data)
        elif one.sort is Sort.ENTITY:
            _carry(pipe.data, carried[end])
        elif other.sort is Sort.ENTITY:
            _carry(pipe.data, _handed(one, other))
        else:
            _carry(pipe.data, carried[end])


def _carried(draft: Draft) -> dict[str, set[str]]:
    """What goes through each process: its own data, and that of the processes that it calls."""
    found = {name: set(piece.data) for name, piece in draft.pieces.items()}
    calls = [
        key
        for key in draft.pipes
        if all(
            draft.pieces[name].sort is Sort.PROCESS and "builds-code" not in draft.pieces[name].facts for name in key
        )
    ]
    for _ in range(len(found)):
        before = sum(map(len, found.values()))
        for start, end in calls:
            found[start] |= found[end]
        if sum(map(len, found.values())) == before:
            break
    return found


def _handed(process: Piece, outside: Piece) -> Iterable[str]:
    """What somebody else is given: payment services what is about payment, mail what is about people."""
    if "payment" in outside.technologies:
        return [name for name in process.data if name in (CARDS.id, PEOPLE.id)] or [CARDS.id]
    if {"mail", "sms"} & set(outside.technologies):
        return [PEOPLE.id]
    return [name for name in process.data if name == PEOPLE.id]


def assets(used: set[str]) -> tuple[Asset, ...]:
    """The assets of the sorts of data that something carries, the most harmful first."""
    return tuple(
        Asset(id=kind.id, name=kind.name, level=kind.level, tags=kind.tags) for kind in KINDS if kind.id in used
    )


def _carry(into: list[str], more: Iterable[str]) -> None:
    order = [kind.id for kind in KINDS]
    into[:] = sorted(dict.fromkeys((*into, *more)), key=order.index)
