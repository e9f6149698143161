"""Use case: attacker stories as sentences, and as skeletons of tests."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from holdfast.model.system import Story

_ACTORS: Final = {
    "anonymous": "somebody whom nobody knows",
    "user": "a user",
    "insider": "an insider",
    "tenant": "another customer",
    "supplier": "a supplier",
    "ci-job": "a job of the pipeline",
    "agent": "an AI agent",
}
_WORD: Final = re.compile(r"[^a-z0-9]+")
_MOST_NAME: Final = 60


def sentence(story: Story) -> str:
    """A story in one sentence."""
    gain = f" so that I can {story.gain}" if story.gain else ""
    return f"As {_ACTORS.get(story.actor, story.actor)} I want to {story.goal}{gain}."


def tests(stories: Sequence[Story]) -> str:
    """A module of pytest with one test for each step, which fails until somebody writes it.

    Each test notes the threat of its step as the property ``threat``, so that a JUnit report of it is evidence there.
    """
    return "\n".join(_module(stories)) + "\n"


def _module(stories: Sequence[Story]) -> Iterator[str]:
    yield '"""Attacker stories as tests: each tries one step and passes when the step does not work."""'
    yield ""
    yield "from collections.abc import Callable"
    yield ""
    yield "import pytest"
    for story in stories:
        for number, (does, threat) in enumerate(story.steps, 1):
            name = _name(story.id, number, does)
            yield from ("", "")
            yield f"def {name}(record_property: Callable[[str, object], None]) -> None:"
            yield f"    {_docstring(story, number, does)}"
            if threat:
                yield f"    record_property({'threat'!r}, {threat!a})"
            yield from (f"    record_property({'control'!r}, {name!a})" for name in story.countered)
            yield f"    pytest.fail({'not written yet: ' + does!a})"


def _name(story: str, number: int, does: str) -> str:
    words = _WORD.sub("_", f"{story}_{number}_{does}".lower()).strip("_")
    return f"test_{words[:_MOST_NAME].rstrip('_')}"


def _docstring(story: Story, number: int, does: str) -> str:
    """A text that no content can end early."""
    return ascii(f"Story {story.id}, step {number}: {does}")
