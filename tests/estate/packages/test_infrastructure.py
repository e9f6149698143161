"""What infrastructure is made of: providers and modules, charts, roles, actions, hooks, images."""

from __future__ import annotations

from holdfast.model.package import Reach, Source
from tests.estate.packages.looking import look, only, packages

MAIN = """terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.0"
    }
    random = "3.5.1"
    own = { source = "app.example/team/own", version = ">= 1" }
  }
}
module "vpc" {
  source  = "terraform-aws-modules/vpc/aws"
  version = "5.1.2"
}
module "net" {
  source = "git::https://u:p@git.example/net.git//sub?ref=v1.2.0"
}
module "hub" { source = "github.com/acme/hub?ref=0123456789abcdef" }
module "here" { source = "./here" }
"""
LOCK = """provider "registry.example.io/hashicorp/aws" {{
  version     = "5.31.0"
  constraints = "~> 5.0"
  hashes = [
    "h1:abc=",
    "zh:{}",
  ]
}}
""".format("a" * 64)


def test_providers_and_modules_of_a_folder() -> None:
    found = only({"main.tf": MAIN})
    assert not found.locked
    known = packages(found)
    assert {key: (each.place.line, each.source, each.requirement) for key, each in known.items()} == {
        "app.example/team/own@": (8, Source.REGISTRY, ">= 1"),
        "git.example/net@v1.2.0": (16, Source.GIT, ""),
        "github.com/acme/hub@0123456789abcdef": (18, Source.GIT, ""),
        "hashicorp/aws@": (3, Source.REGISTRY, "~> 5.0"),
        "hashicorp/random@3.5.1": (7, Source.REGISTRY, "3.5.1"),
        "terraform-aws-modules/vpc/aws@5.1.2": (12, Source.REGISTRY, "5.1.2"),
    }
    assert known["git.example/net@v1.2.0"].address == "https://git.example/net.git@v1.2.0"


def test_the_lock_file_answers_for_providers() -> None:
    found = look({"live/main.tf": MAIN, "live/.terraform.lock.hcl": LOCK})
    (aws,) = found["live/.terraform.lock.hcl"].packages
    assert (aws.key, aws.requirement, aws.hashes) == ("hashicorp/aws@5.31.0", "~> 5.0", ("sha256:" + "a" * 64,))
    assert len(found["live/main.tf"].packages) == 3
    assert found["live/.terraform.lock.hcl"].manifests == ("live/main.tf",)


CHART = """apiVersion: v2
name: shop
version: 1.0.0
dependencies:
  - name: postgresql
    version: ~12.1
    repository: https://u:p@charts.example/x
    condition: postgresql.enabled
  - name: own
    version: 0.1.0
    repository: file://../own
"""
CHART_LOCK = """dependencies:
- name: postgresql
  repository: https://charts.example/x
  version: 12.1.9
- name: own
  repository: file://../own
  version: 0.1.0
digest: sha256:aa
"""


def test_charts_and_their_lock_file() -> None:
    found = only({"chart/Chart.yaml": CHART})
    assert (found.name, found.version, found.locked) == ("shop", "1.0.0", False)
    asked = packages(found)
    assert {key: (each.place.line, each.reach, each.source) for key, each in asked.items()} == {
        "own@0.1.0": (9, Reach.RUNTIME, Source.PATH),
        "postgresql@": (5, Reach.OPTIONAL, Source.REGISTRY),
    }
    assert asked["postgresql@"].address == "https://charts.example/x"
    locked = packages(only({"chart/Chart.yaml": CHART, "chart/Chart.lock": CHART_LOCK}))
    assert (locked["postgresql@12.1.9"].requirement, locked["postgresql@12.1.9"].place.line) == ("~12.1", 2)


def test_a_chart_without_dependencies_is_no_inventory() -> None:
    assert look({"Chart.yaml": "apiVersion: v2\nname: x\nversion: 1.0.0\n"}) == {}


REQUIREMENTS = """roles:
  - name: acme.nginx
    version: 3.1.0
  - src: https://u:p@git.example/role.git
    scm: git
    version: v1
    name: role
collections:
  - community.general
  - name: amazon.aws
    version: ">=6.0.0"
"""


def test_roles_and_collections_of_ansible() -> None:
    known = packages(only({"requirements.yml": REQUIREMENTS}))
    assert {key: (each.place.line, each.source) for key, each in known.items()} == {
        "acme.nginx@3.1.0": (2, Source.REGISTRY),
        "amazon.aws@": (10, Source.REGISTRY),
        "community.general@": (9, Source.REGISTRY),
        "role@v1": (4, Source.GIT),
    }
    assert known["role@v1"].address == "https://git.example/role.git@v1"
    assert [each.key for each in only({"requirements.yml": "- acme.one,1.2.0\n- src: acme.two\n"}).packages] == [
        *("acme.one@1.2.0", "acme.two@")
    ]
    assert [each.key for each in only({"galaxy.yml": "name: x\ndependencies:\n  a.b: '>=1'\n"}).packages] == ["a.b@"]
    assert [each.key for each in only({"roles/x/meta/main.yml": "dependencies:\n  - role: a.b\n"}).packages] == ["a.b@"]


def test_the_first_form_of_charts_is_told_from_roles() -> None:
    found = only(
        {"requirements.yaml": "dependencies:\n  - name: redis\n    version: 1.0.0\n    repository: https://x\n"}
    )
    assert [(each.ecosystem, each.key) for each in found.packages] == [("Helm", "redis@1.0.0")]


COMMIT = "0123456789012345678901234567890123456789"
WORKFLOW = f"""on: push
jobs:
  one:
    runs-on: ubuntu-latest
    container: node:20.1
    services:
      db: {{image: "postgres:15"}}
    steps:
      - uses: Actions/Checkout@v4
      - uses: actions/setup-go@v5.0.1
      - uses: tj-actions/changed-files@{COMMIT} # v45.0.7
      - uses: acme/other/sub@{COMMIT}
      - uses: ./here
      - uses: docker://alpine:3.18
  two:
    uses: acme/flows/.github/workflows/x.yml@main
"""


def test_actions_reusable_workflows_and_images_of_a_pipeline() -> None:
    found = only({".github/workflows/ci.yml": WORKFLOW})
    known = packages(found)
    assert {f"{each.ecosystem} {key}": (each.place.line, each.requirement) for key, each in known.items()} == {
        "Docker alpine@3.18": (14, "3.18"),
        "Docker node@20.1": (5, "20.1"),
        "Docker postgres@15": (7, "15"),
        "GitHub Actions acme/flows@": (16, "main"),
        f"GitHub Actions acme/other@{COMMIT}": (12, COMMIT),
        "GitHub Actions actions/checkout@": (9, "v4"),
        "GitHub Actions actions/setup-go@v5.0.1": (10, "v5.0.1"),
        "GitHub Actions tj-actions/changed-files@v45.0.7": (11, COMMIT),
    }
    assert {each.reach for each in found.packages} == {Reach.BUILD}


def test_a_composite_action_uses_others() -> None:
    text = "runs:\n  using: composite\n  steps:\n    - uses: actions/cache@v3.2.1\n"
    assert [each.key for each in only({"tools/action.yml": text}).packages] == ["actions/cache@v3.2.1"]


def test_hooks_are_repositories_with_a_revision() -> None:
    text = """repos:
  - repo: https://github.com/PSF/black
    rev: 23.1.0
  - repo: https://u:p@git.example/hooks.git
    rev: v2
  - repo: local
    hooks: []
"""
    known = packages(only({".pre-commit-config.yaml": text}))
    assert {key: (each.place.line, each.address) for key, each in known.items()} == {
        "git.example/hooks@v2": (4, "https://git.example/hooks.git@v2"),
        "psf/black@23.1.0": (2, "https://github.com/PSF/black@23.1.0"),
    }


DOCKERFILE = f"""ARG VERSION=3.12
FROM golang:1.22 AS build
RUN --mount=from=tools:1,target=/t true
FROM build AS more
FROM python:${{VERSION}}-slim
COPY --from=build /a /a
COPY --from=ghcr.example/acme/bin:2@sha256:{"b" * 64} /b /b
FROM $UNKNOWN AS odd
FROM python:${{VERSION}}-slim AS last
"""


def test_images_of_a_dockerfile() -> None:
    found = only({"Dockerfile.prod": DOCKERFILE})
    known = packages(found)
    assert {key: (each.place.line, each.reach) for key, each in known.items()} == {
        "ghcr.example/acme/bin@2": (7, Reach.RUNTIME),
        "golang@1.22": (2, Reach.BUILD),
        "python@3.12-slim": (5, Reach.RUNTIME),
        "tools@1": (3, Reach.BUILD),
    }
    assert known["ghcr.example/acme/bin@2"].hashes == ("sha256:" + "b" * 64,)


def test_images_of_compose_kubernetes_and_gitlab() -> None:
    compose = (
        "services:\n  a:\n    image: redis:7\n  b:\n    build: .\n    image: own:1\n  c:\n    image: ${X:-nginx:1.25}\n"
    )
    pod = """apiVersion: v1
kind: Pod
spec:
  containers:
    - image: "registry.example:5000/app:1.0"
    - name: x
      image: {{ .Values.image }}
"""
    gitlab = "image:\n  name: ruby:3.2\njob:\n  image: node:18\n"
    found = look({"docker-compose.yml": compose, "k/pod.yaml": pod, ".gitlab-ci.yml": gitlab, "x.yml": "image: a:1\n"})
    assert {path: [each.key for each in one.packages] for path, one in found.items()} == {
        "docker-compose.yml": ["nginx@1.25", "redis@7"],
        "k/pod.yaml": ["registry.example:5000/app@1.0"],
        ".gitlab-ci.yml": ["node@18", "ruby@3.2"],
    }
