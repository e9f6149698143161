"""A flowchart for pages that draw Mermaid: boundaries nest, and no name breaks out of its label."""

from __future__ import annotations

import re

from hypothesis import given, settings

from holdfast.formats.report.mermaid import escaped, mermaid
from holdfast.model.system import System

from .strategies import WORDS, systems
from .systems import shop, small, standings

LABEL = r'"(?:[\w \-.,/+=]|#\d+;|<br/>)+"'
LINE = re.compile(
    rf"flowchart LR|  accTitle: [^\n]*| *e\d+(?:\[{LABEL}\]|\(\[{LABEL}\]\)|\[\({LABEL}\)\])"
    rf"| *subgraph b\d+\[{LABEL}\]| *end|  e\d+ (?:==>|-->)\|{LABEL}\| e\d+"
)


def test_a_small_model() -> None:
    assert mermaid(small()) == (
        "flowchart LR\n"
        "  accTitle: Data-flow diagram of Guest book\n"
        '  e1["Guest"]\n'
        '  subgraph b1["Host"]\n'
        '    e2(["Page"])\n'
        '    e3[("Book<br/>public data")]\n'
        "  end\n"
        '  e1 ==>|"Reads and writes<br/>https<br/>public data"| e2\n'
        '  e2 -->|"Keeps<br/>sql<br/>public data"| e3\n'
    )


def test_boundaries_nest_and_threats_are_counted() -> None:
    text = mermaid(shop(), standings(shop()))
    account, cluster = text.index('subgraph b2["Cloud account"]'), text.index('    subgraph b3["Cluster"]')
    assert account < cluster < text.index("Shop API") < text.index('subgraph b4["Office network"]')
    assert 'e7(["Admin page<br/>restricted data<br/>2 threats#58; 1 high, 1 low#59; 1 attested, 1 proven"])' in text


@settings(max_examples=100, deadline=None)
@given(systems())
def test_every_line_is_of_the_grammar_whatever_the_names_are(system: System) -> None:
    lines = mermaid(system).splitlines()
    assert [line for line in lines if not LINE.fullmatch(line)] == []
    opened = sum("subgraph " in line for line in lines)
    assert opened == sum(line.strip() == "end" for line in lines)
    assert sum("-->|" in line or "==>|" in line for line in lines) == len(system.flows)


@given(WORDS)
def test_no_text_ends_its_label(text: str) -> None:
    assert re.fullmatch(LABEL[1:-1], escaped(text))
