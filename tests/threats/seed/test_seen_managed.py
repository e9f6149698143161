"""A draft knows the services that a cloud runs whole: GraphQL with its tables, state machines, sign-in, settings."""

from __future__ import annotations

import pytest

from holdfast.model.system import Sort
from tests.worlds.seeded import drafted, element, flow, system

API = "amplify/backend/api/teas"
SCHEMA = """
# type Draft @model { id: ID }
type Tea @model
  # @auth(rules: [{allow: private}])
  @key(name: "ByPrice", fields: ["price"])
{ id: ID!
  price: Int }
type Cup @model @auth(rules: [{allow: owner, identityField: "sub"}, {allow: groups, groups: ["Admin"]}]) { id: ID! }
type Points { sum: Int }
"""
TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Parameters:
  TeaTable: {Type: AWS::SSM::Parameter::Value<String>}
  ApiId: {Type: String}
Resources:
  Brew:
    Type: AWS::Serverless::Function
    Properties:
      Handler: brew.run
      Runtime: python3.12
      CodeUri: src/brew
      Environment:
        Variables:
          TABLE: !Ref TeaTable
  Serve:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      DefinitionString: !Sub '{"States": {"Brew": {"Type": "Task", "Resource": "${Brew.Arn}"}}}'
      RoleArn: arn:aws:iam::111122223333:role/serve
  ServeRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{Effect: Allow, Action: sts:AssumeRole, Principal: {Service: appsync.amazonaws.com}}]
      Policies:
        - PolicyName: start
          PolicyDocument: {Statement: [{Effect: Allow, Action: states:StartExecution, Resource: !Ref Serve}]}
  Steps:
    Type: AWS::AppSync::DataSource
    Properties: {ApiId: !Ref ApiId, Name: steps, Type: HTTP, ServiceRoleArn: !GetAtt ServeRole.Arn}
  People:
    Type: AWS::Cognito::UserPool
    Properties: {UserPoolName: people}
  Address:
    Type: AWS::SSM::Parameter
    Properties: {Name: /teas/address, Type: String, Value: !Ref Serve}
"""
SIGN_IN = '{"api": {"teas": {"output": {"authConfig": {"defaultAuthentication": {"authenticationType": "WAY"}}}}}}'
FILES = {
    f"{API}/schema.graphql": SCHEMA,
    "amplify/backend/backend-config.json": SIGN_IN.replace("WAY", "AMAZON_COGNITO_USER_POOLS"),
    "template.yaml": TEMPLATE,
    "src/brew/brew.py": "def run(event, context):\n    return 1\n",
    "web/package.json": '{"name": "web", "dependencies": {"vue": "3.5.0"}}',
    "web/src/Shop.vue": "<script>\nimport { createApp } from 'vue'\ncreateApp({})\n</script>\n",
}


def test_each_model_is_a_table_that_says_who_may_do_what() -> None:
    found = system(FILES)
    assert element(found, "tea-table").fact("authorisation") == "none"
    assert element(found, "cup-table").fact("authorisation") == "owner"
    assert [each.id for each in found.elements if each.id in ("points-table", "draft-table")] == []
    api = element(found, "graphql-api")
    assert (api.fact("authorisation"), api.fact("exposure"), api.fact("authentication")) == (
        "none",
        "internet",
        "token",
    )
    assert flow(found, "graphql-api", "tea-table").source == (f"{API}/schema.graphql:3",)


def test_a_key_that_all_clients_carry_asks_nobody() -> None:
    found = system({**FILES, "amplify/backend/backend-config.json": SIGN_IN.replace("WAY", "API_KEY")})
    assert element(found, "graphql-api").fact("authentication") == "none"


def test_a_state_machine_leads_functions_and_the_door_starts_it() -> None:
    found = system(FILES)
    assert flow(found, "serve", "brew").fact("authentication") == "token"
    assert flow(found, "graphql-api", "serve").fact("authentication") == "token"


def test_a_parameter_that_is_called_after_a_table_leads_to_it() -> None:
    assert flow(system(FILES), "brew", "tea-table").protocol == "https"


def test_people_sign_in_at_the_directory_and_come_through_the_door() -> None:
    found = system(FILES)
    assert flow(found, "customer", "user-directory").fact("encrypted-in-transit") == "tls"
    assert flow(found, "web", "graphql-api").fact("network") != "local"


@pytest.mark.parametrize(("kind", "kept"), [("String", False), ("SecureString", True)])
def test_a_plain_parameter_is_no_store_of_secrets(kind: str, kept: bool) -> None:
    terraform = f"""
resource "aws_ssm_parameter" "word" {{
  name  = "/teas/word"
  type  = "{kind}"
  value = var.word
}}
resource "aws_sqs_queue" "orders" {{}}
"""
    found = drafted({"main.tf": terraform}).system
    assert (found.element("secret-store") is not None) is kept


def test_a_schema_without_any_model_and_without_an_end_gets_an_answer() -> None:
    path = "amplify/backend/api/shop/schema.graphql"
    found = system({path: "type a\n" * 70_000})
    assert [item.id for item in found.elements if item.sort is Sort.STORE] == []
