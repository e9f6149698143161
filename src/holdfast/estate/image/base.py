"""Which layers belong to the image that another one was built on, and how that is known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from holdfast.estate.image.config import Step
from holdfast.estate.image.image import Image
from holdfast.model.noun import noun

_NAME: Final = "org.opencontainers.image.base.name"
_DIGEST: Final = "org.opencontainers.image.base.digest"


@noun
class Base:
    """The image below."""

    layers: int
    """How many layers are its own; 0 where that is not known."""
    steps: int = 0
    """How many steps of the history are."""
    name: str = ""
    digest: str = ""
    known: str = ""
    """How it is known: ``given``, ``history`` or nothing; the name comes from an annotation."""

    @property
    def says(self) -> str:
        """For people."""
        named = (
            f"built on {self.name}{f'@{self.digest}' if self.digest else ''}, as its annotation says"
            if self.name
            else ""
        )
        if self.known == "given":
            counted = f"the lowest {_layers(self.layers)} are those of the base image that was given"
        elif self.known == "history":
            looks = "look" if self.layers != 1 else "looks"
            counted = (
                f"the lowest {_layers(self.layers)} {looks} like a base image, as the history starts something there"
            )
        else:
            counted = "which layers are those of a base image is not known; name it with --base"
        return f"{named}; {counted}" if named else counted


def _layers(count: int) -> str:
    return f"{count} layers" if count != 1 else "layer"


def base_of(image: Image, given: Image | None = None) -> tuple[Base, str]:
    """The base of an image, and what is wrong with the one that was given; empty where nothing is."""
    notes = {**image.config.labels, **image.manifest.annotations}
    name, digest = notes.get(_NAME, ""), notes.get(_DIGEST, "")
    if given is not None:
        below, own = given.config.inner, image.config.inner
        if below and own[: len(below)] == below:
            return Base(layers=len(below), steps=len(given.config.steps), name=name, digest=digest, known="given"), ""
        wrong = f"{image.name} is not built on {given.name}: its lowest layers are others"
        return Base(layers=0, name=name, digest=digest), wrong
    steps = _by_history(image.config.steps)
    count = sum(not step.empty for step in image.config.steps[:steps])
    if count and len(image.layers) == sum(not step.empty for step in image.config.steps):
        return Base(layers=count, steps=steps, name=name, digest=digest, known="history"), ""
    return Base(layers=0, name=name, digest=digest), ""


def _by_history(steps: Sequence[Step]) -> int:
    """Steps up to the last start command that has a layer above it: a build ends with its own, a base with its."""
    above = False
    for number in range(len(steps) - 1, -1, -1):
        step = steps[number]
        if not step.empty:
            above = True
        elif above and step.instruction.startswith(("CMD ", "ENTRYPOINT ")):
            return number + 1
    return 0
