"""The name of the system, and which events give a stranger what."""

from __future__ import annotations

from typing import Final, NamedTuple

from holdfast.estate.pipelines import System
from holdfast.model.tree import at, fields, items, texts
from holdfast.model.value import How, Known, Tree, Unknown, Value

GITHUB: Final = System("github", "github-actions")

_STRANGER: Final = frozenset(
    {
        *("pull_request_target", "issue_comment", "issues", "discussion", "discussion_comment", "workflow_run"),
        *("fork", "watch", "gollum"),
    }
)
"""Anybody sets them off, and they run with the secrets and rights of the repository."""
_FORK: Final = frozenset({"pull_request", "pull_request_review", "pull_request_review_comment"})
"""They run what a stranger wrote, without secrets."""


class Events(NamedTuple):
    """What sets a workflow off."""

    names: frozenset[str]
    stranger: Value[tuple[Value[str], ...]]
    fork: Value[tuple[Value[str], ...]]
    labelled: bool
    """Only a label, which a member sets, sets it off for a change."""

    @property
    def trusted_run(self) -> bool:
        """Whether a stranger can set it off with secrets and rights at hand."""
        return isinstance(self.stranger, Known) and bool(self.stranger.value)


def events(on: Tree) -> Events:
    """The events of ``on``: a name, a list of names, or a mapping."""
    if isinstance(on, Unknown):
        return Events(frozenset(), on, on, False)
    named: list[tuple[str, Tree]] = list(fields(on))
    if not named:
        listed = texts(on)
        values = listed.value if isinstance(listed, Known) else ()
        named = [(each.value, each) for each in values if isinstance(each, Known)]

    def among(words: frozenset[str]) -> Value[tuple[Value[str], ...]]:
        found = tuple(Known(name, tree.place) for name, tree in named if name in words)
        return Known(found, on.place)

    types = [each for name, tree in named if name == "pull_request_target" for each in items(at(tree, "types"))]
    labelled = bool(types) and all(isinstance(each, Known) and each.value == "labeled" for each in types)
    return Events(frozenset(name for name, _ in named), among(_STRANGER), among(_FORK), labelled)


def literal(tree: Tree) -> str:
    """The text of a known scalar; empty for anything else."""
    if isinstance(tree, Known) and isinstance(tree.value, str):
        return tree.value
    if isinstance(tree, Known) and isinstance(tree.value, bool):
        return "true" if tree.value else "false"
    return str(tree.value) if isinstance(tree, Known) and isinstance(tree.value, int | float) else ""


def absent_tuple(tree: Tree) -> Known[tuple[Value[str], ...]]:
    """No elements, at the place of something."""
    return Known((), tree.place, How.DEFAULT)
