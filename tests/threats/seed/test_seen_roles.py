"""A draft knows which files deploy the system, which helpers hold their machine, and which secrets are published."""

from __future__ import annotations

import base64

import pytest

from tests.worlds.seeded import drafted, element, system

DEPLOYMENT = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: NAME}
spec:
  selector: {matchLabels: {app: NAME}}
  template:
    metadata: {labels: {app: NAME}}
    spec:
      containers: [{name: NAME, image: shop/NAME, envFrom: [{configMapRef: {name: peers}}]}]
---
apiVersion: v1
kind: Service
metadata: {name: NAME}
spec: {type: KIND, selector: {app: NAME}, ports: [{port: 80}]}
---
"""
PEERS = """
apiVersion: v1
kind: ConfigMap
metadata: {name: peers}
data: {STOCK_ADDR: "stock:8080", TEAS_ADDR: "teas:8080"}
"""


def _deployed(*names: str, kind: str = "ClusterIP") -> str:
    return "".join(DEPLOYMENT.replace("NAME", name).replace("KIND", kind) for name in names)


@pytest.mark.parametrize(
    ("service", "kept"),
    [
        ("volumes: ['/var/run/docker.sock:/var/run/docker.sock:ro']", True),
        ("volumes: ['/:/host:ro']", True),
        ("privileged: true", True),
        ("ports: ['4318:4318']", True),
        ("volumes: ['./collect.yml:/etc/collect.yml']", False),
    ],
)
def test_a_helper_that_holds_its_machine_or_a_door_stays(service: str, kept: bool) -> None:
    compose = f"services:\n  api: {{build: api}}\n  logs:\n    image: fluent/fluentd:1\n    {service}\n"
    found = drafted({"compose.yml": compose, "api/Dockerfile": "FROM python:3.12\n"})
    assert (found.system.element("logs") is not None, "Logs" in found.left_out) == (kept, not kept)


def test_a_program_that_holds_the_engine_keeps_its_callers() -> None:
    compose = (
        "services:\n  api: {build: api, volumes: ['/var/run/docker.sock:/var/run/docker.sock']}\n"
        "  web: {build: web, ports: ['80:80'], environment: {API_URL: 'http://api:1'}}\n"
    )
    found = system({"compose.yml": compose, "api/Dockerfile": "FROM a:1\n", "web/Dockerfile": "FROM b:1\n"})
    assert ("web", "api") in {(each.start, each.end) for each in found.flows}


@pytest.mark.parametrize("folder", ["extras/hpa", "legacy", "perf_testing", "load-test"])
def test_a_variant_opens_nothing_that_the_main_files_keep_closed(folder: str) -> None:
    files = {
        "k8s/api.yaml": _deployed("api"),
        f"{folder}/api.yaml": _deployed("api", kind="LoadBalancer"),
        f"{folder}/tuner.yaml": _deployed("tuner"),
    }
    found = drafted(files)
    assert element(found.system, "api").fact("exposure") == "internal"
    assert found.system.element("tuner") is None
    assert found.left_out == ("Tuner",)


def test_of_programs_built_from_one_folder_a_proxy_owns_no_code() -> None:
    compose = (
        "services:\n  nginx:\n    build: {context: ., dockerfile: Dockerfile.nginx}\n    ports: ['80:80']\n"
        "  web:\n    build: {context: ., dockerfile: Dockerfile.web}\n"
    )
    code = "from flask import Flask\napp = Flask(__name__)\n\n@app.post('/orders')\ndef order():\n    return ''\n"
    found = system({"compose.yaml": compose, "shop/app.py": code, "requirements.txt": "flask==3.0.0\n"})
    assert "api" in element(found, "web").technologies
    assert "api" not in element(found, "nginx").technologies


def test_where_all_files_are_a_variant_they_count() -> None:
    found = system({"extras/api.yaml": _deployed("api", kind="LoadBalancer")})
    assert element(found, "api").fact("exposure") == "internet"


def test_of_settings_that_all_are_handed_a_program_uses_what_its_files_name() -> None:
    files = {
        "k8s/all.yaml": _deployed("web", "stock", "teas") + PEERS,
        "web/Dockerfile": "FROM python:3.12\n",
        "web/app.py": "import os\nstock = os.environ['STOCK_ADDR']\n",
    }
    ends = {each.end for each in system(files).flows if each.start == "web"}
    assert ends == {"stock"}


def test_a_job_that_fills_a_database_is_none() -> None:
    job = """
apiVersion: batch/v1
kind: Job
metadata: {name: export-db}
spec: {template: {spec: {containers: [{name: a, image: shop/accounts-db}]}}}
"""
    found = system({"k8s/api.yaml": _deployed("api"), "k8s/job.yaml": job})
    assert "batch" in element(found, "export-db").technologies
    assert element(found, "export-db").sort.value == "process"


@pytest.mark.parametrize("used", [True, False])
def test_a_store_that_a_manifest_alone_tells_of_is_asked_for(used: bool) -> None:
    files = {
        "compose.yml": "services:\n  api: {build: api, ports: ['80:80']}\n",
        "api/Dockerfile": "FROM ruby:3\n",
        "api/package.json": '{"name": "api", "dependencies": {"redis": "1.0.0"}}',
        "api/config/cache.yml": "store: redis\n" if used else "store: memory\n",
    }
    found = drafted(files)
    assert (found.system.element("redis") is not None) is used
    assert any("redis" in each for each in found.unsure) is not used


def _handed(secret: str, items: str = "") -> dict[str, str]:
    pod = f"""
apiVersion: apps/v1
kind: Deployment
metadata: {{name: api}}
spec:
  template:
    metadata: {{labels: {{app: api}}}}
    spec:
      containers: [{{name: api, image: shop/api}}]
      volumes: [{{name: keys, secret: {{secretName: keys{items}}}}}]
"""
    return {"k8s/api.yaml": pod, "k8s/keys.yaml": secret}


def _secret(**entries: str) -> str:
    data = "\n".join(f"  {name}: {base64.b64encode(value.encode()).decode()}" for name, value in entries.items())
    return f"apiVersion: v1\nkind: Secret\nmetadata: {{name: keys}}\ndata:\n{data}\n"


def test_a_private_key_in_a_manifest_is_no_managed_secret() -> None:
    key = "-----BEGIN RSA " + "PRIVATE KEY-----\n" + "MIIEow" * 20 + "\n-----END RSA " + "PRIVATE KEY-----\n"
    own = element(system(_handed(_secret(signing=key, public="open"))), "api")
    assert own.fact("secrets-managed") == "no"
    assert "k8s/keys.yaml:5" in own.source
    other = element(system(_handed(_secret(signing=key, public="open"), ", items: [{key: public, path: a}]")), "api")
    assert other.fact("secrets-managed") != "no"


def test_a_password_in_a_config_map_is_known() -> None:
    word = "tea-" + "leaves-9"
    files = {
        "k8s/db.yaml": f"""
apiVersion: apps/v1
kind: StatefulSet
metadata: {{name: db}}
spec:
  template:
    metadata: {{labels: {{app: db}}}}
    spec: {{containers: [{{name: db, image: "postgres:16", envFrom: [{{configMapRef: {{name: db}}}}]}}]}}
---
apiVersion: v1
kind: ConfigMap
metadata: {{name: db}}
data: {{POSTGRES_PASSWORD: {word}}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {{name: api}}
spec:
  template:
    metadata: {{labels: {{app: api}}}}
    spec: {{containers: [{{name: api, image: shop/api, envFrom: [{{configMapRef: {{name: db}}}}]}}]}}
"""
    }
    found = system(files)
    assert element(found, "db").fact("default-password") == "yes"
    assert element(found, "api").fact("secrets-managed") == "no"


def test_visitors_of_a_console_that_asks_nobody_are_seen_in_its_settings() -> None:
    files = {
        "compose.yml": "services:\n  api: {build: api, ports: ['80:80']}\n  grafana:\n    image: grafana/grafana:11\n"
        "    ports: ['3000:3000']\n    volumes: ['./grafana.ini:/etc/grafana/grafana.ini']\n",
        "api/Dockerfile": "FROM python:3.12\n",
        "grafana.ini": "[auth.anonymous]\n;enabled = false\nenabled = true\norg_role = Admin\n\n[auth.basic]\n",
    }
    grafana = element(system(files), "grafana")
    assert (grafana.fact("authentication"), grafana.fact("administers")) == ("none", "yes")


def test_an_image_that_starts_from_a_store_is_one() -> None:
    files = {
        "compose.yml": "services:\n  api: {build: api, ports: ['80:80']}\n  finder:\n    build: finder\n"
        "    environment: {DISABLE_SECURITY_PLUGIN: 'true'}\n",
        "api/Dockerfile": "FROM python:3.12\n",
        "finder/Dockerfile": "FROM --platform=linux/amd64 opensearchproject/opensearch:3\nUSER 0\n",
    }
    finder = element(system(files), "finder")
    assert ("search" in finder.technologies, finder.fact("authentication")) == (True, "none")


@pytest.mark.parametrize(("ports", "said"), [("['80:80', '9901:9901']", "yes"), ("['80:80']", "")])
def test_the_console_of_a_proxy_that_listens_everywhere_is_one(ports: str, said: str) -> None:
    files = {
        "compose.yml": f"services:\n  edge-proxy: {{build: edge, ports: {ports}}}\n",
        "edge/Dockerfile": "FROM envoyproxy/envoy:v1\n",
        "edge/envoy.yaml": "admin:\n  address:\n    socket_address:\n      address: 0.0.0.0\n      port_value: 9901\n",
    }
    assert element(system(files), "edge-proxy").fact("debug") == said


def test_what_could_not_be_placed_is_told_of_once() -> None:
    files = {
        "compose.yml": "services:\n  api: {build: api, ports: ['80:80']}\n"
        "  one: {image: 'postgres:16'}\n  two: {image: 'postgres:16'}\n",
        "api/Dockerfile": "FROM python:3.12\n",
        "api/teas.py": "import psycopg\n",
        "api/cups.py": "import psycopg\n",
    }
    assert len([each for each in drafted(files).unsure if "postgresql" in each]) == 1
