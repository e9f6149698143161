"""Whether a setting holds a credential in clear, by its name and the form of its value."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from holdfast.kit.expressions import expression
from holdfast.model.value import Known, Value

_MOST: Final = 4096
_WORDS: Final = expression(
    r"(?:^|[_.\-])(?:pass(?:word|wd|phrase|code)?|pwd|secret|secrets|token|apikey|credentials?|dsn)(?:$|[_.\-])"
    r"|password|passwd|passphrase|secret_?key|(?:api|auth|access|encryption|signing|private|account|master|session|jwt)"
    r"[_.\-]?(?:key|secret|token)(?:$|[_.\-])|accesskey|authtoken|clientsecret|^requirepass$|^masterauth$"
)
_ABOUT: Final = expression(
    r"(?:^|[_.\-])(?:file|path|dir|name|names|url|uri|endpoint|host|port|user|username|policy|length|len|min|max|ttl|age"
    r"|expiry|expires?|expiration|timeout|duration|interval|lifetime|enabled?|disabled?|required?|type|id|ids|arn|ref"
    r"|key_?ref|store|provider|manager|prefix|suffix|format|header|issuer|audience|algorithm|alg|scope|version|mode|size"
    r"|region|bucket|hash|rotation|reset|location|mount|engine|field|column|label|count|limit|bytes|method|class|claim|seconds?|secs?|minutes?|mins?|hours?|days?|ms|millis"
    r"|template|validation|pattern|regex|rules?|checker|generator|manager|public|hint|auth_?plugin|driver|backend|encryption|strategy|domain|realm|cookie|allow_?empty)$"
    r"|^(?:allow|enable|disable|use|require|random|skip|no|max|min|has|is|with|expose|show|hide)[_.\-]"
    r"|public[_.\-]?key|token[_.\-]?(?:url|uri|endpoint)|random|allow_empty"
)
_CAMEL: Final = expression(r"(?<=[a-z0-9])(?=[A-Z])")
_SETTING: Final = expression(
    r"true|false|yes|no|on|off|none|null|nil|undefined|default|auto|enabled?|disabled?|optional|required|[a-z]+://[^@]*"
    r"|\d{1,3}(?:\.\d+)?[a-z]?|/[\w./\-]*|\./[\w./\-]*|\*+|x{3,}|\.{3,}|basic|bearer|oauth2?|jwt|vault|env|file|plain|md5"
    r"|scram-sha-256|sha256|rs256|hs256|mysql_native_password|caching_sha2_password",
    re.IGNORECASE,
)
_PLACEHOLDER: Final = expression(
    r"[<\[{(%$#@!_\-*]+.*|.*\$\{.*|.*\$\(.*|.*\{\{.*|.*<[\w \-]+>.*"
    r"|(?:your|my|insert|replace|enter|put|add|fill|todo|tbd|redacted|removed|placeholder|dummy)\b.*"
    r"|(?:your|insert|replace|enter|put)[_\- ].*",
    re.IGNORECASE | re.DOTALL,
)
_CONSTANT: Final = expression(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+")
"""A name where a value belongs, such as ``API_KEY_HERE``."""
_SHAPES: Final = expression(
    r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|-----BEGIN [A-Z ]*PRIVATE KEY-----|\bgh[pousr]_[A-Za-z0-9]{36,}"
    r"|\bxox[abps]-[A-Za-z0-9\-]{10,}|\bAIza[A-Za-z0-9_\-]{35}|\bsk_live_[A-Za-z0-9]{16,}"
)
_LOGIN: Final = expression(r"\b[a-z][a-z0-9+.\-]{1,20}://[^\s:@/]{1,100}:([^\s@/]{1,200})@[^\s]", re.IGNORECASE)


def named_secret(name: str) -> bool:
    """Whether a setting of this name is there to hold a credential itself, and not to speak about one."""
    word = _CAMEL.sub("_", name[:200]).lower()
    return bool(_WORDS.search(word)) and not _ABOUT.search(word)


def literal_secret(name: str, value: str) -> bool:
    """Whether a setting holds a credential in clear: by its name and no stand-in, or by the form of its value."""
    value = value.strip()[:_MOST]
    if not value:
        return False
    if _SHAPES.search(value):
        return True
    login = _LOGIN.search(value)
    if login:
        return not _stand_in(login[1])
    return named_secret(name) and not _stand_in(value)


def secret_options(words: Iterable[Value[str]]) -> list[Value[str]]:
    """Names of the options of a command that hold a credential in clear, each at its place."""
    parts = [
        (part, word)
        for word in words
        if isinstance(word, Known)
        for part in (word.value[:_MOST].split() if word.value.count("\n") < 2 else ())
    ]
    found: list[Value[str]] = []
    for index, (part, word) in enumerate(parts):
        name, equals, value = part.lstrip("-").partition("=")
        if not part.startswith("-") or not name:
            continue
        if not equals:
            after = parts[index + 1][0] if index + 1 < len(parts) else "-"
            value = "" if after.startswith("-") else after
        if named_secret(name) and literal_secret(name, value.strip("\"'")):
            found.append(word._replace(value=name[:80]))
    return found


def is_literal(value: object) -> bool:
    """Whether something that is meant for a credential holds one, and not a stand-in."""
    return isinstance(value, str) and bool(value.strip()) and not _stand_in(value.strip()[:_MOST])


def _stand_in(value: str) -> bool:
    """Whether a value says where a credential comes from, or that there is none."""
    return bool(_SETTING.fullmatch(value) or _PLACEHOLDER.fullmatch(value) or _CONSTANT.fullmatch(value))
