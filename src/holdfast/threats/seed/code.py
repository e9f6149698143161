"""What program code and manifests of packages add to a draft: what processes do, and whom they talk to."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from holdfast.estate.kinds.clue import Clue
from holdfast.kit.expressions import expression
from holdfast.model.coverage import Route
from holdfast.model.package import NOT_IN_OSV, Reach
from holdfast.model.system import UNKNOWN, Sort
from holdfast.model.terms import TERMS
from holdfast.threats.seed import managed, manifests
from holdfast.threats.seed.clients import GENERIC, Client, client
from holdfast.threats.seed.containers import CIPHERED, PLAIN
from holdfast.threats.seed.draft import Draft, Piece, spoken, third
from holdfast.threats.seed.seen import Seen
from holdfast.threats.seed.words import at, slug, title

_ADMIN: Final = expression(r"(?i)(?:^|[ /_\-])(?:admin|backoffice|superuser|internal)(?:[/_\-]|$)")
_MOCK: Final = expression(r"(?i)mock|fake|stub|dummy")
"""Names of files that stand for something and are not it."""
_HOOK: Final = expression(r"(?i)web-?hooks?|/hooks?(?:/|$)|/(?:ipn|callback)/?(?:stripe|payment)|/events?/incoming")
_MONEY: Final = expression(r"(?i)checkout|payment|charge|refund|invoice|coupon|billing|subscription|/pay(?:/|$)")
_NOBODY: Final = expression(
    r"(?i)(?:^|\.)(?:localhost|example\.(?:com|org|net)|w3\.org|schema\.org|json-schema\.org|xmlsoap\.org"
    r"|apache\.org|mozilla\.org"
    r"|jsdelivr\.net|unpkg\.com|cdnjs\.\w+|gstatic\.com|fonts\.googleapis\.com|npmjs\.\w+|nodejs\.org|python\.org"
    r"|readthedocs\.\w+"
    r"|opensource\.org|gnu\.org|creativecommons\.org|ietf\.org|stackoverflow\.com|wikipedia\.org|spdx\.org"
    r"|test\.com|foo\.com|github\.com|gitlab\.com|linkedin\.com|twitter\.com|x\.com|facebook\.com|instagram\.com"
    r"|youtube\.com|medium\.com|shields\.io|fonts\.google\.com|yarnpkg\.com|discord\.\w+|t\.me|docs\.[\w.\-]+)$"
    r"|\.test$|^\d+\.\d|metadata\.google\.internal"
)
"""Hosts that are named and not called, or that nobody runs."""
_WRITES: Final = expression(r"(?i)^(?:POST|PUT|PATCH)\b")
SIGN_IN: Final = expression(r"(?i)(?:^|[/ _\-])(?:log-?in|sign-?in|access-token)(?:[/ _\-]|$)")
_ASKED: Final = frozenset({"sql", "postgresql", "mysql", "warehouse", "search"})
"""Technologies of stores that are asked by text with a meaning."""
_HABITS: Final = (
    "uploads",
    "runs-commands",
    "renders-html",
    "redirects",
    "sends-messages",
    "rate-limited",
    "csrf-protected",
    "takes-input",
    "binds-whole-requests",
    "reads-identity-header",
)
_WORDS: Final = {"renders-html": "web", "graphql": "graphql", "grpc": "grpc", "websocket": "websocket"}
_PAGES: Final = "runs-in-browser"
_SERVING: Final = frozenset({"serves-http", "grpc", "graphql"})
_STORES: Final = frozenset({"postgres", "postgresql", "mysql", "mongodb", "redis", "amqp"})
_DIALECT: Final = {"lb": "http", "postgres": "postgresql"}
_MOST_HOSTS: Final = 8
_MOST_DOORS: Final = 3
_NO_LIBRARIES: Final = (*NOT_IN_OSV, "GitHub Actions")
_REAL: Final = expression(r"^[a-z0-9](?:[a-z0-9\-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9\-]*[a-z0-9])?)*\.[a-z]{2,24}$")
_MODEL: Final = expression(r"(?:^|\.)(?:assistant|llm|openai|anthropic|ollama)(?:[.\-]|$)")
_INNER: Final = expression(r"(?i)\.(?:internal|local|lan|corp|intra|svc|cluster)$")


@dataclass(slots=True)
class Code:
    """What is known of the code of each process."""

    habits: dict[str, dict[str, Clue]] = field(default_factory=dict)
    routes: dict[str, list[Route]] = field(default_factory=dict)
    unsure: list[str] = field(default_factory=list)
    """What was seen and could not be placed, in sentences."""


def add(draft: Draft, seen: Seen, left: Iterable[tuple[Piece, str, str, str]]) -> Code:
    """Add what code and manifests tell. ``left`` are hosts of variables that nobody in the draft answers to."""
    found = Code()
    _processes(draft, seen)
    for route in seen.routes:
        owner = draft.owner(route.at.path)
        if owner is not None:
            found.routes.setdefault(owner.id, []).append(route)
    for clue in seen.clues:
        owner = draft.owner(clue.path) if clue.sort == "habit" else None
        if owner is not None:
            found.habits.setdefault(owner.id, {}).setdefault(clue.word, clue)
    for piece in list(draft.of(Sort.PROCESS)):
        _facts(piece, found.routes.get(piece.id, []), found.habits.get(piece.id, {}))
    _libraries(draft, seen, found)
    _hosts(draft, seen, left)
    _calls(draft, seen)
    asked = {name for name, habits in found.habits.items() if "is-console" in habits}
    for start, end in list(draft.pipes):
        if end in asked and draft.pieces[start].sort is Sort.PROCESS:  # for settings and names, when it starts
            del draft.pipes[start, end]
    for start, end in draft.pipes:
        if "llm" in draft.pieces[end].technologies:
            if "tools" in found.habits.get(start, {}):
                draft.pieces[start].say("tools", "yes")
            draft.pieces[start].say("model-output-checked", UNKNOWN)
    return found


def _processes(draft: Draft, seen: Seen) -> None:
    """Processes that only code tells of: something serves there, and nothing that was read deploys it."""
    served = [route.at.path for route in seen.routes]
    habits = [clue for clue in seen.clues if clue.sort == "habit"]
    served += [clue.path for clue in habits if clue.word in _SERVING or clue.word == _PAGES]
    browsers = {clue.path for clue in habits if clue.word == _PAGES or clue.path.endswith((".vue", ".svelte"))}
    if not any(draft.of(Sort.PROCESS)) and not served:
        served += [each.place.path for each in seen.interfaces]
    homeless = [path for path in served if draft.owner(path) is None]
    bases = sorted({posixpath.dirname(each.path) for each in seen.inventories}, key=len, reverse=True)
    for path in homeless:
        base = next((folder for folder in bases if not folder or path.startswith(f"{folder}/")), "")
        name = posixpath.basename(base) or seen.name
        twin = draft.pieces.get(slug(name))
        if twin is not None and twin.sort is Sort.PROCESS and not twin.paths:
            twin.paths.append(f"{base}/**" if base else "**")
            continue
        draft.add(
            Piece(
                id=slug(name),
                name=title(name),
                sort=Sort.PROCESS,
                technologies=["browser", "web"] if path in browsers else [],
                facts={"exposure": "internet"} if path in browsers else {},
                paths=[f"{base}/**" if base else "**"],
                source=[at(path, 1)],
                hosts={name.lower()},
                origins={"code"},
            )
        )


def pages(draft: Draft) -> None:
    """Lead programs in browsers of which nothing says whom they call to what faces the internet."""
    calling = {start for start, _ in draft.pipes}
    doors = [
        piece
        for piece in draft.of(Sort.PROCESS)
        if piece.facts.get("exposure") == "internet"
        and "browser" not in piece.technologies
        and not {"helper", managed.INNER} & piece.origins
    ]
    behind = {end for start, end in draft.pipes if draft.pieces[start].front}
    doors = [piece for piece in doors if piece.id not in behind]
    for piece in draft.of(Sort.PROCESS):
        if "browser" in piece.technologies and piece.id not in calling and len(doors) <= _MOST_DOORS:
            for door in doors:
                draft.pipe(piece.id, door.id, piece.source[:1], spoken(door))


def _facts(piece: Piece, routes: list[Route], habits: dict[str, Clue]) -> None:
    """What a process does, as its code says. What would protect it is said only where it was seen."""
    for habit in _HABITS:
        if habit in habits:
            piece.say(habit, "yes")
    for habit, word in _WORDS.items():
        if habit in habits and word not in piece.technologies:
            piece.technologies.append(word)
    if (routes or "serves-http" in habits) and not piece.front and "api" not in piece.technologies:
        piece.technologies.append("api")
    names = [route.name for route in routes]
    for fact, pattern in (("administers", _ADMIN), ("webhook", _HOOK), ("handles-money", _MONEY)):
        if any(pattern.search(name) for name in names):
            piece.say(fact, "yes", guess=fact == "handles-money")
    rank = list(TERMS["parses"].values)
    parsed = [habit.removeprefix("parses-") for habit in habits if habit.startswith("parses-")]
    if parsed or routes:
        piece.say("parses", max(parsed or ["json"], key=rank.index))
    if "string-queries" in habits or "mapped-queries" in habits:
        piece.say("parameterised-queries", "no" if "string-queries" in habits else "yes")
    if "writes-markup" in habits or "encodes-output" in habits:
        piece.say("encodes-output", "no" if "writes-markup" in habits else "yes")
    if "is-console" in habits:
        piece.technologies = [word for word in piece.technologies if word not in ("api", "web")]
        piece.technologies.insert(0, "admin")
    if "steers" in habits or "offers-console" in habits:
        piece.say("administers", "yes")
    if "foreign-scripts" in habits:
        piece.say("foreign-scripts", "yes")
    if any(SIGN_IN.search(name) for name in names):
        piece.say("takes-passwords", "yes")
    if any(_WRITES.search(name) for name in names):
        piece.say("takes-input", "yes")
    if routes:
        _callers(piece, routes, habits)


def queries(draft: Draft) -> None:
    """Leave open how those build queries that ask a database, where no code that was read says it."""
    for start, end in draft.pipes:
        asks, asked = draft.pieces[start], draft.pieces[end]
        if (
            "helper" not in asks.origins
            and asks.sort is Sort.PROCESS
            and asked.sort is Sort.STORE
            and _ASKED & set(asked.technologies)
        ):
            asks.say("parameterised-queries", UNKNOWN)


def _callers(piece: Piece, routes: list[Route], habits: dict[str, Clue]) -> None:
    """How it knows who is calling: what was seen, or that nobody can tell from the code."""
    asked = sum(route.checked for route in routes)
    ways = [word for word in ("mfa", "token", "session") if word in habits]
    piece.say("authentication", ways[0] if asked and ways else UNKNOWN)
    if asked < len(routes):
        piece.say("authorisation", UNKNOWN)


def _libraries(draft: Draft, seen: Seen, found: Code) -> None:
    """Flows to what libraries talk to; code speaks before manifests, which also list what is not used."""
    done: set[tuple[str, str]] = set()
    imports = [clue for clue in seen.clues if clue.sort == "import"]
    for clue in sorted(imports, key=lambda clue: (bool(_MOCK.search(clue.path)), _says_little(clue.word))):
        source = at(clue.path, clue.line)
        _library(draft, found, done, clue.word, draft.owner(clue.path), source, firm=not _MOCK.search(clue.path))
    for inventory in seen.inventories:
        owner = draft.owner(inventory.path)
        if owner is None:
            continue
        for package in inventory.packages:
            kept = package.reach in (Reach.RUNTIME, Reach.OPTIONAL) and package.direct is not False
            if kept and package.ecosystem not in _NO_LIBRARIES:
                source = at(package.place.path, package.place.line)
                name = package.name.partition(":")[2] or package.name
                if _idle(draft, seen, owner, name):
                    kind = client(name)
                    word = kind.technology if kind is not None else name
                    found.unsure.append(
                        f"{owner.name} lists a package for {word} ({source}), and nothing read uses it: "
                        "if it does, draw the store"
                    )
                    continue
                _library(draft, found, done, name, owner, source, firm=False)


def _idle(draft: Draft, seen: Seen, owner: Piece, name: str) -> bool:
    """Whether a manifest alone speaks of a store: nothing drawn is one, and no settings name it."""
    known = client(name)
    if known is None or known.name or owner.sort is not Sort.PROCESS:
        return False
    drawn = any(known.technology in piece.technologies for piece in draft.of(Sort.STORE))
    return not drawn and not manifests.spoken_of(known, owner, seen)


def _says_little(module: str) -> bool:
    """Whether a library serves clients of many; that of one client says more."""
    known = client(module)
    return known is not None and known.name == GENERIC


def _library(
    draft: Draft, found: Code, done: set[tuple[str, str]], module: str, owner: Piece | None, source: str, *, firm: bool
) -> None:
    """Draw what a library talks to; where no code that runs is seen to use it (``firm``), that is a guess."""
    known = client(module)
    if known is None or owner is None or owner.sort is not Sort.PROCESS or (owner.id, known.technology) in done:
        return
    if known.name:
        if known.technology == "payment":
            owner.say("handles-money", "yes", guess=not firm)
        if known.technology in ("mail", "sms"):
            owner.say("sends-messages", "yes")
            mail = next((each for each in draft.pieces.values() if known.technology in each.technologies), None)
            if mail is not None and mail.id != owner.id and "helper" not in mail.origins:
                draft.pipe(owner.id, mail.id, [source], known.protocol)
                done.add((owner.id, known.technology))
                return
        fresh = slug(known.name) not in draft.pieces
        other = draft.add(third(known.name, known.technology, [source]))
        if fresh and not firm:
            other.guessed.add("technologies")
        if known.name == GENERIC:  # whose it is nothing says
            other.guessed.add("third-party")
        done.add((owner.id, known.technology))
        _speak(draft, owner, other, known.protocol, source)
        return
    before = set(draft.pieces)
    store = _store(draft, found, known, owner, source)
    if store is not None and store.id not in before and not firm:
        store.guessed.add("technologies")
    done.add((owner.id, known.technology))  # one that could not be placed is told of once
    if store is not None:
        draft.pipe(owner.id, store.id, [source], known.protocol)


def _store(draft: Draft, found: Code, known: Client, owner: Piece, source: str) -> Piece | None:
    """The store that a client talks to: one that it is known to talk to, else the only one, else one of its own."""
    fitting = [piece for piece in draft.of(Sort.STORE) if known.technology in piece.technologies]
    talks = [piece for piece in fitting if (owner.id, piece.id) in draft.pipes]
    if known.technology == "sql":  # a mapper of objects says less than the driver below it
        talks = talks or [
            piece
            for piece in draft.of(Sort.STORE)
            if "database" in piece.technologies and (owner.id, piece.id) in draft.pipes
        ]
    if talks:
        return talks[0]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        names = ", ".join(piece.name for piece in fitting[:4])
        found.unsure.append(
            f"{owner.name} uses {known.technology} ({source}); it may mean {names}: draw the flow by hand"
        )
        return None
    name = {"sql": "database", "postgresql": "database", "mysql": "database", "mongodb": "database"}.get(
        known.technology, known.technology
    )
    return draft.add(
        Piece(
            id=slug(name),
            name=title(name),
            sort=Sort.STORE,
            technologies=list(dict.fromkeys((*known.words, known.technology))),
            source=[source],
            zone=owner.zone,
            origins={"code"},
        )
    )


def _speak(draft: Draft, owner: Piece, other: Piece, protocol: str, source: str) -> None:
    pipe = draft.pipe(owner.id, other.id, [source], protocol)
    if pipe is None:
        return
    if protocol in PLAIN:
        pipe.facts.setdefault("encrypted-in-transit", "no" if protocol != "smtp" else UNKNOWN)
    elif protocol in CIPHERED:
        pipe.facts.setdefault("encrypted-in-transit", "tls")


def _hosts(draft: Draft, seen: Seen, left: Iterable[tuple[Piece, str, str, str]]) -> None:
    """Flows to hosts outside that code and variables name."""
    own = {host for each in seen.interfaces for host in _served(each.servers)}
    called = [(owner, host, scheme, source) for owner, host, scheme, source in left if "." in host]
    for clue in seen.clues:
        owner = draft.owner(clue.path) if clue.sort == "host" else None
        if owner is not None:
            scheme, _, host = clue.word.partition("://")
            called.append((owner, host, scheme, at(clue.path, clue.line)))
    counted: dict[str, int] = {}
    for _owner, host, _scheme, _source in called:
        counted[host] = counted.get(host, 0) + 1
    kept = sorted(counted, key=lambda host: -counted[host])
    kept = [host for host in kept if _REAL.search(host) and not _NOBODY.search(host) and host not in own][:_MOST_HOSTS]
    for owner, host, scheme, source in called:
        if host not in kept:
            continue
        known = draft.called(host) or draft.add(_outside(host, source))
        if "payment" in known.technologies and owner.sort is Sort.PROCESS:
            owner.say("handles-money", "yes")
        _speak(draft, owner, known, scheme, source)


def _calls(draft: Draft, seen: Seen) -> None:
    """Flows to processes and stores of the system that code and settings name."""
    opened = {(clue.path, clue.line) for clue in seen.clues if clue.sort == "login"}
    for clue in seen.clues:
        owner = draft.owner(clue.path) if clue.sort == "call" else None
        scheme, _, host = clue.word.partition("://")
        other = draft.called(host) if owner is not None else None
        if owner is None or other is None or other.id == owner.id:
            continue
        if scheme in _STORES and other.sort is not Sort.STORE:
            continue
        if (clue.path, clue.line) in opened and other.sort is Sort.STORE:
            other.say("authentication", "password")
            other.say("default-password", "yes")
        _speak(draft, owner, other, _DIALECT.get(scheme, scheme), at(clue.path, clue.line))


def _outside(host: str, source: str) -> Piece:
    """A service of somebody else, or of another team where its name says that it stands inside."""
    known = client(host.split(".")[-2]) if host.count(".") else None
    named = known.name if known is not None else ""
    made = third(named or host, known.technology if known and named else "third-party", [source])
    made.hosts.add(host)
    if _MODEL.search(host):
        made.technologies.insert(0, "llm")
    if _INNER.search(host):
        made.facts.pop("third-party")
        made.technologies = [word for word in made.technologies if word != "third-party"] or ["api"]
        made.zone = ""
    return made


def _served(servers: Iterable[str]) -> Iterable[str]:
    for server in servers:
        host = server.partition("://")[2].partition("/")[0].partition(":")[0]
        if host:
            yield host
