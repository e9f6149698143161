"""Whether anything asks a container how it is."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.estate.kinds.container import Container
from holdfast.model.judgement import Breach, NotHere
from holdfast.model.value import need


def unwatched(container: Container) -> Iterator[Breach]:
    """No probe of any sort asks a container that is meant to run on; one is enough."""
    if container.health_checked is None:
        raise NotHere
    if container.readiness_checked is not None and need(container.readiness_checked):
        return
    if not need(container.health_checked):
        yield Breach(container.health_checked.place, "no probe asks whether it works")
