"""Languages of infrastructure by the name that fixes and examples use, each with how a file of it is called."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

FILES: Final[Mapping[str, str]] = {
    "terraform": "main.tf",
    "tfplan": "plan.json",
    "cloudformation": "template.yaml",
    "arm": "azuredeploy.json",
    "serverless": "serverless.yml",
    "ansible": "playbook.yml",
    "kubernetes": "manifest.yaml",
    "kustomize": "kustomization.yaml",
    "compose": "compose.yaml",
    "distribution": "config.yml",
    "dockerfile": "Dockerfile",
    "github-actions": ".github/workflows/ci.yml",
    "gitlab-ci": ".gitlab-ci.yml",
    "azure-pipelines": "azure-pipelines.yml",
    "bitbucket": "bitbucket-pipelines.yml",
    "circleci": ".circleci/config.yml",
    "jenkinsfile": "Jenkinsfile",
    "pre-commit": ".pre-commit-config.yaml",
}
"""Language of a snippet to the path that its reader knows it by."""
_FILE: Final = re.compile(r"^(?:#|//)?\s*--- ([\w./\-]+)\s*$")


def files_of(language: str, text: str) -> dict[str, bytes]:
    """Path to content of the files in a snippet; a line ``# --- path`` starts another file. Raises KeyError."""
    name = FILES[language]
    if language == "cloudformation" and text.lstrip().startswith("{"):
        name = "template.json"
    files: dict[str, list[str]] = {}
    for line in text.splitlines(keepends=True):
        match = _FILE.match(line)
        if match:
            name = match[1]
            files.setdefault(name, [])
        else:
            files.setdefault(name, []).append(line)
    return {path: "".join(lines).encode() for path, lines in files.items() if "".join(lines).strip()}
