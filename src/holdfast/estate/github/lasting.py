"""Long-lived credentials where the platform can prove who it is for a short while."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from holdfast.estate.github.system import literal
from holdfast.estate.github.uses import Used
from holdfast.model.tree import fields
from holdfast.model.value import Known, Tree, Unknown, Value

_INPUTS: Final[Mapping[str, tuple[str, ...]]] = {
    "pypa/gh-action-pypi-publish": ("password",),
    "js-devtools/npm-publish": ("token",),
    "aws-actions/configure-aws-credentials": ("aws-access-key-id",),
    "azure/login": ("creds",),
    "google-github-actions/auth": ("credentials_json",),
    "hashicorp/vault-action": ("token",),
}
"""Inputs that take a lasting credential where the action can do without, by the action."""
_COMMANDS: Final = (
    (re.compile(r"\b(?:npm|pnpm|yarn npm)\s+publish\b"), ("node_auth_token", "npm_token", "npm_auth_token")),
    (re.compile(r"\btwine\s+upload\b|\buv\s+publish\b"), ("twine_password", "uv_publish_token", "uv_publish_password")),
    (re.compile(r"\bcargo\s+publish\b"), ("cargo_registry_token",)),
    (re.compile(r"\bgem\s+push\b"), ("gem_host_api_key", "rubygems_api_key")),
)
_CLOUD: Final = ("aws_secret_access_key", "google_credentials", "arm_client_secret")


def lasting(
    part: Used | None, inputs: Mapping[str, Tree], commands: Value[tuple[Value[str], ...]] | None, env: Tree, tree: Tree
) -> Value[str | None]:
    """Name of the lasting credential that a step uses; None for none."""
    for name in _INPUTS.get(part.slug, ()) if part is not None else ():
        if _from_secret(inputs.get(name)):
            return Known(name, inputs[name].place)
    if isinstance(env, Unknown):
        return env
    variables = {name.lower(): (name, value) for name, value in fields(env)}
    for name in _CLOUD:
        if name in variables and _from_secret(variables[name][1]):
            return Known(variables[name][0], variables[name][1].place)
    if isinstance(commands, Unknown):
        return commands
    for command in commands.value if commands is not None else ():
        for pattern, names in _COMMANDS:
            if isinstance(command, Known) and pattern.search(command.value):
                for name in names:
                    if name in variables and _from_secret(variables[name][1]):
                        return Known(variables[name][0], variables[name][1].place)
    return Known(None, tree.place)


def _from_secret(tree: Tree | None) -> bool:
    return tree is not None and "secrets." in literal(tree) and "github_token" not in literal(tree).lower()
