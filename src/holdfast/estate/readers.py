"""The readers of files, by name; each is imported when a file of its kind is met."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Final

from holdfast.model.reading import Reader

READERS: Final[Mapping[str, str]] = {
    "ansible": "holdfast.estate.ansible.reader",
    "arm": "holdfast.estate.arm.reader",
    "cloudformation": "holdfast.estate.cloudformation.reader",
    "compose": "holdfast.estate.compose.reader",
    "distribution": "holdfast.estate.distribution.reader",
    "dockerfile": "holdfast.estate.dockerfile.reader",
    "github": "holdfast.estate.github.reader",
    "gitlab": "holdfast.estate.gitlab.reader",
    "kubernetes": "holdfast.estate.kubernetes.reader",
    "pipelines": "holdfast.estate.pipelines.reader",
    "serverless": "holdfast.estate.serverless.reader",
    "plan": "holdfast.estate.plan.reader",
    "terraform": "holdfast.estate.terraform.reader",
}
"""Name of the reader to the dotted name of its public face (see ``model.reading.Reader``)."""

BESIDE: Final[Mapping[str, tuple[str, ...]]] = {"plan": ("terraform",)}
"""Readers that are handed the files of others too: a plan points into the configuration that lies beside it."""


# The engines whose rules judge what comes out of a reader; a reader that is not here is read for any of them.
_JUDGES: Final[Mapping[str, str]] = {
    "compose": "container",
    "dockerfile": "container",
    "github": "pipeline",
    "gitlab": "pipeline",
    "kubernetes": "container",
    "pipelines": "pipeline",
}


def judged_by(engines: frozenset[str]) -> frozenset[str]:
    """Names of the readers that make something that a rule of one of these engines looks at."""
    return frozenset(name for name in READERS if _JUDGES.get(name) is None or _JUDGES[name] in engines)


def reader(name: str) -> Reader:
    """A reader by its name in the table."""
    found: Reader = import_module(READERS[name])
    return found
