"""Whether a credential still works: what a vendor is asked, how its answer reads, and what it means."""

from __future__ import annotations

from enum import Enum

from holdfast.model.noun import noun


class Life(Enum):
    """What asking brought out."""

    LIVE = "live"
    DEAD = "dead"
    UNKNOWN = "unknown"
    """Nobody answered, or the answer says neither."""


@noun
class Sign:
    """An answer that means something: one of the statuses and, if named, a field of its JSON object."""

    statuses: tuple[int, ...]
    field: tuple[str, ...] = ()
    """Path to a field that must be there; empty where the status alone is documented to tell."""
    values: tuple[str | bool | int, ...] = ()
    """What the field must be; empty for anything."""


@noun
class Verifier:
    """One documented, read-only call that tells whether credentials of some types work.

    ``{value}`` and ``{partner}`` stand for the credential and its other half, in ``url``, ``template`` and ``basic``.
    """

    vendor: str
    types: tuple[str, ...]
    """Names of the credential types."""
    url: str
    docs: str
    """The vendor's page about the call."""
    live: tuple[Sign, ...]
    dead: tuple[Sign, ...] = ()
    """Empty where a refusal can mean something else too."""
    method: str = "GET"
    header: str = "Authorization"
    """The header that carries the value; empty when the address does."""
    template: str = "Bearer {value}"
    basic: str = ""
    """User and password of Basic authentication, instead of ``template``."""
    signed: bool = False
    """The value signs the call (AWS Signature Version 4) and is not sent."""
    more: tuple[tuple[str, str], ...] = ()
    """Headers that the call needs besides."""
    body: str = ""
    """What is sent with POST; never the value."""
    starts: str = ""
    """Only values that start so."""
    partner: str = ""
    """Name of the type of the other half, without which nobody is asked."""
    elsewhere: str = ""
    """Where else such a credential may be alive, so that a refusal here does not make it dead."""

    @property
    def origin(self) -> str:
        """Scheme and host."""
        return "/".join(self.url.split("/", 3)[:3])

    @property
    def host(self) -> str:
        """The host that is asked."""
        return self.url.split("/", 3)[2]


@noun
class Answer:
    """What is known of one credential after asking."""

    life: Life
    says: str
    """One sentence for people. Never holds anything of the credential or of the answer's text."""
