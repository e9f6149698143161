"""Models for the tests, and strategies that draw whole ones."""

from __future__ import annotations

from hypothesis import strategies as st

from holdfast.formats.threatdecided import ACTORS, FACTORS
from holdfast.formats.threatmodel import CRITICALITIES
from holdfast.model.system import (
    TAGS,
    UNKNOWN,
    Asset,
    Assumption,
    Boundary,
    Context,
    Element,
    Flow,
    Level,
    Session,
    Sort,
    Story,
    System,
    Treatment,
    Way,
)
from holdfast.model.terms import TERMS

SHOP = """\
# Our shop.
system: Shop
context: {criticality: high, obligations: [PCI DSS], purpose: Sells tea, owner: shop team}

data:
  card: {name: Card numbers, level: confidential, tags: [pci]}  # never in logs
boundaries:
  internet: {name: Internet, kind: internet}
  account: {kind: account}
  cluster: {kind: cluster, inside: account}
entities:
  customer: {name: Customer, in: internet, human: yes}
processes:
  # The heart of it.
  api:
    name: API
    in: cluster
    technologies: [web, api]
    data: [card]
    paths: ["api/**"]
    source: ["docker-compose.yml:12"]
    exposure: internet
    authentication: session
    encodes-output: true
    validates-input: unknown
stores:
  db: {name: Orders, in: cluster, technologies: [postgresql, database, sql], data: [card], encrypted-at-rest: unknown}
flows:
  customer-api: {from: customer, to: api, protocol: https, data: [card], encrypted-in-transit: tls}
  api-db: {from: api, to: db, protocol: postgresql}
assumptions:
  - {says: The bank's network is trusted, about: [api-db], until: 2027-01-01}
stories:
  steal-cards:
    actor: anonymous
    goal: read card numbers
    gain: sell them
    target: db
    steps:
      - {does: sends a quote in the search, threat: sql-injection@api}
      - waits
sessions:
  - {at: 2026-11-02, who: [Ada, Bo], decided: [The admin page moves behind the VPN]}
treatments:
  # Talked about in November.
  - threat: "forged-webhook@api"
    way: accept
    reason: "no webhooks before spring"  # said Ada
    owner: Ada
    until: 2027-05-01
    factors: {skill: 3}
"""

WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\x85\u2028\u2029"), min_size=1, max_size=12).map(
    lambda text: " ".join("".join(char for char in text if char not in "\x00\ufeff").split()) or "x"
)
IDS = st.from_regex(r"[a-z0-9]{1,6}(?:-[a-z0-9]{1,4}){0,2}", fullmatch=True)
DAYS = st.dates().map(lambda day: day.isoformat())
TEXTS = st.lists(WORDS, max_size=3).map(tuple)


def facts(sort: str) -> st.SearchStrategy[tuple[tuple[str, str], ...]]:
    """Facts of an element or flow, in the order of the vocabulary."""
    pairs = [(name, says) for name, term in TERMS.items() if sort in term.on for says in (*term.values, UNKNOWN)]
    drawn = st.lists(st.sampled_from(pairs), max_size=4).map(dict)
    return drawn.map(lambda found: tuple((name, found[name]) for name in TERMS if name in found))


def _some(names: list[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(names), unique=True).map(tuple) if names else st.just(())


@st.composite
def systems(draw: st.DrawFn) -> System:
    """A whole model that refers only to what is in it."""
    assets = draw(st.lists(IDS, unique=True, max_size=3))
    boundaries = draw(st.lists(IDS, unique=True, max_size=3))
    names = draw(st.lists(IDS, unique=True, max_size=6))
    flows, elements = (names[:2], names[2:]) if len(names) > 2 else ([], names)
    made = tuple(_element(draw, name, assets, boundaries) for name in elements)
    ends = st.sampled_from(elements) if elements else st.nothing()
    return System(
        name=draw(WORDS),
        context=draw(st.builds(Context, criticality=st.sampled_from(CRITICALITIES), obligations=TEXTS, owner=WORDS)),
        assets=tuple(
            Asset(id=name, name=draw(WORDS), level=draw(st.sampled_from(Level)), tags=draw(_some(list(TAGS))))
            for name in assets
        ),
        boundaries=tuple(
            Boundary(id=name, name=draw(WORDS), inside=boundaries[at - 1] if at else "", kind=draw(WORDS))
            for at, name in enumerate(boundaries)
        ),
        elements=tuple(sorted(made, key=lambda item: list(Sort).index(item.sort))),
        flows=tuple(
            Flow(
                id=name,
                name=draw(WORDS),
                start=draw(ends),
                end=draw(ends),
                protocol=draw(WORDS),
                data=draw(_some(assets)),
                facts=(stated := draw(facts("flow"))),
                guessed=draw(_some([key for key, _ in stated])),
            )
            for name in flows
        ),
        assumptions=tuple(
            draw(st.lists(st.builds(Assumption, says=WORDS, about=_some(names), until=DAYS), max_size=2))
        ),
        stories=tuple(_story(draw, name) for name in draw(st.lists(IDS, unique=True, max_size=2))),
        sessions=tuple(draw(st.lists(st.builds(Session, at=DAYS, who=st.tuples(WORDS), decided=TEXTS), max_size=2))),
        treatments=tuple(draw(st.lists(_treatments(names), max_size=2, unique_by=lambda item: item.threat))),
    )


def _element(draw: st.DrawFn, name: str, assets: list[str], boundaries: list[str]) -> Element:
    sort = draw(st.sampled_from(Sort))
    return Element(
        id=name,
        name=draw(WORDS),
        sort=sort,
        boundary=draw(st.sampled_from(["", *boundaries])),
        technologies=draw(TEXTS),
        data=draw(_some(assets)),
        facts=(stated := draw(facts(sort.value))),
        guessed=draw(_some([key for key, _ in stated])),
        paths=draw(TEXTS),
        out_of_scope=draw(st.one_of(st.just(""), WORDS)),
    )


def _story(draw: st.DrawFn, name: str) -> Story:
    steps = draw(st.lists(st.tuples(WORDS, st.just("")), max_size=3).map(tuple))
    return Story(id=name, actor=draw(st.sampled_from(ACTORS)), goal=draw(WORDS), steps=steps, conditions=draw(TEXTS))


def _assumptions(names: list[str]) -> st.SearchStrategy[Assumption]:
    return st.builds(Assumption, says=WORDS, about=_some(names), until=DAYS)


def _treatments(names: list[str]) -> st.SearchStrategy[Treatment]:
    threats = st.tuples(IDS, st.sampled_from(["*", *names])).map("@".join)
    factors = st.dictionaries(st.sampled_from(FACTORS), st.integers(0, 9), max_size=3)
    return st.builds(
        Treatment,
        threat=threats,
        way=st.sampled_from(Way),
        reason=WORDS,
        owner=WORDS,
        until=DAYS,
        controls=st.lists(IDS, max_size=2).map(tuple),
        factors=factors.map(lambda found: tuple((name, found[name]) for name in FACTORS if name in found)),
    )
