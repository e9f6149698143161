"""What an Azure template says once its expressions are evaluated."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfast.estate.arm import reader
from holdfast.estate.arm.deployment import Deployment
from holdfast.estate.arm.evaluate import Budget
from holdfast.estate.blocks import Block, Blocks
from holdfast.formats import jsontree
from holdfast.model.tree import at, plain
from holdfast.model.value import Known, Tree, Unknown

PARAMETERS = {
    "env": {"type": "string", "defaultValue": "dev"},
    "site": {"type": "string"},
    "maybe": {"type": "object", "nullable": True},
    "zones": {"type": "array", "defaultValue": ["1", "2"]},
    "name": {"type": "string", "defaultValue": "[concat('st', uniqueString(resourceGroup().id))]"},
    "settings": {"type": "object", "defaultValue": {"Tls": {"min": "TLS1_2"}}},
}
VARIABLES = {
    "prefix": "[format('{0}-{1}', parameters('env'), 'x')]",
    "loop": "[variables('loop')]",
    "copy": [{"name": "nets", "count": 2, "input": "[concat('10.0.', copyIndex('nets'), '.0/24')]"}],
    "vault": "[resourceId('Microsoft.KeyVault/vaults', 'v')]",
}
VAULT = {"type": "Microsoft.KeyVault/vaults", "name": "v"}


def _blocks(*resources: Any, **more: Any) -> Blocks:
    document = {"parameters": PARAMETERS, "variables": VARIABLES, "resources": list(resources), **more}
    (tree,), _ = jsontree.parse("t.json", json.dumps(document, indent=1).encode())
    return Blocks(Deployment(tree, "", Budget()).blocks(), "arm")


def _value(expression: Any) -> Tree:
    blocks = _blocks(VAULT, {"type": "A.B/c", "name": "x", "properties": {"v": expression}})
    return at(blocks.all[-1].attrs, "properties", "v")


@pytest.mark.parametrize(
    ("expression", "meant"),
    [
        ("plain", "plain"),
        ("[[not]", "[not]"),
        ("[parameters('ENV')]", "dev"),
        ("[concat(parameters('env'), '-', 3, '''s')]", "dev-3's"),
        ("[variables('prefix')]", "dev-x"),
        ("[variables('nets')]", ["10.0.0.0/24", "10.0.1.0/24"]),
        ("[parameters('settings').tls.min]", "TLS1_2"),
        ("[parameters('settings')['Tls']['min']]", "TLS1_2"),
        ("[parameters('zones')[1]]", "2"),
        ("[length(parameters('zones'))]", 2),
        ("[if(equals(parameters('env'), 'prod'), 'a', 'b')]", "b"),
        ("[if(equals(parameters('site'), 'x'), 'a', 'a')]", "a"),
        ("[and(true(), not(equals(1, 2)))]", True),
        ("[or(true(), parameters('site'))]", True),
        ("[and(parameters('site'), false())]", False),
        ("[toLower('ABC')]", "abc"),
        ("[replace(substring('abcdef', 1, 3), 'c', 'x')]", "bxd"),
        ("[split('a,b', ',')]", ["a", "b"]),
        ("[contains(createArray('a', 'b'), 'a')]", True),
        ("[empty(parameters('zones'))]", False),
        ("[union(createObject('a', 1), createObject('b', 2))]", {"a": 1, "b": 2}),
        ("[concat(parameters('zones'), createArray('3'))]", ["1", "2", "3"]),
        ("[coalesce(null(), 'x')]", "x"),
        ("[json('{\"a\": [1]}').a[0]]", 1),
        ("[add(2, mul(3, 4))]", 14),
        ("[range(1, 3)]", [1, 2, 3]),
        ("[base64('echo')]", "echo"),
        ("[tryGet(parameters('settings'), 'tls', 'max')]", None),
        ("[tryGet(parameters('settings'), 'tls', 'min')]", "TLS1_2"),
        ("[coalesce(tryGet(parameters('maybe'), 'x'), 'y')]", "y"),
        ("[parameters('settings').?tls.?min]", "TLS1_2"),
        ("[shallowMerge(createArray(createObject('a', 1), createObject('a', 2)))]", {"a": 2}),
        ("[items(createObject('b', 1, 'a', 2))]", [{"key": "a", "value": 2}, {"key": "b", "value": 1}]),
        ("[map(parameters('zones'), lambda('z', concat('x', lambdaVariables('z'))))]", ["x1", "x2"]),
        ("[filter(parameters('zones'), lambda('z', equals(lambdaVariables('z'), '2')))]", ["2"]),
        ("[resourceGroup().location]", "${resourcegroup().location}"),
        ("[concat(variables('vault'), '/x')]", "${variables('vault')}/x"),
        ("[format('https://{0}.x', uniqueString('a'))]", "https://${uniquestring}.x"),
        (
            {"copy": [{"name": "rules", "count": 2, "input": {"n": "[copyIndex('rules', 1)]"}}]},
            {"rules": [{"n": 1}, {"n": 2}]},
        ),
    ],
)
def test_functions_give_what_the_platform_would(expression: Any, meant: Any) -> None:
    value = _value(expression)
    assert isinstance(value, Known)
    assert plain(value) == meant


@pytest.mark.parametrize(
    "expression",
    [
        *[
            "[parameters('site')]",
            "[parameters('no')]",
            "[variables('loop')]",
            "[variables('no')]",
            "[concat(]",
            "[a b]",
        ],
        *["[concat('a', parameters('site'))]", "[newGuid()]", "[utcNow()]", "[if(parameters('site'), 'a', 'b')]"],
        *[
            "[equals(resourceGroup().location, 'x')]",
            "[substring('a', 5)]",
            "[div(1, 0)]",
            "[int('x')]",
            "[copyIndex()]",
        ],
        *[
            "[parameters('zones')[9]]",
            "[parameters('settings').no]",
            "[json('{')]",
            "[format('{9}')]",
            "[range(0, 99999)]",
        ],
        *["[reference(variables('vault')).x]", "[listKeys(variables('vault'), '2020').key1]", "[variables('vault')]"],
        *["[map(parameters('site'), lambda('z', 1))]", "[mul(9999999999999, 9999999999999)]", "[()]", "[]", "[x.y]"],
    ],
)
def test_what_cannot_be_known_is_unknown(expression: str) -> None:
    assert isinstance(_value(expression), Unknown)


@pytest.mark.parametrize(
    "expression",
    [
        *["[variables('vault')]", "[reference(variables('vault')).uri]", "[concat(variables('vault'), '/x')]"],
        *["[reference(resourceId('Microsoft.KeyVault/vaults', 'v')).uri]", "[listKeys(variables('vault'), 'x').a]"],
    ],
)
def test_a_value_from_a_resource_leads_to_it(expression: str) -> None:
    blocks = _blocks(VAULT, {"type": "A.B/c", "name": "x", "properties": {"v": expression}})
    assert blocks.target(at(blocks.all[1].attrs, "properties", "v")) == blocks.all[0]


def test_a_resource_whose_name_is_not_known_is_found_by_its_expression() -> None:
    name = "[parameters('site')]"
    blocks = _blocks(
        {"type": "Microsoft.Web/sites", "name": name},
        {"type": "A.B/c", "name": "x", "properties": {"v": f"[resourceId('Microsoft.Web/sites', {name[1:-1]})]"}},
    )
    assert blocks.all[0].address == "Microsoft.Web/sites/parameters('site')"
    assert blocks.target(at(blocks.all[1].attrs, "properties", "v")) == blocks.all[0]


def test_a_value_tells_the_way_that_it_came() -> None:
    value = _value("[variables('prefix')]")
    assert isinstance(value, Known)
    assert [hop.says for hop in value.trail] == ['default of parameter "env"', 'variable "prefix"']
    assert value.trail[0].place.line < value.trail[1].place.line < value.place.line


def test_children_are_resources_of_their_own_and_know_their_parent() -> None:
    blocks = _blocks(
        {
            "type": "Microsoft.Sql/servers",
            "name": "s",
            "resources": [{"type": "firewallRules", "name": "all", "properties": {"startIpAddress": "10.0.0.1"}}],
        },
        {"type": "Microsoft.Sql/servers/databases", "name": "[concat('s', '/', 'db')]"},
    )
    assert [each.address for each in blocks.all] == [
        "Microsoft.Sql/servers/s",
        "Microsoft.Sql/servers/firewallRules/s/all",
        "Microsoft.Sql/servers/databases/s/db",
    ]
    assert blocks.pointing(blocks.all[0], "Microsoft.Sql/servers/firewallRules", "parent") == [blocks.all[1]]
    assert blocks.target(at(blocks.all[2].attrs, "parent")) == blocks.all[0]
    assert "resources" not in plain(blocks.all[0].attrs)


def test_loops_and_conditions_decide_what_is_built() -> None:
    blocks = _blocks(
        {"type": "A.B/c", "name": "[concat('n', copyIndex())]", "copy": {"name": "l", "count": 3}},
        {"type": "A.B/d", "name": "no", "condition": "[equals(parameters('env'), 'prod')]"},
        {"type": "A.B/d", "name": "maybe", "condition": "[equals(parameters('site'), 'prod')]"},
        {"type": "A.B/e", "name": "once", "copy": {"name": "l", "count": "[parameters('site')]"}},
    )
    assert [each.name for each in blocks.all] == ["n0", "n1", "n2", "maybe", "once"]


def test_templates_in_templates_have_names_of_their_own() -> None:
    inner = {
        "parameters": {"a": {"type": "string"}, "b": {"type": "string", "defaultValue": "x"}, "c": {"type": "string"}},
        "resources": [{"type": "A.B/c", "name": "i", "tags": {k: f"[parameters('{k}')]" for k in ("a", "b", "c")}}],
    }
    given = {"a": {"value": "[parameters('env')]"}, "c": {"reference": {"secretName": "s"}}}
    options = {"scope": "inner"}
    blocks = _blocks(
        {
            "type": "Microsoft.Resources/deployments",
            "name": "mod",
            "properties": {"template": inner, "parameters": given, "expressionEvaluationOptions": options},
        },
        {
            "type": "Microsoft.Resources/deployments",
            "name": "open",
            "properties": {"template": {"resources": [{"type": "A.B/c", "name": "[parameters('env')]"}]}},
        },
    )
    assert [(each.address, each.module) for each in blocks.all] == [("mod/A.B/c/i", "mod"), ("A.B/c/dev", "")]
    tags = at(blocks.all[0].attrs, "tags")
    assert plain(tags) == {"a": "dev", "b": "x", "c": None}
    trail = at(tags, "a")
    assert isinstance(trail, Known)
    assert [hop.says for hop in trail.trail] == ['default of parameter "env"', 'parameter "a" of deployment "mod"']


def test_symbolic_names_are_understood() -> None:
    document = {
        "languageVersion": "2.0",
        "resources": {
            "store": {"type": "A.B/c", "name": "s"},
            "old": {"type": "A.B/c", "name": "o", "existing": True},
            "diag": {
                "type": "X.Y/z",
                "name": "d",
                "scope": "A.B/c/s",
                "dependsOn": ["store"],
                "v": "[reference('store').id]",
            },
        },
    }
    (tree,), _ = jsontree.parse("t.json", json.dumps(document).encode())
    blocks = Blocks(Deployment(tree, "", Budget()).blocks(), "arm")
    assert [(each.name, each.mode) for each in blocks.all] == [("s", "resource"), ("o", "data"), ("d", "resource")]
    last = blocks.all[2].attrs
    for path in (("scope",), ("dependsOn", 0), ("v",)):
        assert blocks.target(at(last, *path)) == blocks.all[0], path


def test_the_reader_gives_plain_resources_and_gaps() -> None:
    text = b'{"resources": [{"type": "A.B/c", "name": "x"}, {"name": "y"}, 3]}'
    (unit,) = reader.units({"a.json": text})
    reading = reader.read(unit, {"a.json": text})
    (resource,) = reading.resources
    assert (resource.address, resource.provider, resource.language) == ("A.B/c/x", "azure", "arm")
    assert [gap.why for gap in reading.gaps] == ["a resource without a type"] * 2
    assert reader.read(unit, {"a.json": b"{"}).gaps[0].fault


def test_what_grows_without_bound_is_unknown() -> None:
    variables = {"v0": "x"} | {f"v{n}": f"[concat(variables('v{n - 1}'), variables('v{n - 1}'))]" for n in range(1, 80)}
    blocks = _blocks({"type": "A.B/c", "name": "x", "v": "[variables('v79')]"}, variables=variables)
    assert isinstance(at(blocks.all[0].attrs, "v"), Unknown)
    chain = {"v0": "x"} | {f"v{n}": f"[createArray(variables('v{n - 1}'))]" for n in range(1, 3000)}
    blocks = _blocks(*({"type": "A.B/c", "name": "x", "v": f"[variables('v{n}')]"} for n in (9, 2999)), variables=chain)
    assert str(plain(at(blocks.all[0].attrs, "v"))).count("[") == 9
    plain(blocks.all[1].attrs)


def test_deep_expressions_and_nests_are_no_crash() -> None:
    deep = "[" + "concat(" * 5000 + ")" * 5000 + "]"
    assert isinstance(_value(deep), Unknown)
    assert isinstance(_value("[parameters('env')" + ".x" * 5000 + "]"), Unknown)
    assert isinstance(_value(f"[json('{'[' * 3000}{']' * 3000}')]"), Unknown)


_NAMES = (
    *("concat", "if", "equals", "parameters", "variables", "format", "union", "createObject", "length", "first"),
    *("reference", "resourceId", "substring", "json", "copyIndex", "and", "not", "coalesce", "take", "split", "array"),
)
_names = st.sampled_from(_NAMES)
_expression = st.recursive(
    st.sampled_from(["'env'", "'vault'", "'x'", "''", "1", "-5", "true()", "resourceGroup().id", "'site'", "'{0}'"]),
    lambda inner: st.tuples(_names, st.lists(inner, max_size=3), st.sampled_from(["", ".x", "[0]"])).map(
        lambda parts: f"{parts[0]}({','.join(parts[1])}){parts[2]}"
    ),
    max_leaves=8,
)


@given(_expression)
@settings(max_examples=400)
def test_any_expression_is_evaluated(expression: str) -> None:
    plain(_value(f"[{expression}]"))


@given(st.text(alphabet="[]()'.,ab1 x{}?-", max_size=40))
def test_any_text_is_evaluated(text: str) -> None:
    plain(_value(f"[{text}]"))


_json = st.recursive(
    st.none() | st.integers(-5, 5) | st.text("abx[]()'", max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["type", "name", "properties", "copy", "count", "input", "resources", "template", "condition", "value"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@given(_json, _json, _json)
@settings(max_examples=200)
def test_any_template_is_read(resources: Any, variables: Any, parameters: Any) -> None:
    document = {"resources": resources, "variables": variables, "parameters": parameters}
    text = json.dumps(document).encode()
    (unit,) = reader.units({"a.json": text})
    reader.read(unit, {"a.json": text})


def test_blocks_stand_where_they_are_written() -> None:
    block: Block = _blocks({"type": "A.B/c", "name": "x", "properties": {"v": 1}}).all[0]
    value = at(block.attrs, "properties", "v")
    assert block.place.line < value.place.line < block.place.end_line
    assert at(block.attrs, "properties", "no").place.line < value.place.line
