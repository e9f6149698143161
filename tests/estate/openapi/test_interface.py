"""Descriptions of interfaces are read alike in both versions, and nothing in them stops the reader."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.estate.kinds.interface import Interface
from holdfast.estate.openapi import interface, may_be
from holdfast.model.reading import Gap
from tests.worlds.seeded import OPENAPI

SWAGGER = {
    "swagger": "2.0",
    "info": {"title": "Clinic", "version": "1"},
    "host": "clinic.tidewater.example",
    "basePath": "/v1",
    "schemes": ["https"],
    "consumes": ["application/xml"],
    "securityDefinitions": {"login": {"type": "basic"}, "cookie": {"type": "apiKey", "in": "cookie", "name": "sid"}},
    "paths": {
        "/patients": {
            "parameters": [{"name": "email", "in": "query", "type": "string"}],
            "post": {
                "security": [{"login": []}, {"cookie": []}],
                "parameters": [{"name": "body", "in": "body", "schema": {"$ref": "#/definitions/Patient"}}],
                "responses": {"200": {"schema": {"$ref": "#/definitions/Patient"}}},
            },
            "get": {"security": [{"login": []}, {}], "responses": {}},
        }
    },
    "definitions": {"Patient": {"properties": {"diagnosis": {"type": "string"}, "picture": {"type": "file"}}}},
}


def read(text: str, path: str = "openapi.yaml") -> Interface:
    found = interface(path, text.encode())
    assert isinstance(found, Interface)
    return found


def test_operations_fields_and_security_of_version_3() -> None:
    found = read(OPENAPI)
    assert found.servers == ("https://clinic.tidewater.example",)
    assert found.schemes == (("bearer", "token"),)
    by_name = {each.name: each for each in found.operations}
    assert by_name["POST /patients"].secured == ("bearer",)
    assert by_name["POST /patients"].fields == ("email", "diagnosis", "relatives")
    assert by_name["POST /patients/{id}/scans"].takes_files
    assert by_name["POST /import"].takes_address
    assert by_name["POST /webhooks/lab"].secured == ()
    assert by_name["POST /patients"].place.line == 8


def test_operations_fields_and_security_of_version_2() -> None:
    found = read(json.dumps(SWAGGER), "swagger.json")
    assert found.servers == ("https://clinic.tidewater.example/v1",)
    assert dict(found.schemes) == {"login": "password", "cookie": "session"}
    post = next(each for each in found.operations if each.name == "POST /patients")
    assert set(post.secured) == {"login", "cookie"}
    assert set(post.fields) == {"email", "diagnosis", "picture"}
    assert post.takes_files
    get = next(each for each in found.operations if each.name == "GET /patients")
    assert get.secured == (), "one of the choices asks for nothing"


def test_a_hook_is_called_by_others() -> None:
    found = read("openapi: 3.1.0\nwebhooks: {paid: {post: {responses: {}}}}\n")
    assert [each.called_back for each in found.operations] == [True]


@pytest.mark.parametrize("text", ["openapi: 3.0.0\n  bad: [", "", "hello", "[]", "openapi"])
def test_what_is_no_description_is_a_gap(text: str) -> None:
    assert isinstance(interface("openapi.yaml", text.encode()), Gap)


def test_only_files_that_say_so_are_taken_for_descriptions() -> None:
    assert may_be("a/openapi.yaml", b"openapi: 3.0.3\n")
    assert may_be("a/x.json", b'{\n  "swagger": "2.0"\n}')
    assert not may_be("a/notes.md", b"openapi: 3.0.3\n")
    assert not may_be("a/values.yaml", b"openapi: yes\n")


def test_a_circle_of_schemas_ends() -> None:
    text = (
        "openapi: 3.0.0\npaths: {/a: {post: {requestBody: {content: {a/b: {schema:"
        " {$ref: '#/components/schemas/A'}}}}}}}\n"
        "components: {schemas: {A: {properties: {email: {}, b: {$ref: '#/components/schemas/B'}}},"
        " B: {properties: {a: {$ref: '#/components/schemas/A'}, phone: {}}}}}\n"
    )
    assert set(read(text).operations[0].fields) == {"email", "b", "a", "phone"}


@given(st.one_of(st.binary(max_size=400), st.text(max_size=400).map(lambda text: f"openapi: 3.0.0\n{text}".encode())))
def test_any_content_is_an_interface_or_a_gap(data: bytes) -> None:
    for path in ("openapi.yaml", "openapi.json"):
        assert isinstance(interface(path, data), Interface | Gap)
