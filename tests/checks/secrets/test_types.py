"""Each credential type is found where its examples stand, and stays silent where they say so."""

from __future__ import annotations

import random
import string
from collections.abc import Iterator
from typing import Final

import pytest

from holdfast.app.rulebook import guidance, rulebook, types
from holdfast.checks.secrets.examples import render
from holdfast.engines.secrets.look import Looker
from holdfast.engines.secrets.observe import failures
from holdfast.estate.repo.blob import Blob
from holdfast.model.check import Persona
from holdfast.model.credential import CredentialType
from holdfast.model.policy import Policy

SEEDS: Final = (1, 2, 3)
CODE, CONFIG = "src/shop/client.py", "deploy/production.env"
KINDS: Final = {kind.check.name: kind for kind in types()}
PROSE: Final = guidance()
_NEIGHBOURS: Final = (string.digits, string.ascii_lowercase, string.ascii_uppercase)

# Marked `checksum` because the value decodes to what the vendor documents; not every altered character breaks that.
DECODED: Final = {
    "github-app-installation-token": "the long form carries a JWT in place of a checksum",
}


@pytest.fixture(scope="module")
def looker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Looker]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOLDFAST_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield rulebook(Policy()).looker


def _rendered(kind: CredentialType, templates: tuple[str, ...]) -> Iterator[str]:
    for template in templates:
        for seed in SEEDS:
            yield render(template, random.Random(f"{kind.check.name} {seed} {template}"))  # noqa: S311 - repeatable


def _paths(kind: CredentialType) -> tuple[str, ...]:
    """Values that only a name or a syntax gives away are promised in configuration; the rest everywhere."""
    if kind.files:
        return kind.files
    return (CONFIG,) if kind.rank < 2 or kind.profile in ("structure", "password") else (CODE, CONFIG)


def _shown(looker: Looker, text: str, path: str, persona: Persona = Persona.REGULAR) -> dict[str, range]:
    """What a reader is shown: where each value stands, by the name of the check."""
    blob = Blob(path, text.encode())
    hits = looker.look(blob).hits
    fails = [fail for _, fail in failures(blob, hits, lambda value: "")]
    shown = [hit for hit, fail in zip(hits, fails, strict=True) if fail.persona <= persona]
    return {hit.kind.check.name: range(hit.start, hit.end) for hit in shown}


@pytest.mark.parametrize("name", KINDS)
def test_examples_are_found(looker: Looker, name: str) -> None:
    kind = KINDS[name]
    persona = Persona.PEDANTIC if kind.pedantic else Persona.REGULAR
    for text in _rendered(kind, PROSE[kind.check.id].examples):
        for path in _paths(kind):
            assert name in _shown(looker, text, path, persona), f"not found in {path}: {text}"


@pytest.mark.parametrize("name", KINDS)
def test_silent_lines_are_silent(looker: Looker, name: str) -> None:
    kind = KINDS[name]
    for text in _rendered(kind, PROSE[kind.check.id].silent):
        for path in (CODE, CONFIG):
            assert name not in _shown(looker, text, path), f"found in {path}: {text}"


@pytest.mark.parametrize("name", [name for name, kind in KINDS.items() if kind.checksum and name not in DECODED])
def test_a_checksum_that_does_not_fit_is_silent(looker: Looker, name: str) -> None:
    kind = KINDS[name]
    for text in _rendered(kind, PROSE[kind.check.id].examples):
        value = _shown(looker, text, CONFIG)[name]
        for altered in _altered(text, value):
            assert name not in _shown(looker, altered, CONFIG), altered


def _altered(text: str, value: range) -> Iterator[str]:
    """The text with one letter or digit of the value, at each of three places, exchanged for its neighbour."""
    signs = [at for at in value if text[at].isalnum()]
    for share in (0.4, 0.7, 1.0):
        at = signs[int((len(signs) - 1) * share)]
        group = next(group for group in _NEIGHBOURS if text[at] in group)
        yield text[:at] + group[(group.index(text[at]) + 1) % len(group)] + text[at + 1 :]
