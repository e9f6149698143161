"""Who decides the text of a context.

From "Contexts reference", "Webhook events and payloads" and "Script injections" of GitHub's documentation: titles,
bodies, messages, names of branches and of people may be anything; logins, numbers, hashes and URLs may not.
"""

from __future__ import annotations

from typing import Final

RANK: Final = {"platform": 0, "member": 1, "caller": 2, "secret": 3, "stranger": 4}
"""From who is trusted most to who is trusted least."""

_STRANGER: Final = frozenset(
    {
        "github.head_ref",
        "github.event",
        "github.event.*",
        "github.event.issue",
        "github.event.issue.title",
        "github.event.issue.body",
        "github.event.pull_request",
        "github.event.pull_request.title",
        "github.event.pull_request.body",
        "github.event.pull_request.head",
        "github.event.pull_request.head.ref",
        "github.event.pull_request.head.label",
        "github.event.pull_request.head.repo.default_branch",
        "github.event.pull_request.head.repo.description",
        "github.event.pull_request.head.repo.homepage",
        "github.event.comment",
        "github.event.comment.body",
        "github.event.review",
        "github.event.review.body",
        "github.event.review_comment.body",
        "github.event.discussion",
        "github.event.discussion.title",
        "github.event.discussion.body",
        "github.event.changes.title.from",
        "github.event.changes.body.from",
        "github.event.pages.*.page_name",
        "github.event.pages.*.title",
        "github.event.commits",
        "github.event.commits.*.message",
        "github.event.commits.*.author.email",
        "github.event.commits.*.author.name",
        "github.event.commits.*.committer.email",
        "github.event.commits.*.committer.name",
        "github.event.head_commit",
        "github.event.head_commit.message",
        "github.event.head_commit.author.email",
        "github.event.head_commit.author.name",
        "github.event.head_commit.committer.email",
        "github.event.head_commit.committer.name",
        "github.event.workflow_run",
        "github.event.workflow_run.head_branch",
        "github.event.workflow_run.display_title",
        "github.event.workflow_run.head_commit.message",
        "github.event.workflow_run.head_commit.author.email",
        "github.event.workflow_run.head_commit.author.name",
        "github.event.workflow_run.pull_requests.*.head.ref",
        "github.event.check_suite.head_branch",
        "github.event.check_run.check_suite.head_branch",
    }
)
_MEMBER: Final = frozenset(
    {
        *("github.ref", "github.ref_name", "github.base_ref", "github.event.ref", "github.event.base_ref"),
        *("github.event.release.name", "github.event.release.body", "github.event.release.tag_name"),
        *("github.event.label.name", "github.event.milestone.title", "github.event.pull_request.milestone.title"),
        *("github.workflow", "github.event.workflow_run.name", "github.event.deployment.ref"),
    }
)
_ONE_LINE: Final = (
    ".title",
    ".ref",
    ".label",
    ".head_ref",
    ".head_branch",
    ".email",
    ".name",
    ".display_title",
    ".from",
)
"""Ends of contexts that can hold no line break."""
_FOREIGN: Final = frozenset(
    {
        "github.head_ref",
        "github.event.pull_request.head.ref",
        "github.event.pull_request.head.sha",
        "github.event.pull_request.head.label",
        "github.event.pull_request.head.repo.full_name",
        "github.event.pull_request.head.repo.clone_url",
        "github.event.pull_request.head.repo.html_url",
        "github.event.pull_request.head.repo.ssh_url",
        "github.event.pull_request.merge_commit_sha",
        "github.event.workflow_run.head_sha",
        "github.event.workflow_run.head_branch",
        "github.event.workflow_run.head_commit.id",
        "github.event.workflow_run.head_repository.full_name",
        "github.event.workflow_run.pull_requests.*.head.sha",
        "github.event.workflow_run.pull_requests.*.head.ref",
    }
)
_NUMBERS: Final = frozenset({"github.event.number", "github.event.pull_request.number", "github.event.issue.number"})
_FOREIGN_OUTPUTS: Final = (
    *("xt0rted/pull-request-comment-branch", "alessbell/pull-request-comment-branch"),
    *("eficode/resolve-pr-refs", "potiuk/get-workflow-origin", "jitterbit/get-changed-files"),
)
STRANGER_OUTPUTS: Final = frozenset(
    {
        *_FOREIGN_OUTPUTS,
        *("tj-actions/changed-files", "tj-actions/branch-names", "dorny/paths-filter", "trilom/file-changes-action"),
        *(
            "lots0logs/gh-action-get-changed-files",
            "masesgroup/retrieve-changed-files",
            "tj-actions/verify-changed-files",
        ),
    }
)
"""Actions whose outputs hold names of branches or files of a change."""
FOREIGN_OUTPUTS: Final = frozenset(_FOREIGN_OUTPUTS)
"""Actions whose outputs name the revision of a change."""


def spelled(path: tuple[str, ...]) -> str:
    """A path as people write it, each index into a list as ``*``."""
    return ".".join("*" if step.isdigit() or step == "?" else step for step in path)


def writer(path: tuple[str, ...]) -> str:
    """Who decides a text that stands in the event or in what the platform tells; ``platform`` for the rest."""
    name = spelled(path)
    if path[0] == "secrets":
        return "secret"
    if path[0] == "inputs" or path[:3] == ("github", "event", "inputs"):
        return "caller"
    if name in _STRANGER or name == "github":
        return "stranger"
    if name in _MEMBER or path[:3] == ("github", "event", "client_payload") or path[0] == "vars":
        return "member"
    return "platform"


def may_have_lines(path: str) -> bool:
    """Whether a text of a stranger may have line breaks."""
    return not f".{path}".endswith(_ONE_LINE)


def foreign(path: tuple[str, ...]) -> bool:
    """Whether a context names a revision or repository that a stranger wrote."""
    return spelled(path) in _FOREIGN


def numbers_a_change(path: tuple[str, ...]) -> bool:
    """Whether a context is the number of a change, which ``refs/pull/N/head`` turns into its revision."""
    return spelled(path) in _NUMBERS
