"""Talisman: ``.talismanrc``.

Source: the project's README. A checksum covers the paths that a file name means and their contents; when they change,
Talisman looks again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from holdfast.formats.peers.dialect import python
from holdfast.formats.peers.facts import Hidden, Told, Untold, told
from holdfast.formats.peers.lines import Node, yaml


def read(text: str, name: str) -> Told:
    """What a configuration hides. Raises ConfigError when it is no YAML."""
    top = yaml(text, name)
    found: list[Hidden | Untold] = []
    for entry in (top.get("fileignoreconfig") or Node([], 1)).items:
        found += _file(entry, name)
    found += _allowed(top.get("allowed_patterns"), (), name)
    for scope in (top.get("scopeconfig") or Node([], 1)).items:
        word = scope.get("scope") or scope
        why = "the files of a scope are Talisman's own list; write them into .holdfastignore"
        found.append(Untold(place=f"{name}:{word.line}", says=f"the scope {word.text}", why=why))
    threshold = top.get("threshold")
    if threshold is not None and threshold.text.lower() not in ("", "low"):
        why = "severities differ; gate.fail_on says from which one on a finding refuses"
        found.append(Untold(place=f"{name}:{threshold.line}", says=f"the threshold {threshold.text}", why=why))
    return told(found)


def checksum(files: Iterable[tuple[str, bytes]]) -> str:
    """Talisman's checksum over (path, content) pairs, in their order."""
    total = ""
    for path, content in files:
        parts = (total.encode(), content, path.encode("utf-8", "surrogateescape"))
        total = "".join(hashlib.sha256(part).hexdigest() for part in parts)
    return hashlib.sha256(total.encode()).hexdigest()


def _file(entry: Node, name: str) -> Iterator[Hidden | Untold]:
    path = entry.get("filename")
    if path is None or not path.text:
        yield Untold(place=f"{name}:{entry.line}", says="a file entry", why="it names no file")
        return
    globs = (_glob(path.text),)
    digest = entry.get("checksum")
    detectors = {item.text.lower() for item in (entry.get("ignore_detectors") or Node([], 1)).items}
    if digest is not None and digest.text:
        place = f"{name}:{digest.line}"
        yield Hidden(place=place, says=f"{path.text} as it is", globs=globs, content=digest.text.strip().lower())
    if "filecontent" in detectors:
        yield Hidden(place=f"{name}:{path.line}", says=f"the content of {path.text}", globs=globs)
    yield from _allowed(entry.get("allowed_patterns"), globs, name)


def _glob(text: str) -> str:
    """A name without a slash counts in every folder, one with a slash from the root."""
    literal = f"\\{text}" if text.startswith(("!", "#")) else text
    return f"/{literal.removeprefix('/')}" if "/" in text else literal


def _allowed(node: Node | None, globs: tuple[str, ...], name: str) -> Iterator[Hidden | Untold]:
    for item in node.items if node is not None else ():
        place = f"{name}:{item.line}"
        try:
            pattern = (python(item.text),)
        except ValueError as error:
            yield Untold(place=place, says="an allowed pattern", why=str(error))
            continue
        yield Hidden(place=place, says="an allowed pattern", globs=globs, patterns=pattern, target="overlap")
