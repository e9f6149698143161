"""Use case: sign the ledger's head, and tell by the signatures when a chain was cut or written anew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple

from holdfast.app import attest
from holdfast.app.evidence import existing, ledger_place
from holdfast.app.ledgers import opened
from holdfast.app.origins import find_target
from holdfast.kit.places import config_folder
from holdfast.model.errors import ConfigError, LedgerError, UsageError
from holdfast.model.event import Seal
from holdfast.store import seals
from holdfast.store.ledger import Health, Ledger

PUBLIC: Final = ".holdfast/ledger.pub"
"""Public keys that a team trusts, one a line: ``ed25519``, the key in base64, a name. To be committed."""
_MOST_BYTES: Final = 1 << 20


class Signed(NamedTuple):
    """What signing did."""

    seal: Seal
    beside: Path
    """Where the seal is kept beside the ledger."""
    made: Path | None
    """The private key's file, where it was made just now."""
    trusted: bool
    """Whether the repository names the key."""


class Sealing(NamedTuple):
    """What the seals of a ledger say about its chain."""

    ok: bool
    says: tuple[str, ...]
    """Faults first; each in one sentence."""
    sealed: int
    """The last row that a right seal covers; 0 where there is none."""


def sign(folder: Path, key: Path | None = None, *, trust: bool = False) -> Signed:
    """Sign the head, and keep the seal in the chain and beside it; with ``trust``, name the key in the repository.

    The key is made in the user's own folder on first use, where none is given. Raises UsageError without a ledger or
    key, LedgerError for a ledger that is empty, is not in order or cannot be written.
    """
    place = ledger_place(folder)
    existing(folder).close()
    path = key or config_folder() / "ledger.key"
    fresh = key is None and not path.exists()
    private = seals.make(path) if fresh else seals.load(path)
    ledger = opened(place)
    try:
        health = ledger.verify()
        if not health.ok or not health.rows:
            raise LedgerError(f"this ledger is not signed: {health.says}", advice="Run 'holdfast ledger verify'.")
        now = datetime.now(UTC).isoformat(timespec="seconds")
        seal = seals.made(private, f"ledger:{ledger.hash_of(1)}", now, health.rows, health.head)
        seals.keep(place.seals, seal)
        ledger.record(seal)
    finally:
        ledger.close()
    root = find_target(folder).root
    if trust:
        _trust(root, seal.key)
    return Signed(seal, place.seals, path if fresh else None, seal.key in trusted(root))


def verify(folder: Path, head: str = "", copies: tuple[Path, ...] = ()) -> tuple[Health, Sealing]:
    """Walk the whole chain, and ask every seal about it: those in it, beside it, and in ``copies`` kept elsewhere.

    Raises UsageError when there is no ledger, LedgerError when it cannot be read.
    """
    ledger = existing(folder)
    try:
        health = ledger.verify(head)
        root = find_target(folder).root
        return health, _asked(ledger, health, (ledger_place(folder).seals, *copies), trusted(root))
    finally:
        ledger.close()


def trusted(root: Path) -> Mapping[str, str]:
    """Public keys that the repository names, each with whose it is. Raises ConfigError with file and line."""
    path = root / PUBLIC
    try:
        with path.open(encoding="utf-8") as file:
            text = file.read(_MOST_BYTES)
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{PUBLIC} cannot be read: {error}") from error
    found = {}
    for number, line in enumerate(text.splitlines(), 1):
        words = line.split(maxsplit=2)
        if not words or words[0].startswith("#"):
            continue
        if words[0] != "ed25519" or len(words) < 2:
            raise ConfigError(f"{PUBLIC}:{number}: this is no key", advice="Write: ed25519 KEY NAME.")
        found[words[1]] = words[2] if len(words) > 2 else ""
    return found


def _trust(root: Path, key: str) -> None:
    if key in trusted(root):
        return
    by = attest.person(root)
    path = root / PUBLIC
    try:
        path.parent.mkdir(exist_ok=True)
        if path.is_symlink() or path.parent.is_symlink():
            raise UsageError(f"{PUBLIC} is behind a symbolic link", advice="Remove the link.")
        with path.open("a", encoding="utf-8", newline="\n") as file:
            file.write(f"ed25519 {key} {by.name}\n")
    except OSError as error:
        raise LedgerError(f"{PUBLIC} cannot be written: {error.strerror}") from error


def _asked(ledger: Ledger, health: Health, files: tuple[Path, ...], known: Mapping[str, str]) -> Sealing:
    own = f"ledger:{ledger.hash_of(1)}"
    faults, notes = [], []
    sealed = count = 0
    try:
        for place, seal, inside in _seals(ledger, health, files):
            count += 1
            fault = _fault(ledger, health, own if inside else seal.subject, seal, known)
            if fault:
                faults.append(f"{place}: {fault}")
            else:
                sealed = max(sealed, seal.sequence)
                if not known:
                    notes.append(f"nobody vouches for the key {seal.key}: no {PUBLIC} names it")
    except (ConfigError, LedgerError) as error:
        faults.append(f"{error} {error.advice}")
    if sealed:
        rest = health.rows - sealed
        notes.insert(0, f"sealed up to row {sealed}" + (f"; the {rest} rows behind it are not" if rest > 1 else ""))
    elif not count:
        notes.append("no head of it is signed: a chain that was written anew as a whole would not be noticed")
    return Sealing(ok=not faults, says=tuple(dict.fromkeys((*faults, *notes))), sealed=sealed)


def _seals(ledger: Ledger, health: Health, files: tuple[Path, ...]) -> Iterator[tuple[str, Seal, bool]]:
    for path in files:
        yield from ((f"{path}:{number}", seal, False) for number, seal in seals.read(path))
    if health.ok or health.broken_at is None:
        for item in ledger.events():
            if isinstance(item.event, Seal):
                yield f"row {item.sequence}", item.event, True


def _fault(ledger: Ledger, health: Health, subject: str, seal: Seal, known: Mapping[str, str]) -> str:
    when = f"the head of row {seal.sequence}, signed at {seal.at}"
    if not seals.holds(seal):
        return f"{when}: the signature is not one of its key"
    if known and seal.key not in known:
        return f"{when}: its key is none of those in {PUBLIC}"
    if seal.sequence > health.rows and health.ok:
        return f"{when}: rows were cut off, the chain ends with row {health.rows}"
    if subject != seal.subject or ledger.hash_of(seal.sequence) != seal.head:
        return f"{when}: the chain was written anew since, from that row or one before it"
    return ""
