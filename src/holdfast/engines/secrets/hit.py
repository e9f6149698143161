"""What the engine passes around: a hit, its doubt, and how a file is read."""

from __future__ import annotations

from functools import cached_property
from typing import Final, NamedTuple

from holdfast.engines.secrets.names import name_before
from holdfast.estate.repo.role import configures, role
from holdfast.model.credential import CredentialType


class Doubt(NamedTuple):
    """What lowers a hit: who should see it and why; an empty note means no doubt."""

    pedantic: bool = False
    note: str = ""


NONE: Final = Doubt()


class Context:
    """What stands around a value."""

    def __init__(
        self, role: str, before: str, after: str, *, named: bool, url: bool = False, prose: bool = False
    ) -> None:
        """Take the role of the file, the text of the line before the value, and up to 40 characters after it.

        ``named``: the type has nothing but the name to go by. ``url``: the value is the password of an address.
        ``prose``: the type looks for passwords in running text, so documents are where it belongs.
        """
        self.role = role
        self.before = before
        self.after = after
        self.url = url
        self.prose = prose
        self._named = named

    @cached_property
    def name(self) -> str:
        """The name that the value is given to; empty where it does not count. Most values are judged without it."""
        return name_before(self.before) if self._named else ""

    @property
    def quoted(self) -> bool:
        """The value stands in quotes."""
        return self.before.endswith(('"', "'", "`"))


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
