"""Signatures over heads of a chain: made with a key that the ledger does not hold, and kept beside it as well.

What is signed is one text: the words ``holdfast ledger head 1``, the ledger, the row, its hash and the time, each on a
line. A key is an ed25519 key: the private one in PKCS 8, PEM; the public one as its 32 bytes in base64. Beside a ledger
stands a file with one seal a line, written like the ledger's row.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from holdfast.model.errors import ConfigError, LedgerError, UsageError
from holdfast.model.event import Seal
from holdfast.store.eventrows import event_body, read_event

if TYPE_CHECKING:  # few sign
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_MOST_KEY: Final = 1 << 14
_MOST_BYTES: Final = 1 << 24
_MISSING: Final = "Install the extra: pip install 'holdfast[sign]'."


def made(key: Ed25519PrivateKey, subject: str, at: str, sequence: int, head: str) -> Seal:
    """A seal over the hash of a row."""
    signature = base64.b64encode(key.sign(_text(subject, at, sequence, head))).decode()
    return Seal(subject=subject, at=at, sequence=sequence, head=head, key=public(key), signature=signature)


def holds(seal: Seal) -> bool:
    """Whether the signature is one of the key that the seal names. Raises LedgerError where none can be checked."""
    crypto = _ed25519()
    from cryptography.exceptions import InvalidSignature

    try:
        key = crypto.Ed25519PublicKey.from_public_bytes(base64.b64decode(seal.key, validate=True))
        signature = base64.b64decode(seal.signature, validate=True)
        key.verify(signature, _text(seal.subject, seal.at, seal.sequence, seal.head))
    except (InvalidSignature, ValueError, binascii.Error):
        return False
    return True


def public(key: Ed25519PrivateKey) -> str:
    """The public key, base64."""
    return base64.b64encode(key.public_key().public_bytes_raw()).decode()


def load(path: Path) -> Ed25519PrivateKey:
    """Read a private key. Raises UsageError for one that is not there, is none, or that others can read."""
    crypto = _ed25519()
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        with path.open("rb") as file:
            if os.name == "posix" and os.fstat(file.fileno()).st_mode & 0o077:
                raise UsageError(f"others can read the key {path}", advice=f"Say chmod 600 {path}, or make a new one.")
            key = load_pem_private_key(file.read(_MOST_KEY), password=None)
    except OSError as error:
        raise UsageError(
            f"the key {path} cannot be read: {error.strerror}", advice="Name another with --key."
        ) from error
    except (ValueError, TypeError) as error:
        advice = "It has to be an ed25519 key in PEM without a password."
        raise UsageError(f"{path} is no key to sign with", advice=advice) from error
    if not isinstance(key, crypto.Ed25519PrivateKey):
        raise UsageError(f"{path} is no ed25519 key", advice="Without --key a key is made on first use.")
    return cast("Ed25519PrivateKey", key)


def make(path: Path) -> Ed25519PrivateKey:
    """Make a private key that only its user can read. Raises LedgerError where the file cannot be written."""
    key: Ed25519PrivateKey = _ed25519().Ed25519PrivateKey.generate()
    from cryptography.hazmat.primitives import serialization as forms

    text = key.private_bytes(forms.Encoding.PEM, forms.PrivateFormat.PKCS8, forms.NoEncryption())
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(text)
    except OSError as error:
        raise LedgerError(f"the key {path} cannot be made: {error.strerror}", advice="Name one with --key.") from error
    return key


def read(path: Path) -> Iterator[tuple[int, Seal]]:
    """Seals kept beside a ledger, each with its line. Raises ConfigError with file and line for a wrong one."""
    try:
        with path.open(encoding="ascii") as file:
            text = file.read(_MOST_BYTES + 1)
    except FileNotFoundError:
        return
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"the seals in {path} cannot be read: {error}", advice="Restore the file.") from error
    if len(text) > _MOST_BYTES:
        raise ConfigError(f"the seals in {path} are more than {_MOST_BYTES} bytes", advice="Restore the file.")
    for number, line in enumerate(text.splitlines(), 1):
        try:
            event = read_event(number, json.loads(line))
        except (ValueError, LedgerError, TypeError, IndexError, KeyError, RecursionError):
            event = None
        if not isinstance(event, Seal):
            raise ConfigError(f"{path}:{number}: this is no seal", advice="Restore the file; each line is one seal.")
        yield number, event


def keep(path: Path, seal: Seal) -> None:
    """Add a seal to the file beside a ledger. Raises LedgerError where it cannot be written."""
    try:
        if not path.parent.is_dir():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            (path.parent / ".gitignore").write_text("*\n", encoding="ascii")
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(handle, "w", encoding="ascii", newline="\n") as file:
            file.write(event_body(seal) + "\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise LedgerError(f"the seal cannot be kept in {path}: {error.strerror}") from error


def _text(subject: str, at: str, sequence: int, head: str) -> bytes:
    return "\n".join(("holdfast ledger head 1", subject, str(sequence), head, at, "")).encode()


def _ed25519() -> Any:
    try:
        from cryptography.hazmat.primitives.asymmetric import ed25519
    except ImportError:
        raise LedgerError("signatures need the library cryptography, which is not here", advice=_MISSING) from None
    return ed25519
