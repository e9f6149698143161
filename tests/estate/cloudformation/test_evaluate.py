"""What a template says once its functions are evaluated."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfast.estate.cloudformation import evaluated, reader, short_form, template
from holdfast.formats import yamltree
from holdfast.model.reading import Reading
from holdfast.model.tree import at, plain
from holdfast.model.value import Known, Tree, Unknown

HEAD = """
Parameters:
  Env: {Type: String, Default: dev}
  Open: {Type: String}
  Zones: {Type: CommaDelimitedList, Default: "a, b"}
  Stored: {Type: "AWS::SSM::Parameter::Value<String>", Default: /x/y}
Mappings:
  Sizes: {dev: {disk: 10}, prod: {disk: 100}}
Conditions:
  Prod: !Equals [!Ref Env, prod]
  Dev: !Not [!Condition Prod]
  Guess: !Equals [!Ref Open, "yes"]
  Both: !And [!Condition Dev, !Condition Guess]
  One: !Or [!Condition Dev, !Condition Guess]
  Loop: !Not [!Condition Loop]
  Region: !Equals [!Ref "AWS::Region", eu-west-1]
Resources:
  Bucket: {Type: "AWS::S3::Bucket"}
"""


def _read(text: str, head: str = HEAD) -> Reading:
    unit = reader.units({"t.yaml": b""})[0]
    return reader.read(unit, {"t.yaml": (head.lstrip() + text).encode()})


def _value(expression: str) -> Tree:
    found = _read(f"  X:\n    Type: A::B::C\n    Properties:\n      v: {expression}\n")
    assert not found.gaps
    return at(next(each.raw for each in found.resources if each.address == "X"), "v")


@pytest.mark.parametrize(
    ("expression", "meant"),
    [
        ("!Ref Env", "dev"),
        ("!Sub '${Env}-x'", "dev-x"),
        ("!Sub ['${a}-${!b}', {a: !Ref Env}]", "dev-${b}"),
        ("!Join ['-', [a, !Ref Env, 3]]", "a-dev-3"),
        ("!Join ['', !Ref Zones]", "ab"),
        ("!Select [1, !Ref Zones]", "b"),
        ("!Select ['0', !Split ['/', 'a/b']]", "a"),
        ("!Split [',', !Sub '${Env},x']", ["dev", "x"]),
        ("!If [Prod, a, b]", "b"),
        ("!If [Guess, a, a]", "a"),
        ("!If [Dev, {a: !Ref Env}, x]", {"a": "dev"}),
        ("{a: !If [Prod, 1, !Ref 'AWS::NoValue'], b: 2}", {"b": 2}),
        ("[1, !Ref 'AWS::NoValue', 2]", [1, 2]),
        ("!FindInMap [Sizes, !Ref Env, disk]", 10),
        ("!FindInMap [Sizes, other, disk, {DefaultValue: 5}]", 5),
        ("{'Fn::Base64': !Sub 'echo ${Env}'}", "echo dev"),
        ("!Cidr [10.0.0.0/16, 2, 8]", ["10.0.0.0/24", "10.0.1.0/24"]),
        ("{'Fn::Length': !Ref Zones}", 2),
        ("{'Fn::ToJsonString': {a: !Ref Env}}", '{"a": "dev"}'),
        ("!Ref 'AWS::Partition'", "aws"),
        ("!Sub 'arn:${AWS::Partition}:iam::${AWS::AccountId}:root'", "arn:aws:iam::${AWS::AccountId}:root"),
        ("!Sub '${Bucket.Arn}/*'", "${Bucket.Arn}/*"),
        ("!Join ['', [!GetAtt Bucket.Arn, '/*']]", "${Bucket.Arn}/*"),
    ],
)
def test_functions_give_what_the_platform_would(expression: str, meant: Any) -> None:
    value = _value(expression)
    assert isinstance(value, Known)
    assert plain(value) == meant


@pytest.mark.parametrize(
    "expression",
    [
        *["!Ref Open", "!Sub '${Open}/0'", "!Ref Stored", "!Ref Nowhere", "!If [Guess, a, b]", "!If [Loop, a, b]"],
        *["!ImportValue x", "!GetAZs ''", "!FindInMap [Sizes, !Ref 'AWS::Region', disk]", "!If [Region, a, b]"],
        *[
            "!FindInMap [Sizes, no, disk]",
            "!FindInMap [Sizes, Sizes, ~]",
            "!Select [7, !Ref Zones]",
            "!Select [x]",
            "!Cidr [x, 1, 2]",
            "!If [a]",
        ],
        *["'{{resolve:secretsmanager:x}}'", "!Sub 'a{{resolve:ssm:x}}'", "!Transform {Name: x}", "!Odd x"],
        *["!Join x", "!Sub {a: b}", "!GetAtt [a]", "!Ref [a]", "!Split ['', a]", "!Join [',', !Split [a, !Ref Open]]"],
        *["!Ref Bucket", "!GetAtt Bucket.Arn", "!Sub '${Bucket}'", "!Join ['', [!Ref Bucket]]"],
    ],
)
def test_what_cannot_be_known_is_unknown(expression: str) -> None:
    assert isinstance(_value(expression), Unknown)


@pytest.mark.parametrize(
    "expression",
    [
        *["!Ref Bucket", "!GetAtt Bucket.Arn", "!Sub 'x${Bucket}'", "!Sub ['${a}x', {a: !GetAtt Bucket.Arn}]"],
        *["!Join ['', [!Ref Bucket, x]]", "!Sub '${Bucket}${Open}'", "!If [Guess, !Ref Bucket, x]"],
    ],
)
def test_a_value_from_a_resource_says_so(expression: str) -> None:
    assert _value(expression).refs == ("Bucket",)


def test_a_value_tells_the_way_that_it_came() -> None:
    value = _value("!Sub '${Env}-x'")
    assert isinstance(value, Known)
    assert [(hop.says, hop.place.line) for hop in value.trail] == [('default of parameter "Env"', 2)]
    assert (value.place.line, value.place.column) == (21, 7)
    mapped = _value("!FindInMap [Sizes, dev, disk]")
    assert isinstance(mapped, Known)
    assert [hop.says for hop in mapped.trail] == ['mapping "Sizes"']


@pytest.mark.parametrize(
    ("condition", "built"),
    [("Prod", False), ("Dev", True), ("Guess", True), ("Both", True), ("One", True), ("Nowhere", True), ("Loop", True)],
)
def test_only_what_is_known_not_to_be_built_is_left_out(condition: str, built: bool) -> None:
    found = _read(f"  X: {{Type: A::B::C, Condition: {condition}}}\n")
    assert ("X" in [each.address for each in found.resources]) is built


def test_loops_are_written_out() -> None:
    found = _read(
        "  Fn::ForEach::Topics:\n"
        "    - Name\n"
        "    - [A, B]\n"
        "    - Topic${Name}:\n"
        "        Type: AWS::SNS::Topic\n"
        "        Properties: {TopicName: !Sub 'x-${Name}', Other: !Ref Name, Arn: !GetAtt 'Topic${Name}.Arn'}\n"
        "  Fn::ForEach::Unknown: [Name, !Ref Open, {'X${Name}': {Type: A}}]\n"
    )
    topics = [each for each in found.resources if each.type == "AWS::SNS::Topic"]
    assert [(each.address, plain(at(each.raw, "TopicName")), plain(at(each.raw, "Other"))) for each in topics] == [
        ("TopicA", "x-A", "A"),
        ("TopicB", "x-B", "B"),
    ]
    assert [gap.why for gap in found.gaps] == ["a loop over what is not known"]


def test_attributes_stand_at_their_key_and_absent_ones_at_the_resource() -> None:
    found = _read("  X:\n    Type: A::B::C\n    DeletionPolicy: Retain\n    Properties:\n      a: 1\n")
    raw = next(each.raw for each in found.resources if each.address == "X")
    assert at(raw, "a").place.line == 22
    assert at(raw, "nothing").place.line == 18
    assert plain(at(raw, "DeletionPolicy")) == "Retain"


def test_json_means_the_same() -> None:
    document = {
        "Parameters": {"P": {"Type": "Number", "Default": 3}},
        "Resources": {"X": {"Type": "AWS::A::B", "Properties": {"v": {"Fn::Join": [":", ["a", {"Ref": "P"}]]}}}},
    }
    unit = reader.units({"t.json": b""})[0]
    found = reader.read(unit, {"t.json": json.dumps(document, indent=1).encode()})
    assert plain(found.resources[0].raw) == {"v": "a:3"}
    assert (found.resources[0].provider, found.resources[0].language) == ("aws", "cloudformation")


def test_a_broken_template_is_a_gap() -> None:
    unit = reader.units({"t.yaml": b""})[0]
    for content in (b"Resources: [", b"{", b"", b"Resources: 3", b"Resources: {A: 3}", b"Resources: {A: !Ref b}"):
        found = reader.read(unit, {"t.yaml": content})
        assert not found.resources
        assert found.gaps or content in (b"", b"Resources: 3")


def test_what_grows_without_bound_is_unknown() -> None:
    text = '"x"'
    for _ in range(30):
        text = f'{{"Fn::Sub": ["${{a}}${{a}}", {{"a": {text}}}]}}'
    assert isinstance(_value(text), Unknown)


def test_loops_in_loops_are_bounded() -> None:
    body = "{'X${A}${B}${C}': {Type: A::B::C}}"
    for name in "ABC":
        body = f"{{'Fn::ForEach::L{name}': [{name}, [{', '.join(map(str, range(300)))}], {body}]}}"
    found = _read("", f"Resources: {body}\n")
    assert found.gaps
    assert len(found.resources) < 1_000_000


_tags = st.sampled_from(["!Ref", "!Sub", "!GetAtt", "!If", "!Join", "!Select", "!Split", "!FindInMap", "!Cidr", "!Not"])
_node = st.recursive(
    st.sampled_from(
        ["Env", "Open", "Prod", "Guess", "Bucket.Arn", "'${Env}${Bucket}'", "3", "''", "~", "AWS::NoValue"]
    ),
    lambda inner: st.one_of(
        st.tuples(_tags, inner).map(lambda pair: f"{pair[0]} {pair[1]}" if "!" not in pair[1][:1] else f"[{pair[1]}]"),
        st.lists(inner, max_size=4).map(lambda parts: "[" + ", ".join(parts) + "]"),
        st.tuples(st.sampled_from(["a", "Ref", "Fn::Base64", "Fn::Length", "Fn::ToJsonString", "b"]), inner).map(
            lambda pair: f"{{'{pair[0]}': {pair[1]}}}"
        ),
    ),
    max_leaves=12,
)


@given(_node)
@settings(max_examples=300)
def test_any_expression_is_evaluated(expression: str) -> None:
    (tree,), _ = yamltree.parse(
        "t", (HEAD + f"  X: {{Type: A, Properties: {{v: {expression}}}}}\n").encode(), short_form
    )
    blocks, _ = evaluated(template(tree))
    plain(blocks[-1].attrs)
