"""What the engine passes around: a hit, its doubt, and how a file is read."""

from __future__ import annotations

from functools import cached_property
from typing import Final, NamedTuple

from holdfast.estate.repo.role import configures, role
from holdfast.model.credential import CredentialType


class Doubt(NamedTuple):
    """What lowers a hit: who should see it and why; an empty note means no doubt."""

    pedantic: bool = False
    note: str = ""


NONE: Final = Doubt()


class Context(NamedTuple):
    """What stands around a value."""

    name: str
    """The name that the value is given to, where the type has nothing else to go by."""
    role: str
    """Role of the file: ``code``, ``config``, ``lock``, ``minified``, ``test``, ``sample``, ``doc``."""
    before: str
    """Text of the line before the value."""
    after: str
    """Up to 40 characters after it."""
    quoted: bool
    url: bool = False
    """The value is the password of an address."""
    prose: bool = False
    """The type looks for passwords in running text, so documents are where it belongs."""


class Hit(NamedTuple):
    """A credential at a place of one blob. Lives in memory only, and briefly: it holds the value."""

    kind: CredentialType
    start: int
    """Offset of the value, or of its encoded form."""
    end: int
    value: bytes
    route: tuple[str, ...]
    doubt: Doubt
    partner: int = -1
    """Offset of the other half of a credential in two parts."""


class View:
    """How the file at hand is read; worked out when a candidate asks for it."""

    def __init__(self, path: str) -> None:
        """Take the path of the file."""
        self.path = path

    @cached_property
    def role(self) -> str:
        """What the file is for."""
        return role(self.path)

    @cached_property
    def bare(self) -> bool:
        """Values may stand without quotes."""
        return configures(self.path)

    @property
    def quiet(self) -> bool:
        """Machine-written text, where only marked credentials count."""
        return self.role in ("lock", "minified")
