"""Whatever is scanned, reading ends: bounded in depth, size and steps, and with a reason."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfast.estate.terraform import reader
from holdfast.estate.terraform.document import document
from holdfast.model.place import Place
from holdfast.model.tree import at, plain
from holdfast.model.value import Known, Tree, Unknown


def value(text: str, name: str = "v") -> Tree:
    blocks, _ = reader.evaluated("", {"main.tf": text.encode()})
    (block,) = blocks.of("x_y")
    return at(block.attrs, name)


def worth(expression: str, before: str = "") -> Tree:
    return value(f'{before}\nresource "x_y" "z" {{\n  v = {expression}\n}}\n')


def why(tree: Tree) -> str:
    assert isinstance(tree, Unknown), tree
    return tree.why


LAUGHS = "a: &a [x]" + "".join(rf"\n{b}: &{b} [{', '.join([f'*{a}'] * 7)}]" for a, b in pairwise("abcdefgh"))


@pytest.mark.parametrize(
    "text",
    [
        "(" * 100_000,
        'a = "' + "${" * 50_000,
        "a = [" + "[" * 100_000,
        "a {\n" * 50_000,
        "a = " + "-" * 100_000 + "1",
        "a = " + "x ? 1 : " * 50_000 + "1",
        "a = <<E\n" * 20_000,
        '"' * 100_000,
        "/*" * 100_000,
        "a = {" * 50_000,
        "a = 1\n}" * 20_000,
        "\x00" * 10_000,
        "a = " + "9" * 1_000_000,
        "a = 1e999999999",
        'a = "' + "x" * 10_000_000 + '"',
        "a = " + "f(" * 50_000,
    ],
    ids=lambda text: text[:12],
)
def test_broken_and_endless_texts_are_read(text: str) -> None:
    blocks, _ = reader.evaluated("", {"main.tf": text.encode(), "ok.tf": b'resource "x_y" "z" {\n}\n'})
    assert [block.address for block in blocks.all] == ["x_y.z"]


def test_long_chains_of_operators_and_steps_are_no_depth() -> None:
    assert plain(worth("1" + " + 1" * 20_000)) == 20_001
    assert isinstance(worth("x_y" + ".a" * 20_000), Unknown)


def test_depth_within_reason_is_fine() -> None:
    found = worth("[" * 40 + "1" + "]" * 40)
    assert isinstance(found, Known)
    assert plain(worth("(" * 40 + "1" + ")" * 40)) == 1


@pytest.mark.parametrize(
    "before",
    [
        "locals {\n  a = local.b\n  b = local.a\n}",
        'locals {\n  a = "${local.a}x"\n}',
        'locals {\n  a = x_y.other.v\n}\nresource "a_b" "q" {\n}\n',
    ],
)
def test_circles_end(before: str) -> None:
    assert isinstance(worth("local.a", before), Unknown)


def test_a_resource_that_refers_to_itself_ends() -> None:
    found = value('resource "x_y" "z" {\n  v = x_y.z.w\n  w = x_y.z.v\n}\n')
    assert "itself" in why(found)


def test_a_count_that_needs_itself_ends() -> None:
    blocks, _ = reader.evaluated("", {"main.tf": b'resource "x_y" "z" {\n  count = length(x_y.z)\n}\n'})
    assert [block.address for block in blocks.all] == ["x_y.z[\u2026]"]


def test_modules_that_call_each_other_end() -> None:
    files = {
        "a/main.tf": b'module "b" {\n  source = "../b"\n  count = 2\n}\nresource "x_y" "z" {\n}\n',
        "b/main.tf": b'module "a" {\n  source = "../a"\n  count = 2\n}\n',
    }
    blocks, gaps = reader.evaluated("a", files)
    assert 1 < len(blocks.all) < 10_000
    assert any("too many modules" in gap.why for gap in gaps)


def test_doubling_ends() -> None:
    doubled = "\n".join(f'  a{n + 1} = "${{local.a{n}}}${{local.a{n}}}"' for n in range(60))
    assert isinstance(worth("local.a60", f'locals {{\n  a0 = "xxxxxxxx"\n{doubled}\n}}'), Unknown)
    listed = "\n".join(f"  a{n + 1} = [local.a{n}, local.a{n}]" for n in range(60))
    assert isinstance(worth("local.a60", f"locals {{\n  a0 = [1, 2]\n{listed}\n}}"), Unknown)
    assert isinstance(worth("jsonencode(local.a60)", f"locals {{\n  a0 = [1, 2]\n{listed}\n}}"), Unknown)
    assert isinstance(worth("local.a60 == local.b", f"locals {{\n  a0 = [1]\n{listed}\n  b = local.a60\n}}"), Unknown)


@pytest.mark.parametrize(
    "expression",
    [
        "range(1000000000)",
        "range(0, 1, 0.0000000001)",
        "pow(10, 100000000)",
        "999999999 * 999999999 * " + " * ".join(["99999999999999999999"] * 200),
        'replace("' + "a" * 5000 + '", "a", "' + "b" * 5000 + '")',
        'format("%1000000000d", 1)',
        'join("' + "x" * 2000 + '", range(1000))',
        'indent(1000000, "a\\nb")',
        'regex("(a+)+$", "' + "a" * 60 + 'b")',
        'regex("(x+x+)+y", "' + "x" * 60 + '")',
        'replace("' + "a" * 60 + 'b", "/(a|a)*$/", "")',
        'regex("(a|a)*b", "' + "a" * 60 + '")',
        'regex("a*a*a*a*a*a*a*b", "' + "a" * 3000 + '")',
        'regex("(?=a)b", "ab")',
        "setproduct(range(1000), range(1000), range(1000))",
        "[for a in range(1000) : [for b in range(1000) : [for c in range(1000) : c]]]",
        'parseint("' + "9" * 100_000 + '", 10)',
        'base64gunzip("H4sIAAAAAAAA")',
        f'yamldecode("{LAUGHS}")',
        'jsondecode("' + "[" * 5000 + '")',
        'templatestring("%{ for x in range(1000) }%{ for y in range(1000) }%{ for z in range(1000) }a%{ endfor }'
        '%{ endfor }%{ endfor }", {})',
        "flatten([for a in range(1000) : [for b in range(1000) : range(100)]])",
    ],
    ids=lambda text: text[:30],
)
def test_bombs_end_as_unknown(expression: str) -> None:
    assert isinstance(worth(expression), Unknown)


def test_a_bomb_does_not_take_the_others_with_it() -> None:
    text = (
        'resource "x_y" "z" {\n  v = [for a in range(1000) : [for b in range(1000) : [for c in range(1000) : c]]]\n}\n'
        'resource "a_b" "c" {\n  v = "plain"\n}\n'
    )
    blocks, _ = reader.evaluated("", {"main.tf": text.encode()})
    assert plain(at(blocks.all[1].attrs, "v")) == "plain"


def test_many_dynamic_blocks_and_instances_are_bounded() -> None:
    text = (
        'resource "x_y" "z" {\n  count = 900\n  dynamic "a" {\n    for_each = range(1000)\n    content {\n'
        '      dynamic "b" {\n        for_each = range(1000)\n        content {\n          c = 1\n        }\n      }\n'
        "    }\n  }\n}\n"
    )
    blocks, _ = reader.evaluated("", {"main.tf": text.encode()})
    assert len(blocks.all) == 900


WORDS = st.sampled_from(
    [
        *(
            'resource "x_y" "z" {\n',
            "}\n",
            "{",
            "v = ",
            '"',
            "${",
            "}",
            "%{ if ",
            "%{ endif }",
            "[",
            "]",
            "(",
            ")",
            "for ",
        ),
        *(
            "x in ",
            ": ",
            "=> ",
            "? ",
            "...",
            "local.a",
            "var.b",
            "each.key",
            "<<EOT\n",
            "EOT\n",
            "\n",
            "1",
            "\\",
            "#",
            "/*",
        ),
        *(
            'module "m" {\n  source = "./m"\n',
            "locals {\n",
            "count = ",
            "for_each = ",
            'dynamic "d" {\n',
            "content {\n",
            ", ",
        ),
        *(
            "jsonencode(",
            "try(",
            "file(",
            "é",
            "\ufeff",
            "\r\n",
            "[*]",
            ".*",
            ".0",
            "&& ",
            "== ",
            "- ",
            "! ",
            "null",
            "true",
        ),
    ]
)


@settings(deadline=None)
@given(st.lists(WORDS, max_size=40).map("".join) | st.text(max_size=60), st.text(max_size=20))
def test_any_text_is_read_in_peace(text: str, other: str) -> None:
    files = {
        "main.tf": text.encode("utf-8", "surrogatepass"),
        "m/main.tf": text.encode("utf-8", "surrogatepass"),
        "terraform.tfvars": other.encode("utf-8", "surrogatepass"),
        "x.tf.json": other.encode("utf-8", "surrogatepass"),
    }
    for unit in reader.units(files):
        for resource in reader.read(unit, files).resources:
            assert resource.address


@settings(deadline=None)
@given(st.binary(max_size=80))
def test_any_bytes_are_read_in_peace(data: bytes) -> None:
    files = {"main.tf": data, "a.tf.json": data, "terraform.tfvars.json": data}
    for unit in reader.units(files):
        reader.read(unit, files)


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_a_document_or_unknown(text: str) -> None:
    assert isinstance(document(Known(text, Place(path="x"))), Known | Unknown)
