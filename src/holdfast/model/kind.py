"""Kinds of resources: nouns whose facts are values."""

from __future__ import annotations

from typing import TypeVar, dataclass_transform

from holdfast.model.noun import noun
from holdfast.model.resource import Resource

T = TypeVar("T", bound=Resource)


@dataclass_transform(frozen_default=True, kw_only_default=True)
def kind(cls: type[T]) -> type[T]:
    """A kind of the resources whose facts are the annotations of ``cls``, each with its default."""
    return noun(cls)
