"""One job of a workflow, with what it needs and its steps."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from holdfast.estate.github.expression import find, parse
from holdfast.estate.github.keeping import published_checkouts, release_caches, secret_artefacts
from holdfast.estate.github.permissions import Rights
from holdfast.estate.github.scope import Scope, matrix_values
from holdfast.estate.github.steps import Read
from holdfast.estate.github.system import GITHUB, Events, literal
from holdfast.estate.github.trust import trust
from holdfast.estate.github.uses import used
from holdfast.estate.kinds.pipeline import PipelineJob
from holdfast.model.tree import at, fields, items, number
from holdfast.model.value import How, Known, Tree, Unknown, Value

_HOSTED: Final = re.compile(r"(?:ubuntu|windows|macos)-(?:latest|slim|\d[\w.\-]*)$|ubuntu-slim$")
_MINUTES: Final = 360.0
"""When a job ends if nobody says so."""
_SOCKET: Final = re.compile(r"^(?:/var)?/run/docker\.sock\b|^/run/containerd/|^//var/run/docker\.sock")
_COMMENT: Final = re.compile(r"github\.event\.comment\.body")
_ASKS_WHO: Final = re.compile(
    r"author_association|user\.login|github\.actor|sender\.login|triggering_actor|sender\.type|permission"
)


def job(
    address: str,
    tree: Tree,
    events: Events,
    rights: Rights,
    reads: Sequence[Read],
    scope: Scope,
) -> PipelineJob:
    """The job's own facts."""
    approval = _behind_approval(tree, scope)
    found = trust(reads, tree, events, approval)
    return PipelineJob(
        address=address,
        type="job",
        provider=GITHUB.provider,
        language=GITHUB.language,
        place=tree.place,
        raw=tree,
        stranger_events=events.stranger,
        fork_events=events.fork,
        foreign_checkouts=found.checkouts,
        foreign_code=found.code,
        foreign_artefacts=found.artefacts,
        published_checkouts=published_checkouts(reads, tree),
        secret_artefacts=secret_artefacts(reads, tree),
        release_caches=release_caches(reads, tree),
        write_all=rights.own_write_all,
        identity_token=rights.identity_token,
        open_command=_open_command(tree, events, reads),
        **_calls(tree),
        **_machine(tree, scope),
    )


def _calls(tree: Tree) -> dict[str, Any]:
    uses = at(tree, "uses")
    if isinstance(uses, Known) and uses.value is None:
        return {"timeout_minutes": _minutes(at(tree, "timeout-minutes"))}
    secrets = at(tree, "secrets")
    inherits: Value[bool] = (
        secrets if isinstance(secrets, Unknown) else Known(literal(secrets) == "inherit", secrets.place)
    )
    foreign = Known(used(literal(uses)) is not None, uses.place)
    return {"inherits_secrets": inherits, "calls_foreign": foreign}


def _minutes(tree: Tree) -> Value[float | None]:
    if isinstance(tree, Known) and isinstance(tree.value, str) and "${{" in tree.value:
        return Unknown("an expression decides it", tree.place)
    told = number(tree)
    if isinstance(told, Known) and told.value is None:
        return Known(_MINUTES, tree.place, How.DEFAULT)
    return told


def _machine(tree: Tree, scope: Scope) -> dict[str, Any]:
    runs_on = at(tree, "runs-on")
    if isinstance(runs_on, Known) and runs_on.value is None:
        return {}
    containers = [at(tree, "container"), *(value for _, value in fields(at(tree, "services")))]
    privileged: Value[bool] = Known(False, tree.place, How.DEFAULT)
    unknown: Unknown | None = None
    socket: Value[bool] = Known(False, tree.place, How.DEFAULT)
    for container in containers:
        options = at(container, "options")
        if re.search(r"(?:^|\s)--privileged(?:\s|$|=true)", literal(options)):
            privileged = Known(True, options.place)
        elif "${{" in literal(options):
            unknown = Unknown("an expression decides it", options.place)
        for volume in items(at(container, "volumes")):
            if _SOCKET.search(literal(volume)):
                socket = Known(True, volume.place)
    if unknown is not None and privileged == Known(False, tree.place, How.DEFAULT):
        privileged = unknown
    return {"self_hosted": _self_hosted(runs_on, scope), "privileged": privileged, "engine_socket": socket}


def _self_hosted(runs_on: Tree, scope: Scope) -> Value[bool]:
    """Whether a machine of the team runs it; unknown for labels that the platform does not have."""
    if isinstance(runs_on, Unknown):
        return runs_on
    labels = at(runs_on, "labels") if isinstance(runs_on.value, dict) else runs_on
    told = [text for label in items(labels) for text in _labels(label, scope)]
    if "self-hosted" in told:
        return Known(True, runs_on.place)
    if told and all(_HOSTED.match(text) for text in told):
        return Known(False, runs_on.place)
    return Unknown("whose machines its label stands for is not known", runs_on.place)


def _labels(label: Tree, scope: Scope) -> Iterator[str]:
    """What a label may be; an expression through the matrix."""
    text = literal(label).strip().lower()
    if "${{" not in text:
        yield text
        return
    found = next(find(text), None)
    node = parse(found.body) if found is not None else None
    path: tuple[str, ...] = getattr(node, "path", ())
    if found is None or text != text[found.start : found.end] or len(path) != 2 or path[0] != "matrix":
        yield "?"
        return
    for value in matrix_values(scope.matrix, path[1]):
        for each in items(value):
            yield "?" if "${{" in literal(each) else literal(each).strip().lower()


def _behind_approval(tree: Tree, scope: Scope) -> bool:
    """Whether the job, or one that it needs, names an environment, which may ask a person first."""
    waiting, seen = [tree], 0
    while waiting and seen < 50:
        each = waiting.pop()
        seen += 1
        environment = at(each, "environment")
        if isinstance(environment, Unknown) or environment.value is not None:
            return True
        waiting += [scope.jobs[literal(name)] for name in items(at(each, "needs")) if literal(name) in scope.jobs]
    return False


def _open_command(tree: Tree, events: Events, reads: Sequence[Read]) -> Value[bool] | None:
    if not events.names & {"issue_comment", "discussion_comment"}:
        return None
    condition = at(tree, "if")
    text = literal(condition)
    if not _COMMENT.search(text):
        return Known(False, tree.place, How.DEFAULT)
    if _ASKS_WHO.search(text):
        return Known(False, condition.place)
    asks = any(
        _ASKS_WHO.search(literal(each.inputs.get("script", at(each.tree, "script"))) + literal(at(each.tree, "if")))
        or any(_ASKS_WHO.search(command.value) for command in each.commands)
        or (each.used is not None and "permission" in each.used.name)
        for each in reads
    )
    if asks:
        return Known(False, condition.place)
    needs = at(tree, "needs")
    if isinstance(needs, Unknown) or needs.value is not None:
        return Unknown("a job before may ask who wrote the comment", condition.place)
    return Known(True, condition.place)
