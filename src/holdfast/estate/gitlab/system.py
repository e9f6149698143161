"""The name of the system, and which of its variables a stranger writes."""

from __future__ import annotations

from typing import Final

from holdfast.estate.pipelines import System
from holdfast.model.value import Known, Tree

GITLAB: Final = System("gitlab", "gitlab-ci")

STRANGER: Final = frozenset(
    {
        *("CI_COMMIT_MESSAGE", "CI_COMMIT_TITLE", "CI_COMMIT_DESCRIPTION", "CI_COMMIT_AUTHOR"),
        *("CI_COMMIT_REF_NAME", "CI_COMMIT_BRANCH", "CI_MERGE_REQUEST_TITLE", "CI_MERGE_REQUEST_DESCRIPTION"),
        *("CI_MERGE_REQUEST_SOURCE_BRANCH_NAME", "CI_EXTERNAL_PULL_REQUEST_SOURCE_BRANCH_NAME"),
        *("CI_COMMIT_TAG_MESSAGE", "CI_BUILD_REF_NAME"),
    }
)
"""Texts of whoever pushes a branch or opens a merge request ("Predefined CI/CD variables reference")."""
SECRET: Final = frozenset(
    {
        *("CI_JOB_TOKEN", "CI_REGISTRY_PASSWORD", "CI_DEPLOY_PASSWORD", "CI_REPOSITORY_URL", "CI_JOB_JWT"),
        *("CI_JOB_JWT_V2", "CI_DEPENDENCY_PROXY_PASSWORD", "CI_RUNNER_SHORT_TOKEN"),
    }
)


def literal(tree: Tree) -> str:
    """The text of a known scalar; empty for anything else."""
    if isinstance(tree, Known) and isinstance(tree.value, bool):
        return "true" if tree.value else "false"
    return str(tree.value) if isinstance(tree, Known) and isinstance(tree.value, str | int | float) else ""
