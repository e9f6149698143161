"""One world told in several languages gives one model; what is not told is not said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.model.system import Sort
from holdfast.model.terms import TERMS
from tests.worlds.seeded import COMPOSE, KUBERNETES, OPENAPI, TERRAFORM, drafted, element, flow, system

BUILT = {"web/Dockerfile": "FROM node:22\n", "api/Dockerfile": "FROM python:3.12\n"}
TOLD = {
    "compose": {"docker-compose.yml": COMPOSE, **BUILT},
    "kubernetes": {"deploy/all.yaml": KUBERNETES, **BUILT},
}


@pytest.mark.parametrize("language", TOLD)
def test_one_world_is_one_model_in_every_language(language: str) -> None:
    found = system(TOLD[language])
    assert {each.id: each.sort for each in found.elements} == {
        "caller": Sort.ENTITY,
        "web": Sort.PROCESS,
        "api": Sort.PROCESS,
        "db": Sort.STORE,
    }
    assert {(each.start, each.end) for each in found.flows} == {("caller", "web"), ("web", "api"), ("api", "db")}
    assert element(found, "web").fact("exposure") == "internet"
    assert element(found, "api").fact("exposure") != "internet"
    assert element(found, "api").fact("isolated") == "no"
    assert {"postgresql", "sql"} <= set(element(found, "db").technologies)
    assert element(found, "api").paths == ("api/**",)
    assert flow(found, "web", "api").fact("encrypted-in-transit") == "no"
    assert found.crossed(flow(found, "caller", "web"))[0] == "internet"
    assert not found.crossed(flow(found, "api", "db"))


def test_what_two_languages_tell_of_is_one_element_with_both_sources() -> None:
    found = system({**TOLD["compose"], **TOLD["kubernetes"]})
    assert len(found.elements) == 4
    paths = {source.rpartition(":")[0] for source in element(found, "api").source}
    assert paths == {"docker-compose.yml", "deploy/all.yaml"}
    assert element(found, "db").boundary == "cluster"


def test_every_item_says_where_it_was_seen() -> None:
    found = system({**TOLD["compose"], "main.tf": TERRAFORM, "openapi.yaml": OPENAPI})
    sources = [each.source for each in found.elements] + [each.source for each in found.flows]
    assert all(sources)
    assert all(source.rpartition(":")[2].isdigit() for each in sources for source in each)


def test_resources_of_a_cloud_tell_their_facts_and_flows() -> None:
    found = system({"infra/main.tf": TERRAFORM})
    orders = element(found, "orders-database")
    assert orders.fact("encrypted-at-rest") == "unknown"
    assert (orders.fact("backup"), orders.fact("deletion-protected")) == ("yes", "yes")
    assert orders.fact("exposure") == "internal"
    assert element(found, "thumbs").fact("authentication") == "none"
    assert element(found, "thumbs").fact("exposure") == "internet"
    ways = {(each.start, each.end) for each in found.flows}
    assert {("web-load-balancer", "api"), ("api", "orders-database"), ("thumbs", "pictures-bucket")} <= ways
    assert ("web-load-balancer", "orders-database") not in ways
    assert flow(found, "caller" if found.element("caller") else "customer", "web-load-balancer").protocol == "http"
    zones = {each.id: each.kind for each in found.boundaries}
    assert zones["aws"] == "account"
    assert zones["network-main"] == "network"
    assert found.around(element(found, "api")) == ("network-main", "aws")


def test_policies_subnets_and_settings_are_no_elements() -> None:
    names = {each.id for each in system({"infra/main.tf": TERRAFORM}).elements}
    assert not [name for name in names if "subnet" in name or "policy" in name or "role" in name or "listener" in name]


def test_a_description_of_an_interface_says_who_may_call_and_what_is_at_stake() -> None:
    found = system({"clinic/openapi.yaml": OPENAPI, "clinic/pyproject.toml": "[project]\nname = 'clinic'\n"})
    clinic = next(each for each in found.elements if each.sort is Sort.PROCESS)
    assert clinic.fact("authentication") == "token"
    assert clinic.fact("uploads") == "yes"
    assert clinic.fact("webhook") == "yes"
    assert clinic.fact("fetches-urls") == "unknown"
    assert {asset.id: asset.tags for asset in found.assets}["health"] == ("phi", "pii")
    assert {"health", "personal"} <= set(clinic.data)


def test_a_store_that_is_tried_out_here_and_run_in_the_cloud_is_one() -> None:
    cloud = (
        'resource "aws_db_instance" "orders" {\n  engine = "postgres"\n  storage_encrypted = true\n'
        "  publicly_accessible = false\n}\n"
    )
    found = system({**TOLD["compose"], "main.tf": cloud})
    stores = [each for each in found.elements if each.sort is Sort.STORE]
    assert [each.id for each in stores] == ["orders-database"]
    assert stores[0].fact("encrypted-at-rest") == "platform-key"
    assert flow(found, "api", "orders-database")


CODE = {
    "shop/pyproject.toml": "[project]\nname = 'shop'\n",
    "shop/app.py": (
        "import stripe\nimport psycopg\nimport requests\nfrom flask import Flask, render_template, request\n"
        "import jwt\n"
        "app = Flask(__name__)\n\n"
        '@app.route("/checkout", methods=["POST"])\n'
        "@login_required\n"
        "def checkout():\n"
        "    request.files['invoice']\n"
        '    requests.post("https://parcels.carrier-world.com/v1/labels")\n'
        "    return render_template('done.html')\n\n"
        '@app.route("/admin/people")\n'
        "def people():\n    return ''\n"
    ),
    "shop/models.py": "class Customer:\n    email = Column(String)\n    card_number = Column(String)\n",
}


def test_code_alone_gives_a_process_its_store_and_the_services_of_others() -> None:
    found = system(CODE)
    shop = element(found, "shop")
    facts = dict(shop.facts)
    assert facts["uploads"] == facts["renders-html"] == facts["administers"] == facts["handles-money"] == "yes"
    assert facts["authentication"] == "token"
    assert {"api", "web"} <= set(shop.technologies)
    assert flow(found, "shop", "database").protocol == "postgresql"
    assert set(element(found, "database").data) == {"cards", "personal"}
    assert element(found, "stripe").fact("third-party") == "yes"
    assert "payment" in element(found, "stripe").technologies
    assert flow(found, "shop", "parcels-carrier-world-com").fact("encrypted-in-transit") == "tls"


def test_tests_and_data_for_them_tell_nothing() -> None:
    found = system(
        {
            **CODE,
            "shop/tests/test_app.py": "import openai\nimport pymongo\n",
            "fixtures/docker-compose.yml": "services: {queue: {image: 'rabbitmq:3'}}\n",
        }
    )
    assert {each.id for each in found.elements} == {each.id for each in system(CODE).elements}


def test_a_library_that_may_mean_several_stores_is_said_and_not_guessed() -> None:
    files = {
        "docker-compose.yml": "services:\n  api: {build: api}\n  one: {image: 'redis:7'}\n  two: {image: 'redis:7'}\n",
        "api/main.py": "import redis\n",
    }
    found = drafted(files)
    assert not found.system.flows
    assert len(found.unsure) == 1
    assert "One" in found.unsure[0] and "Two" in found.unsure[0] and "api/main.py:1" in found.unsure[0]


def test_a_crowd_of_equals_becomes_one_that_names_them() -> None:
    text = "".join(f'resource "aws_lambda_function" "job{n}" {{ function_name = "job{n}" }}\n' for n in range(40))
    found = drafted({"main.tf": text})
    assert len(found.system.elements) <= 25
    (group,) = found.grouped
    assert len(group[1]) == 40


def test_facts_are_those_that_an_element_may_state() -> None:
    found = system({**TOLD["compose"], **CODE, "main.tf": TERRAFORM, "openapi.yaml": OPENAPI})
    for each in found.elements:
        for name, value in each.facts:
            assert each.sort.value in TERMS[name].on
            assert value in (*TERMS[name].values, "unknown")
    for way in found.flows:
        for name, value in way.facts:
            assert "flow" in TERMS[name].on
            assert value in (*TERMS[name].values, "unknown")


def test_ids_refer_to_what_is_there() -> None:
    found = system({**TOLD["compose"], **CODE, "main.tf": TERRAFORM, "openapi.yaml": OPENAPI})
    ids = [each.id for each in found.elements] + [each.id for each in found.flows]
    assert len(set(ids)) == len(ids)
    zones = {each.id for each in found.boundaries}
    assets = {each.id for each in found.assets}
    elements = {each.id for each in found.elements}
    assert {each.boundary for each in found.elements} - {""} <= zones
    assert {each.inside for each in found.boundaries} - {""} <= zones
    assert {name for each in found.elements for name in each.data} <= assets
    assert {name for each in found.flows for name in (each.start, each.end)} <= elements


def test_no_credential_of_an_address_comes_into_the_model() -> None:
    word = "".join(("hun", "ter", "2", "x" * 12))
    text = COMPOSE.replace("${PASSWORD}", word).replace("http://api", f"http://someone:{word}@api")
    assert word not in repr(system({"docker-compose.yml": text}))


BROKEN = (
    "services: [", "services: {a: {depends_on: [a, b]}, b: {depends_on: [a]}}", "a: &a [*a]",
    "openapi: 3.0.0\npaths: 7",
    'resource "aws_s3_bucket" {', "apiVersion: v1\nkind: Service\nmetadata: []", "message M { M m = 1; }",
    "openapi: 3.1.0\ncomponents: {schemas: {A: {$ref: '#/components/schemas/A'}}}\npaths: {/a: {get: {requestBody:"
    " {$ref: '#/components/schemas/A'}}}}",
)  # fmt: skip
NAMES = (
    "docker-compose.yml", "main.tf", "k8s.yaml", "openapi.json", "openapi.yaml", "a.proto", "app.py", "x.ts",
    "package.json",
    "models.py", "go.mod", "serverless.yml",
)  # fmt: skip


@pytest.mark.parametrize("text", BROKEN)
def test_broken_and_circular_files_end_in_a_model(text: str) -> None:
    drafted(dict.fromkeys(NAMES, text))


@given(st.dictionaries(st.sampled_from(NAMES), st.one_of(st.binary(max_size=300), st.sampled_from(BROKEN)), max_size=4))
def test_any_content_ends_in_a_model(files: dict[str, str | bytes]) -> None:
    found = drafted(files).system
    assert {each.boundary for each in found.elements} - {""} <= {each.id for each in found.boundaries}


@given(st.permutations(sorted({**TOLD["compose"], **CODE, "main.tf": TERRAFORM})))
def test_the_order_of_files_does_not_matter(order: list[str]) -> None:
    files = {**TOLD["compose"], **CODE, "main.tf": TERRAFORM}
    one, other = system({path: files[path] for path in order}), system(files)
    assert {each.id for each in one.elements} == {each.id for each in other.elements}
    assert {each.id for each in one.flows} == {each.id for each in other.flows}


CLOUDFORMATION = """
AWSTemplateFormatVersion: "2010-09-09"
Transform: AWS::Serverless-2016-10-31
Resources:
  OrdersTable:
    Type: AWS::DynamoDB::Table
    Properties: {BillingMode: PAY_PER_REQUEST}
  PlaceOrder:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src/place
      Handler: app.handler
      Runtime: python3.12
      Environment: {Variables: {TABLE: !Ref OrdersTable}}
      Events: {Api: {Type: Api, Properties: {Path: /orders, Method: post}}}
"""
SERVERLESS = """
service: shop
provider: {name: aws, runtime: nodejs20.x}
functions:
  checkout:
    handler: src/checkout.handler
    events: [{httpApi: {path: /checkout, method: post}}]
"""


def test_a_function_has_its_code_its_gateway_and_what_it_is_given() -> None:
    found = system({"template.yaml": CLOUDFORMATION, "src/place/app.py": "import stripe\n"})
    assert element(found, "place-order").paths == ("src/place/**",)
    ways = {(each.start, each.end) for each in found.flows}
    assert {("rest-api-gateway", "place-order"), ("place-order", "orders-table"), ("place-order", "stripe")} <= ways
    assert element(found, "rest-api-gateway").fact("authentication") == "none"


def test_a_function_of_a_framework_is_the_file_that_handles() -> None:
    files = {
        "serverless.yml": SERVERLESS,
        "src/checkout.js": 'const Stripe = require("stripe")\n',
        "src/other.js": 'const openai = require("openai")\n',
    }
    found = system(files)
    assert element(found, "checkout").paths == ("src/checkout.*",)
    assert {("http-api-gateway", "checkout"), ("checkout", "stripe")} <= {
        (each.start, each.end) for each in found.flows
    }
    assert found.element("openai") is None


def test_a_browser_program_a_proxy_and_what_stands_behind() -> None:
    files = {
        "docker-compose.yml": (
            "services:\n  proxy: {image: 'traefik:3', ports: ['80:80']}\n"
            "  backend:\n    build: backend\n    labels:\n      - traefik.http.routers.b.rule=Host(`x`)\n"
            "  mailpit: {image: axllent/mailpit, ports: ['8025:8025']}\n"
        ),
        "backend/main.py": "import smtplib\napp = FastAPI()\n@app.get('/things')\ndef things(): ...\n",
        "frontend/package.json": '{"name": "frontend", "dependencies": {"react": "18.0.0"}}',
        "frontend/src/main.tsx": 'import { createRoot } from "react-dom/client"\ncreateRoot(document.body)\n',
    }
    found = system(files)
    ways = {(each.start, each.end) for each in found.flows}
    assert {("customer", "proxy"), ("proxy", "backend"), ("frontend", "proxy"), ("backend", "mail-server")} <= ways
    assert ("customer", "backend") not in ways
    assert found.element("mailpit") is None
    assert "browser" in element(found, "frontend").technologies


def test_settings_name_whom_a_gateway_calls() -> None:
    files = {
        "docker-compose.yml": (
            "services:\n  api-gateway:\n    image: acme/petclinic-gateway\n    ports: ['8080:8080']\n"
            "  vets-service:\n    image: acme/petclinic-vets\n    ports: ['8083:8083']\n"
            "  grafana:\n    build: monitoring\n    ports: ['3000:3000']\n"
        ),
        "petclinic-gateway/src/main/resources/application.yml": "routes:\n  - uri: lb://vets-service\n",
        "petclinic-vets/src/main/java/App.java": "@SpringBootApplication\nclass App {}\n",
    }
    found = system(files)
    assert flow(found, "api-gateway", "vets-service").source == (
        "petclinic-gateway/src/main/resources/application.yml:2",
    )
    assert element(found, "vets-service").paths == ("petclinic-vets/**",)
    assert element(found, "vets-service").fact("exposure") == "internet", (
        "its own port is open beside the way through the gateway"
    )
    assert {each.end for each in found.flows if each.start == "customer"} == {"api-gateway", "vets-service"}
    console = element(found, "grafana")
    assert ("admin" in console.technologies, console.fact("default-password")) == (True, "yes"), "its port is open"
    files["docker-compose.yml"] = files["docker-compose.yml"].replace("    ports: ['3000:3000']\n", "")
    assert system(files).element("grafana") is None


def test_a_store_that_is_called_after_a_program_is_that_programs() -> None:
    found = system(
        {
            "docker-compose.yml": "services:\n  orders: {build: orders}\n  orders-db: {image: 'mongo:7'}\n",
            "orders/main.go": "package main\n",
        }
    )
    assert flow(found, "orders", "orders-db").source == ("docker-compose.yml:3",)


def test_what_runs_the_cluster_itself_is_left_out() -> None:
    text = KUBERNETES + (
        "---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: heap, namespace: kube-system}\n"
        "spec: {template: {spec: {containers: [{name: heap, image: acme/heap}]}}}\n"
    )
    found = drafted({"deploy/all.yaml": text})
    assert found.system.element("heap") is None
    assert "Heap" in found.left_out
