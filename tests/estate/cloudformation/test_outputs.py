"""Outputs of templates, however strangely they are written."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from holdfast.estate.cloudformation.reader import read, units
from holdfast.estate.kinds.stack import StackOutput
from holdfast.model.value import Known

LEAVES = st.sampled_from(["P", "K", "K.SecretAccessKey", "${P}", "${K.SecretAccessKey}", "", None, 3, True])
TREES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["Ref", "Fn::GetAtt", "Fn::Sub", "Fn::Join", "Value"]), inner, max_size=2),
    ),
    max_leaves=8,
)


def _outputs(value: Any) -> list[StackOutput]:
    body = {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Parameters": {"P": {"Type": "String", "NoEcho": True}},
        "Resources": {"K": {"Type": "AWS::IAM::AccessKey", "Properties": {"UserName": "a"}}},
        "Outputs": {"O": {"Value": value}},
    }
    files = {"template.json": json.dumps(body).encode()}
    (unit,) = units(files)
    return [each for each in read(unit, files).resources if isinstance(each, StackOutput)]


@given(TREES)
def test_each_output_is_read_once_whatever_it_is(value: Any) -> None:
    assert len(_outputs(value)) == 1


def test_a_deep_one_ends() -> None:
    value: Any = {"Ref": "P"}
    for _ in range(15):
        value = {"Fn::Join": ["", [value]]}
    assert len(_outputs(value)) == 1


def test_the_name_of_a_key_is_no_secret() -> None:
    for value, shown in (({"Ref": "K"}, False), ({"Fn::GetAtt": ["K", "SecretAccessKey"]}, True)):
        (found,) = _outputs(value)
        assert isinstance(found.shows_secret, Known)
        assert found.shows_secret.value is shown
