"""Private keys in text form: drawing example ones, and telling real bodies from mentions and samples.

Sources: RFC 7468 (textual encodings), RFC 1421 (Proc-Type), OpenSSH's PROTOCOL.key, ITU-T X.690 (a DER sequence starts
with 30 82 and its length), PuTTY's appendix on the PPK format.
"""

from __future__ import annotations

import base64
import binascii
import random
import re
from collections.abc import Callable, Mapping
from typing import Final

_OPENSSH: Final = b"openssh-key-v1\x00"
_NONE: Final = b"\x00\x00\x00\x04none"
_NOT_BASE64: Final = re.compile(r"\\[rnt]|[^A-Za-z0-9+/]")
_LINE: Final = re.compile(r"(?:\\[rnt])?([A-Za-z0-9+/]{40,})")
_HEADERS: Final = 400
"""How far below the BEGIN line the first line of the body may stand."""
_BODY: Final = re.compile(r"-----BEGIN [A-Z0-9 ]+-----(.*?)(?:-----END|-----BEGIN|\Z)", re.DOTALL)
_SHORTEST: Final = 64
_SAMPLE_RUN: Final = re.compile(r"(.)\1{11}")


def _wrapped(label: str, raw: bytes, headers: str = "") -> str:
    body = base64.b64encode(raw).decode()
    lines = [body[at : at + 64] for at in range(0, len(body), 64)]
    return "\n".join([f"-----BEGIN {label}-----", *([headers] if headers else []), *lines, f"-----END {label}-----"])


def draw_pem(label: str, rng: random.Random) -> str:
    """A BEGIN line, base64 lines of 64 characters and an END line; the first bytes are those of the labelled format."""
    if not label or label.strip(" ") != label:
        raise ValueError(f"slot {{pem:{label}}} needs a label such as RSA PRIVATE KEY")
    if label == "OPENSSH PRIVATE KEY":
        return draw_openssh("none", rng)
    if label.startswith("EC "):
        return _wrapped(label, b"\x30\x77\x02\x01\x01\x04\x20" + rng.randbytes(114))
    return _wrapped(label, b"\x30\x82\x04\xa4\x02\x01\x00" + rng.randbytes(1185))


def draw_openssh(cipher: str, rng: random.Random) -> str:
    """An OpenSSH private key under ``cipher`` (``none``: without a passphrase)."""

    def field(text: bytes) -> bytes:
        return len(text).to_bytes(4, "big") + text

    kdf = _NONE + bytes(4) if cipher == "none" else field(b"bcrypt") + field(rng.randbytes(24))
    raw = b"openssh-key-v1\x00" + field(cipher.encode()) + kdf + b"\x00\x00\x00\x01" + rng.randbytes(400)
    return _wrapped("OPENSSH PRIVATE KEY", raw)


def draw_legacy(kind: str, rng: random.Random) -> str:
    """A key of ``kind`` (``RSA``, ``EC``) in traditional PEM encryption."""
    headers = f"Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,{rng.randbytes(16).hex().upper()}\n"
    return _wrapped(f"{kind} PRIVATE KEY", rng.randbytes(608), headers)


def draw_pem_line(label: str, rng: random.Random) -> str:
    """A PEM block on one line, line ends escaped as in JSON."""
    return draw_pem(label, rng).replace("\n", "\\n") + "\\n"


DRAW: Final[Mapping[str, Callable[[str, random.Random], str]]] = {
    "pem:": draw_pem,
    "pem-openssh:": draw_openssh,
    "pem-legacy:": draw_legacy,
    "pem-line:": draw_pem_line,
}


def pem_body(text: str) -> bool:
    """The block has a body: close below its first line, lines of base64 that are not a drawing of one."""
    match = _BODY.search(text)
    if match is None:
        return False
    lines = list(_LINE.finditer(match[1]))
    if not lines or lines[0].start() > _HEADERS:
        return False
    body = "".join(line[1] for line in lines)
    return len(body) >= _SHORTEST and not _SAMPLE_RUN.search(body) and len(set(body)) >= 24


def pem_open(text: str) -> bool:
    """The block has a body, and no passphrase protects it."""
    if "Proc-Type: 4,ENCRYPTED" in text or not pem_body(text):
        return False
    if "BEGIN OPENSSH" not in text:
        return True
    match = _BODY.search(text)
    body = _NOT_BASE64.sub("", match[1]) if match else ""
    try:
        head = base64.b64decode(body[:44])
    except binascii.Error:
        return False
    return not head.startswith(_OPENSSH) or head.startswith(_OPENSSH + _NONE)


def putty_body(text: str) -> bool:
    """The file has the lines of the private half."""
    _, _, rest = text.partition("Private-Lines:")
    return len(_NOT_BASE64.sub("", rest.partition("Private-MAC")[0])) >= 40
