"""A draft states what was seen: no TLS, no binding, no upkeep and no danger that no file tells of."""

from __future__ import annotations

import pytest

from tests.worlds.seeded import COMPOSE, TERRAFORM, element, flow, system

WEB = {"web/Dockerfile": "FROM node:22\n", "api/Dockerfile": "FROM python:3.12\n"}
SHOP = {"docker-compose.yml": COMPOSE, **WEB}
BALANCER = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: shop/web}]}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {type: LoadBalancer, selector: {app: web}, ports: [{port: PORT}]}
"""


@pytest.mark.parametrize(("port", "protocol", "said"), [(80, "http", "no"), (443, "", "unknown")])
def test_a_door_speaks_what_its_port_says(port: int, protocol: str, said: str) -> None:
    found = system({"k8s/web.yaml": BALANCER.replace("PORT", str(port)), **WEB})
    door = next(each for each in found.flows if each.end == "web")
    assert (door.protocol, door.fact("encrypted-in-transit")) == (protocol, said)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ('db.execute(f"SELECT name FROM tea WHERE id = {number}")\n', "no"),
        ('db.execute("DELETE FROM tea WHERE id = " + number)\n', "no"),
        ("db.execute(`UPDATE tea SET name = ${name}`)\n", "no"),
        ("from sqlalchemy import select\n", "yes"),
        ("from sqlalchemy import text\ntext(f'SELECT name FROM tea WHERE id = {number}')\n", "no"),
        ('db.execute("SELECT name FROM tea WHERE id = %s", (number,))\n', "unknown"),
        ('print(f"Select a tea from {shelf}")\n', "unknown"),
        ('# db.execute(f"SELECT name FROM tea WHERE id = {number}")\n', "unknown"),
    ],
)
def test_how_queries_are_built_is_said_where_it_was_seen_and_else_asked(code: str, said: str) -> None:
    found = system({**SHOP, "api/app.py": code})
    assert element(found, "api").fact("parameterised-queries") == said


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ('<script src="https://stats.example/a.js"></script>', "yes"),
        ('<script src="https://stats.example/a.js" integrity="sha384-x"></script>', ""),
        ('<script src="/own.js"></script>', ""),
    ],
)
def test_a_script_of_others_counts_unless_a_hash_pins_it(page: str, said: str) -> None:
    assert element(system({**SHOP, "web/index.html": page}), "web").fact("foreign-scripts") == said


def test_pages_encode_unless_something_writes_markup() -> None:
    page = "import { createRoot } from 'react-dom/client'\ncreateRoot(at)\n"
    assert element(system({**SHOP, "web/a.ts": page}), "web").fact("encodes-output") == "yes"
    other = {**SHOP, "web/a.ts": page, "web/b.ts": "at.innerHTML = answer\n"}
    assert element(system(other), "web").fact("encodes-output") == "no"


@pytest.mark.parametrize(
    ("robot", "said"),
    [
        ({}, ""),
        ({".github/renovate.json5": "{}"}, "yes"),
        ({"renovate.json": '{"enabledManagers": ["gomod"]}'}, ""),
        ({"renovate.json": '{"enabledManagers": ["pip_requirements"]}'}, "yes"),
        ({".github/dependabot.yml": "updates:\n  - package-ecosystem: pip\n    directory: /\n"}, "yes"),
        ({".github/dependabot.yml": "updates:\n  - package-ecosystem: pip\n    directory: /api\n"}, "yes"),
        ({".github/dependabot.yml": "updates:\n  - package-ecosystem: pip\n    directory: /web\n"}, ""),
        ({".github/dependabot.yml": "updates:\n  - package-ecosystem: github-actions\n    directory: /\n"}, ""),
    ],
)
def test_a_robot_keeps_up_to_date_what_it_is_about_and_nothing_else(robot: dict[str, str], said: str) -> None:
    found = system({**SHOP, "api/requirements.txt": "flask==3.0.0\n", **robot})
    assert element(found, "api").fact("patched") == said


def test_what_development_says_of_a_connection_does_not_count_for_what_is_deployed() -> None:
    assert flow(system(SHOP), "web", "api").fact("encrypted-in-transit") == "no"
    cloud = 'resource "aws_dynamodb_table" "carts" {\n  name = "carts"\n}\n'
    compose = (
        "services:\n  api:\n    build: api\n    environment: {CARTS: 'http://carts:8000'}\n    depends_on: [carts]\n"
    )
    compose += "  carts:\n    image: amazon/dynamodb-local\n"
    found = system({"docker-compose.yml": compose, "main.tf": cloud, **WEB})
    (way,) = [each for each in found.flows if each.start == "api"]
    assert (way.fact("encrypted-in-transit"), way.protocol) == ("", "")


def test_a_route_of_a_proxy_opens_what_stands_behind_and_says_its_tls() -> None:
    rule = "      traefik.http.routers.panel.rule: Host(`panel.example`)\n"
    text = (
        "services:\n  proxy:\n    image: traefik:3\n    ports: ['443:443']\n"
        "  panel:\n    image: adminer\n    ports: ['8080:8080']\n    labels:\n" + rule
    )
    found = system({"compose.yml": text})
    assert element(found, "panel").fact("exposure") == "internet"
    assert flow(found, "operator", "panel").protocol == ""
    found = system({"compose.yml": text + '      traefik.http.routers.panel.tls: "true"\n'})
    assert flow(found, "operator", "panel").protocol == "https"
    found = system({"compose.yml": text.replace("    ports: ['8080:8080']\n", "")})
    assert flow(found, "operator", "proxy").fact("network") == "public", "it has no door of its own"


def test_a_sign_in_by_password_stands_beside_the_token() -> None:
    code = (
        "import jwt\nfrom fastapi import FastAPI\napp = FastAPI()\n\n"
        '@app.post("/login")\ndef enter(name: str):\n    return jwt\n'
    )
    assert element(system({**SHOP, "api/app.py": code}), "api").fact("takes-passwords") == "yes"


def test_containers_of_one_machine_speak_inside_it() -> None:
    assert flow(system(SHOP), "api", "db").fact("network") == "local"
    assert flow(system(SHOP), "caller", "web").fact("network") == "public"


def test_who_may_read_secrets_is_asked_and_the_way_to_them_is_the_clouds() -> None:
    found = system({"main.tf": TERRAFORM + '\nresource "aws_secretsmanager_secret" "key" {\n  name = "key"\n}\n'})
    assert element(found, "secret-store").fact("least-privilege") == "unknown"
