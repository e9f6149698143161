"""Passwords and keys that stand in manifests: what is handed them has no store of secrets, and they are known."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from holdfast.estate.kinds.container import Configuration, Container
from holdfast.kit.expressions import expression
from holdfast.model.resource import Resource
from holdfast.model.system import Sort
from holdfast.model.tree import at as reach
from holdfast.model.tree import fields, items
from holdfast.model.value import Known
from holdfast.threats.seed.draft import Draft, Piece
from holdfast.threats.seed.values import text
from holdfast.threats.seed.words import at

_PREFILLED: Final = expression(
    r"(?i)(?:^|_)(?:demo|default|test|initial|first|guest|sample|admin|superuser)\w*_?pass(?:word|wd)?$"
)
"""Settings with the password of an account that is there from the start."""
_OPEN: Final = expression(r"(?i)[$<{]|change|replace")
_PODS: Final = (("spec", "template", "spec"), ("spec", "jobTemplate", "spec", "template", "spec"), ("spec",))
_KEY: Final = "PRIVATE KEY"
"""What a file with a key for signing says of itself."""
_LONGEST: Final = 1 << 16
KNOWN: Final = "known-password"
"""What marks a program that is handed a password which stands in the files, until it is known whether people use it."""


def contents(resource: Resource) -> dict[str, tuple[str, str]]:
    """What a config map or a secret holds in clear: each entry with its value and its place."""
    found: dict[str, tuple[str, str]] = {}
    for name in ("data", "stringData"):
        for entry, each in fields(reach(resource.raw, name)):
            if isinstance(each, Known) and isinstance(each.value, str):
                hidden = name == "data" and not isinstance(resource, Configuration)
                value = _decoded(each.value) if hidden else each.value[:_LONGEST]
                found[entry] = (value, at(each.place.path, each.place.line))
    return found


def _decoded(value: str) -> str:
    try:
        return base64.b64decode(value[:_LONGEST].encode("ascii"), validate=True).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return ""


def settings(box: Container, held: Mapping[str, Resource]) -> Iterator[tuple[str, str, str]]:
    """Variables that a container is filled with from what ``held`` names: name, value and place."""
    for each in items(reach(box.raw, "env")):
        for kind in ("configMapKeyRef", "secretKeyRef"):
            source = held.get(_key(kind, text(each, "valueFrom", kind, "name")))
            entry = contents(source).get(text(each, "valueFrom", kind, "key")) if source is not None else None
            if entry is not None:
                yield text(each, "name"), *entry
    for each in items(reach(box.raw, "envFrom")):
        for kind in ("configMapRef", "secretRef"):
            source = held.get(_key(kind, text(each, kind, "name")))
            for name, entry in contents(source).items() if source is not None else ():
                yield name, *entry


def _key(kind: str, name: str) -> str:
    return f"{'Secret' if kind.startswith('secret') else 'ConfigMap'}/{name}"


def by_name(own: Iterable[Resource]) -> dict[str, Resource]:
    """Config maps and secrets, by kind and name."""
    found: dict[str, Resource] = {}
    for each in own:
        if each.type in ("ConfigMap", "Secret"):
            name = text(each.raw, "metadata", "name") or each.address.rpartition("/")[2]
            found.setdefault(f"{each.type}/{name}", each)
    return found


def say(
    made: Piece,
    workload: Resource,
    boxes: Iterable[Container],
    held: Mapping[str, Resource],
    secret: Callable[[str, str], bool],
) -> None:
    """State that a process gets secrets which stand in the files. ``secret`` knows them by name and value."""
    if made.sort is not Sort.PROCESS:
        return
    entries = [entry for box in boxes for entry in settings(box, held)]
    for path in _PODS:
        for volume in items(reach(workload.raw, *path, "volumes")):
            source = held.get(_key("secret", text(volume, "secret", "secretName")))
            shown = {text(item, "key") for item in items(reach(volume, "secret", "items"))}
            for name, entry in contents(source).items() if source is not None else ():
                if not shown or name in shown:
                    entries.append((name, *entry))
    prefill(made, ((name, value) for name, value, _ in entries))
    clear = [
        (_KEY not in value, place)
        for name, value, place in entries
        if secret(name, value) and not _PREFILLED.search(name)
    ]
    if clear:
        made.facts["secrets-managed"] = "no"
        made.guessed.discard("secrets-managed")
        worst = min(clear)[1]
        if worst not in made.source:
            made.source.append(worst)


def prefill(made: Piece, told: Iterable[tuple[str, str | None]]) -> None:
    """Note that a program is handed the password of an account that is there from the start."""
    if any(value and _PREFILLED.search(name) and not _OPEN.search(value) for name, value in told):
        made.origins.add(KNOWN)


def settle(draft: Draft) -> None:
    """State a known password of the programs that people sign in to."""
    for piece in draft.of(Sort.PROCESS):
        if KNOWN in piece.origins and piece.facts.get("takes-passwords") == "yes":
            piece.say("default-password", "yes")
