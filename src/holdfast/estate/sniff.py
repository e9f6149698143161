"""Which reader a file belongs to, by its path and a look at its first bytes; cheap, as every file is asked."""

from __future__ import annotations

import re
from typing import Final

_HEAD: Final = 65_536
_BY_PATH: Final = (
    (re.compile(r"(?:\.tf|\.tofu|\.tf\.json|\.tofu\.json|\.tfvars|\.tfvars\.json)$"), "terraform"),
    (re.compile(r"(?:^|/)\.(?:github|gitea|forgejo)/workflows/[^/]+\.ya?ml$"), "github"),
    (re.compile(r"(?:^|/)\.github/dependabot\.ya?ml$"), "github"),
    (re.compile(r"(?:^|/)\.gitlab-ci\.ya?ml$|\.gitlab-ci\.ya?ml$"), "gitlab"),
    (
        re.compile(
            r"(?:^|/)(?:bitbucket-pipelines\.ya?ml|\.circleci/config\.ya?ml|Jenkinsfile(?:\.[\w.\-]+)?|[\w\-]+\.Jenkinsfile"
            r"|\.pre-commit-config\.ya?ml|\.?azure-pipelines?(?:[.\-][\w.\-]+)?\.ya?ml"
            r"|\.?azure-?pipelines?/(?:[\w.\-]+/)*[\w.\-]+\.ya?ml)$"
        ),
        "pipelines",
    ),
    (re.compile(r"(?:^|/)serverless\.ya?ml$"), "serverless"),
    (re.compile(r"(?:^|/)(?:docker-)?compose(?:[.\-][\w.\-]+)?\.ya?ml$"), "compose"),
    (
        re.compile(r"(?:^|/)(?:Dockerfile|Containerfile)(?:\.[\w.\-]+)?$|\.(?:docker|container)file$", re.IGNORECASE),
        "dockerfile",
    ),
    (re.compile(r"(?:^|/)\.dockerignore$"), "dockerfile"),
    (re.compile(r"(?:^|/)kustomization\.ya?ml$|(?:^|/)Kustomization$|(?:^|/)Chart\.ya?ml$"), "kubernetes"),
)
_YAML: Final = re.compile(r"\.(?:ya?ml|json|template)$", re.IGNORECASE)
_ACTION: Final = re.compile(r"(?:^|/)action\.ya?ml$")
_PLAYBOOK: Final = re.compile(
    r"(?:^|/)(?:playbooks?|roles/[^/]+/(?:tasks|handlers|defaults|vars)|(?:group|host)_vars|tasks|handlers)/"
)

_CLOUDFORMATION: Final = re.compile(
    rb"AWSTemplateFormatVersion|AWS::Serverless-2016-10-31|[\"']?Type[\"']?\s*:\s*[\"']?AWS::\w+::"
)
_ARM: Final = re.compile(rb"schema\.management\.azure\.com/schemas/[0-9\-]+/[a-zA-Z]*[dD]eploymentTemplate\.json")
_PLAN: Final = re.compile(rb"\"(?:planned_values|resource_changes)\"\s*:")
_KUBERNETES: Final = re.compile(rb"(?m)^\s*[\"']?apiVersion[\"']?\s*:")
_PATCH: Final = re.compile(rb"(?m)^-[ ]+op[ ]*:[ ]*[\"']?(?:add|remove|replace|test|move|copy)\b")
"""An operation of a JSON patch, by which kustomizations change objects."""
_KIND: Final = re.compile(rb"(?m)^\s*[\"']?kind[\"']?\s*:|[\"']kind[\"']\s*:")
_COMPOSE: Final = re.compile(rb"(?m)^services\s*:")
_STEPS: Final = re.compile(rb"(?m)^runs\s*:")
_PLAY: Final = re.compile(
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
        if _COMPOSE.search(head) and (b"image:" in head or b"build:" in head):
            return "compose"
    return ""
