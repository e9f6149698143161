"""A programming interface as its description tells it: where it answers, who may call, and what goes in and out."""

from __future__ import annotations

from holdfast.model.noun import noun
from holdfast.model.place import Place


@noun
class Operation:
    """One thing that can be asked."""

    name: str
    """Method and path, e.g. ``POST /orders``."""
    place: Place
    secured: tuple[str, ...] = ()
    """Names of the security schemes of which one must be met; empty where nothing is asked for."""
    fields: tuple[str, ...] = ()
    """Names of data that goes in or out."""
    takes_files: bool = False
    takes_address: bool = False
    """It takes an address (URL) from its caller."""
    formats: tuple[str, ...] = ()
    """Media types of what it takes."""
    called_back: bool = False
    """It is a call that other systems make: a webhook."""


@noun
class Interface:
    """The description of one programming interface."""

    place: Place
    title: str = ""
    servers: tuple[str, ...] = ()
    """Addresses at which it answers, as they are written."""
    schemes: tuple[tuple[str, str], ...] = ()
    """Names of security schemes and what each asks for: ``password``, ``token``, ``session`` or ``mtls``."""
    operations: tuple[Operation, ...] = ()
    calls: tuple[str, ...] = ()
    """Addresses that it calls back."""
