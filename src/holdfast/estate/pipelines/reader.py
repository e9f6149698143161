"""Reads the pipelines of Azure, Bitbucket, CircleCI and Jenkins, and the hooks of pre-commit; each file by itself."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from holdfast.estate.pipelines.azure import pipeline
from holdfast.estate.pipelines.bitbucket import pipelines
from holdfast.estate.pipelines.circleci import config
from holdfast.estate.pipelines.jenkins import jenkinsfile
from holdfast.estate.pipelines.precommit import hooks
from holdfast.estate.pipelines.script import Source
from holdfast.formats.yamltree import parse
from holdfast.model.reading import Reading, Unit
from holdfast.model.resource import Resource
from holdfast.model.value import Tree

_OF: Final[tuple[tuple[re.Pattern[str], Callable[[Tree, Source], Iterator[Resource]]], ...]] = (
    (re.compile(r"^bitbucket-pipelines\.ya?ml$"), pipelines),
    (re.compile(r"^\.pre-commit-config\.ya?ml$"), hooks),
    (re.compile(r"^config\.ya?ml$"), config),
    (re.compile(r"\.ya?ml$"), pipeline),
)
"""Name of a file to what understands it; the first that fits."""


def units(paths: Mapping[str, bytes]) -> list[Unit]:
    """One unit for each file."""
    return [Unit(reader="pipelines", root=path, paths=(path,)) for path in sorted(paths)]


def read(unit: Unit, files: Mapping[str, bytes]) -> Reading:
    """The resources of one file."""
    content = files.get(unit.root, b"")
    source = Source(unit.root, content)
    name = posixpath.basename(unit.root)
    understand = next((function for pattern, function in _OF if pattern.search(name)), None)
    if understand is None:
        return Reading(resources=tuple(jenkinsfile(source)))
    parsed = parse(unit.root, content)
    resources = [resource for tree in parsed.trees[:1] for resource in understand(tree, source)]
    return Reading(resources=tuple(resources), gaps=parsed.gaps)
