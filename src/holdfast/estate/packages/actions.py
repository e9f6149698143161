"""Actions and reusable workflows that the pipelines of GitHub, Gitea and Forgejo use, and images that they run in.

A tag of a whole version is a version; one of a major version alone moves on, and is a requirement. A commit is its
version, unless the comment behind it says which tag it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from holdfast.estate.packages.drafts import Draft, made
from holdfast.estate.packages.images import draft_of
from holdfast.estate.packages.treewords import listed, table, word
from holdfast.formats.treetext import decoded
from holdfast.formats.yamltree import parse
from holdfast.kit.expressions import expression
from holdfast.model.package import Inventory, Reach
from holdfast.model.reading import Gap, Unit
from holdfast.model.tree import at
from holdfast.model.value import Tree

_READER: Final = "actions"
_ECOSYSTEM: Final = "GitHub Actions"
_FOLDERS: Final = (".github/workflows/", ".gitea/workflows/", ".forgejo/workflows/")
_USES: Final = expression(r"([\w.\-]{1,100}/[\w.\-]{1,100})(?:/[^@\s]{0,300})?@([^\s@]{1,200})\Z")
_COMMIT: Final = expression(r"[0-9a-fA-F]{40}(?:[0-9a-fA-F]{24})?\Z")
_WHOLE: Final = expression(r"[\w\-]{0,40}?[vV]?\d+\.\d+\.\d+(?:[\-+][\w.+\-]*)?\Z")
_COMMENT: Final = expression(
    r"#\s*(?:tag\s*[:=]\s*|pin\s*@|ratchet:\S*?@|[\w./\-]+@)?([vV]?\d+(?:\.\d+){0,2}(?:[\-+][\w.+\-]*)?)(?=\s|\Z)"
)


class _Found(NamedTuple):
    """What one file uses."""

    actions: list[Draft]
    images: list[Draft]


def units(paths: Mapping[str, bytes]) -> list[Unit]:
    """One for each workflow and composite action."""
    own = (path for path in sorted(paths) if _is_action(path) or any(each in f"{path}" for each in _FOLDERS))
    return [Unit(reader=_READER, root=path, paths=(path,)) for path in own]


def _is_action(path: str) -> bool:
    return path.rpartition("/")[2] in ("action.yml", "action.yaml")


def read(unit: Unit, files: Mapping[str, bytes]) -> list[Inventory]:
    """What one workflow or action uses."""
    path, content = unit.root, files.get(unit.root, b"")
    parsed = parse(path, content)
    gaps: list[Gap] = list(parsed.gaps)
    lines = decoded(content).split("\n")
    found = _Found([], [])
    for tree in parsed.trees[:1]:
        if _is_action(path):
            _steps(at(tree, "runs"), lines, found)
            _image(at(tree, "runs", "image"), found)
        for job in table(tree, "jobs").values():
            _steps(job, lines, found)
            _use(at(job, "uses"), lines, found)
            _image(at(job, "container"), found)
            for service in table(job, "services").values():
                _image(service, found)
    if not found.actions and not found.images:
        gaps = [each for each in gaps if each.fault] if b"uses" in content else []
        if not gaps:
            return []
    actions, more = made(path, _ECOSYSTEM, found.actions, None)
    images, further = made(path, "Docker", found.images, None)
    exact = all(each.version or each.hashes for each in (*actions, *images))
    return [
        Inventory(path=path, reader=_READER, packages=(*actions, *images), gaps=(*gaps, *more, *further), locked=exact)
    ]


def _steps(job: Tree, lines: list[str], found: _Found) -> None:
    for step in listed(job, "steps"):
        _use(at(step, "uses"), lines, found)


def _image(tree: Tree, found: _Found) -> None:
    text = (word(tree) or word(tree, "image")).removeprefix("docker://")
    # The image of an action may be a Dockerfile beside it.
    if text and text.rpartition("/")[2] != "Dockerfile":
        found.images.extend(draft_of(text, tree.place.line, Reach.BUILD))


def _use(tree: Tree, lines: list[str], found: _Found) -> None:
    text = word(tree)
    if text.startswith("docker://"):
        _image(tree, found)
        return
    match = _USES.match(text)
    if match is None or text.startswith(("./", "$/")):
        return
    line = tree.place.line
    found.actions.extend(_draft(match[1].lower(), match[2], line, lines[line - 1] if line <= len(lines) else ""))


def _draft(name: str, ref: str, line: int, text: str) -> Iterator[Draft]:
    draft = Draft(name=name, line=line, direct=True, reach=Reach.BUILD, requirement=ref)
    if _COMMIT.match(ref):
        comment = _COMMENT.search(text[text.find(ref) + len(ref) :][:300])
        said = comment[1] if comment is not None else ""
        draft.version = said if _WHOLE.match(said) else ref
        draft.address = f"https://github.com/{name}@{ref}"
    elif _WHOLE.match(ref.removeprefix("refs/tags/")):
        draft.version = ref.removeprefix("refs/tags/")
    yield draft
