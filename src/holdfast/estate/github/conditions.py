"""What ``if`` says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from holdfast.estate.github.expression import Call, Context, Literal, Node, Operation, every, find, parse
from holdfast.estate.github.system import GITHUB, Events
from holdfast.estate.kinds.pipeline import PipelineCondition
from holdfast.model.value import Known, Tree, Unknown, Value

_NAMES: Final = frozenset(
    {
        *("github.ref", "github.ref_name", "github.head_ref", "github.base_ref", "github.actor"),
        *("github.triggering_actor", "github.event.pull_request.head.ref", "github.event.pull_request.user.login"),
        *("github.event.comment.user.login", "github.event.sender.login", "github.event.workflow_run.head_branch"),
        *("github.event.issue.user.login", "github.event.workflow_run.actor.login", "github.repository_owner"),
    }
)
"""Contexts that hold one name, of which a person may choose a part."""
_ACTORS: Final = frozenset({"github.actor", "github.triggering_actor", "github.event.sender.login"})


def nodes(text: str) -> list[Node]:
    """The expressions of a condition: all of it, or what stands between braces."""
    bodies = [found.body for found in find(text)] if "${{" in text else [text.strip()]
    return [node for body in bodies if (node := parse(body)) is not None]


def conditions(address: str, tree: Tree, events: Events) -> Iterator[PipelineCondition]:
    """The condition in ``if``; none where there is none."""
    if isinstance(tree, Known) and not isinstance(tree.value, str):
        return
    facts: dict[str, Value[bool]]
    if isinstance(tree, Unknown):
        facts = dict.fromkeys(("always_true", "unsound_contains", "trusts_actor", "reads_secrets"), tree)
    else:
        parts = [each for node in nodes(tree.value) for each in every(node)]
        readable = bool(parts)
        unknown = Unknown("it is no expression that can be read", tree.place)

        def told(answer: bool) -> Value[bool]:
            return Known(answer, tree.place) if readable else unknown

        actor: Value[bool] = told(any(map(_trusts_actor, parts)))
        if isinstance(actor, Known) and actor.value:
            if isinstance(events.stranger, Unknown):
                actor = events.stranger
            elif "workflow_call" in events.names and not events.trusted_run:
                actor = Unknown("who calls the workflow decides which event it is", tree.place)
            else:
                actor = Known(events.trusted_run, tree.place)
        facts = {
            "always_true": Known(_always_true(tree.value), tree.place),
            "unsound_contains": told(any(map(_unsound, parts))),
            "trusts_actor": actor,
            "reads_secrets": told(any(isinstance(each, Context) and each.path[0] == "secrets" for each in parts)),
        }
    yield PipelineCondition(
        address=f"{address} if",
        type="if",
        provider=GITHUB.provider,
        language=GITHUB.language,
        place=tree.place,
        raw=tree,
        **facts,
    )


def _always_true(text: str) -> bool:
    """Whether text stands around the braces: the whole is then a text that is not empty."""
    found = list(find(text))
    return bool(found) and text != text[found[0].start : found[0].end]


def _unsound(node: Node) -> bool:
    if not isinstance(node, Call) or node.name != "contains" or len(node.arguments) != 2:
        return False
    where, what = node.arguments
    return isinstance(where, Literal) and isinstance(what, Context) and ".".join(what.path) in _NAMES


def _trusts_actor(node: Node) -> bool:
    if not isinstance(node, Operation) or node.operator != "==" or len(node.operands) != 2:
        return False
    one, other = node.operands
    if isinstance(one, Literal):
        one, other = other, one
    if not isinstance(one, Context) or not isinstance(other, Literal):
        return False
    return ".".join(one.path) in _ACTORS and other.value.endswith("[bot]")
