"""Texts that tell where an ignore comment may stand, our own and other tools'."""

from __future__ import annotations

from collections.abc import Iterator
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


def marked(data: bytes) -> Iterator[int]:
    """Where a content holds one of these texts, in any case: the offset of the last character of each."""
    lowered = data.lower()
    for mark in MARKS:
        word = mark.encode()
        at = lowered.find(word)
        while at >= 0:
            yield at + len(word) - 1
            at = lowered.find(word, at + 1)
