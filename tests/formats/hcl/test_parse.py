"""The syntax of HCL: precedence, templates, places, and what a broken file still gives."""

from __future__ import annotations

import pytest

from holdfast.formats.hcl.jsonsyntax import value as json_value
from holdfast.formats.hcl.nodes import Binary, Block, Literal, Object, Source, Template, Traversal
from holdfast.formats.hcl.parse import parse, parse_expression, parse_template
from holdfast.formats.hcl.scan import SyntaxFault


def blocks(text: str) -> list[Block]:
    return parse("x.tf", text).body.blocks


def test_operators_bind_as_they_should() -> None:
    _, node = parse_expression("a || b && c == d + e * f")
    operators = []
    while isinstance(node, Binary):
        ((operator, node),) = node.rest
        operators.append(operator)
    assert operators == ["||", "&&", "==", "+", "*"]


def test_equal_operators_are_one_flat_node() -> None:
    _, node = parse_expression("1 - 2 + 3 - 4")
    assert isinstance(node, Binary)
    assert [operator for operator, _ in node.rest] == ["-", "+", "-"]


def test_blocks_have_labels_in_quotes_and_bare() -> None:
    (block,) = blocks('a "b c" d {\n  e {}\n  f = 1\n}\n')
    assert (block.type, block.labels) == ("a", ("b c", "d"))
    assert [inner.type for inner in block.body.blocks] == ["e"]
    assert list(block.body.attributes) == ["f"]


def test_one_line_blocks_and_comments_and_line_ends() -> None:
    found = blocks("# a\r\n// b\r\n/* c\n d */ x { y = 1 } // e\r\nz {\r\n  w = [ 1, # f\r\n  2 ]\r\n}")
    assert [block.type for block in found] == ["x", "z"]


def test_places_count_characters() -> None:
    file = parse("x.tf", 'é = "ü" # ö\nb = "ß${c}"\n')
    first, second = file.body.attributes.values()
    place = file.source.place(first.start, first.end)
    assert (place.line, place.column, place.end_column) == (1, 1, 8)
    assert isinstance(second.value, Template)
    inner = second.value.parts[1].place(file.source)
    assert (inner.line, inner.column, inner.end_column) == (2, 9, 10)


def test_a_text_with_only_an_expression_is_that_expression() -> None:
    _, node = parse_expression('"${a.b[0].c}"')
    assert isinstance(node, Traversal)
    assert len(node.steps) == 3


def test_keys_of_objects_are_names_unless_in_brackets() -> None:
    _, node = parse_expression('{ a = 1, "b" : 2, (c) = 3, true = 4, x.y = 5 }')
    assert isinstance(node, Object)
    kinds = [type(key).__name__ for key, _ in node.items]
    assert kinds == ["Literal", "Literal", "Variable", "Literal", "Traversal"]


def test_a_heredoc_may_hold_quotes_braces_and_its_own_word() -> None:
    (attribute,) = parse("x.tf", 'a = <<EOT\n"}{ EOT x\n  EOT2\n  EOT\n').body.attributes.values()
    assert isinstance(attribute.value, Literal)
    assert attribute.value.value == '"}{ EOT x\n  EOT2\n'


def test_a_template_of_a_file_keeps_its_lines() -> None:
    source = Source("t.tpl", "a\n%{ if x }\n${y}\n%{ endif }\n")
    node = parse_template(source)
    assert isinstance(node, Template)
    assert source.line(node.parts[1].start) == 2
    with pytest.raises(SyntaxFault):
        parse_template(Source("t.tpl", "%{ if x }"))
    with pytest.raises(SyntaxFault):
        parse_template(Source("t.tpl", "%{ endfor }"))


@pytest.mark.parametrize(
    ("text", "left", "lines"),
    [
        ("a {\n  x = \n}\nb {}\n", ["b"], [2]),
        ("a {\n  x = 1 2\n}\nb {}\n", ["b"], [2]),
        ('a {\n  x = "1\n}\nb {}\n', ["b"], [2]),
        ("a {\n  x = {\n}\n\nb {}\n", ["b"], [1]),
        ("a {\n", [], [1]),
        ("}\na {}\n", ["a"], [1]),
        ("a b\nc {}\n", ["c"], [1]),
        ("a = <<EOT\nb {}\n", ["b"], [1]),
        ("a {\n  b {\n    c = )\n  }\n}\nd {}\n", ["a", "d"], [3]),
        ('a {\n  b = "${c"\n}\nd {}\n', ["d"], [2]),
        ("a {\n  x = 1\n\nb {\n  y = 1\n}\nc {}\n", ["b", "c"], [1]),
    ],
)
def test_a_fault_costs_the_block_that_it_stands_in(text: str, left: list[str], lines: list[int]) -> None:
    file = parse("x.tf", text)
    assert [block.type for block in file.body.blocks] == left
    assert [file.source.line(fault.start) for fault in file.faults] == lines


def test_a_broken_inner_block_is_there_and_says_so() -> None:
    (block,) = blocks("a {\n  b {\n    c = )\n  }\n  d = 1\n}\n")
    (inner,) = block.body.blocks
    assert inner.broken == "syntax error in line 3"
    assert list(block.body.attributes) == ["d"]


@pytest.mark.parametrize("text", ["", "{", '{"a" 1}', "[1 2]", "nul", '"\\x"', "1 1", "[" * 200])
def test_what_is_no_json_is_refused(text: str) -> None:
    with pytest.raises(SyntaxFault):
        json_value(text)


@pytest.mark.parametrize("text", ["[1,]", '{"a": 1,}'])
def test_a_comma_too_many_is_what_people_write(text: str) -> None:
    assert json_value(text).end == len(text)
