"""What was already found out about a content: one file per project, plain data, believed only when made here.

A cache can be poisoned to hide a secret, so the file carries an HMAC-SHA256 under a random key of the user
that stands in another folder. A file that does not pass is treated as empty. The cache never breaks a scan: what goes
wrong is told in ``note``.
"""

from __future__ import annotations

import hmac
import os
import stat
import sys
import time
from pathlib import Path
from typing import Final

from holdfast.store.facttable import KEY_BYTES, Table, empty

_MAGIC: Final = b"HFFACTS1"
_TAG_BYTES: Final = 32
_SECRET_BYTES: Final = 32
_START: Final = len(_MAGIC) + _TAG_BYTES
_MOMENT: Final = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_STALE_SECONDS: Final = 3600
_MAX_BYTES: Final = 64 * 1024 * 1024


class FactCache:
    """A map from 16-byte digests to short byte strings that outlives the process; not for two threads at once."""

    def __init__(
        self, folder: Path, key_folder: Path, name: str, *, keep: int = 1000, max_bytes: int = _MAX_BYTES
    ) -> None:
        """Read the project's file ``name`` in ``folder``; writes nothing, raises nothing for what it finds there.

        Entries that ``keep`` writing flushes did not use are dropped, and those unused longest when the file would grow
        beyond ``max_bytes``. Raises ValueError for a name that is not a plain file name.
        """
        if not name or Path(name).name != name:
            raise ValueError(f"{name!r} is not a plain file name")
        self._file = folder / f"{name}.facts"
        self._secret_file = key_folder / "facts.key"
        self._name = name
        self._keep = keep
        self._max_bytes = max_bytes
        self._note = ""
        self._new: dict[bytes, bytes] = {}
        self._used: set[bytes] = set()
        self._secret = self._read_secret()
        self._seen = self._identity()
        self._table = self._load()
        self._touch_before = self._table.generation - keep // 2
        self._touch = False

    @property
    def note(self) -> str:
        """Why the cache was not used or not written, one sentence; empty when there is nothing to tell."""
        return self._note

    def get(self, key: bytes) -> bytes | None:
        """Give what was kept under the key, or None."""
        if (value := self._new.get(key)) is not None:
            return value
        number = self._table.find(key)
        if number < 0:
            return None
        self._used.add(key)
        if self._table.stamp(number) < self._touch_before:
            self._touch = True
        return self._table.value(number)

    def put(self, key: bytes, value: bytes) -> None:
        """Keep a value; it reaches the file with ``flush``. Raises ValueError for a key that is not 16 bytes long."""
        if len(key) != KEY_BYTES:
            raise ValueError(f"a key has {KEY_BYTES} bytes, not {len(key)}")
        self._new[key] = value

    def flush(self) -> None:
        """Write what is new together with what others wrote meanwhile. Raises nothing: ``note`` tells of a failure."""
        if not self._new and not self._touch:
            return
        try:
            if self._secret is None:
                self._secret, self._seen = self._make_secret(), None
            self._write()
        except OSError as error:
            self._note = f"the cache could not be written ({error.strerror or error}): the next scan starts without it"

    def _write(self) -> None:
        self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._sweep()
        draft = self._file.with_name(f"{self._file.name}.{os.getpid()}-{os.urandom(4).hex()}.tmp")
        try:
            for _ in range(3):
                now = self._identity()
                before = self._table if now == self._seen else self._load()
                table = before.merged(self._new, self._used).pruned(self._keep, self._max_bytes)
                _write_private(draft, self._sealed(table.body))
                if self._identity() == now:
                    break
                draft.unlink()
            else:
                _write_private(draft, self._sealed(table.body))
            draft.replace(self._file)
        finally:
            draft.unlink(missing_ok=True)
        self._table, self._seen, self._touch = table, self._identity(), False
        self._new.clear()
        self._used.clear()

    def _load(self) -> Table:
        """Read the file; anything but a whole file that was sealed with our key counts as empty."""
        try:
            data = _read_regular(self._file, self._max_bytes + _START)
        except FileNotFoundError:
            return empty()
        except OSError as error:
            return self._without(f"cannot be read ({error.strerror or error})")
        if data is None:
            return self._without("is too large, or not a file")
        if self._secret is None:
            return self._without("was made with a key that is not here")
        if not hmac.compare_digest(data[:_START], self._sealed_head(memoryview(data)[_START:])):
            return self._without("was damaged, changed, or made with another key")
        try:
            return Table(data, _START)
        except ValueError:
            return self._without("was damaged")

    def _without(self, why: str) -> Table:
        self._note = f"the cache {self._file.name} {why}: this scan starts without it"
        return empty()

    def _sealed(self, body: bytes) -> bytes:
        return self._sealed_head(body) + body

    def _sealed_head(self, body: bytes | memoryview) -> bytes:
        named = f"{sys.byteorder} {self._name}\0".encode("utf-8", "surrogateescape")
        tag = hmac.new(self._secret or b"", named, "sha256")
        tag.update(body)
        return _MAGIC + tag.digest()

    def _identity(self) -> tuple[int, int, int] | None:
        try:
            found = self._file.stat()
        except OSError:
            return None
        return found.st_ino, found.st_size, found.st_mtime_ns

    def _read_secret(self) -> bytes | None:
        """Give the user's key; None when there is none that only the user can read."""
        try:
            if os.name == "posix" and self._secret_file.lstat().st_mode & 0o077:
                return None
            secret = _read_regular(self._secret_file, _SECRET_BYTES)
        except OSError:
            return None
        return secret if secret and len(secret) == _SECRET_BYTES else None

    def _make_secret(self) -> bytes:
        folder = self._secret_file.parent
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = folder / f"facts.key.{os.getpid()}-{os.urandom(4).hex()}.tmp"
        secret = os.urandom(_SECRET_BYTES)
        try:
            _write_private(draft, secret)
            try:
                self._secret_file.hardlink_to(draft)
            except OSError:
                # Somebody was faster, what stands there is no usable key, or the file system has no links.
                if (other := self._read_secret()) is not None:
                    return other
                draft.replace(self._secret_file)
        finally:
            draft.unlink(missing_ok=True)
        return secret

    def _sweep(self) -> None:
        """Remove drafts that killed scans left behind."""
        for draft in self._file.parent.glob("*.facts.*.tmp"):
            try:
                if time.time() - draft.lstat().st_mtime > _STALE_SECONDS:
                    draft.unlink()
            except FileNotFoundError:
                continue  # the scan that writes it was not dead


def _read_regular(path: Path, limit: int) -> bytes | None:
    """Content of a regular file of at most ``limit`` bytes, else None. Never waits on a pipe. Raises OSError."""
    handle = os.open(path, os.O_RDONLY | _MOMENT)
    try:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode) or found.st_size > limit:
            return None
        data = os.read(handle, found.st_size)
        while len(data) < found.st_size and (more := os.read(handle, found.st_size - len(data))):
            data += more
        return data
    finally:
        os.close(handle)


def _write_private(path: Path, data: bytes) -> None:
    """Write a new file that only the user can read. Raises OSError."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _MOMENT, 0o600)
    with open(handle, "wb") as file:
        file.write(data)
