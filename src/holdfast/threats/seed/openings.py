"""What files that a container is given, or made from, say of who may do what in it."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from typing import Final

from holdfast.estate.kinds.container import ContainerVolume
from holdfast.kit.expressions import expression
from holdfast.model.system import Sort
from holdfast.threats.seed.draft import Piece
from holdfast.threats.seed.images import Known as Image
from holdfast.threats.seed.images import image
from holdfast.threats.seed.seen import Seen
from holdfast.threats.seed.values import known
from holdfast.threats.seed.words import at

_ANONYMOUS: Final = expression(r"(?m)^[ \t]*\[auth\.anonymous\][ \t]*$((?:\n(?![ \t]*\[).*){0,60})")
"""The section of Grafana's settings about visitors who did not sign in."""
_ENABLED: Final = expression(r"(?m)^[ \t]*enabled[ \t]*=[ \t]*true")
_MIGHTY: Final = expression(r"(?m)^[ \t]*org_role[ \t]*=[ \t]*(?:Admin|Editor)")
_ADMIN: Final = expression(
    r"(?m)^admin:[ \t]*\n(?:[ \t]+.*\n){0,6}?[ \t]+address:[ \t]*[\"']?(?:0\.0\.0\.0|::)[\"']?[ \t]*$"
)
"""Envoy's own console, on every address."""
_ENVOY: Final = expression(r"(?i)envoy[\w.\-]*\.ya?ml$")
_FROM: Final = expression(r"(?im)^[ \t]*FROM[ \t]+(?:--\S+[ \t]+)*(\S+)")
_LARGEST: Final = 1 << 18
_MOST: Final = 40


def made_from(dockerfile: str, seen: Seen) -> Image | None:
    """The well-known store that an image only adds settings to: what its last stage starts from."""
    stages = _FROM.findall(seen.text(dockerfile)[:_LARGEST]) if dockerfile in seen.paths else []
    found = image(stages[-1]) if stages else None
    return found if found is not None and found.sort is Sort.STORE else None


def say(made: Piece, unit: str, volumes: Iterable[ContainerVolume], doors: int, seen: Seen) -> None:
    """State what mounted settings, and those in a process's own folder, open. ``doors`` are its published ports."""
    if made.sort is not Sort.PROCESS:
        return
    for path in _mounted(unit, volumes, seen):
        text = seen.text(path)[:_LARGEST]
        section = _ANONYMOUS.search(text) if path.endswith(".ini") else None
        if section is not None and _ENABLED.search(section[1]):
            made.facts["authentication"] = "none"
            made.source.append(at(path, text.count("\n", 0, section.start()) + 1))
            if _MIGHTY.search(section[1]):
                made.facts["administers"] = "yes"
    if not made.front or doors < 2:
        return
    starts = tuple(glob.rstrip("*") for glob in made.paths if glob != "**")
    own = [path for path in sorted(seen.paths) if starts and path.startswith(starts)][: _MOST * _MOST]
    for path in [*_mounted(unit, volumes, seen), *own]:
        console = _ADMIN.search(seen.text(path)[:_LARGEST]) if _ENVOY.search(path) else None
        if console is not None:
            made.facts |= {"administers": "yes", "debug": "yes"}
            made.source.append(at(path, seen.text(path).count("\n", 0, console.start()) + 1))
            return


def _mounted(unit: str, volumes: Iterable[ContainerVolume], seen: Seen) -> Iterator[str]:
    """Files of the tree that a container sees."""
    for volume in volumes:
        told = str(known(volume.host_path) or known(volume.raw) or "").partition(":")[0]
        if not told.startswith("."):
            continue
        path = posixpath.normpath(posixpath.join(posixpath.dirname(unit), told))
        if path in seen.paths:
            yield path
        elif f"{path}/" in seen.folders and path != ".":
            yield from [each for each in sorted(seen.paths) if each.startswith(f"{path}/")][:_MOST]
