"""Which reader a file belongs to, by its path and a look at its first bytes; cheap, as every file is asked."""

from __future__ import annotations

import re
from typing import Final

from holdfast.kit.expressions import expression

_HEAD: Final = 65_536
_BY_PATH: Final = (
    (expression(r"(?:\.tf|\.tofu|\.tf\.json|\.tofu\.json|\.tfvars|\.tfvars\.json)$"), "terraform"),
    (expression(r"(?:^|/)\.(?:github|gitea|forgejo)/workflows/[^/]+\.ya?ml$"), "github"),
    (expression(r"(?:^|/)\.github/dependabot\.ya?ml$"), "github"),
    (expression(r"(?:^|/)\.gitlab-ci\.ya?ml$|\.gitlab-ci\.ya?ml$"), "gitlab"),
    (
        expression(
            r"(?:^|/)(?:bitbucket-pipelines\.ya?ml|\.circleci/config\.ya?ml|Jenkinsfile(?:\.[\w.\-]+)?|[\w\-]+\.Jenkinsfile"
            r"|\.pre-commit-config\.ya?ml|\.?azure-pipelines?(?:[.\-][\w.\-]+)?\.ya?ml"
            r"|\.?azure-?pipelines?/(?:[\w.\-]+/)*[\w.\-]+\.ya?ml)$"
        ),
        "pipelines",
    ),
    (expression(r"(?:^|/)serverless\.ya?ml$"), "serverless"),
    (expression(r"(?:^|/)(?:docker-)?compose(?:[.\-][\w.\-]+)?\.ya?ml$"), "compose"),
    (
        expression(r"(?:^|/)(?:Dockerfile|Containerfile)(?:\.[\w.\-]+)?$|\.(?:docker|container)file$", re.IGNORECASE),
        "dockerfile",
    ),
    (expression(r"(?:^|/)\.dockerignore$"), "dockerfile"),
    (expression(r"(?:^|/)kustomization\.ya?ml$|(?:^|/)Kustomization$|(?:^|/)Chart\.ya?ml$"), "kubernetes"),
)
_YAML: Final = expression(r"\.(?:ya?ml|json|template)$", re.IGNORECASE)
_ACTION: Final = expression(r"(?:^|/)action\.ya?ml$")
_PLAYBOOK: Final = expression(
    r"(?:^|/)(?:playbooks?|roles/[^/]+/(?:tasks|handlers|defaults|vars)|(?:group|host)_vars|tasks|handlers)/"
)

_CLOUDFORMATION: Final = expression(
    rb"AWSTemplateFormatVersion|AWS::Serverless-2016-10-31|[\"']?Type[\"']?\s*:\s*[\"']?AWS::\w+::"
)
_ARM: Final = expression(rb"schema\.management\.azure\.com/schemas/[0-9\-]+/[a-zA-Z]*[dD]eploymentTemplate\.json")
_PLAN: Final = expression(rb"\"(?:planned_values|resource_changes)\"\s*:")
_KUBERNETES: Final = expression(rb"(?m)^\s*[\"']?apiVersion[\"']?\s*:")
_PATCH: Final = expression(rb"(?m)^-[ ]+op[ ]*:[ ]*[\"']?(?:add|remove|replace|test|move|copy)\b")
"""An operation of a JSON patch, by which kustomizations change objects."""
_KIND: Final = expression(rb"(?m)^\s*[\"']?kind[\"']?\s*:|[\"']kind[\"']\s*:")
_COMPOSE: Final = expression(rb"(?m)^services\s*:")
_REGISTRY: Final = expression(rb"(?m)^version\s*:[ ]*[\"']?0\.1[\"']?[ ]*(?:#.*)?$")
_STORAGE: Final = expression(rb"(?m)^storage\s*:")
_STEPS: Final = expression(rb"(?m)^runs\s*:")
_PLAY: Final = expression(
    rb"(?m)^\s*-\s+(?:name\s*:[^\n]*\n\s+)?"
    rb"(?:hosts|import_playbook|ansible\.builtin\.\w+|tasks|include_tasks|import_tasks)\s*:"
)


def reader_of(path: str, data: bytes) -> str:
    """Name of the reader that understands a file; empty where none does."""
    for pattern, name in _BY_PATH:
        if pattern.search(path):
            return name
    if not _YAML.search(path):
        return ""
    head = data[:_HEAD]
    if _CLOUDFORMATION.search(head):
        return "cloudformation"
    if path.endswith((".json", ".template")):
        if _ARM.search(head):
            return "arm"
        if _PLAN.search(data[: 16 * _HEAD]) and b'"terraform_version"' in head:
            return "plan"
    if b"apiVersion" in head and _KUBERNETES.search(head) and _KIND.search(head):
        return "kubernetes"
    if path.endswith((".yml", ".yaml")):
        if _PATCH.search(head):
            return "kubernetes"
        if _ACTION.search(path) and _STEPS.search(head):
            return "github"
        if _PLAYBOOK.search(path) or _PLAY.search(head):
            return "ansible"
        if _REGISTRY.search(head) and _STORAGE.search(head):
            return "distribution"
        if _COMPOSE.search(head) and (b"image:" in head or b"build:" in head):
            return "compose"
    return ""
