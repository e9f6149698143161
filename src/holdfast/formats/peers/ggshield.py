"""ggshield: ``.gitguardian.yaml`` in both of its versions.

Source: GitGuardian's documentation of ggshield. A match is the value itself, or a SHA-256 over the value and its kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from holdfast.formats.peers.facts import Hidden, Told, Untold, digest_of, told
from holdfast.formats.peers.lines import Node, yaml

_DIGEST: Final = re.compile(r"[0-9a-fA-F]{64}")


def read(text: str, name: str) -> Told:
    """What a configuration hides. Raises ConfigError when it is no YAML."""
    top = yaml(text, name)
    secret = top.get("secret") or Node({}, 1)
    found: list[Hidden | Untold] = []
    for part in (top, secret):
        found += _paths(part.get("ignored_paths", "paths_ignore"), name)
        found += _matches(part.get("ignored_matches", "matches_ignore"), name)
        for item in _items(part.get("ignored_detectors", "banlisted_detectors")):
            why = "its detectors are not ours; name the check that it means in checks.disable"
            found.append(Untold(place=f"{name}:{item.line}", says=f"ignored detector {item.text}", why=why))
    known = secret.get("ignore_known_secrets") or top.get("ignore_known_secrets")
    if known is not None and known.text.lower() in ("true", "yes", "on"):
        why = "which secrets are known stands on GitGuardian's server"
        found.append(Untold(place=f"{name}:{known.line}", says="ignore_known_secrets", why=why))
    return told(found)


def _items(node: Node | None) -> list[Node]:
    return node.items if node is not None else []


def _paths(node: Node | None, name: str) -> Iterator[Hidden]:
    for item in _items(node):
        if item.text:
            yield Hidden(place=f"{name}:{item.line}", says=f"ignored path {item.text}", globs=(_glob(item.text),))


def _glob(text: str) -> str:
    """A pattern counts at any depth unless it begins with a slash."""
    plain = text.strip().removeprefix("./")
    if plain.startswith(("/", "**/")) or "/" not in plain.rstrip("/"):
        return plain
    return f"**/{plain}"


def _matches(node: Node | None, name: str) -> Iterator[Hidden | Untold]:
    for item in _items(node):
        match = item.get("match")
        text = (match.text if match else "") or item.text
        label = item.get("name")
        says = f"ignored match {label.text}" if label and label.text else "an ignored match"
        place = f"{name}:{(match or item).line}"
        if not text:
            yield Untold(place=place, says=says, why="it has no value and no SHA-256")
        elif _DIGEST.fullmatch(text):
            yield Hidden(place=place, says=says, digests=(f"sha256:{text.lower()}", f"ggshield:{text.lower()}"))
        else:
            yield Hidden(
                place=place,
                says=says,
                digests=(digest_of(text),),
            )
