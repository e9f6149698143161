"""What an image's configuration and history say, as resources: read like the Dockerfile that they tell of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from holdfast.estate.image.base import Base
from holdfast.estate.image.config import Config
from holdfast.estate.image.image import CONFIG, HISTORY, Image
from holdfast.estate.imagename import image_name
from holdfast.estate.kinds.image import BaseImage, BuildStep, ImageBuild
from holdfast.estate.readers import reader
from holdfast.model.place import Place
from holdfast.model.reading import Unit
from holdfast.model.resource import Resource
from holdfast.model.value import How, Known, Unknown

_FROM: Final = "FROM scratch"
_FIRST: Final = 2
"""The line of the first step."""


def texts(config: Config) -> dict[str, bytes]:
    """How it runs and what made it, as a person is shown them, by the paths that stand for them."""
    return {path: _joined(lines) for path, lines in ((CONFIG, config.lines()), (HISTORY, config.history()))}


def _joined(lines: Iterable[str]) -> bytes:
    return ("\n".join(lines) + "\n").encode("utf-8", "replace")


def resources(image: Image, base: Base) -> Iterator[Resource]:
    """The build as it came out, the steps that are the image's own, and the image below if it is named."""
    shown = texts(image.config)
    history = [each for each in _read(HISTORY, shown[HISTORY]) if isinstance(each, BuildStep)]
    said = shown[HISTORY]
    for each in _read(CONFIG, shown[CONFIG]):
        if isinstance(each, ImageBuild):
            yield replace(each, address=image.name, unnamed=Known("root", each.place, How.DEFAULT))
        elif isinstance(each, BuildStep) and _line(shown[CONFIG], each.place.line) not in said and _env(each):
            yield replace(each, address=f"{image.name}:ENV")
    for step in history:
        number = step.place.line - _FIRST
        if number >= base.steps:
            yield replace(_step(step, image.config.steps[number].said), address=f"{image.name}:{step.type}")
    if base.name:
        yield _below(image, base)


def _step(step: BuildStep, said: str) -> BuildStep:
    """Without what a history does not tell: which files were left out of a copy, and what a download was held to."""
    checked = step.checked
    if isinstance(checked, Known) and not checked.value and "#(nop)" not in said:
        checked = Unknown("the history does not say whether its digest was checked", step.place)
    return replace(step, checked=checked, whole_context=None, history_copied=None)


def _env(step: BuildStep) -> bool:
    return isinstance(step.instruction, Known) and step.instruction.value == "ENV"


def _line(text: bytes, number: int) -> bytes:
    return text.split(b"\n")[number - 1]


def _read(path: str, text: bytes) -> tuple[Resource, ...]:
    """What the reader of Dockerfiles makes of it, on top of nothing."""
    body = text.split(b"\n", 1)[1]
    files = {path: _FROM.encode() + b"\n" + body}
    return reader("dockerfile").read(Unit(reader="dockerfile", root=path, paths=(path,)), files).resources


def _below(image: Image, base: Base) -> BaseImage:
    place = Place(path=CONFIG)
    parts = image_name(base.name)
    return BaseImage(
        address=f"{image.name}:FROM",
        type="FROM",
        provider="docker",
        language="dockerfile",
        place=place,
        image=Known(base.name, place),
        tag=Known(parts.tag, place),
        digest=Known(parts.digest, place),
    )
