"""Stores and consoles say how they know who calls as their containers are started, and programs as their code does."""

from __future__ import annotations

import pytest

from holdfast.model.system import System
from tests.worlds.seeded import element, flow, system

OPEN = "open" + "-sesame"


def _compose(image: str, *more: str) -> System:
    rows = "".join(f"    {row}\n" for row in more)
    return system({"compose.yml": f"services:\n  store:\n    image: {image}\n{rows}"})


@pytest.mark.parametrize(
    ("image", "more", "said", "known"),
    [
        ("redis:7", "", "none", ""),
        ("redis:7", "command: redis-server --requirepass ${WORD}", "", ""),
        ("redis:7", "volumes: ['./redis.conf:/etc/redis/redis.conf']", "", ""),
        ("redis:7", "command: redis-server --protected-mode no", "none", ""),
        ("mongo:7", "", "none", ""),
        ("mongo:7", "command: [mongod, --auth]", "", ""),
        ("mongo:7", "environment: {MONGO_INITDB_ROOT_PASSWORD: '${WORD}'}", "password", ""),
        ("postgres:16", "", "password", ""),
        ("postgres:16", "environment: {POSTGRES_HOST_AUTH_METHOD: trust}", "none", ""),
        ("postgres:16", f"environment: {{POSTGRES_PASSWORD: {OPEN}}}", "password", "yes"),
        ("postgres:16", f"environment: ['POSTGRES_PASSWORD={OPEN}']", "password", "yes"),
        ("postgres:16", f"environment: ['POSTGRES_PASSWORD=${{WORD:-{OPEN}}}']", "password", "yes"),
        ("postgres:16", "environment: ['POSTGRES_PASSWORD=${WORD}']", "password", ""),
        ("postgres:16", "environment: {POSTGRES_PASSWORD_FILE: /run/secrets/word}", "password", ""),
        ("mysql:8", "environment: {MYSQL_ALLOW_EMPTY_PASSWORD: 'true'}", "none", ""),
        ("mysql:8", "environment: {MYSQL_ALLOW_EMPTY_PASSWORD: 'false'}", "password", ""),
        ("rabbitmq:3-management", "", "password", "yes"),
        (
            "docker.elastic.co/elasticsearch/elasticsearch:8",
            "environment: ['xpack.security.enabled=false']",
            "none",
            "",
        ),
    ],
)
def test_a_store_asks_as_its_settings_say(image: str, more: str, said: str, known: str) -> None:
    store = element(_compose(image, *([more] if more else [])), "store")
    assert (store.fact("authentication"), store.fact("default-password")) == (said, known)


def test_a_cluster_starts_its_stores_with_settings_too() -> None:
    text = (
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: store}\n"
        "spec:\n  selector: {matchLabels: {app: store}}\n"
        "  template:\n    metadata: {labels: {app: store}}\n    spec:\n      containers:\n        - name: store\n"
        "          image: postgres:16\n          env: [{name: POSTGRES_PASSWORD, VALUE}]\n"
    )
    told = element(system({"k8s/a.yaml": text.replace("VALUE", f"value: {OPEN}")}), "store")
    assert (told.fact("default-password"), told.fact("exposure")) == ("yes", "internal")
    hidden = "valueFrom: {secretKeyRef: {name: a, key: b}}"
    kept = element(system({"k8s/a.yaml": text.replace("VALUE", hidden)}), "store")
    assert (kept.fact("authentication"), kept.fact("default-password")) == ("password", "")


def test_a_password_in_an_address_is_one_that_everybody_knows() -> None:
    text = f"services:\n  api:\n    build: .\n    environment: {{DSN: 'postgres://tea:{OPEN}@db/tea'}}\n"
    found = system({"compose.yml": text + "  db:\n    image: postgres:16\n"})
    assert element(found, "db").fact("default-password") == "yes"
    code = f"connect('postgres://tea:{OPEN}@db/tea')\n"
    other = "services:\n  api:\n    build: .\n  db:\n    image: postgres:16\n"
    found = system({"compose.yml": other, "app.js": code})
    assert element(found, "db").fact("default-password") == "yes"
    assert flow(found, "api", "db").protocol == "postgresql"
    assert OPEN not in repr(found)


def test_what_another_place_deploys_is_not_judged_by_what_a_developer_starts() -> None:
    cloud = 'resource "aws_elasticache_cluster" "carts" {\n  engine = "redis"\n}\n'
    found = system(
        {"compose.yml": "services:\n  cache:\n    image: redis:7\n    ports: ['6379:6379']\n", "main.tf": cloud}
    )
    assert [each.fact("exposure") for each in found.elements if each.sort.value == "store"] != ["internet"]


@pytest.mark.parametrize(
    ("path", "ports", "said"),
    [
        ("compose.yml", "5432:5432", "internet"),
        ("compose.yml", "127.0.0.1:5432:5432", "local"),
        ("compose.dev.yml", "5432:5432", "internal"),
    ],
)
def test_a_published_store_is_reached_by_everybody(path: str, ports: str, said: str) -> None:
    text = f"services:\n  db:\n    image: postgres:16\n    ports: ['{ports}']\n"
    assert element(system({path: text}), "db").fact("exposure") == said


PLAIN = (
    "from flask import Flask, request\napp = Flask(__name__)\n\n"
    "@app.post('/teas')\ndef add():\n    return request.get_json()\n"
)


def test_who_asks_nobody_says_so_and_who_might_does_not() -> None:
    compose = "services:\n  api:\n    build: .\n    ports: ['80:5000']\n"
    found = element(system({"compose.yml": compose, "app.py": PLAIN}), "api")
    assert (found.fact("authentication"), found.fact("takes-input")) == ("none", "yes")
    for more in (
        {"auth.py": "def current_user():\n    return 1\n"},
        {"requirements.txt": "flask-jwt-extended==4\n"},
        {
            "nginx.conf": "auth_basic tea;\n",
            "compose.yml": compose + "    labels: {traefik.http.middlewares.a.basicauth.users: b}\n",
        },
    ):
        found = element(system({"compose.yml": compose, "app.py": PLAIN, **more}), "api")
        assert found.fact("authentication") == "unknown", more


def test_a_console_of_a_framework_is_one_for_operators() -> None:
    code = "@EnableAdminServer\n@SpringBootApplication\nclass App {}\n"
    found = system(
        {"compose.yml": "services:\n  names:\n    build: .\n    ports: ['8761:8761']\n", "src/App.java": code}
    )
    console = element(found, "names")
    assert (console.fact("authentication"), console.fact("administers")) == ("none", "yes")
    assert "admin" in console.technologies and "api" not in console.technologies
    assert flow(found, "operator", "names").fact("network") == "public"
    text = "services:\n  names:\n    build: names\n    ports: ['8761:8761']\n"
    text += "  api:\n    build: api\n    depends_on: [names]\n"
    found = system({"compose.yml": text, "names/src/App.java": code.replace("Admin", "Eureka")})
    assert "admin" in element(found, "names").technologies and element(found, "names").fact("administers") == ""
    assert [each.id for each in found.flows if each.start == "api"] == []


def test_what_was_concluded_and_not_seen_is_a_guess() -> None:
    compose = "services:\n  payment:\n    image: tea/payment\n  db:\n    image: mysql:8\n"
    found = system({"compose.yml": compose})
    assert (element(found, "payment").data, element(found, "payment").guessed) == (("cards",), ("data",))
    assert (element(found, "db").data, element(found, "db").guessed) == (("business",), ("data",))
    read = "services:\n  api:\n    build: .\n  db:\n    image: mysql:8\n"
    model = "class Guest:\n    first_name: str\n    e_mail: str\n"
    found = system({"compose.yml": read, "models.py": model, "app.py": PLAIN + "import pymysql\n"})
    assert (element(found, "db").data, element(found, "db").guessed) == (("personal",), ())
    found = system({"compose.yml": read, "app.py": PLAIN.replace("/teas", "/checkout")})
    assert (element(found, "api").fact("handles-money"), element(found, "api").guessed) == ("yes", ("handles-money",))


def test_a_database_of_a_package_that_lives_in_memory_is_gone_with_its_program() -> None:
    pom = (
        "<project><groupId>a</groupId><artifactId>b</artifactId><version>1</version><dependencies><dependency>"
        "<groupId>com.h2database</groupId><artifactId>h2</artifactId><version>2.2.224</version></dependency>"
        "</dependencies></project>"
    )
    code = "import jakarta.persistence.Entity;\n@SpringBootApplication\nclass App {}\n"
    found = element(system({"pom.xml": pom, "src/App.java": code}), "database")
    assert (found.fact("in-memory"), found.guessed) == ("yes", ("data", "in-memory"))
