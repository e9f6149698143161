"""What a service of the Serverless Framework says, and what the framework makes of it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfast.estate.serverless import reader
from holdfast.estate.serverless.variables import Variables
from holdfast.formats import yamltree
from holdfast.model.reading import Reading
from holdfast.model.tree import at, plain
from holdfast.model.value import Known, Tree, Unknown

SERVICE = """
service: shop
provider:
  name: aws
  runtime: nodejs20.x
  stage: ${opt:stage, 'dev'}
  tracing: {lambda: true, apiGateway: true}
  environment: {STAGE: "${sls:stage}"}
  logs: {restApi: true}
  httpApi:
    cors: true
    authorizers: {jwt: {type: jwt}, own: {type: request}}
  iam:
    role:
      managedPolicies: [arn:aws:iam::aws:policy/AdministratorAccess]
      statements:
        - {Effect: Allow, Action: "dynamodb:*", Resource: !GetAtt Items.Arn}
custom:
  name: ${self:service}-${self:provider.stage}
  settings: ${file(settings.yml)}
functions:
  create-item:
    handler: a.b
    environment: {TABLE: !Ref Items, KEY: "${ssm:/key}"}
    vpc: {securityGroupIds: [sg-1], subnetIds: [s-1]}
    url: true
    events:
      - http: GET /a
      - http: {method: post, path: /a, authorizer: aws_iam, private: true}
      - http: {method: put, path: /a, authorizer: {arn: "arn:aws:cognito-idp:x:1:userpool/y"}}
      - http: {method: put, path: /a, authorizer: mine}
      - httpApi: "*"
      - httpApi: {method: get, path: /b, authorizer: {name: jwt}}
      - httpApi: {method: get, path: /b, authorizer: own}
      - schedule: rate(1 hour)
  other:
    handler: c.d
    role: arn:aws:iam::1:role/x
    tracing: PassThrough
    url: {authorizer: aws_iam}
  third:
    handler: e.f
    iamRoleStatements: [{Effect: Allow, Action: "*", Resource: "*"}]
resources:
  - Resources:
      Items:
        Type: AWS::DynamoDB::Table
        Properties: {TableName: "${self:custom.name}-${AWS::Region}"}
  - ${file(more.yml)}
"""
FILES = {
    "serverless.yml": SERVICE.encode(),
    "settings.yml": b"memory: 128\n",
    "more.yml": b"Resources: {Q: {Type: 'AWS::SQS::Queue', Properties: {QueueName: !Sub 'q-${AWS::Region}'}}}\n",
}


def _read(files: dict[str, bytes] = FILES) -> Reading:
    (unit,) = reader.units({"serverless.yml": b""})
    return reader.read(unit, files)


def _raw() -> dict[str, Tree]:
    found = _read()
    assert not found.gaps
    return {each.address.partition(" ")[0]: each.raw for each in found.resources if " " not in each.address}


def test_functions_take_what_the_provider_says() -> None:
    attrs = _raw()["CreateDashitemLambdaFunction"]
    assert plain(at(attrs, "Runtime")) == "nodejs20.x"
    assert plain(at(attrs, "TracingConfig", "Mode")) == "Active"
    assert plain(at(attrs, "Environment", "Variables", "STAGE")) == "dev"
    assert at(attrs, "Environment", "Variables", "TABLE").refs == ("Items",)
    assert isinstance(at(attrs, "Environment", "Variables", "KEY"), Unknown)
    assert plain(at(attrs, "VpcConfig")) == {"SecurityGroupIds": ["sg-1"], "SubnetIds": ["s-1"]}
    assert at(attrs, "Role").refs == ("IamRoleLambdaExecution",)
    assert plain(at(_raw()["OtherLambdaFunction"], "Role")) == "arn:aws:iam::1:role/x"
    assert plain(at(_raw()["OtherLambdaFunction"], "TracingConfig", "Mode")) == "PassThrough"


def test_roles_hold_their_statements() -> None:
    found = {each.address: each for each in _read().resources if each.type == "AWS::IAM::Role"}
    shared = next(each.raw for name, each in found.items() if name.startswith("IamRoleLambdaExecution"))
    assert shared is not None
    assert any(name.startswith("ThirdRole") for name in found)
    assert {each.language for each in found.values()} == {"serverless"}


def test_ways_in_say_who_may_call() -> None:
    raw = _raw()
    told = [plain(at(raw[f"ApiGatewayMethodCreateDashitem{n}"], "AuthorizationType")) for n in range(4)]
    assert told == ["NONE", "AWS_IAM", "COGNITO_USER_POOLS", "CUSTOM"]
    told = [plain(at(raw[f"HttpApiRouteCreateDashitem{n}"], "AuthorizationType")) for n in range(4, 7)]
    assert told == ["NONE", "JWT", "CUSTOM"]
    assert plain(at(raw["ApiGatewayMethodCreateDashitem1"], "ApiKeyRequired")) is True
    assert plain(at(raw["CreateDashitemLambdaFunctionUrl"], "AuthType")) == "NONE"
    assert plain(at(raw["OtherLambdaFunctionUrl"], "AuthType")) == "AWS_IAM"
    assert plain(at(raw["ApiGatewayStage"], "TracingEnabled")) is True
    assert at(raw["ApiGatewayStage"], "AccessLogSetting", "DestinationArn") != Known(None, raw["ApiGatewayStage"].place)
    assert "AccessLogSettings" not in plain(raw["HttpApiStage"])
    assert plain(at(raw["HttpApi"], "CorsConfiguration", "AllowOrigins")) == ["*"]


def test_own_resources_are_evaluated_like_a_template() -> None:
    raw = _raw()
    assert plain(at(raw["Items"], "TableName")) == "shop-dev-${AWS::Region}"
    assert plain(at(raw["Q"], "QueueName")) == "q-${AWS::Region}"
    assert at(raw["Q"], "QueueName").place.path == "more.yml"


def _value(text: str, more: str = "") -> Tree:
    custom = "{a: {b: [x, y]}, stage: dev, dev: 1, loop: '${self:custom.loop}'}"
    document = f"provider: {{name: aws}}\ncustom: {custom}\nv: {text}\n{more}"
    (root,), gaps = yamltree.parse("t", document.encode())
    assert not gaps
    files = {"f.yml": yamltree.parse("f.yml", b"k: {l: 7}").trees[0]}
    return at(Variables(root, files.get).tree(root), "v")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("${self:custom.a.b.1}", "y"),
        ("${self:custom.a}", {"b": ["x", "y"]}),
        ("${self:custom.${self:custom.stage}}", 1),
        ("${self:custom.no, self:custom.stage}", "dev"),
        ("${opt:x, 'y, z'}", "y, z"),
        ("${env:X, ''}", ""),
        ("${opt:x, true}", True),
        ("${opt:x, 3}", 3),
        ("${opt:x, null}", None),
        ("${opt:a, env:b, 'c'}-${sls:stage}", "c-dev"),
        ("${file(f.yml):k.l}", 7),
        ("${file(f.yml)}", {"k": {"l": 7}}),
        ("${aws:accountId}", "${AWS::AccountId}"),
        ("a-${AWS::Region}-${Name}", "a-${AWS::Region}-${Name}"),
        ("${strToBool(true)}", True),
        ("${self:provider.region}", "us-east-1"),
        ("'${'", "${"),
    ],
)
def test_variables_are_looked_up(text: str, meant: Any) -> None:
    value = _value(text if text.startswith("'") else f'"{text}"')
    assert isinstance(value, Known)
    assert plain(value) == meant


@pytest.mark.parametrize(
    "text",
    [
        *["${opt:x}", "${env:X}", "${ssm:/x}", "${cf:s.o}", "${self:custom.no}", "${file(no.yml)}", "a${opt:x}"],
        *[
            "${self:custom.loop}",
            "${file(x.js):y}",
            "${self:custom.a}x",
            "${ssm:/x, 'y'}",
            "${" * 200 + "self:x" + "}" * 200,
        ],
    ],
)
def test_what_is_given_later_is_unknown(text: str) -> None:
    assert isinstance(_value(f'"{text}"'), Unknown)


def test_variables_that_double_are_bounded() -> None:
    more = "".join(f"a{n}: '${{self:a{n - 1}}}${{self:a{n - 1}}}'\n" for n in range(1, 50))
    assert isinstance(_value("'${self:a49}'", "a0: x\n" + more), Unknown)


def test_files_outside_of_what_is_scanned_are_not_asked_for() -> None:
    for path in ("../x.yml", "/etc/passwd.yml", "a/../../x.yml"):
        text = f"provider: aws\nresources: ${{file({path})}}\n".encode()
        found = _read({"serverless.yml": text, path: b"Resources: {Q: {Type: A}}", "x.yml": b""})
        assert not found.resources


def test_other_clouds_are_a_gap() -> None:
    found = _read({"serverless.yml": b"provider: {name: azure}\nfunctions: {a: {handler: b}}\n"})
    assert [gap.fault for gap in found.gaps] == [False]
    assert not found.resources


def test_broken_services_are_a_gap() -> None:
    assert _read({"serverless.yml": b"a: ["}).gaps[0].fault
    assert _read({}) == Reading()


_odd = st.recursive(
    st.sampled_from([None, True, 3, "x", "${self:functions}", "${self:provider.iam}", "aws_iam", "GET /", "${opt:x}"]),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(
                (
                    *(
                        "handler",
                        "events",
                        "http",
                        "httpApi",
                        "authorizer",
                        "url",
                        "vpc",
                        "environment",
                        "role",
                        "name",
                    ),
                    *("cors", "iam", "statements", "logs", "restApi", "tracing", "apiGateway", "iamRoleStatements"),
                )
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(_odd, _odd, _odd)
@settings(max_examples=80, deadline=None)
def test_odd_forms_do_no_harm(provider: Any, functions: Any, resources: Any) -> None:
    text = json.dumps({"provider": provider, "functions": {"f": functions}, "resources": resources})
    _read({"serverless.yml": text.encode()})
