"""Whether a matched value is a secret that a person should act on."""

from __future__ import annotations

import base64
import binascii
import math
import re
from typing import Final
from urllib.parse import unquote

from holdfast.engines.secrets.hit import NONE, Context, Doubt
from holdfast.engines.secrets.names import about_a_hash, name_before, names_an_id, secretive
from holdfast.engines.secrets.passwords import judge_password, made_of_words
from holdfast.engines.secrets.words import entropy, reads_as_words, refers, stands_in, surely_stands_in
from holdfast.kit.expressions import expression
from holdfast.model.check import Confidence
from holdfast.model.credential import CredentialType

_HEX_HASH: Final = expression(r"[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{56}|[0-9a-f]{64}|[0-9a-f]{128}", re.IGNORECASE)
_UUID: Final = expression(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_INTEGER: Final = expression(r"0x[0-9a-f]{1,16}[ul]{0,3}", re.IGNORECASE)
_KEY_BEFORE: Final = expression(r"[{,]\s*[\"']$")
_KEY_AFTER: Final = expression(r"[\"']\s?:")
_LISTED: Final = expression(r"[,\[]\s*([\"'])[A-Za-z_][^\"'\s]*\1\s*,\s*[\"']$")
"""A quoted name that is an element of a list, and the quote of the next one. A call has a bracket before its name."""
_DER_KEYS: Final = (
    "rsa-private-key",
    "ec-private-key",
    "dsa-private-key",
    "pkcs8-private-key",
    "encrypted-private-key",
)
_BODY: Final = expression(r"-----(?:\\[nrt]|[^A-Za-z0-9+/\\-])+([A-Za-z0-9+/]{16})")
_HEADER_ONLY: Final = expression(r"eyJ(?:hbGciOi|0eXAiOi)[A-Za-z0-9_-]*={0,2}")
"""Base64 of an object that begins with ``alg`` or ``typ``: a token's public first part, and no dot behind it."""
_CODE: Final = expression(
    r"[({\[]|\)$|;$|=>|->|::|\b(?:return|function|lambda|await|new|null|nil|none|true|false|undefined)\b", re.IGNORECASE
)
_NEARLY_RANDOM: Final = 0.72
"""Share of the entropy of a random value of that length and alphabet."""
_SURELY_RANDOM: Final = 0.85


def judge(kind: CredentialType, value: str, context: Context) -> Doubt | None:
    """None when the value is no secret; else the doubts that remain."""
    if kind.min_entropy and entropy(value) < kind.min_entropy:
        return None
    if kind.profile == "structure" or kind.checksum:
        return _judge_structure(kind, value)
    if kind.profile == "token":
        return _judge_token(kind, value, context)
    if context.role in ("lock", "minified") and kind.fold and kind.rank < 2:
        return None
    if kind.profile == "basic":
        return _judge_basic(value, context)
    if context.url:
        value = unquote(value)
    if refers(value) or (kind.rank < 2 and _beside_names(value, context)):
        return None
    return judge_password(value, context) if kind.profile == "password" else _judge_random(kind, value, context)


def _judge_structure(kind: CredentialType, value: str) -> Doubt:
    """Every such key is a sequence in DER, whose base64 begins with M (X.690, 8.9)."""
    body = _BODY.search(value) if kind.check.name in _DER_KEYS else None
    if body is not None and not body[1].startswith("M"):
        return Doubt(pedantic=True, note="its body is no key")
    return NONE


def _beside_names(value: str, context: Context) -> bool:
    """The value is a number or a name among names: a key of an object, or one element of a list of names."""
    if _INTEGER.fullmatch(value):
        return True
    before, after = context.before, context.after
    is_key = _KEY_BEFORE.search(before) and _KEY_AFTER.match(after)
    return context.quoted and bool(is_key or (context.name and _LISTED.search(before)))


def _judge_token(kind: CredentialType, value: str, context: Context) -> Doubt | None:
    if surely_stands_in(value):
        return None
    if kind.check.confidence < Confidence.HIGH and context.role in ("test", "doc"):
        return Doubt(pedantic=True, note=f"in a {context.role} file")
    return NONE


def _judge_basic(value: str, context: Context) -> Doubt | None:
    try:
        password = base64.b64decode(value + "=" * (-len(value) % 4)).decode("utf-8", "replace").partition(":")[2]
    except binascii.Error:
        return None
    return None if refers(password) else judge_password(password, context)


def _judge_random(kind: CredentialType, value: str, context: Context) -> Doubt | None:
    if surely_stands_in(value) or _HEADER_ONLY.fullmatch(value):
        return None
    if _UUID.fullmatch(value) and names_an_id(name_before(context.before)):
        return Doubt(pedantic=True, note="a UUID under a name of identifiers")
    if reads_as_words(value):
        numbered = (
            kind.rank < 2 and len(value) >= 12 and any(char.isdigit() for char in value) and secretive(context.name)
        )
        return Doubt(pedantic=True, note="reads like words") if numbered and not stands_in(value) else None
    if kind.rank >= 2:
        return NONE
    if not secretive(context.name) or stands_in(value) or made_of_words(value) or _CODE.search(value):
        return None
    if not any(char.isdigit() for char in value) and not (len(value) >= 24 and entropy(value) >= 4.2):
        return None
    share = entropy(value) / _ceiling(value)
    if share < _NEARLY_RANDOM:
        return None
    if context.name and _UUID.fullmatch(value):
        return Doubt(pedantic=True, note="a UUID: often an identifier rather than a secret")
    if _HEX_HASH.fullmatch(value) and about_a_hash(context.name):
        return Doubt(pedantic=True, note="has the shape of a hash")
    if context.role in ("test", "doc") or (context.role == "sample" and share < _SURELY_RANDOM):
        return Doubt(pedantic=True, note=f"in a {context.role} file")
    return NONE


def _ceiling(value: str) -> float:
    """Entropy that a random value of this length and alphabet would about have, in bits per character."""
    alphabet = 16 if re.fullmatch(r"[0-9a-fA-F\-]+", value) else 64
    return math.log2(min(len(value), alphabet))
