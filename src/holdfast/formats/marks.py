"""Texts that tell where an ignore comment may stand, our own and other tools'."""

from __future__ import annotations

from typing import Final

MARKS: Final = (
    "holdfast:",
    "gitleaks:allow",
    "trufflehog:ignore",
    "pragma: allowlist",
    "pragma: whitelist",
    "ggignore",
    "nosec",
    "nosemgrep",
    "noqa:",
    "checkov:skip",
    "tfsec:ignore",
    "trivy:ignore",
    "kics-scan",
)
