"""Whose code and files a job runs, with which secrets and rights at hand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from holdfast.estate.github import outputs
from holdfast.estate.github.conditions import nodes
from holdfast.estate.github.expression import MOST_DEPTH, Call, Context, Literal, Node, Operation, every
from holdfast.estate.github.scope import names_foreign, variable_names_foreign
from holdfast.estate.github.steps import Read
from holdfast.estate.github.system import Events, literal
from holdfast.estate.pipelines import variables
from holdfast.kit.expressions import expression
from holdfast.model.place import Place
from holdfast.model.tree import at
from holdfast.model.value import Known, Tree, Unknown, Value

Texts = Value[tuple[Value[str], ...]]

_TAKES_CHANGE: Final = expression(
    r"\b(?:gh|hub)\s+pr\s+checkout\b|\bgit\s+(?:-\S+\s+)*(?:fetch|pull)\b.*\b(?:refs/)?pull/"
)
_TAKES_REVISION: Final = expression(r"\bgit\s+(?:-\S+\s+)*(?:checkout|switch|reset|merge|pull|fetch|clone)\b")
_BUILDS: Final = expression(
    r"^(?:\w+=\S*\s+)*(?:sudo\s+(?:-\S+\s+)*|time\s+|xvfb-run\s+(?:-\S+\s+)*|poetry run\s+|uv run\s+|pipenv run\s+)*"
    r"(?:(?:npm|pnpm|yarn|bun)(?:\s+(?:ci|i|install|run|test|build|start|exec|publish|t)\b|\s*$)"
    r"|(?:npx|make|cmake|ctest|ninja|bazel|bazelisk|tox|nox|pytest|hatch|rake|mvn|mvnw|gradle|ant|sbt|phpunit|jest|mocha|vite"
    r"|pre-commit\s+run|poetry\s+(?:install|build)|bundle(?:\s+(?:install|exec))?|composer\s+(?:install|update|run)"
    r"|cargo\s+(?:build|test|run|check|clippy|bench)|go\s+(?:build|test|run|generate)|dotnet\s+(?:build|test|run|restore)"
    r"|terraform\s+(?:init|plan|apply)|docker(?:\s+compose|-compose)?\s+(?:build|buildx|up)|mix\s+\w+|swift\s+(?:build|test))\b"
    r"|(?:pip3?|python3?\s+-m\s+pip|uv\s+pip)\s+install\s+(?:.*\s)?(?:-e\b|-r\b|--editable|--requirement|\.(?:\[|\s|$|/))"
    r"|(?:python3?|node|deno\s+run|ruby|perl|php|(?:ba|z)?sh|source|\.|pwsh|tsx|ts-node)\s+(?:-\w+\s+)*[\w./$\-{}]+"
    r"|\.{1,2}/[\w./\-]+)"
)
_DOWNLOADS: Final = expression(r"\bgh\s+run\s+download\b|/actions/artifacts/|downloadArtifact\b")
_DOWNLOADERS: Final = frozenset({"dawidd6/action-download-artifact", "aochmann/actions-download-artifact"})
_OUTSIDE: Final = expression(r"runner\.temp|RUNNER_TEMP|^/tmp\b|^~", re.IGNORECASE)
_SAME_REPOSITORY: Final = frozenset(
    {
        "github.event.pull_request.head.repo.full_name",
        "github.event.workflow_run.head_repository.full_name",
        "github.event.workflow_run.head_repository.owner.login",
        "github.event.pull_request.head.repo.owner.login",
        "github.event.workflow_run.event",
        "github.event.workflow_run.head_branch",
        "github.event.pull_request.user.login",
        "github.event.pull_request.author_association",
        "github.event.comment.author_association",
        "github.event.issue.author_association",
        "github.event.comment.user.login",
        "github.event.pull_request.head.repo.id",
    }
)
_MERGED: Final = "github.event.pull_request.merged"
_FORK: Final = "github.event.pull_request.head.repo.fork"
_HASH: Final = expression(r"(?:\b|_)sha\b")
_ASKS_RIGHTS: Final = expression(
    r"getCollaboratorPermissionLevel|/collaborators/|author_association|check-user-permission|get-user-teams"
    r"|team-membership|has-permission|checkMembershipForUser|/memberships/|permission"
)


class Trust(NamedTuple):
    """What a job's steps say about whose code and files it runs."""

    checkouts: Texts
    code: Texts
    artefacts: Texts


def guarded(condition: Tree) -> bool:
    """Whether a condition keeps strangers out: the same repository, a known person, a change that was merged."""
    text = literal(condition)
    told = nodes(text) if text else []
    return len(told) == 1 and _keeps_out(told[0])


def _keeps_out(node: Node, depth: int = 0) -> bool:
    """Whether a node is true only where no stranger decides what is checked out."""
    if depth > MOST_DEPTH:
        return False
    if isinstance(node, Context):
        return ".".join(node.path) == _MERGED
    if isinstance(node, Call):
        parts = [each for argument in node.arguments for each in every(argument)]
        return node.name == "contains" and any(isinstance(each, Context) and _is_rank(each) for each in parts)
    if not isinstance(node, Operation):
        return False
    if node.operator in ("&&", "||"):
        holds = any if node.operator == "&&" else all
        return holds(_keeps_out(each, depth + 1) for each in node.operands)
    if node.operator == "!":
        inner = node.operands[0]
        return isinstance(inner, Context) and ".".join(inner.path) == _FORK
    return node.operator in ("==", "!=") and _compares_home(node)


def _is_rank(context: Context) -> bool:
    return context.path[-1] == "author_association"


def approved(condition: Tree, events: Events) -> bool:
    """Whether a member's label sets the job off: what it then checks out by its hash is what the member saw."""
    text = literal(condition)
    return events.labelled and ("labels" in text or "label.name" in text)


def _compares_home(node: Operation) -> bool:
    names = {".".join(each.path) for each in node.operands if isinstance(each, Context)}
    told = {each.value for each in node.operands if isinstance(each, Literal)}
    if names & {_MERGED, _FORK}:
        wanted = "true" if _MERGED in names else "false"
        return (wanted in told) == (node.operator == "==")
    if not names & _SAME_REPOSITORY:
        return False
    if node.operator == "!=" and "github.event.workflow_run.event" in names:
        return bool(told & {"pull_request", "pull_request_target"})
    if "github.event.workflow_run.event" in names:
        return not told & {"pull_request", "pull_request_target"}
    if "github.event.workflow_run.head_branch" in names:
        # A fork may have a branch of this name too.
        return False
    return node.operator == "=="


def trust(reads: Sequence[Read], job: Tree, events: Events, behind_approval: bool) -> Trust:
    """Follow a job's steps in order."""
    place = job.place
    if isinstance(events.stranger, Unknown):
        return Trust(events.stranger, events.stranger, events.stranger)
    called = "workflow_call" in events.names
    nothing: Texts = Known((), place)
    if (not events.trusted_run and not called) or guarded(at(job, "if")):
        return Trust(nothing, nothing, nothing)
    checkouts, code, artefacts = _followed(reads, events, approved(at(job, "if"), events))
    if not checkouts and not artefacts:
        return Trust(nothing, nothing, nothing)
    why = ""
    if behind_approval:
        why = "its environment may ask a person first"
    elif "needs." in literal(at(job, "if")):
        why = "a job before decides whether it runs"
    elif not events.trusted_run:
        why = "who calls the workflow decides which event it is"
    elif any(_ASKS_RIGHTS.search(_script(each)) for each in reads):
        why = "a step before asks for the rights of who set it off"
    if why:
        unknown = Unknown(why, checkouts[0].place if checkouts else artefacts[0].place)
        return Trust(unknown if checkouts else nothing, unknown if code else nothing, unknown if artefacts else nothing)
    return Trust(Known(tuple(checkouts), place), Known(tuple(code), place), Known(tuple(artefacts), place))


def _script(each: Read) -> str:
    texts = [literal(each.inputs["script"])] if "script" in each.inputs else []
    texts += [command.value for command in each.commands]
    texts.append(each.used.name if each.used is not None else "")
    return "\n".join(texts)


def _followed(
    reads: Sequence[Read], events: Events, by_label: bool
) -> tuple[list[Known[str]], list[Known[str]], list[Known[str]]]:
    checkouts: list[Known[str]] = []
    code: list[Known[str]] = []
    artefacts: list[Known[str]] = []
    loose = False
    foreign_files = False
    for each in reads:
        if guarded(at(each.tree, "if")):
            continue
        if checkouts:
            code += _runs(each)
        if foreign_files:
            artefacts += _uses_files(each, loose)
        found = [taken for taken in _takes(each) if not (by_label and _HASH.search(taken.value))]
        checkouts += found
        if found and each.used is None:
            code += [
                command
                for command in each.commands
                if command.place.line > found[0].place.line and _BUILDS.match(command.value)
            ]
        if "workflow_run" in events.names and _downloads(each):
            foreign_files = True
            loose = loose or not _put_outside(each)
    return checkouts, code, artefacts


def _takes(each: Read) -> Iterator[Known[str]]:
    """Checkouts of a stranger's revision in one step."""
    if each.used is not None and each.used.slug == "actions/checkout":
        for name in ("ref", "repository"):
            tree = each.inputs.get(name)
            if tree is not None and isinstance(tree, Known) and names_foreign(literal(tree), each.scope):
                yield Known(literal(tree), tree.place, tree.how, tree.trail)
                return
    for command in each.commands:
        if _TAKES_CHANGE.search(command.value) or (
            _TAKES_REVISION.search(command.value)
            and (
                names_foreign(command.value, each.scope)
                or any(
                    variable_names_foreign(name, each.scope) or name == "GITHUB_HEAD_REF"
                    for name in variables(command.value)
                )
            )
        ):
            yield Known(command.value[:120], command.place)


def _runs(each: Read) -> list[Known[str]]:
    """What a step runs out of a folder that a stranger filled."""
    if each.local:
        return [Known(each.local, at(each.tree, "uses").place)]
    if each.used is not None and each.used.slug in ("docker/build-push-action", "gradle/gradle-build-action"):
        return [Known(each.used.slug, at(each.tree, "uses").place)]
    return [command for command in each.commands if _BUILDS.match(command.value)]


def _downloads(each: Read) -> bool:
    if each.used is not None and each.used.slug == "actions/download-artifact":
        return "run-id" in each.inputs
    if each.used is not None and each.used.slug in _DOWNLOADERS:
        return True
    return _DOWNLOADS.search(_script(each)) is not None


def _put_outside(each: Read) -> bool:
    """Whether what is downloaded lands where nothing of the repository is replaced."""
    path = literal(each.inputs["path"]).strip() if "path" in each.inputs else ""
    if path:
        return path not in (".", "./") and "github.workspace }}" not in path[-22:]
    return any(_OUTSIDE.search(word) for command in each.commands for word in command.value.split())


def _uses_files(each: Read, loose: bool) -> Iterator[Known[str]]:
    """What a step does with files that a stranger's build made."""
    for write in outputs.writes(Known(each.commands, Place(path=""))):
        if write.into in ("env", "path") and outputs.reads_file(write.text):
            yield Known(write.command.value[:120], write.command.place)
    if loose:
        yield from _runs(each)
