"""Renders example templates of credential types, so that nothing secret-shaped is ever committed.

A template is plain text with slots; ``{{`` and ``}}`` are literal braces.

``{alphabet:length}``, ``{alphabet:min-max}``  characters from a documented alphabet
``{uuid}``, ``{jwt}``                          a version 4 UUID; a signed-looking JSON Web Token
``{crc32-base62:6}``, ``{luhn}``               checksum or check digit over the random part before it
``{grafana-crc32:8}``, ``{confluent-crc32:6}`` those vendors' checksums over the random part before them
``{b64:…}``, ``{b64url:…}``, ``{hexof:…}``     the encoding of a nested template
``{crc-tail:…}``                               a nested template, ``_`` and the base-62 checksum of all of it
``{crc36-tail:…}``, ``{crc-hex-tail:…}``       the same without ``_``, in base 36 and in hexadecimal
``{pem:LABEL}``, ``{pem-line:LABEL}``          a private key in text form, over lines or with escaped line ends
``{pem-openssh:CIPHER}``, ``{pem-legacy:KIND}``  an OpenSSH key, a key in traditional PEM encryption
``{age-key}``, ``{bip32-key}``, ``{wif-key}``, ``{nkey-seed}``, ``{stellar-seed}``  whole keys with their checksum
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import random
import re
import string
import zlib
from collections.abc import Callable, Mapping

from holdfast.checks.secrets.pem import DRAW

ALPHABETS: dict[str, str] = {
    "digits": string.digits,
    "hex": "0123456789abcdef",
    "HEX": "0123456789ABCDEF",
    "lower": string.ascii_lowercase,
    "upper": string.ascii_uppercase,
    "alpha": string.ascii_letters,
    "lower36": string.ascii_lowercase + string.digits,
    "upper36": string.ascii_uppercase + string.digits,
    "base62": string.ascii_letters + string.digits,
    "base32": string.ascii_uppercase + "234567",
    "base32lower": string.ascii_lowercase + "234567",
    "base58": "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz",
    "base64": string.ascii_letters + string.digits + "+/",
    "base64url": string.ascii_letters + string.digits + "-_",
    "word": string.ascii_letters + string.digits + "_",
    "bech32": "qpzry9x8gf2tvdw0s3jn54khce6mua7l",
    "crockford": "0123456789ABCDEFGHJKMNPQRSTVWXYZ",
    "django": string.ascii_lowercase + string.digits + "!@#$%^&*(-_=+)",
    "wordpress": string.ascii_letters + string.digits + "!@#$%^&*()-_[]{}<>~`+=,.;:/?|",
    "printable": string.ascii_letters + string.digits + "!#$%&*+-.?@^_~",
    "zbase32": "ybndrfg8ejkmcpqxot1uwisza345h769",
    "unmistakable": "23456789ABCDEFGHJKLMNPQRSTWXYZabcdefghijkmnopqrstuvwxyz",
}

_SLOT = re.compile(r"^([A-Za-z0-9-]+)(?::(\d+)(?:-(\d+))?)?$")
_BASE62 = string.digits + string.ascii_uppercase + string.ascii_lowercase


def base62(number: int, width: int) -> str:
    """Write a number in base 62 (digits, upper case, lower case), left-padded with zeros to ``width``."""
    digits = []
    while number:
        number, rest = divmod(number, 62)
        digits.append(_BASE62[rest])
    return "".join(reversed(digits)).rjust(width, "0")


def crc32_base62(text: str, width: int = 6) -> str:
    """CRC32 of ASCII text in base 62: the checksum at the end of GitHub's and npm's tokens.

    Source: GitHub engineering blog, "Behind GitHub's new authentication token formats" (2021).
    """
    return base62(zlib.crc32(text.encode()), width)


def crc32_hex(text: str) -> str:
    """CRC32 of ASCII text as hexadecimal, least significant byte first: the end of Grafana's service account tokens."""
    return zlib.crc32(text.encode()).to_bytes(4, "little").hex()


def crc32_base64(text: str) -> str:
    """CRC32 of ASCII text as six base64 digits, least significant byte first: the end of Confluent Cloud's secrets."""
    return base64.b64encode(zlib.crc32(text.encode()).to_bytes(4, "little")).decode()[:6]


def base58check(payload: bytes) -> str:
    """Base58Check of Bitcoin: the payload and four bytes of its double SHA-256, in base 58."""
    raw = payload + hashlib.sha256(hashlib.sha256(payload).digest()).digest()[:4]
    number = int.from_bytes(raw, "big")
    digits = []
    while number:
        number, rest = divmod(number, 58)
        digits.append(ALPHABETS["base58"][rest])
    return "1" * (len(raw) - len(raw.lstrip(b"\0"))) + "".join(reversed(digits))


def bech32_checksum(prefix: str, data: str) -> str:
    """The six characters that close a bech32 string (BIP-173) of lower-case ``prefix`` and ``data`` characters."""
    alphabet = ALPHABETS["bech32"]
    values = [ord(char) >> 5 for char in prefix] + [0] + [ord(char) & 31 for char in prefix]
    values += [alphabet.index(char) for char in data] + [0] * 6
    state = 1
    for value in values:
        top = state >> 25
        state = (state & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            state ^= generator if top >> bit & 1 else 0
    return "".join(alphabet[(state ^ 1) >> 5 * (5 - place) & 31] for place in range(6))


def base32_crc16(payload: bytes) -> str:
    """Unpadded base32 of the payload and its CRC-16/XMODEM, low byte first: the keys of NATS and of Stellar."""
    return base64.b32encode(payload + binascii.crc_hqx(payload, 0).to_bytes(2, "little")).decode().rstrip("=")


def _with_checksum(text: bytes) -> bytes:
    """The text, an underscore and the base-62 CRC32 of the text: the format of Matrix access tokens."""
    return text + b"_" + crc32_base62(text.decode()).encode()


def crc32_base36(text: str) -> str:
    """CRC32 of ASCII text as seven base-36 digits: the end of GitLab's routable tokens (GitLab handbook, Cells)."""
    number = zlib.crc32(text.encode())
    digits = []
    for _ in range(7):
        number, rest = divmod(number, 36)
        digits.append((string.digits + string.ascii_lowercase)[rest])
    return "".join(reversed(digits))


_ENCODERS: Mapping[str, Callable[[bytes], bytes]] = {
    "b64:": base64.b64encode,
    "b64url:": base64.urlsafe_b64encode,
    "hexof:": binascii.hexlify,
    "crc-tail:": _with_checksum,
    "crc36-tail:": lambda text: text + crc32_base36(text.decode()).encode(),
    "crc-hex-tail:": lambda text: text + f"{zlib.crc32(text):08x}".encode(),
}


def render(template: str, rng: random.Random) -> str:
    """Fill every slot of ``template`` from ``rng``.

    Raises ValueError, naming the slot, for an unknown alphabet or an unbalanced brace.
    """
    out: list[str] = []
    drawn = ""
    at = 0
    while at < len(template):
        char = template[at]
        if template.startswith(("{{", "}}"), at):
            out.append(char)
            at += 2
        elif char == "{":
            end = _closing(template, at)
            piece, random_part = _slot(template[at + 1 : end], drawn, rng)
            drawn = random_part
            out.append(piece)
            at = end + 1
        elif char == "}":
            raise ValueError(f"unbalanced }} at {at} in {template!r}")
        else:
            out.append(char)
            at += 1
    return "".join(out)


def _closing(template: str, start: int) -> int:
    depth = 0
    for at in range(start, len(template)):
        depth += {"{": 1, "}": -1}.get(template[at], 0)
        if depth == 0:
            return at
    raise ValueError(f"unbalanced {{ at {start} in {template!r}")


def _slot(slot: str, drawn: str, rng: random.Random) -> tuple[str, str]:
    """Text of one slot and the random part that a checksum slot after it covers."""
    for prefix, encode in _ENCODERS.items():
        if slot.startswith(prefix):
            return encode(render(slot[len(prefix) :], rng).encode()).decode(), drawn
    if slot == "uuid":
        import uuid  # a scan draws no examples, and loading it takes two milliseconds

        return str(uuid.UUID(int=rng.getrandbits(128), version=4)), drawn
    if slot == "jwt":
        return _jwt(rng), drawn
    if slot == "luhn":
        return _luhn(drawn), drawn
    for prefix, draw in DRAW.items():
        if slot.startswith(prefix):
            return draw(slot.removeprefix(prefix), rng), drawn
    if slot in _KEYS:
        return _KEYS[slot](rng), drawn
    match = _SLOT.match(slot)
    if match is None or not match[2]:
        raise ValueError(f"unknown slot {{{slot}}}")
    name, low, high = match[1], int(match[2]), int(match[3] or match[2])
    if name == "crc32-base62":
        return crc32_base62(drawn, low), drawn
    if name == "grafana-crc32":
        return crc32_hex("glsa_" + drawn), drawn
    if name == "confluent-crc32":
        return crc32_base64(drawn), drawn
    if name not in ALPHABETS:
        raise ValueError(f"unknown alphabet {name!r} in slot {{{slot}}}; one of {', '.join(sorted(ALPHABETS))}")
    text = "".join(rng.choice(ALPHABETS[name]) for _ in range(rng.randint(low, high)))
    return text, text


def _jwt(rng: random.Random) -> str:
    def part(raw: bytes) -> str:
        return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()

    header = part(json.dumps({"alg": "HS256", "typ": "JWT"}, separators=(",", ":")).encode())
    claims = {"sub": str(rng.randint(1000, 999999)), "iat": 1700000000 + rng.randint(0, 10**7)}
    return f"{header}.{part(json.dumps(claims, separators=(',', ':')).encode())}.{part(rng.randbytes(32))}"


def _luhn(digits: str) -> str:
    total = 0
    for index, char in enumerate(reversed(digits)):
        value = int(char) * (2 if index % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


def _age_key(rng: random.Random) -> str:
    data = "".join(rng.choice(ALPHABETS["bech32"]) for _ in range(51)) + "q"
    return ("age-secret-key-1" + data + bech32_checksum("age-secret-key-", data)).upper()


_KEYS: dict[str, Callable[[random.Random], str]] = {
    "age-key": _age_key,
    "bip32-key": lambda rng: base58check(bytes.fromhex("0488ADE4") + rng.randbytes(41) + b"\0" + rng.randbytes(32)),
    "wif-key": lambda rng: base58check(b"\x80" + rng.randbytes(32) + b"\x01"),
    "nkey-seed": lambda rng: base32_crc16(b"\x95\0" + rng.randbytes(32)),
    "stellar-seed": lambda rng: base32_crc16(b"\x90" + rng.randbytes(32)),
}
