"""Which reader a file belongs to, by its path and a look at its first bytes; cheap, as every file is asked."""

from __future__ import annotations

import re
from typing import Final

from holdfast.kit.expressions import expression

_HEAD: Final = 65_536
_TERRAFORM: Final = (".tf", ".tofu", ".tf.json", ".tofu.json", ".tfvars", ".tfvars.json")
_BY_PATH: Final = (
    ("/workflows/", expression(r"(?:^|/)\.(?:github|gitea|forgejo)/workflows/[^/]+\.ya?ml$"), "github"),
    ("dependabot", expression(r"(?:^|/)\.github/dependabot\.ya?ml$"), "github"),
    ("gitlab-ci", expression(r"\.gitlab-ci\.ya?ml$"), "gitlab"),
    (
        "pipeline",
        expression(
            r"(?:^|/)(?:bitbucket-pipelines\.ya?ml|\.?azure-pipelines?(?:[.\-][\w.\-]+)?\.ya?ml"
            r"|\.?azure-?pipelines?/(?:[\w.\-]+/)*[\w.\-]+\.ya?ml)$"
        ),
        "pipelines",
    ),
    ("circleci", expression(r"(?:^|/)\.circleci/config\.ya?ml$"), "pipelines"),
    ("jenkinsfile", expression(r"(?:^|/)(?:Jenkinsfile(?:\.[\w.\-]+)?|[\w\-]+\.Jenkinsfile)$"), "pipelines"),
    ("pre-commit", expression(r"(?:^|/)\.pre-commit-config\.ya?ml$"), "pipelines"),
    ("serverless", expression(r"(?:^|/)serverless\.ya?ml$"), "serverless"),
    ("compose", expression(r"(?:^|/)(?:docker-)?compose(?:[.\-][\w.\-]+)?\.ya?ml$"), "compose"),
    (".env", expression(r"(?:^|/)\.env$"), "compose"),
    (
        "file",
        expression(r"(?:^|/)(?:Dockerfile|Containerfile)(?:\.[\w.\-]+)?$|\.(?:docker|container)file$", re.IGNORECASE),
        "dockerfile",
    ),
    ("dockerignore", expression(r"(?:^|/)\.dockerignore$"), "dockerfile"),
    ("kustomization", expression(r"(?:^|/)kustomization\.ya?ml$|(?:^|/)Kustomization$"), "kubernetes"),
    ("chart", expression(r"(?:^|/)Chart\.ya?ml$"), "kubernetes"),
)
"""A word that stands in the path in lower case, what the path is like, and whose it is."""
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
    """Name of the reader that understands a file; empty where none does.

    A plain search for a word that an expression cannot do without goes ahead of the dear ones.
    """
    if path.endswith(_TERRAFORM):
        return "terraform"
    low = path.lower()
    for word, pattern, name in _BY_PATH:
        if word in low and pattern.search(path):
            return name
    if not _YAML.search(path):
        return ""
    head = data[:_HEAD]
    if b"AWS" in head and _CLOUDFORMATION.search(head):
        return "cloudformation"
    if path.endswith((".json", ".template")):
        if _ARM.search(head):
            return "arm"
        if _PLAN.search(data[: 16 * _HEAD]) and b'"terraform_version"' in head:
            return "plan"
    if b"apiVersion" in head and _KUBERNETES.search(head) and _KIND.search(head):
        return "kubernetes"
    if path.endswith((".yml", ".yaml")):
        if b"op" in head and _PATCH.search(head):
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
