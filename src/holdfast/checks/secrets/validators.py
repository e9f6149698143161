"""Checks of a matched value beyond its shape: checksums and structure that the vendor documents. Pure, no I/O."""

from __future__ import annotations

import base64
import binascii
import json
import re
import zlib
from collections.abc import Callable, Mapping
from typing import Final

from holdfast.checks.secrets.examples import (
    ALPHABETS,
    base32_crc16,
    base58check,
    bech32_checksum,
    crc32_base36,
    crc32_base62,
    crc32_base64,
    crc32_hex,
)
from holdfast.checks.secrets.pem import pem_body, pem_open, putty_body


def github_checksum(value: str) -> bool:
    """The last six characters are the base-62 CRC32 of the random part after the ``ghp_``-like prefix."""
    _, _, rest = value.partition("_")
    return len(rest) > 6 and crc32_base62(rest[:-6]) == rest[-6:]


def github_installation(value: str) -> bool:
    """A ``ghs_`` token: of the long form that carries a JWT, else with GitHub's checksum."""
    return "." in value or github_checksum(value)


def gitlab_routable(value: str) -> bool:
    """A GitLab token without dots, or a routable one that ends in the base-36 CRC32 of all before its last seven."""
    return "." not in value or crc32_base36(value[:-7]) == value[-7:]


def packagist_checksum(value: str) -> bool:
    """The last eight characters are the hexadecimal CRC32 of all before them (Private Packagist)."""
    return f"{zlib.crc32(value[:-8].encode()):08x}" == value[-8:]


def azure_unmarked(value: str) -> bool:
    """An Azure key from before provider markers, and not the published key of the storage emulator."""
    marked = any(marker in value for marker in ("+ASt", "ACDb", "+ABa", "+ASb", "+AEh", "+ARm", "AIoT"))
    return not marked and not value.startswith("Eby8vdM02xNO")


def jwt_structure(value: str) -> bool:
    """The first of the dot-separated parts is base64url JSON with an ``alg`` or ``enc`` member (RFC 7519, RFC 7515)."""
    head = value.split(".", 1)[0]
    try:
        header = json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))
    except (ValueError, binascii.Error):
        return False
    return isinstance(header, dict) and ("alg" in header or "enc" in header)


def grafana_checksum(value: str) -> bool:
    """The last eight characters are the CRC32 of all before the last underscore (Grafana's service account tokens)."""
    body, _, checksum = value.rpartition("_")
    return crc32_hex(body) == checksum


def confluent_checksum(value: str) -> bool:
    """The last six characters are the CRC32 of the 54 after ``cflt`` (Confluent Cloud's documented secret format)."""
    return crc32_base64(value[4:-6]) == value[-6:]


def base58_checksum(value: str) -> bool:
    """The value is Base58Check (Bitcoin WIF keys, BIP-32 extended keys)."""
    number = 0
    for char in value:
        digit = ALPHABETS["base58"].find(char)
        if digit < 0:
            return False
        number = number * 58 + digit
    raw = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return base58check(raw[:-4]) == value


def bech32_valid(value: str) -> bool:
    """The value is bech32 of one letter case (BIP-173): age secret keys."""
    prefix, _, data = value.lower().rpartition("1")
    if len(data) < 6 or not set(data) <= set(ALPHABETS["bech32"]):
        return False
    return bech32_checksum(prefix, data[:-6]) == data[-6:]


def base32_checksum(value: str) -> bool:
    """The base32 value ends in the CRC-16 of what is before (NATS nkeys, Stellar secret seeds)."""
    try:
        raw = base64.b32decode(value + "=" * (-len(value) % 8))
    except binascii.Error:
        return False
    return base32_crc16(raw[:-2]) == value


def elasticsearch_key(value: str) -> bool:
    """The value is base64 of an Elasticsearch API key: an identifier of 20 characters, a colon, a secret of 22."""
    return re.fullmatch(rb"[\w-]{20}:[\w-]{22}", _base64(value)) is not None


def basic_credentials(value: str) -> bool:
    """The value is base64 of printable ``user:password`` text, both non-empty (Docker's ``auth`` member, RFC 7617)."""
    match = re.fullmatch(rb"([!-9;-~]{1,128}):([!-~]{4,300})", _base64(value))
    return match is not None and match[2].lower() not in (b"password", b"secret", b"changeme", match[1].lower())


def grafana_json(value: str) -> bool:
    """The value, after a ``glc_`` prefix or none, is base64 of a JSON object with a key ``k`` (Grafana)."""
    try:
        content = json.loads(_base64(value.removeprefix("glc_")))
    except ValueError:
        return False
    return isinstance(content, dict) and "k" in content


def matrix_checksum(value: str) -> bool:
    """The part after the last underscore is the base-62 CRC32 of all before it (Matrix servers)."""
    body, _, checksum = value.rpartition("_")
    return crc32_base62(body) == checksum


def mixed_case(value: str) -> bool:
    """Upper- and lower-case letters both occur: a random base-62 value, neither hex nor a hyphenated name."""
    return any(char.isupper() for char in value) and any(char.islower() for char in value)


def letter_and_digit(value: str) -> bool:
    """A letter and a digit both occur, as password rules ask for and identifiers in code mostly do not have."""
    return any(char.isalpha() for char in value) and any(char.isdigit() for char in value)


def discord_snowflake(value: str) -> bool:
    """The part before the first dot is base64 of a Discord user id: 17 to 20 digits, the first not zero."""
    user = _base64(value.split(".", 1)[0].replace("-", "+").replace("_", "/"))
    return user.isdigit() and 17 <= len(user) <= 20 and not user.startswith(b"0")


def intercom_token(value: str) -> bool:
    """The value is base64 of ``tok:``, an id, and two numeric fields (Intercom)."""
    parts = _base64(value).split(b":")
    return len(parts) == 4 and parts[0] == b"tok" and parts[2].isdigit() and parts[3].isdigit()


def workos_key(value: str) -> bool:
    """What follows ``sk_live_`` or ``sk_test_`` is base64 of a key id, a comma and the secret (WorkOS)."""
    key, comma, secret = _base64(value.split("_", 2)[-1]).partition(b",")
    return key.startswith(b"key_") and bool(comma) and secret.isalnum()


def _base64(value: str) -> bytes:
    """Decoded bytes of padded or unpadded base64; empty when it is not base64."""
    try:
        return base64.b64decode(value.rstrip("=") + "=" * (-len(value.rstrip("=")) % 4), validate=True)
    except binascii.Error:
        return b""


VALIDATORS: Final[Mapping[str, Callable[[str], bool]]] = {
    "matrix-crc32": matrix_checksum,
    "mixed-case": mixed_case,
    "letter-and-digit": letter_and_digit,
    "discord-snowflake": discord_snowflake,
    "intercom-token": intercom_token,
    "workos-key": workos_key,
    "crc32-base62": github_checksum,
    "jwt": jwt_structure,
    "pem-open": pem_open,
    "pem-body": pem_body,
    "putty-body": putty_body,
    "github-installation": github_installation,
    "gitlab-routable": gitlab_routable,
    "packagist-crc32": packagist_checksum,
    "azure-unmarked": azure_unmarked,
    "grafana-crc32": grafana_checksum,
    "confluent-crc32": confluent_checksum,
    "base58check": base58_checksum,
    "bech32": bech32_valid,
    "base32-crc16": base32_checksum,
    "elasticsearch-key": elasticsearch_key,
    "basic-credentials": basic_credentials,
    "grafana-json": grafana_json,
}
