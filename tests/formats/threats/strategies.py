"""Systems of every shape, for properties: nested boundaries, elements in and out of them, flows between any two."""

from __future__ import annotations

from hypothesis import strategies as st

from holdfast.model.system import Asset, Boundary, Element, Flow, Level, Sort, System

WORDS = st.text(
    alphabet=st.one_of(st.sampled_from("abcxyzABC 019-_.,\"'<>&#;`|[](){}%\\/"), st.characters(codec="utf-8")),
    max_size=30,
)
NAMES = WORDS.map(lambda text: " ".join(text.split()) or "Thing")


@st.composite
def systems(draw: st.DrawFn, most: int = 7) -> System:
    """A small system whose references all hold; ids are kebab, names are anything."""
    assets = tuple(
        Asset(id=f"data-{at}", name=draw(NAMES), level=draw(st.sampled_from(Level)))
        for at in range(draw(st.integers(0, 3)))
    )
    boundaries: list[Boundary] = []
    for at in range(draw(st.integers(0, 4))):
        inside = draw(st.sampled_from(["", *(item.id for item in boundaries)]))
        kind = draw(st.sampled_from(["", "internet", "cluster"]))
        boundaries.append(Boundary(id=f"zone-{at}", name=draw(NAMES), inside=inside, kind=kind))
    elements = tuple(
        Element(
            id=f"part-{at}",
            name=draw(NAMES),
            sort=draw(st.sampled_from(Sort)),
            boundary=draw(st.sampled_from(["", *(item.id for item in boundaries)])),
            data=tuple(draw(st.lists(st.sampled_from([item.id for item in assets]), unique=True)) if assets else ()),
            out_of_scope=draw(st.sampled_from(["", "not ours"])),
        )
        for at in range(draw(st.integers(0, most)))
    )
    flows = []
    for at in range(draw(st.integers(0, most + 2)) if elements else 0):
        start, end = (draw(st.sampled_from(elements)).id for _ in range(2))
        data = tuple(draw(st.lists(st.sampled_from([item.id for item in assets]), unique=True)) if assets else ())
        protocol = draw(st.sampled_from(["", "https", "grpc"]))
        flows.append(Flow(id=f"way-{at}", name=draw(NAMES), start=start, end=end, data=data, protocol=protocol))
    return System(name=draw(NAMES), assets=assets, boundaries=tuple(boundaries), elements=elements, flows=tuple(flows))
