"""Serverless templates (SAM) become the resources that they stand for."""

from __future__ import annotations

from typing import Any

from holdfast.estate.cloudformation import evaluated, short_form, template
from holdfast.formats import yamltree
from holdfast.model.tree import at, plain

SHOP = """
Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    Runtime: python3.12
    Tracing: Active
    Environment: {Variables: {STAGE: prod}}
    Layers: [one]
  Api: {TracingEnabled: true}
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.run
      Timeout: 3
      Environment: {Variables: {TABLE: !Ref Items}}
      Layers: [two]
      Policies:
        - AWSLambdaExecute
        - arn:aws:iam::aws:policy/AdministratorAccess
        - Statement: [{Effect: Allow, Action: "*", Resource: "*"}]
        - S3ReadPolicy: {BucketName: x}
      FunctionUrlConfig: {AuthType: NONE}
      DeadLetterQueue: {Type: SQS, TargetArn: !GetAtt Failed.Arn}
      Events:
        Open: {Type: Api, Properties: {Path: /, Method: get}}
        Own: {Type: Api, Properties: {Path: /, Method: post, RestApiId: !Ref Shop, Auth: {ApiKeyRequired: true}}}
        Web: {Type: HttpApi, Properties: {Path: /x, Method: get, ApiId: !Ref Web}}
        All: {Type: HttpApi}
        Timer: {Type: Schedule}
  Paid:
    Type: AWS::Serverless::Function
    Properties: {Role: !GetAtt R.Arn, Runtime: go1.x, Tracing: PassThrough}
  Shop:
    Type: AWS::Serverless::Api
    Properties:
      StageName: live
      TracingEnabled: false
      EndpointConfiguration: {Type: PRIVATE}
      AccessLogSetting: {DestinationArn: x}
      Auth: {DefaultAuthorizer: Pool, Authorizers: {Pool: {UserPoolArn: x}}}
      Domain: {DomainName: a.example, SecurityPolicy: TLS_1_0, CertificateArn: x}
  Web:
    Type: AWS::Serverless::HttpApi
    Properties: {Auth: {DefaultAuthorizer: Jwt, Authorizers: {Jwt: {JwtConfiguration: {issuer: x}}}}}
  Items: {Type: AWS::Serverless::SimpleTable, Properties: {SSESpecification: {SSEEnabled: true}}}
  Failed: {Type: AWS::SQS::Queue}
  Flow:
    Type: AWS::Serverless::StateMachine
    Properties: {Logging: {Level: ALL}, Tracing: {Enabled: true}, Policies: [{Statement: []}]}
"""


def _blocks(text: str) -> dict[str, tuple[str, Any]]:
    (tree,), gaps = yamltree.parse("t", text.encode(), short_form)
    assert not gaps
    blocks, missed = evaluated(template(tree))
    assert not missed
    assert len({each.address for each in blocks}) == len(blocks)
    return {each.address: (each.type, each.attrs) for each in blocks}


def test_functions_take_what_all_share_and_keep_their_own() -> None:
    blocks = _blocks(SHOP)
    type, attrs = blocks["Orders"]
    assert type == "AWS::Lambda::Function"
    assert plain(attrs) == {
        "Runtime": "python3.12",
        "TracingConfig": {"Mode": "Active"},
        "Environment": {"Variables": {"STAGE": "prod", "TABLE": None}},
        "Layers": ["one", "two"],
        "Handler": "app.run",
        "Timeout": 3,
        "DeadLetterConfig": {"TargetArn": None},
        "Role": None,
    }
    assert at(attrs, "Role").refs == ("OrdersRole",)
    assert at(attrs, "Environment", "Variables", "TABLE").refs == ("Items",)
    assert plain(blocks["Paid"][1]) == {
        "Runtime": "go1.x",
        "TracingConfig": {"Mode": "PassThrough"},
        "Environment": {"Variables": {"STAGE": "prod"}},
        "Layers": ["one"],
        "Role": None,
    }
    assert "PaidRole" not in blocks


def test_a_function_without_a_role_gets_one_with_its_policies() -> None:
    type, attrs = _blocks(SHOP)["OrdersRole"]
    assert type == "AWS::IAM::Role"
    assert plain(at(attrs, "ManagedPolicyArns")) == [
        "arn:aws:iam::aws:policy/AWSLambdaExecute",
        "arn:aws:iam::aws:policy/AdministratorAccess",
    ]
    assert plain(at(attrs, "Policies", 0, "PolicyDocument", "Statement", 0, "Action")) == "*"
    trust = at(attrs, "AssumeRolePolicyDocument", "Statement", 0, "Principal", "Service")
    assert plain(trust) == "lambda.amazonaws.com"


def test_ways_in_say_who_may_call() -> None:
    blocks = _blocks(SHOP)
    told = {name: (type, plain(at(attrs, "AuthorizationType"))) for name, (type, attrs) in blocks.items()}
    assert told["OrdersOpen"] == ("AWS::ApiGateway::Method", "NONE")
    assert told["OrdersOwn"] == ("AWS::ApiGateway::Method", "COGNITO_USER_POOLS")
    assert told["OrdersWeb"] == ("AWS::ApiGatewayV2::Route", "JWT")
    assert told["OrdersAll"] == ("AWS::ApiGatewayV2::Route", "NONE")
    assert plain(at(blocks["OrdersOwn"][1], "ApiKeyRequired")) is True
    assert plain(at(blocks["OrdersWeb"][1], "RouteKey")) == "GET /x"
    assert at(blocks["OrdersOwn"][1], "RestApiId").refs == ("Shop",)
    assert at(blocks["OrdersOpen"][1], "RestApiId").refs == ("ServerlessRestApi",)
    assert (blocks["OrdersUrl"][0], plain(at(blocks["OrdersUrl"][1], "AuthType"))) == ("AWS::Lambda::Url", "NONE")


def test_interfaces_come_with_their_stages() -> None:
    blocks = _blocks(SHOP)
    assert {name: type for name, (type, _) in blocks.items() if "ApiGateway" in type and "Orders" not in name} == {
        "Shop": "AWS::ApiGateway::RestApi",
        "ShopStage": "AWS::ApiGateway::Stage",
        "ShopDomain": "AWS::ApiGateway::DomainName",
        "Web": "AWS::ApiGatewayV2::Api",
        "WebStage": "AWS::ApiGatewayV2::Stage",
        "ServerlessRestApi": "AWS::ApiGateway::RestApi",
        "ServerlessRestApiStage": "AWS::ApiGateway::Stage",
        "ServerlessHttpApi": "AWS::ApiGatewayV2::Api",
        "ServerlessHttpApiStage": "AWS::ApiGatewayV2::Stage",
    }
    assert plain(at(blocks["Shop"][1], "EndpointConfiguration", "Types")) == ["PRIVATE"]
    assert plain(at(blocks["ShopStage"][1], "TracingEnabled")) is False
    assert plain(at(blocks["ServerlessRestApiStage"][1], "TracingEnabled")) is True
    assert plain(at(blocks["ShopDomain"][1], "SecurityPolicy")) == "TLS_1_0"


def test_tables_and_state_machines_are_plain_ones() -> None:
    blocks = _blocks(SHOP)
    assert blocks["Items"][0] == "AWS::DynamoDB::Table"
    assert plain(blocks["Items"][1]) == {"SSESpecification": {"SSEEnabled": True}}
    assert blocks["Flow"][0] == "AWS::StepFunctions::StateMachine"
    assert plain(at(blocks["Flow"][1], "LoggingConfiguration", "Level")) == "ALL"
    assert plain(at(blocks["FlowRole"][1], "AssumeRolePolicyDocument", "Statement", 0, "Principal", "Service")) == (
        "states.amazonaws.com"
    )


def test_without_the_transform_nothing_is_expanded() -> None:
    blocks = _blocks("Resources: {F: {Type: AWS::Serverless::Function, Properties: {Tracing: Active}}}")
    assert blocks["F"][0] == "AWS::Serverless::Function"


def test_odd_forms_do_no_harm() -> None:
    for part in ("Events: 3", "Events: {A: 3}", "Policies: !Ref X", "FunctionUrlConfig: x", "Environment: [1]", "{}"):
        blocks = _blocks(
            "Transform: [AWS::Serverless-2016-10-31]\nGlobals: {Function: 3}\n"
            f"Resources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      {part}\n"
        )
        assert blocks["F"][0] == "AWS::Lambda::Function"
