"""Systems of every shape, for properties: nested boundaries, elements in and out of them, flows between any two."""

from __future__ import annotations

from hypothesis import strategies as st

from holdfast.model.system import TAGS, UNKNOWN, Asset, Boundary, Element, Flow, Level, Sort, System
from holdfast.model.terms import TERMS

WORDS = st.text(
    alphabet=st.one_of(st.sampled_from("abcxyzABC 019-_.,\"'<>&#;`|[](){}%\\/"), st.characters(codec="utf-8")),
    max_size=30,
)
NAMES = WORDS.map(lambda text: " ".join(text.split()) or "Thing")


def facts(draw: st.DrawFn, sort: str) -> tuple[tuple[str, str], ...]:
    """Some facts that an element or flow may state, in the order of the vocabulary."""
    names = [name for name, term in TERMS.items() if sort in term.on]
    chosen = draw(st.lists(st.sampled_from(names), unique=True, max_size=4))
    return tuple((name, draw(st.sampled_from([*TERMS[name].values, UNKNOWN]))) for name in names if name in chosen)


@st.composite
def systems(draw: st.DrawFn, most: int = 7) -> System:
    """A small system whose references all hold; ids are kebab, names are anything."""
    assets = tuple(
        Asset(
            id=f"data-{at}",
            name=draw(NAMES),
            level=draw(st.sampled_from(Level)),
            tags=tuple(draw(st.lists(st.sampled_from(TAGS), unique=True, max_size=2))),
        )
        for at in range(draw(st.integers(0, 3)))
    )
    boundaries: list[Boundary] = []
    for at in range(draw(st.integers(0, 4))):
        inside = draw(st.sampled_from(["", *(item.id for item in boundaries)]))
        kind = draw(st.sampled_from(["", "internet", "cluster"]))
        boundaries.append(Boundary(id=f"zone-{at}", name=draw(NAMES), inside=inside, kind=kind))
    elements = []
    for at in range(draw(st.integers(0, most))):
        sort = draw(st.sampled_from(Sort))
        elements.append(
            Element(
                id=f"part-{at}",
                name=draw(NAMES),
                sort=sort,
                boundary=draw(st.sampled_from(["", *(item.id for item in boundaries)])),
                technologies=tuple(draw(st.lists(st.sampled_from(["web", "api", "payment"]), unique=True))),
                data=held(draw, assets),
                facts=facts(draw, sort.value),
                source=draw(st.sampled_from([(), ("compose.yaml:3",)])),
                out_of_scope=draw(st.sampled_from(["", "not ours"])),
            )
        )
    flows = []
    for at in range(draw(st.integers(0, most + 2)) if elements else 0):
        start, end = (draw(st.sampled_from(elements)).id for _ in range(2))
        flows.append(
            Flow(
                id=f"way-{at}",
                name=draw(NAMES),
                start=start,
                end=end,
                data=held(draw, assets),
                protocol=draw(st.sampled_from(["", "https", "grpc"])),
                facts=facts(draw, "flow"),
            )
        )
    return System(
        name=draw(NAMES),
        assets=assets,
        boundaries=tuple(boundaries),
        elements=tuple(elements),
        flows=tuple(flows),
    )


def held(draw: st.DrawFn, assets: tuple[Asset, ...]) -> tuple[str, ...]:
    """Some of the assets, in their order."""
    return tuple(item.id for item in assets if draw(st.booleans()))
