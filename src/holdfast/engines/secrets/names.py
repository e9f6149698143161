"""What the name before a value says about it."""

from __future__ import annotations

import re
from typing import Final

from holdfast.kit.expressions import expression

_NAME: Final = expression(
    r"((?:(?<![A-Za-z_$])[A-Za-z_$]|@)[A-Za-z0-9_.\-$]*+)"
    r"[\"'\])]{0,3}\s*(?::\s*[&A-Za-z?|\[\]]+|As String)?\s*(?:=>|->|:=|\?=|=+|:|,|\(|>)?"
    r"\s*(?:[\"']?value[\"']?\s*[:=]\s*)?(?:\[\]byte\(|bytes\.fromhex\(|Buffer\.from\()?\s*[rbuf@]{0,2}[\\\"'`(]*$"
)
_SEAM: Final = expression(r"[_-]|(?<=[a-z])(?=[A-Z])")
"""Where a name is put together: at a separator, or where an upper-case letter follows a lower-case one."""
_HARMLESS: Final = expression(
    r"(?:name|url|uri|path|file|filename|dir|type|ids?|length|size|count|field|header|param|params|prefix|suffix|ttl|"
    r"expir\w*|timeout|arn|ref|reference|endpoint|class|algo(?:rithm)?|alg|version|format|pattern|regexp?|label|title|"
    r"message|msg|help|text|desc\w*|hint|placeholder|error|env|var|variable|scope|status|state|mode|provider|manager|"
    r"generator|store|service|host|port|column|attr\w*|policy|rule|kind|role|selector|template|tag|action|event|index|"
    r"limit|usage|input|output|link|button|screen|page|form|view|test|icon|hash|sha|sha\d+|md5|digest|checksum|"
    r"fingerprint|thumbprint|issuer|audience|group|key_?names?|strength|rules|requirements|validator|encoder|hasher|"
    r"reset|forgot|address|addr|prompt|question|property|prop|alias|lookup|lock_?file|map|salt|iv)s?$",
    re.IGNORECASE,
)
_PUBLIC: Final = expression(
    r"public|pub_?key|site_?key|publishable|primary_?key|foreign_?key|partition|sort_?key|cache_?key|idempot|hotkey|"
    r"keyboard|monkey|tokeniz|csrf|nonce|integrity|checksum|sha\d|md5|digest|commit|revision|etag|thumbprint|"
    r"fingerprint|lorem|verification|translation|i18n|object_?key|s3_?key|key_?code|keycode|token_?type|continuation|"
    r"hashed|page_?token|next_?token|cursor|cancel|kms_?key|author(?!i)|pass(?:ing|ed|enger|ive|through|age)|compass|bypass",
    re.IGNORECASE,
)
_OWN_KEY: Final = expression(
    r"(?:api|access|auth|secret|private|client|app|application|license|service|signing)[_\-.]?key$", re.IGNORECASE
)
_SHOUTED: Final = expression(r"[A-Z0-9_]*(?:PASSWORD|PASSWD|PASS|PWD)")


def name_before(text: str) -> str:
    """The name that ``text``, the line up to a value, assigns to; empty when there is none."""
    match = _NAME.search(text[-160:])
    return match[1] if match else ""


def secretive(name: str) -> bool:
    """The name means a secret itself, not something about one (its name, its length, where it is kept)."""
    last = name[max(name.rfind("."), name.rfind("[")) + 1 :]
    return not _PUBLIC.search(name) and not _HARMLESS.search(_SEAM.split(last)[-1])


def names_an_id(name: str) -> bool:
    """The name says that its value is an identifier: ``snykTokenId``, ``api_key_id``."""
    return bool(re.search(r"(?:[_\-.]id|[a-z]I[dD])$", name))


def about_a_hash(name: str) -> bool:
    """A hexadecimal value under this name may well be a hash or an id."""
    own = _OWN_KEY.search(name) or "secret" in name.lower() or "token" in name.lower()
    return not own and bool(re.search(r"key$|_id$", name, re.IGNORECASE))


def shouted(name: str) -> bool:
    """The name is an environment variable's that holds a password."""
    return bool(_SHOUTED.fullmatch(name))
