"""Images that Dockerfiles, Compose files, manifests of Kubernetes and pipelines of GitLab name."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from holdfast.estate.imagename import image_name
from holdfast.estate.packages.drafts import Draft, inventory
from holdfast.estate.packages.manifest import image_kind
from holdfast.estate.packages.treewords import table, word
from holdfast.estate.variables import expand
from holdfast.formats.treetext import decoded
from holdfast.kit.expressions import expression
from holdfast.model.package import Inventory, Reach
from holdfast.model.reading import Gap, Unit
from holdfast.model.tree import at
from holdfast.model.value import Known, Value

if TYPE_CHECKING:  # each is loaded where such a file is met
    from holdfast.estate.dockerfile import Instruction

_READER: Final = "images"
_MOST_BYTES: Final = 2 << 20
_FROM: Final = expression(r"(\S+)(?:\s+[Aa][Ss]\s+(\S+))?")
_ARGUMENT: Final = expression(r"([A-Za-z_]\w{0,200})=(?:\"([^\"]*)\"|'([^']*)'|(\S*))")
_IMAGE: Final = expression(
    r"(?:[\w.\-]{1,200}(?::\d{1,5})?/)?[\w.\-/]{1,255}(?::[\w][\w.\-]{0,127})?(?:@sha\d{3}:[0-9a-fA-F]{32,128})?\Z"
)
_LINE: Final = expression(
    r"(?m)^[ \t]*(?:-[ \t]+)?image[ \t]*:[ \t]*[\"']?([^\s\"'#]{1,400})[\"']?[ \t]*(?:#[^\n]*)?\r?$"
)
_NAMED: Final = expression(r"(?m)^[ \t]*image[ \t]*:[ \t]*\n[ \t]+name[ \t]*:[ \t]*[\"']?([^\s\"'#]{1,400})")
_NEWLINE: Final = expression(r"\n")
_FILLED: Final = frozenset("{}<>$[]")


def units(paths: Mapping[str, bytes]) -> list[Unit]:
    """One for each file that names an image."""
    found = []
    for path in sorted(paths):
        data = paths[path]
        if not path.endswith((".yml", ".yaml")) or image_kind(path, data):
            found.append(Unit(reader=_READER, root=path, paths=(path,)))
    return found


def read(unit: Unit, files: Mapping[str, bytes]) -> list[Inventory]:
    """The images that one file names."""
    path, content = unit.root, files.get(unit.root, b"")[:_MOST_BYTES]
    gaps: list[Gap] = []
    if not path.endswith((".yml", ".yaml")):
        drafts = list(_dockerfile(path, decoded(content)))
    elif (kind := image_kind(path, content)) == "compose":
        drafts = list(_compose(path, content, gaps))
    else:
        drafts = list(_lines(decoded(content), Reach.BUILD if kind == "gitlab" else Reach.RUNTIME))
    if not drafts and not gaps:
        return []
    exact = all(draft.version or draft.hashes for draft in drafts)
    return [inventory(path, _READER, "Docker", drafts, gaps=gaps, locked=exact)]


def draft_of(reference: str, line: int, reach: Reach) -> Iterator[Draft]:
    """The image that a reference names; none for what is filled in later."""
    if not _FILLED.isdisjoint(reference) or _IMAGE.match(reference) is None:
        return
    parts = image_name(reference)
    draft = Draft(name=parts.name.lower(), version=parts.tag or "", line=line, direct=True, reach=reach)
    draft.requirement = parts.tag or ""
    draft.hashes = (parts.digest.lower(),) if parts.digest else ()
    yield draft


def _dockerfile(path: str, text: str) -> Iterator[Draft]:
    """The images of ``FROM``, ``COPY --from`` and ``RUN --mount``; the last stage's is what runs."""
    from holdfast.estate.dockerfile import Broken, instructions

    scope: dict[str, Value[str]] = {}
    stages: dict[str, Draft | None] = {}
    found: list[Draft] = []
    last: Draft | None = None
    for each in instructions(path, text):
        if isinstance(each, Broken):
            continue
        if each.keyword == "ARG" and not stages:
            for argument in _ARGUMENT.finditer(each.body.text):
                value = next((part for part in argument.groups()[1:] if part is not None), "")
                scope[argument[1]] = expand(value, scope, each.place)
        elif each.keyword == "FROM":
            match = _FROM.match(each.body.text)
            image = expand(match[1], scope, each.place) if match is not None else None
            if match is None or not isinstance(image, Known):
                last = None
                stages[match[2].lower() if match is not None and match[2] else str(len(stages))] = None
                continue
            if image.value.lower() in stages:
                last = stages[image.value.lower()]
            else:
                last = _first(image.value, each) if image.value != "scratch" else None
                found += [last] if last is not None else []
            stages[(match[2] or str(len(stages))).lower()] = last
        else:
            found.extend(_copied(each, stages))
    if last is not None:
        last.reach = Reach.RUNTIME
    yield from found


def _first(reference: str, each: Instruction) -> Draft | None:
    return next(draft_of(reference, each.place.line, Reach.BUILD), None)


def _copied(each: Instruction, stages: Mapping[str, Draft | None]) -> Iterator[Draft]:
    """An image of which files are copied, where no stage is called so."""
    for name, value in each.flags:
        origin = value
        if name == "mount":
            origin = next((part[5:] for part in value.split(",") if part.startswith("from=")), "")
        elif name != "from":
            continue
        origin = origin.strip("\"'")
        if origin and not origin.isdigit() and origin.lower() not in stages and each.keyword in ("COPY", "ADD", "RUN"):
            yield from draft_of(origin, each.place.line, Reach.RUNTIME if each.keyword == "COPY" else Reach.BUILD)


def _compose(path: str, content: bytes, gaps: list[Gap]) -> Iterator[Draft]:
    """The images of services that are not built here."""
    from holdfast.formats.yamltree import parse

    parsed = parse(path, content)
    gaps.extend(parsed.gaps)
    for tree in parsed.trees[:1]:
        for service in table(tree, "services").values():
            image = at(service, "image")
            if "build" in table(service) or not word(image):
                continue
            value = expand(word(image), {}, image.place)
            if isinstance(value, Known):
                yield from draft_of(value.value, image.place.line, Reach.RUNTIME)


def _lines(text: str, reach: Reach) -> Iterator[Draft]:
    """What stands behind ``image:``; a look at lines, so that templates of manifests are read too."""
    starts = [found.end() for found in _NEWLINE.finditer(text)]
    for pattern in (_LINE, _NAMED):
        for found in pattern.finditer(text):
            if found[1] not in ("string", "object", "null", "~", "|", ">"):
                yield from draft_of(found[1], bisect_right(starts, found.start(1)) + 1, reach)
