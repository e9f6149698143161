"""Images as cases tell them: a few lines of YAML, made into a real layout and read like any other.

``config``, ``history``, ``made`` and ``annotations`` stand in the image as they are. ``files`` (or ``layers``, a list
of such) maps a path to its content, or to ``mode``, ``content``, ``link`` and ``folder``. ``today`` is the day of the
scan, ``saved`` writes it as docker saves it, ``broken`` cuts the last layer, ``signed`` lays an attestation beside it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from holdfast.app.imageconfig import resources
from holdfast.estate.image.base import base_of
from holdfast.estate.image.contents import facts
from holdfast.estate.image.distribution import distribution
from holdfast.estate.image.image import open_image
from holdfast.model.reading import Reading
from tests.worlds.images import MANIFEST, Entry, World, digest, folder, layer, layout, link, packed

TODAY = date(2026, 11, 30)


def image_reading(text: str) -> Reading:
    """What an image holds and how it runs, as resources."""
    told: dict[str, Any] = yaml.safe_load(text) or {}
    with TemporaryDirectory() as home, open_image(_written(Path(home), told)) as image:
        list(image.read())
        found = distribution(image.more)
        base, _ = base_of(image)
        today = told.get("today", TODAY)
        return Reading(resources=(facts(image, found, today), *resources(image, base)))


def _written(home: Path, told: Mapping[str, Any]) -> Path:
    stack = [_layer(each) for each in told.get("layers", [told.get("files", {"etc/hostname": "x"})])]
    world = World(
        stack,
        config=told.get("config", {}),
        history=told.get("history"),
        made=_time(told.get("made", "2026-11-01T00:00:00Z")),
        annotations=told.get("annotations", {}),
    )
    if told.get("saved"):
        return world.saved(home / "image.tar")
    blobs, entry = world.blobs()
    if told.get("broken"):
        last = digest(packed(stack[-1]))
        blobs[last] = blobs[last][:-20]
    entries = [entry]
    if told.get("signed"):
        said = json.dumps({"artifactType": "application/x", "subject": {"digest": entry["digest"]}}).encode()
        blobs[digest(said)] = said
        entries.append({"mediaType": MANIFEST, "digest": digest(said)})
    return layout(home / "image", blobs, entries)


def _time(told: object) -> str:
    return told.isoformat() if isinstance(told, datetime) else str(told)


def _layer(files: Mapping[str, Any]) -> bytes:
    return layer({path: _entry(given) for path, given in files.items()})


def _entry(given: object) -> Entry:
    if not isinstance(given, Mapping):
        return Entry(str(given or "").encode())
    if given.get("link"):
        return link(str(given["link"]))
    mode = int(str(given.get("mode", 644)), 8)
    return folder(mode) if given.get("folder") else Entry(str(given.get("content", "x")).encode(), mode)
