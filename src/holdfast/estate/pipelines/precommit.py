"""Reads ``.pre-commit-config.yaml``: which hooks run, and how firmly each is pinned."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from holdfast.estate.pipelines.build import literal
from holdfast.estate.pipelines.parts import System, dependency, unknown_dependency
from holdfast.estate.pipelines.pins import pin
from holdfast.estate.pipelines.script import Source
from holdfast.model.resource import Resource
from holdfast.model.tree import at, items
from holdfast.model.value import Tree, Unknown

PRE_COMMIT: Final = System("pre-commit", "pre-commit")


def hooks(tree: Tree, source: Source) -> Iterator[Resource]:
    """One dependency for each repository of hooks."""
    for number, each in enumerate(items(at(tree, "repos"))):
        address = f"{source.path} repos[{number}]"
        repo, rev = at(each, "repo"), at(each, "rev")
        if literal(repo) in ("", "local", "meta"):
            continue
        if isinstance(rev, Unknown):
            yield unknown_dependency(address, rev, PRE_COMMIT, "hook", rev.why)
            continue
        version = literal(rev) or None
        yield dependency(
            address,
            rev if version else each,
            PRE_COMMIT,
            form="hook",
            name=literal(repo),
            version=version,
            pin=pin(version),
            tls_required=not literal(repo).startswith("http:"),
        )
