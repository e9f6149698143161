"""Well-formed credentials that nobody issued, assembled when a test runs."""

from __future__ import annotations

import base64
import random
from functools import cache
from typing import Final

from holdfast.app.rulebook import guidance, types
from holdfast.checks.secrets.examples import render
from holdfast.model.credential import CredentialType

GITHUB: Final = "ghp_{base62:30}{crc32-base62:6}"
STRIPE: Final = "sk_live_{base62:24}"
AWS_ID: Final = "AKIA{base32:16}"
AWS_SECRET: Final = "{base64:40}"
PASSWORD: Final = "{base62:12}9z{base62:4}"


def drawn(template: str, seed: int = 0) -> str:
    """One value of a template; another seed draws another value."""
    return render(template, random.Random(f"{template}{seed}"))  # noqa: S311 - drawn again in each run, alike


def github(seed: int = 0) -> str:
    """A GitHub token with a true checksum."""
    return drawn(GITHUB, seed)


def pem(label: str = "RSA PRIVATE KEY", seed: int = 0) -> str:
    """A private key over lines."""
    return drawn(f"{{pem:{label}}}", seed)


def b64(text: str | bytes) -> str:
    """Base64 of a text."""
    return base64.b64encode(text.encode() if isinstance(text, str) else text).decode()


@cache
def kinds() -> dict[str, CredentialType]:
    """Every credential type by name."""
    return {kind.check.name: kind for kind in types()}


@cache
def templates() -> tuple[tuple[str, str], ...]:
    """(type name, template of a line) of every documented example."""
    prose = guidance()
    return tuple((name, line) for name, kind in kinds().items() for line in prose[kind.check.id].examples)
