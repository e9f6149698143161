"""What a job keeps: artefacts with tokens or secrets in them, and caches that reach a release."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from holdfast.estate.github.steps import Read
from holdfast.estate.github.system import literal
from holdfast.estate.github.uses import numbers_of
from holdfast.estate.pipelines import secret_file
from holdfast.kit.expressions import expression
from holdfast.model.tree import at
from holdfast.model.value import Known, Tree, Unknown, Value

Texts = Value[tuple[Value[str], ...]]

_WORKSPACE: Final = expression(r"^(?:\.|\./|\*|\*\*|\*\*/\*|\./\*\*?|\$\{\{\s*github\.workspace\s*\}\}/?(?:\*\*?)?)$")
_GIT: Final = expression(r"(?:^|/)\.git(?:/(?:config|\*\*?)?)?$")
_PUBLISHERS: Final = frozenset(
    {
        *("pypa/gh-action-pypi-publish", "softprops/action-gh-release", "goreleaser/goreleaser-action"),
        *("ncipollo/release-action", "js-devtools/npm-publish", "changesets/action", "rubygems/release-gem"),
        *("actions/create-release", "cycjimmy/semantic-release-action", "katyo/publish-crates"),
    }
)
_PUBLISHES: Final = expression(
    r"\b(?:npm|pnpm|yarn(?: npm)?)\s+publish\b|\btwine\s+upload\b|\bcargo\s+publish\b|\bgem\s+push\b|\bdocker\s+push\b"
    r"|\bgh\s+release\s+(?:create|upload)\b|\buv\s+publish\b|\bpoetry\s+publish\b|\bflit\s+publish\b|\bgoreleaser\s+release\b"
    r"|\bmvn\b.*\bdeploy\b|\bgradlew?\b.*\bpublish\w*"
)
_CACHES: Final = frozenset({"actions/cache", "swatinem/rust-cache", "mozilla-actions/sccache-action"})


def _paths(each: Read) -> list[Known[str]]:
    tree = each.inputs.get("path")
    if tree is None or isinstance(tree, Unknown):
        return []
    return [Known(line.strip(), tree.place) for line in literal(tree).splitlines() if line.strip()]


def _uploads(reads: Sequence[Read]) -> list[Read]:
    return [each for each in reads if each.used is not None and each.used.slug == "actions/upload-artifact"]


def secret_artefacts(reads: Sequence[Read], job: Tree) -> Texts:
    """Uploaded paths that hold secrets by their names."""
    found = [path for each in _uploads(reads) for path in _paths(each) if secret_file(path.value)]
    return Known(tuple(found), job.place)


def published_checkouts(reads: Sequence[Read], job: Tree) -> Texts:
    """Uploads of the whole folder, or of ``.git``, behind a checkout that left its token there."""
    found: list[Known[str]] = []
    left = False
    for each in reads:
        if each.used is None:
            continue
        if each.used.slug == "actions/checkout":
            leaves = each.step.leaves_credentials
            left = left or (isinstance(leaves, Known) and leaves.value and (each.used.major or 0) < 6)
        if each.used.slug == "actions/upload-artifact" and left:
            hidden = literal(each.inputs.get("include-hidden-files", at(each.tree, "?"))) == "true"
            numbers = numbers_of(each.used.version or "")
            # Since 4.4 hidden files stay behind unless they are asked for, which a tag v4 has had since.
            hidden = hidden or (
                bool(numbers) and (numbers[0] < 4 or ((4, 0) <= numbers[:2] < (4, 4) and len(numbers) > 1))
            )
            found += [
                path for path in _paths(each) if (hidden and _WORKSPACE.match(path.value)) or _GIT.search(path.value)
            ]
    return Known(tuple(found), job.place)


def _holds_git(path: str, hidden: bool) -> bool:
    return (hidden and _WORKSPACE.match(path) is not None) or _GIT.search(path) is not None


def release_caches(reads: Sequence[Read], job: Tree) -> Texts:
    """Caches that a job reads which also publishes."""
    publishes = any(
        (each.used is not None and (each.used.slug in _PUBLISHERS or _pushes_image(each)))
        or any(_PUBLISHES.search(command.value) for command in each.commands)
        for each in reads
    )
    found = [place for each in reads if (place := _cache(each)) is not None] if publishes else []
    return Known(tuple(found), job.place)


def _pushes_image(each: Read) -> bool:
    return (
        each.used is not None
        and each.used.slug == "docker/build-push-action"
        and (literal(each.inputs.get("push", at(each.tree, "?"))) not in ("", "false"))
    )


def _cache(each: Read) -> Known[str] | None:
    if each.used is None:
        return None
    if each.used.slug in _CACHES and each.used.name != "actions/cache/save":
        return Known(each.used.name, at(each.tree, "uses").place)
    if "/setup-" in each.used.name:
        tree = each.inputs.get("cache", each.inputs.get("enable-cache"))
        if tree is not None and literal(tree) not in ("", "false"):
            return Known(each.used.name, tree.place)
    return None
