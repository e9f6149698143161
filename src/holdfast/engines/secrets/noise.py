"""Whether a matched value is a secret that a person should act on."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from holdfast.engines.secrets.hit import Doubt
from holdfast.engines.secrets.words import entropy, patterned, reads_as_words, refers, stands_in, surely_stands_in
from holdfast.model.credential import CredentialType


class Context(NamedTuple):
    """What stands around a value."""

    name: str
    """The name that the value is given to, as far as the line tells."""
    role: str
    """Role of the file: ``code``, ``config``, ``lock``, ``minified``, ``test``, ``doc``."""
    before: str
    """Text of the line before the value."""
    after: str
    """Up to 40 characters after it."""
    quoted: bool


NONE: Final = Doubt()
_NAME: Final = re.compile(
    r"([A-Za-z_$@][A-Za-z0-9_.\-$]*)[\"'\])]{0,3}\s*(?::\s*[A-Za-z?|\[\]]+)?\s*(?:=>|:=|=+|:|,|\(|>)?\s*(?:value=)?\s*[rbuf@]{0,2}[\\\"'`(]*$"
)
_HARMLESS_NAME: Final = re.compile(
    r"(?:name|url|uri|path|file|filename|dir|type|ids?|length|size|count|field|header|param|params|prefix|suffix|ttl|expir\w*|"
    r"timeout|arn|ref|reference|endpoint|class|algo(?:rithm)?|alg|version|format|pattern|regexp?|label|title|message|msg|help|text|desc\w*|"
    r"hint|placeholder|error|env|var|variable|scope|status|state|mode|provider|manager|generator|store|service|host|port|column|attr\w*|"
    r"policy|rule|kind|role|selector|template|tag|action|event|index|limit|usage|input|output|link|button|screen|page|form|view|test|icon|"
    r"hash|sha|sha\d+|md5|digest|checksum|fingerprint|thumbprint|issuer|audience|group|key_?names?|confirmation|strength|rules|requirements|"
    r"validator|encoder|hasher|reset|forgot|prompt|question|property|prop|alias|lookup|lock_?file|map)s?$",
    re.IGNORECASE,
)
_PUBLIC_NAME: Final = re.compile(
    r"public|pub_?key|site_?key|publishable|primary_?key|foreign_?key|partition|sort_?key|cache_?key|idempot|hotkey|keyboard|monkey|"
    r"tokeniz|csrf|nonce|integrity|checksum|sha\d|md5|digest|commit|revision|etag|thumbprint|fingerprint|lorem|verification|translation|i18n|"
    r"object_?key|s3_?key|routing_?key|key_?code|keycode|token_?type|continuation|page_?token|next_?token|cursor|cancel|kms_?key|author",
    re.IGNORECASE,
)
_HEX_HASH: Final = re.compile(r"[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{56}|[0-9a-f]{64}|[0-9a-f]{128}", re.IGNORECASE)
_UUID: Final = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_SPLIT: Final = re.compile(r"[-_./:,+=\\ ]+")
_WEAK: Final = frozenset(
    (
        *(
            "password",
            "passwd",
            "pass",
            "secret",
            "admin",
            "administrator",
            "root",
            "toor",
            "guest",
            "user",
            "username",
        ),
        *("test", "tester", "testing", "demo", "default", "postgres", "mysql", "mariadb", "mongo", "redis", "rabbitmq"),
        *(
            "oracle",
            "sa",
            "system",
            "manager",
            "welcome",
            "letmein",
            "qwerty",
            "changeit",
            "changeme",
            "login",
            "hello",
        ),
        *("world", "string", "hunter2", "swordfish", "opensesame", "p4ssw0rd"),
    )
)
_CODE: Final = re.compile(
    r"[({\[]|\)$|;$|=>|->|::|\b(?:return|function|lambda|await|new|null|nil|none|true|false|undefined)\b", re.IGNORECASE
)
_LOCAL_HOST: Final = re.compile(
    r"^@?(?:localhost|127\.|0\.0\.0\.0|\[?::1|example\.|[a-z0-9.-]*\.(?:example|test|invalid|local)\b|host\b|hostname\b)",
    re.IGNORECASE,
)


def name_before(text: str) -> str:
    """The name that ``text``, the line up to a value, assigns to; empty when there is none."""
    match = _NAME.search(text[-160:])
    return match[1] if match else ""


def judge(kind: CredentialType, value: str, context: Context) -> Doubt | None:
    """None when the value is no secret; else the doubts that remain."""
    if kind.profile == "structure" or kind.checksum:
        return NONE
    if kind.min_entropy and entropy(value) < kind.min_entropy:
        return None
    if kind.profile == "token":
        return None if surely_stands_in(value) else NONE
    if context.role in ("lock", "minified") and kind.fold and kind.rank < 2:
        return None
    if refers(value):
        return None
    if kind.profile == "password":
        return _judge_password(kind, value, context)
    return _judge_random(kind, value, context)


def _judge_random(kind: CredentialType, value: str, context: Context) -> Doubt | None:
    if surely_stands_in(value) or reads_as_words(value):
        return None
    if kind.rank >= 2:
        return NONE
    if not _named_like_a_secret(context.name) or stands_in(value) or _made_of_words(value) or _CODE.search(value):
        return None
    if not any(char.isdigit() for char in value) and not (len(value) >= 24 and entropy(value) >= 4.2):
        return None
    if entropy(value) < 0.72 * _ceiling(value):
        return None
    if _UUID.fullmatch(value):
        return Doubt(pedantic=True, note="a UUID: often an identifier rather than a secret")
    if (
        _HEX_HASH.fullmatch(value)
        and re.search(r"key$|_id$", context.name, re.IGNORECASE)
        and "secret" not in context.name.lower()
    ):
        return Doubt(pedantic=True, note="has the shape of a hash")
    if context.role in ("test", "doc"):
        return Doubt(pedantic=True, note=f"in a {context.role} file")
    return NONE


def _judge_password(kind: CredentialType, value: str, context: Context) -> Doubt | None:
    if " " in value.strip() or value.lower() in _WEAK or stands_in(value) or "://" in value:
        return None
    if kind.rank < 2 and (not _named_like_a_secret(context.name) and context.name):
        return None
    bare = value.strip("!@#$%^&*.-_?")
    if len(value) < 6 or not bare:
        return None
    if kind.check.name == "url-password" and _LOCAL_HOST.match(context.after):
        return Doubt(pedantic=True, note="on the local or an example host")
    if _CODE.search(value) or re.fullmatch(r"[/\\.~].*", value):
        return None
    strong = _strong(value)
    if not strong and (_made_of_words(value) or len(value) < 8):
        return Doubt(pedantic=True, note="reads like words; a weak password or none") if _human(value) else None
    if context.role in ("test", "doc"):
        return Doubt(pedantic=True, note=f"in a {context.role} file")
    return NONE if strong else Doubt(pedantic=True, note="too simple to tell from a name")


def _named_like_a_secret(name: str) -> bool:
    last = re.split(r"[.\[]", name)[-1] if name else ""
    return not _PUBLIC_NAME.search(name) and not _HARMLESS_NAME.search(
        re.sub(r"(?<=[a-z])(?=[A-Z])", "_", last).rsplit("_", 1)[-1]
    )


def _human(value: str) -> bool:
    return value.isascii() and any(char.isdigit() for char in value) and any(char.isalpha() for char in value)


def _strong(value: str) -> bool:
    """Chosen or drawn as a password: three kinds of characters, or letters and digits mixed."""
    kinds = [any(test(char) for char in value) for test in (str.islower, str.isupper, str.isdigit)]
    symbol = any(not char.isalnum() and char not in "_-. /" for char in value)
    if len(value) >= 8 and sum(kinds) + symbol >= 3 and kinds[2]:
        return not (re.fullmatch(r"[A-Za-z]+[_-]?\d{1,2}", value) and reads_as_words(value))
    mixed = re.search(r"\d.*[A-Za-z].*\d|[A-Za-z]\d[A-Za-z]", value) is not None
    return len(value) >= 10 and mixed and not reads_as_words(value) and entropy(value) >= 2.8


def _made_of_words(value: str) -> bool:
    parts = [part for part in _SPLIT.split(value) if part]
    return all(part.isdigit() or len(part) <= 2 or reads_as_words(part) for part in parts) or patterned(value)


def _ceiling(value: str) -> float:
    """Entropy that a random value of this length and alphabet would about have, in bits per character."""
    import math

    alphabet = 16 if re.fullmatch(r"[0-9a-fA-F\-]+", value) else 64
    return math.log2(min(len(value), alphabet))
