"""What a repository holds today, with the values that were found. They live in memory only, for one import."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from holdfast.app import origins
from holdfast.app.harvest import Limit, read
from holdfast.app.known import blobs
from holdfast.app.origins import Target
from holdfast.app.policy import Policies, environment
from holdfast.app.rulebook import RuleBook, rulebook
from holdfast.app.weigh import runs
from holdfast.engines.secrets.hit import Hit
from holdfast.engines.secrets.observe import failures
from holdfast.estate.repo import git, objects
from holdfast.estate.repo.blob import Blob
from holdfast.loop.identity import fingerprints, secret_mark
from holdfast.model.check import Check
from holdfast.model.errors import IncompleteError
from holdfast.model.verdict import Fail

_MOST_LINE: Final = 4096
_MOST_PIECES: Final = 128
_HEADER: Final = re.compile(rb"BEGIN [A-Z0-9 ]+")
_TOKENS: Final = (
    re.compile(rb'"([^"\n]*)"'),
    re.compile(rb"'([^'\n]*)'"),
    re.compile(rb"([^\s\"'`]+)"),
    re.compile(rb"([^\s\"'`=:,;<>(){}\[\]@/]+)"),
    re.compile(rb"[=:]\s*([^\n]+?)\s*(?:\n|$)"),
)
_KINDS: Final = ("apikey", "token", "password", "secret", "private_key", "client_secret", "client_id", "uri")
_PAIRS: Final = (("client_id", "client_secret"), ("username", "password"))


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Found:
    """One hit of today with everything that a wish may ask about it."""

    blob: Blob
    hit: Hit
    partner: bytes
    """Value of the other half, where the credential has two."""
    check: Check
    fail: Fail
    fingerprint: str

    @property
    def path(self) -> str:
        """Path of the file."""
        return self.fail.at.path

    @property
    def lines(self) -> bytes:
        """The line or lines on which it stands, cut where they are very long."""
        start, end = self.span
        return self.blob.data[start:end]

    @property
    def span(self) -> tuple[int, int]:
        """Offsets of those lines."""
        data = self.blob.data
        start = max(data.rfind(b"\n", 0, self.hit.start) + 1, self.hit.start - _MOST_LINE)
        end = data.find(b"\n", min(self.hit.end, len(data)))
        return start, min(end if end >= 0 else len(data), self.hit.end + _MOST_LINE)


class Present:
    """One scan of the whole repository, and questions about older contents."""

    def __init__(self, target: Target, exclude: Iterable[str], key: bytes) -> None:
        """Take the target, patterns that are left out besides the policy's, and the project's key.

        Raises IncompleteError when something could not be read: what it hides would be missed.
        """
        self.target = target
        self._key = key
        self._policies = Policies(target.root, {"exclude": tuple(exclude)}, environment())
        self._book: RuleBook = rulebook(self._policies.root, root=target.root)
        origin = origins.work_tree(target, self._policies)
        harvest = read(origin, self._book, self._policies, lambda _done, _total: None, Limit(time.monotonic(), 0.0))
        worst = next((item for item in harvest.skipped if item.fault), None)
        if worst is not None or harvest.stopped:
            says = harvest.stopped or f"{worst.path}: {worst.why}" if worst else harvest.stopped
            raise IncompleteError(f"{says}; nothing was imported", advice="Mend it or exclude it, then try again.")
        self.found = self._found(harvest.hits)

    def at(self, revision: str, paths: Iterable[str]) -> list[Found]:
        """What stood in some files at a revision; nothing for a file or a revision that is not there."""
        wanted = [(path, f"{revision}:{path}") for path in paths if "\n" not in path]
        items = blobs(
            objects.read_objects(self.target.root, wanted, self._policies.root.max_file_bytes), self._policies.root
        )
        return self._found([(blob, self._book.looker.look(blob).hits) for blob in items])

    def brought(self, commit: str) -> list[Found]:
        """What a commit brought into files that its first parent does not have in them."""
        words = ("diff-tree", "--root", "--no-commit-id", "-r", "-z", "--name-only", "--no-renames", commit, "--")
        answer = git.ask(self.target.root, *words)
        paths = [path for path in (answer or "").split("\0") if path]
        before = {(item.path, item.check.id, item.hit.value) for item in self.at(f"{commit}^", paths)}
        return [item for item in self.at(commit, paths) if (item.path, item.check.id, item.hit.value) not in before]

    def _found(self, hits: Iterable[tuple[Blob, tuple[Hit, ...]]]) -> list[Found]:
        checks = {check.id: check for check in self._book.checks}
        rows = [
            (blob, each, hit, pair)
            for blob, each in hits
            for hit, pair in zip(each, failures(blob, each, self._mark), strict=True)
            if runs(pair[0], checks, self._policies, blob.path)
        ]
        names = fingerprints(pair for _, _, _, pair in rows)
        return [
            Found(
                blob=blob,
                hit=hit,
                partner=next((other.value for other in each if other.start == hit.partner), b""),
                check=checks[pair[0]],
                fail=pair[1],
                fingerprint=name,
            )
            for (blob, each, hit, pair), name in zip(rows, names, strict=True)
        ]

    def _mark(self, value: bytes) -> str:
        return secret_mark(self._key, value)


def digests(item: Found) -> Iterator[str]:
    """Every digest under which another tool may know this secret, the likely ones first.

    Tools cut a value out of its line in different ways, so what stands around and inside of ours is tried as well.
    """
    for text in _texts(item):
        yield f"sha1:{hashlib.sha1(text, usedforsecurity=False).hexdigest()}"
        yield f"sha256:{hashlib.sha256(text).hexdigest()}"
    value = item.hit.value
    for kind in _KINDS:
        yield f"ggshield:{hashlib.sha256(value + b',' + kind.encode()).hexdigest()}"
    if item.partner:
        for one, other in ((value, item.partner), (item.partner, value)):
            for first, second in _PAIRS:
                text = one + f",{first}".encode() + other + f",{second}".encode()
                yield f"ggshield:{hashlib.sha256(text).hexdigest()}"


def _texts(item: Found) -> Iterator[bytes]:
    hit, data = item.hit, item.blob.data
    written = data[hit.start : hit.end]
    yield from dict.fromkeys((hit.value, written, hit.value.strip(), written.strip()))
    yield from (match[0].strip() for match in _HEADER.finditer(hit.value))
    start, end = item.span
    for token in _TOKENS:
        for match in token.finditer(data, start, end):
            if match.start(1) < hit.end and hit.start < match.end(1):
                yield match[1]
    if len(written) <= _MOST_PIECES:
        size = len(written)
        yield from (written[at:to] for at in range(size) for to in range(at + 4, size + 1))
