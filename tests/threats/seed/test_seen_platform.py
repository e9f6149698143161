"""What clusters, clouds and pipelines show of who talks to whom, who may do what, and what is brought to run."""

from __future__ import annotations

import pytest

from tests.worlds.seeded import element, flow, system

POD = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: NAME}
spec:
  selector: {matchLabels: {app: NAME}}
  template:
    metadata: {labels: {app: NAME}}
    spec:
      serviceAccountName: ACCOUNT
      containers:
        - {name: NAME, image: IMAGE, ports: [{containerPort: PORT}], securityContext: {readOnlyRootFilesystem: true}}
---
"""
POLICY = """
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: to-shelf}
spec:
  podSelector: {matchLabels: {app: shelf-db}}
  ingress:
    - from: [{podSelector: {matchLabels: {app: shelf}}}]
      ports: [{port: 27017}]
---
"""
BINDING = """
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: all}
roleRef: {kind: ClusterRole, name: cluster-admin}
subjects: [{kind: ServiceAccount, name: mighty, namespace: default}]
"""


def _pod(name: str, image: str, port: int, account: str = "default") -> str:
    told = (("NAME", name), ("IMAGE", image), ("PORT", str(port)), ("ACCOUNT", account))
    text = POD
    for word, value in told:
        text = text.replace(word, value)
    return text


def test_a_policy_of_the_network_tells_who_calls_whom() -> None:
    text = _pod("shelf", "tea/shelf", 8080) + _pod("shelf-db", "tea/shelf-db", 27017) + POLICY
    found = system({"k8s/all.yaml": text})
    assert flow(found, "shelf", "shelf-db").protocol == "mongodb"
    assert "mongodb" in element(found, "shelf-db").technologies
    assert "sql" not in element(found, "shelf-db").technologies


@pytest.mark.parametrize(("account", "said"), [("default", "none"), ("mighty", "all")])
def test_an_account_may_do_what_bindings_give_it(account: str, said: str) -> None:
    found = element(system({"k8s/all.yaml": _pod("shelf", "tea/shelf", 8080, account) + BINDING}), "shelf")
    assert (found.fact("cluster-rights"), found.fact("read-only")) == (said, "yes")


MACHINE = """
resource "aws_security_group" "open" {
  ingress {
    from_port   = PORT
    to_port     = PORT
    protocol    = "tcp"
    cidr_blocks = ["RANGE"]
  }
}
resource "aws_instance" "box" {
  ami             = "ami-1"
  instance_type   = "t3.micro"
  security_groups = [aws_security_group.open.name]
}
"""


@pytest.mark.parametrize(
    ("port", "area", "said"), [(22, "0.0.0.0/0", "internet"), (22, "10.0.0.0/8", ""), (443, "0.0.0.0/0", "")]
)
def test_a_shell_is_open_where_a_firewall_lets_everybody_in(port: int, area: str, said: str) -> None:
    found = system({"main.tf": MACHINE.replace("PORT", str(port)).replace("RANGE", area)})
    assert element(found, "box").fact("shell-exposure") == said
    assert ("operator-box" in {each.id for each in found.flows}) == bool(said)
    assert not [each for each in found.flows if each.start == "customer"]


SHOP = {
    "compose.yml": "services:\n  api:\n    build: api\n    ports: ['80:80']\n",
    "api/Dockerfile": "FROM python:3.12\n",
}
JOB = "on: push\njobs:\n  JOB:\n    runs-on: ubuntu-latest\n    steps:\n      - STEP\n"


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ("run: make test", "no"),
        ("run: docker push tea/api", "no"),
        ("uses: docker/build-push-action@v6", "no"),
        ("run: kubectl apply -f k8s", "yes"),
        ("run: kind create cluster && kubectl apply -f k8s", "no"),
        ("run: helm upgrade --install api chart", "yes"),
        ("run: terraform plan", "no"),
        ("run: terraform -chdir=infra apply -auto-approve", "yes"),
        ("uses: appleboy/ssh-action@v1", "yes"),
        ("run: docker compose up -d", "no"),
    ],
)
def test_a_pipeline_deploys_where_a_step_does(step: str, said: str) -> None:
    text = JOB.replace("STEP", step).replace("JOB", "ship")
    found = system({**SHOP, ".github/workflows/a.yml": text})
    assert element(found, "pipeline").fact("deploys") == said
    assert ("pipeline-api" in {each.id for each in found.flows}) == (said == "yes")


def test_a_pipeline_deploys_on_the_machine_that_it_runs_on() -> None:
    text = (
        JOB.replace("STEP", "run: docker compose up -d")
        .replace("JOB", "deploy")
        .replace("ubuntu-latest", "self-hosted")
    )
    found = system({**SHOP, ".github/workflows/a.yml": text})
    assert flow(found, "pipeline", "api").source == (".github/workflows/a.yml:6",)


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, ""),
        ({".npmrc": "@tea:registry=https://packages.tea.example/\n"}, "yes"),
        ({"pip.conf": "[global]\nextra-index-url = https://packages.tea.example/simple\n"}, "yes"),
        ({"pom.xml": "<project><repository><url>https://repo.spring.io/x</url></repository></project>"}, ""),
    ],
)
def test_inner_packages_are_those_of_a_registry_of_ones_own(files: dict[str, str], said: str) -> None:
    text = JOB.replace("STEP", "run: make").replace("JOB", "build")
    found = system({**SHOP, ".github/workflows/a.yml": text, **files})
    assert element(found, "pipeline").fact("inner-packages") == said


LISTENER = """
resource "aws_elb" "door" {
  internal = false
  listener {
    instance_port     = 80
    instance_protocol = "http"
    lb_port           = 80
    lb_protocol       = "WORD"
  }
}
"""


@pytest.mark.parametrize(("word", "said"), [("http", "no"), ("https", "tls")])
def test_a_balancer_speaks_what_its_own_listeners_say(word: str, said: str) -> None:
    found = system({"main.tf": LISTENER.replace("WORD", word)})
    assert [each.fact("encrypted-in-transit") for each in found.flows if each.start in ("customer", "caller")] == [said]


@pytest.mark.parametrize(
    ("ports", "said"), [("'80:80'", "no"), ("'80:80', '443:443'", "unknown"), ("'8080:80'", "unknown")]
)
def test_a_host_that_opens_port_80_alone_speaks_in_clear(ports: str, said: str) -> None:
    text = f"services:\n  site:\n    image: nginx:1\n    ports: [{ports}]\n"
    assert flow(system({"compose.yml": text}), "customer", "site").fact("encrypted-in-transit") == said


def test_what_a_test_or_a_sample_starts_is_not_of_the_system() -> None:
    text = "services:\n  db:\n    image: postgres:16\n    ports: ['5432:5432']\n"
    found = system({"compose.yml": "services:\n  api:\n    image: tea/api\n", "perf_testing/docker-compose.yml": text})
    assert found.element("db") is None and found.element("api") is not None
