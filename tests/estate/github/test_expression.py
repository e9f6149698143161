"""Expressions are found and read as the platform does; anything else is none, quickly."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.estate.github.expression import (
    MOST_DEPTH,
    Call,
    Context,
    Literal,
    Node,
    Operation,
    every,
    find,
    flowing,
    parse,
)


def _flows(body: str) -> list[str]:
    node = parse(body)
    assert node is not None
    return [".".join(context.path) for context in flowing(node)]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("github.event.issue.title", ["github.event.issue.title"]),
        ("GitHub.Event['Issue'].title", ["github.event.issue.title"]),
        ("github.event.commits[0].message", ["github.event.commits.0.message"]),
        ("github.event.commits.*.message", ["github.event.commits.*.message"]),
        ("github.event[ env.NAME ]", ["github.event.?"]),
        ("format('{0} {1}', a.b, c)", ["a.b", "c"]),
        ("a || b", ["a", "b"]),
        ("a && b", ["b"]),
        ("a == b", []),
        ("!a", []),
        ("contains(a, b) && c", ["c"]),
        ("fromJSON(a).b[0]", ["a"]),
        ("'a''b'", []),
        ("(a)", ["a"]),
        ("-1.5e3", []),
        ("steps.my-step.outputs.x", ["steps.my-step.outputs.x"]),
    ],
)
def test_what_flows_out_of_an_expression(body: str, expected: list[str]) -> None:
    assert _flows(body) == expected


@pytest.mark.parametrize("body", ["", "a ||", "a b", "a..b", "'a", "a(", "a[", "a]", '"a"', "a.1", "$a", "&& a", "()"])
def test_what_is_no_expression(body: str) -> None:
    assert parse(body) is None


def test_operators_bind_as_documented() -> None:
    node = parse("a || b && c == d < !e")
    assert isinstance(node, Operation)
    assert node.operator == "||"
    right = node.operands[1]
    assert isinstance(right, Operation)
    assert (right.operator, right.operands[1].operator) == ("&&", "==")  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "body", ["(" * 50_000, "!" * 9_000 + "a", "a[" * 5_000, "f(" * 5_000, "a.b" * 5_000, "a||" * 5_000]
)
def test_depth_and_length_are_bounded(body: str) -> None:
    assert parse(body) is None


def test_a_long_chain_of_equals_is_read_without_depth() -> None:
    node = parse("||".join(["a"] * 5_000))
    assert node is not None
    assert len(list(flowing(node))) == 5_000


def test_expressions_are_found_with_their_places() -> None:
    text = "a ${{ b }} '${{ 'c}}d' }}' ${{ open"
    found = list(find(text))
    assert [text[each.start : each.end] for each in found] == ["${{ b }}", "${{ 'c}}d' }}"]
    assert [each.body for each in found] == ["b", "'c}}d'"]


_NAMES = st.from_regex(r"[a-z_][a-z0-9_-]{0,6}", fullmatch=True).filter(
    lambda name: name not in ("true", "false", "null", "nan", "infinity")
)
_LEAVES: st.SearchStrategy[Node] = st.one_of(
    st.builds(Literal, st.text(alphabet="ab' }.", max_size=6)),
    st.builds(Context, st.lists(_NAMES, min_size=1, max_size=4).map(tuple)),
)
_NODES = st.recursive(
    _LEAVES,
    lambda inner: st.one_of(
        st.builds(Call, _NAMES, st.lists(inner, max_size=3).map(tuple)),
        st.builds(Operation, st.sampled_from(["||", "&&", "==", "<"]), st.tuples(inner, inner)),
        st.builds(Operation, st.just("!"), st.tuples(inner)),
    ),
    max_leaves=12,
)


def _written(node: Node) -> str:
    if isinstance(node, Literal):
        doubled = node.value.replace("'", "''")
        return f"'{doubled}'"
    if isinstance(node, Context):
        return ".".join(node.path)
    if isinstance(node, Call):
        return f"{node.name}({', '.join(map(_written, node.arguments))})"
    if node.operator == "!":
        return f"!({_written(node.operands[0])})"
    return f"({_written(node.operands[0])}) {node.operator} ({_written(node.operands[1])})"


@given(_NODES)
def test_what_is_written_is_read(node: Node) -> None:
    depth = _depth(node)
    told = parse(_written(node))
    assert told == node or depth * 4 > MOST_DEPTH


def _depth(node: Node) -> int:
    inner = node.arguments if isinstance(node, Call) else node.operands if isinstance(node, Operation) else ()
    return 1 + max(map(_depth, inner), default=0)


@given(_NODES, st.text(max_size=20), st.text(max_size=20))
def test_an_expression_in_a_text_is_found_at_its_place(node: Node, before: str, behind: str) -> None:
    text = f"{before.replace('$', '')}${{{{ {_written(node)} }}}}{behind}"
    first = next(find(text))
    assert text[first.start :].startswith("${{")
    assert first.body == _written(node).strip()


@given(st.text(alphabet="ab.*[]()'!&|=<> ,0-", max_size=80))
def test_any_text_is_read_or_is_none(body: str) -> None:
    node = parse(body)
    if node is not None:
        assert set(flowing(node)) <= {each for each in every(node) if isinstance(each, Context)}
