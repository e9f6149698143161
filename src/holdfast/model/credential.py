"""A credential type: the rule form of checks that are decided by a pattern."""

from __future__ import annotations

from collections.abc import Callable

from holdfast.model.check import Check
from holdfast.model.noun import noun


@noun
class CredentialType:
    """How one kind of credential looks, in the pattern subset that Python's ``re`` and Hyperscan read alike."""

    check: Check
    core: str
    """Pattern without look-around or anchors; its one group, if any, is the secret value."""
    trigger: str
    """A smaller pattern that stops inside of every match of the core, for the matcher."""
    keywords: tuple[str, ...]
    """One of these is in every match; compared exactly, or in lower case when ``fold``."""
    fold: bool = False
    """The keywords are compared without regard to letter case."""
    caseless: bool = False
    """The whole pattern disregards letter case."""
    profile: str = "token"
    """How a value is judged: ``token`` (its format marks it), ``random`` (only its name tells), ``password`` (people
    chose it), ``structure`` (the pattern and the validators say all)."""
    left: str = "A-Za-z0-9_"
    """Characters that may not stand directly before the match (the body of a character class)."""
    right: str = "A-Za-z0-9_"
    """Characters that may not stand directly after it."""
    min_entropy: float = 0.0
    """Bits per character that the value must have."""
    valid: tuple[Callable[[str], bool], ...] = ()
    """Checks of the value beyond its shape."""
    checksum: bool = False
    """A checksum is verified: no guess is left."""
    pairs_with: str = ""
    """Name of the type that completes this one."""
    files: tuple[str, ...] = ()
    """Endings of the paths that it is looked for in; empty for every file."""
    multiline: bool = False
    """The match may cross line ends."""
    rank: int = 3
    """How much the match itself says: 4 checksum, 3 vendor's mark, 2 vendor's name before it, 1 anybody's."""
    pedantic: bool = False
    """Only for readers who want to see everything."""

    @property
    def contextual(self) -> bool:
        """The value carries no mark; a vendor's name before it tells."""
        return self.rank == 2 and self.fold and not self.caseless
