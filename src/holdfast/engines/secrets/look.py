"""Finds credentials in one blob: one pass of the matcher, and a close look where it stopped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from holdfast.engines.secrets import layers
from holdfast.kit.multimatch import Matcher, Pattern

if TYPE_CHECKING:
    from holdfast.engines.secrets.hit import Hit
    from holdfast.engines.secrets.search import Search
    from holdfast.estate.repo.blob import Blob
    from holdfast.model.credential import CredentialType


class Seen(NamedTuple):
    """What one blob held."""

    hits: tuple[Hit, ...]
    derived: int
    """Decoded texts that were looked at too."""
    marks: tuple[int, ...]
    """Offsets of comments that may suppress something."""
    late: bool = False
    """Looking took too long and was ended; what was found until then is here."""
    far: bool = False
    """Something in it may begin a credential over many lines, or a manifest."""


NOTHING: Final = Seen((), 0, ())


def patterns(kinds: Sequence[CredentialType], marks: Iterable[str]) -> list[Pattern]:
    """Every expression for the matcher: credential types, then layers, then suppression marks."""
    found = [Pattern(_bounded(kind), at, kind.fold, kind.keywords, kind.fold) for at, kind in enumerate(kinds)]
    found += layers.patterns(len(found))
    first = len(found)
    return found + [Pattern(re.escape(mark), first + at, True, (mark,), True) for at, mark in enumerate(marks)]


def _bounded(kind: CredentialType) -> str:
    """The trigger behind what may stand before it, so that the matcher does not stop in the middle of long runs."""
    if not kind.left or kind.contextual:
        return kind.trigger
    return rf"(?:^|[^{kind.left}]|\\[nrt])(?:{kind.trigger})"


class Looker:
    """Looks at blobs, one after the other. What a close look needs is loaded when the matcher first stops somewhere."""

    def __init__(self, kinds: Sequence[CredentialType], matcher: Matcher, files: tuple[str, ...] = ()) -> None:
        """Take the credential types in the order that the matcher's numbers mean; they may load themselves late.

        ``files`` are the endings of paths for which some type stands aside from the matcher.
        """
        self._kinds = kinds
        self._files = files
        self._matcher = matcher
        self._positions = matcher.positions
        self._marks = len(kinds) + len(layers.LAYERS)
        self._search: Search | None = None

    def prepare(self) -> Search:
        """Load what a close look needs, as looking does by itself when it first comes to one."""
        from holdfast.engines.secrets.search import Search

        self._search = Search(self._kinds, self._matcher, self._files)
        return self._search

    def look(self, blob: Blob) -> Seen:
        """Every credential in ``blob``. Raises nothing for any content."""
        text = blob.data if blob.data.endswith(b"\n") else blob.data + b"\n"
        found = self._positions(text)
        if not found and not (self._files and blob.path.endswith(self._files)):
            return NOTHING
        search = self._search or self.prepare()
        marks = sorted({at for number, at in found if number >= self._marks})
        far = any(map(search.far, {number for number, _ in found}))
        hits, derived, late = search.hits(blob.path, text, found)
        return Seen(tuple(hits), derived, tuple(marks), late, far)
