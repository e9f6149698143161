"""Use case: sign a decision with the key that a person signs commits with, and say who signed one."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Final, NamedTuple

from holdfast.estate.repo import git
from holdfast.kit.process import ProcessFailed, run
from holdfast.model.errors import IncompleteError

NAMESPACE: Final = "holdfast-decision"
"""What a signature is for (``ssh-keygen -n``): one over a commit is none over a decision."""
ALLOWED: Final = ".holdfast/allowed_signers"
"""Whose keys count, in the form of ``ssh-keygen``, where git's configuration names no file of its own."""
_SECONDS: Final = 60.0
_SSH, _PGP = "-----BEGIN SSH SIGNATURE-----", "-----BEGIN PGP SIGNATURE-----"


class Seal(StrEnum):
    """What a signature is worth."""

    NONE = "unsigned"
    GOOD = "signed"
    """By a key that is known to be the named person's."""
    UNKNOWN = "signed by an unknown key"
    """The text is as it was signed; whose key it is nobody here can say."""
    BAD = "not what was signed"
    """The text was changed, or somebody else signed it."""
    UNCHECKED = "signature not checked"
    """The program that could tell is not here."""


class Sealed(NamedTuple):
    """A seal, and who signed as the key or the keyring names them."""

    seal: Seal
    who: str = ""


def key(root: Path) -> tuple[str, str]:
    """The kind (``ssh``, ``openpgp``) and name of the key that git signs with here; both empty where there is none."""
    name = git.ask(root, "config", "--get", "user.signingkey") or ""
    kind = git.ask(root, "config", "--get", "gpg.format") or "openpgp"
    return (kind, name) if name and kind in ("ssh", "openpgp") else ("", "")


def sign(root: Path, text: bytes) -> str:
    """The armoured signature over a text; empty where git signs with no key. Raises IncompleteError."""
    kind, name = key(root)
    if not kind:
        return ""
    try:
        made = _sign_ssh(root, name, text) if kind == "ssh" else _sign_pgp(root, name, text)
    except ProcessFailed as error:
        advice = "Unlock or mend the key that git's user.signingkey names, or leave it unsigned with --no-sign."
        raise IncompleteError(f"the decision could not be signed: {error}", advice=advice) from error
    return made.decode("ascii", "replace")


def _sign_ssh(root: Path, name: str, text: bytes) -> bytes:
    literal = name.removeprefix("key::")
    program = git.ask(root, "config", "--get", "gpg.ssh.program") or "ssh-keygen"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(os.path.expanduser(literal))  # noqa: PTH111 - a name may have no home
        if literal.startswith(("ssh-", "ecdsa-", "sk-")):
            path = Path(folder) / "key.pub"
            path.write_text(literal + "\n", encoding="utf-8")
        return run([program, "-Y", "sign", "-n", NAMESPACE, "-f", str(path)], data=text, seconds=_SECONDS)


def _sign_pgp(root: Path, name: str, text: bytes) -> bytes:
    program = git.ask(root, "config", "--get", "gpg.program") or "gpg"
    return run([program, "--batch", "--armor", "--detach-sign", "--local-user", name], data=text, seconds=_SECONDS)


def verify(root: Path, text: bytes, signature: str, email: str) -> Sealed:
    """What a signature over a text is worth as one by the person with an address."""
    if not signature:
        return Sealed(Seal.NONE)
    if not signature.startswith((_SSH, _PGP)):
        return Sealed(Seal.BAD)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "signature"
        path.write_text(signature, encoding="ascii", errors="replace")
        check = _verify_ssh if signature.startswith(_SSH) else _verify_pgp
        try:
            return check(root, text, str(path), email)
        except ProcessFailed as error:
            return Sealed(Seal.BAD if error.code is not None else Seal.UNCHECKED)


def _verify_ssh(root: Path, text: bytes, signature: str, email: str) -> Sealed:
    program = git.ask(root, "config", "--get", "gpg.ssh.program") or "ssh-keygen"
    said = run([program, "-Y", "check-novalidate", "-n", NAMESPACE, "-s", signature], data=text, seconds=_SECONDS)
    words = said.decode("utf-8", "replace").split()
    mark = next((word for word in words if word.startswith("SHA256:")), "")
    allowed = _allowed(root)
    if allowed is None:
        return Sealed(Seal.UNKNOWN, mark)
    try:
        found = run([program, "-Y", "find-principals", "-s", signature, "-f", str(allowed)], seconds=_SECONDS)
    except ProcessFailed:
        return Sealed(Seal.UNKNOWN, mark)
    principals = found.decode("utf-8", "replace").splitlines()
    for principal in principals:
        command = [program, "-Y", "verify", "-n", NAMESPACE, "-f", str(allowed), "-I", principal, "-s", signature]
        if principal.casefold() == email.casefold() and email:
            run(command, data=text, seconds=_SECONDS)
            return Sealed(Seal.GOOD, principal)
    return Sealed(Seal.BAD, ", ".join(principals))


def _allowed(root: Path) -> Path | None:
    named = git.ask(root, "config", "--get", "gpg.ssh.allowedSignersFile")
    path = Path(os.path.expanduser(named)) if named else root / ALLOWED  # noqa: PTH111 - as above
    path = path if path.is_absolute() else root / path
    return path if path.is_file() else None


def _verify_pgp(root: Path, text: bytes, signature: str, email: str) -> Sealed:
    program = git.ask(root, "config", "--get", "gpg.program") or "gpg"
    command = [program, "--batch", "--status-fd", "1", "--verify", signature, "-"]
    said = run(command, data=text, seconds=_SECONDS, accept=(0, 1, 2)).decode("utf-8", "replace")
    return _pgp(said.splitlines(), email)


def _pgp(lines: Sequence[str], email: str) -> Sealed:
    """What gpg's status lines say."""
    told = {line.split()[1]: line.split(maxsplit=3)[2:] for line in lines if line.startswith("[GNUPG:] ")}
    if "GOODSIG" in told:
        who = told["GOODSIG"][-1]
        owned = bool(email) and f"<{email.casefold()}>" in who.casefold()
        trusted = bool({"TRUST_FULLY", "TRUST_ULTIMATE"} & told.keys())
        if not owned:
            return Sealed(Seal.BAD, who)
        return Sealed(Seal.GOOD if trusted else Seal.UNKNOWN, who)
    if "NO_PUBKEY" in told:
        return Sealed(Seal.UNKNOWN, told["NO_PUBKEY"][0])
    return Sealed(Seal.BAD)
