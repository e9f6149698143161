"""What earlier scans of a history already looked at: object ids, never a value.

Two kinds of facts are kept. An object in which nothing was found is known by its id, the role of its path and the rule
pack. And for a whole history that was read without a fault: where it ended, and which objects have to be read again
because something was found in them.
"""

from __future__ import annotations

import json
import threading
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Final

from holdfast.app.rulebook import RuleBook
from holdfast.estate.repo import history
from holdfast.estate.repo.history import Entry
from holdfast.estate.repo.role import role
from holdfast.kit.places import cache_folder, data_folder
from holdfast.store.factcache import FactCache

_FLUSH: Final = 1 << 16
_MOST_BYTES: Final = 8 << 20
_role = lru_cache(maxsize=1 << 15)(role)


@dataclass(slots=True)
class Past:
    """What a whole scan of a history left behind."""

    tips: tuple[str, ...] = ()
    dirty: list[Entry] = field(default_factory=list)
    """What to read again, oldest first."""
    files: int = 0
    skipped: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Reason to how many were left out for it, and their bytes."""


class Recall:
    """Remembers for one scan; asked and told from two threads."""

    def __init__(self, book: RuleBook, root: Path, shape: str) -> None:
        """Take the rule book, the repository, and in words what of its history is read and how."""
        self._cache = FactCache(cache_folder(), data_folder(), "history")
        self._lock = threading.Lock()
        self._salt = book.salt
        self._new = 0
        self._shape = blake2b(f"{root}\0{shape}".encode("utf-8", "surrogateescape"), digest_size=16, salt=book.salt)

    @property
    def note(self) -> str:
        """Why nothing is remembered, if so."""
        return self._cache.note

    def clean(self, entry: Entry) -> bool:
        """Whether nothing was found in it when it was looked at."""
        with self._lock:
            return self._cache.get(self._key(entry)) is not None

    def remember(self, entry: Entry) -> None:
        """Nothing was found in it."""
        with self._lock:
            self._cache.put(self._key(entry), b"")
            self._new += 1
            if self._new % _FLUSH == 0:
                self._cache.flush()

    def past(self, tips: tuple[str, ...], root: Path) -> Past | None:
        """What the last whole scan left, if everything that it read is still part of what ``tips`` reach."""
        raw = self._cache.get(self._shape.digest())
        try:
            read = json.loads(raw) if raw else None
            if read is None:
                return None
            past = Past(
                tuple(read["tips"]),
                [Entry(*entry) for entry in read["dirty"]],
                int(read["files"]),
                {why: (int(count), int(size)) for why, (count, size) in read["skipped"].items()},
            )
        except (ValueError, KeyError, TypeError, AttributeError):
            return None
        return past if past.tips == tips or history.reached(root, past.tips, tips) else None

    def keep(self, past: Past) -> None:
        """Keep what a whole scan leaves; a very long list is not kept."""
        raw = json.dumps(asdict(past)).encode()
        if len(raw) <= _MOST_BYTES:
            with self._lock:
                self._cache.put(self._shape.digest(), raw)

    def flush(self) -> None:
        """Write what is new."""
        with self._lock:
            self._cache.flush()

    def _key(self, entry: Entry) -> bytes:
        part = _role(entry.path) if entry.kind == "blob" else "message"
        return blake2b(bytes.fromhex(entry.name), digest_size=16, person=part.encode(), salt=self._salt).digest()
