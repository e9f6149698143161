"""What a step or job uses from elsewhere: who makes it, how firmly it is pinned, what is known about it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from holdfast.estate.github.system import GITHUB, literal
from holdfast.estate.kinds.pipeline import PipelineDependency
from holdfast.estate.pipelines import dependency, image, pin, unknown_dependency
from holdfast.model.value import Tree, Unknown

_MAKERS: Final = frozenset({"actions", "github"})
_RETIRED: Final = {
    "actions/upload-artifact": 3,
    "actions/download-artifact": 3,
    "actions/cache": 2,
    "actions/cache/restore": 2,
    "actions/cache/save": 2,
    "github/codeql-action/init": 2,
    "github/codeql-action/analyze": 2,
    "github/codeql-action/autobuild": 2,
    "github/codeql-action/upload-sarif": 2,
}
"""The newest major version that the maker has ended (GitHub's changelog, 2024 and 2025)."""


class Bad(NamedTuple):
    """Versions of an action with a published fault."""

    below: tuple[int, ...]
    """The first version that is good."""
    since: tuple[int, ...]
    why: str
    commits: tuple[str, ...] = ()


_BAD: Final = {
    "tj-actions/changed-files": Bad(
        (46, 0, 1),
        (0,),
        "CVE-2025-30066: its tags were moved to code that printed secrets",
        ("0e58ed8671d6b60d0890c21b07f8835ace038e67",),
    ),
    "tj-actions/branch-names": Bad((9, 0, 0), (0,), "CVE-2025-54416: names of branches ran as commands"),
    "actions/download-artifact": Bad((4, 1, 3), (4,), "CVE-2024-42471: an artefact could write outside of its folder"),
}


HERE: Final = ("./", "$/")
"""How ``uses`` begins where it names something of the same repository."""


_WELL_KNOWN: Final = frozenset(
    {
        *("checkout", "cache", "upload-artifact", "download-artifact", "github-script", "setup-node", "setup-python"),
        *("setup-java", "setup-go", "setup-dotnet", "labeler", "stale", "deploy-pages", "configure-pages"),
    }
)


class Used(NamedTuple):
    """The parts of ``owner/name/path@version``."""

    name: str
    """In lower case, without the version."""
    version: str | None

    @property
    def slug(self) -> str:
        """``owner/name``."""
        return "/".join(self.name.split("/")[:2])

    @property
    def major(self) -> int | None:
        """The first number of a version; None for a commit or branch."""
        numbers = numbers_of(self.version or "")
        return numbers[0] if numbers else None


def used(text: str) -> Used | None:
    """What ``uses`` names; None for what stands in the same repository, an image, or nothing."""
    text = text.strip()
    if not text or text.startswith((*HERE, ".\\", "docker://")) or "/" not in text:
        return None
    name, _, version = text.partition("@")
    return Used(name.lower(), version or None)


def dependencies(address: str, tree: Tree, form: str) -> Iterator[PipelineDependency]:
    """The dependency that ``uses`` names; none for what stands in the same repository."""
    if isinstance(tree, Unknown):
        yield unknown_dependency(address, tree, GITHUB, form, tree.why)
        return
    text = literal(tree).strip()
    if text.startswith("docker://"):
        found = image(text.removeprefix("docker://"))
        if found is not None:
            yield dependency(address, tree, GITHUB, form="image", name=found.name, version=found.version, pin=found.pin)
        return
    part = used(text)
    if part is None:
        return
    yield dependency(
        address,
        tree,
        GITHUB,
        form=form,
        name=text.partition("@")[0],
        version=part.version,
        pin=pin(part.version),
        maker="platform" if part.name.partition("/")[0] in _MAKERS else "other",
        known_bad=_fault(part),
        retired=part.major is not None and part.major <= _RETIRED.get(part.name, -1),
    )


def _fault(part: Used) -> str | None:
    owner, _, name = part.slug.partition("/")
    if name in _WELL_KNOWN and owner not in _MAKERS and _one_apart(owner, "actions"):
        return f"its name is one letter away from actions/{name}"
    bad = _BAD.get(part.slug)
    if bad is None or not part.version:
        return None
    if part.version in bad.commits:
        return bad.why
    numbers = numbers_of(part.version)
    # A tag of a major version alone moves on to good releases; only a full version stays where the fault is.
    if len(numbers) < 2 or numbers < bad.since:
        return None
    return bad.why if numbers < bad.below else None


def _one_apart(one: str, other: str) -> bool:
    """Whether two names differ by one letter: missing, added, changed, or swapped with the next."""
    if abs(len(one) - len(other)) > 1:
        return False
    at = next((at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), len(other))
    rest, wanted = one[at:], other[at:]
    swapped = len(rest) > 1 and rest[1::-1] + rest[2:] == wanted
    return rest[1:] == wanted or rest == wanted[1:] or rest[1:] == wanted[1:] or swapped


def numbers_of(version: str) -> tuple[int, ...]:
    """The numbers of a version ``v4.1.2``; empty for what is none."""
    bare = version.removeprefix("v")
    parts = bare.split(".")
    if not all(part.isdigit() and len(part) < 8 for part in parts):
        return ()
    return tuple(map(int, parts))


CODE_INPUTS: Final = {
    "actions/github-script": ("script",),
    "appleboy/ssh-action": ("script",),
    "azure/cli": ("inlinescript",),
    "azure/powershell": ("inlinescript",),
    "nick-fields/retry": ("command", "on_retry_command"),
    "nick-invision/retry": ("command", "on_retry_command"),
    "addnab/docker-run-action": ("run",),
    "uraimo/run-on-arch-action": ("run", "install", "setup"),
    "reactivecircus/android-emulator-runner": ("script", "pre-emulator-launch-script"),
    "coactions/setup-xvfb": ("run",),
    "gabrielbb/xvfb-action": ("run",),
    "jannekem/run-python-script-action": ("script",),
    "cardinalby/js-eval-action": ("expression",),
    "mikefarah/yq": ("cmd",),
    "actions-rs/cargo": ("args",),
}
"""Inputs of actions that are run as code (their own documentation says so)."""
