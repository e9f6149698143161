"""What a peer's file wishes, freed of its syntax. No value of a secret stands in it, only digests."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Hidden:
    """One wish to hide: a finding is meant when it fits every part that is given.

    An empty part fits anything; of several texts in one part, any may fit.
    """

    place: str
    """``file:line`` of the wish."""
    says: str
    """The wish in a few words."""
    paths: tuple[str, ...] = ()
    """Exact paths, POSIX."""
    globs: tuple[str, ...] = ()
    """Path patterns in .gitignore syntax."""
    path_patterns: tuple[str, ...] = ()
    """Regular expressions, searched for in the path."""
    line: int = 0
    """Line of the file; as it was in the commit, where one is given."""
    commits: tuple[str, ...] = ()
    """Only what these commits brought in."""
    digests: tuple[str, ...] = ()
    """``sha1:…`` or ``sha256:…`` of the value, ``ggshield:…`` of the value with its kind."""
    content: str = ""
    """Talisman's checksum over the paths that fit and their contents."""
    patterns: tuple[str, ...] = ()
    """Regular expressions, searched for in what ``target`` says."""
    target: str = "secret"
    """``secret``; ``line``; ``overlap``: a match on the line that touches the secret; ``grep``: path, line number and
    line with colons between them."""
    words: tuple[str, ...] = ()
    """Texts that the value contains, letter case aside."""
    rules: tuple[str, ...] = ()
    """The peer's rules that the wish is limited to."""

    @property
    def only_paths(self) -> bool:
        """Whether the wish is about whole files."""
        more = (self.paths, self.line, self.commits, self.digests, self.content, self.patterns, self.words, self.rules)
        return bool(self.globs or self.path_patterns) and not any(more)


@dataclass(frozen=True, slots=True, kw_only=True)
class Untold:
    """Something that has no counterpart here."""

    place: str
    says: str
    """What stands there, in a few words."""
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Everything that one file says."""

    hidden: tuple[Hidden, ...] = ()
    untold: tuple[Untold, ...] = ()


def digest_of(value: str) -> str:
    """The digest under which a value in clear is kept."""
    return f"sha256:{hashlib.sha256(value.encode('utf-8', 'replace')).hexdigest()}"


def told(items: list[Hidden | Untold]) -> Told:
    """The facts of a file, sorted by what became of them."""
    return Told(
        hidden=tuple(item for item in items if isinstance(item, Hidden)),
        untold=tuple(item for item in items if isinstance(item, Untold)),
    )
