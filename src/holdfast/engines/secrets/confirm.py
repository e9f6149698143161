"""Confirms a candidate: the whole expression around it, the value's checks, and the judgement of its context."""

from __future__ import annotations

import re
from typing import Final

from holdfast.engines.secrets.hit import Context, Doubt, Hit, View
from holdfast.engines.secrets.noise import judge
from holdfast.model.credential import CredentialType

BLOCK: Final = 20_480
"""How far the body of a match over several lines may reach."""
_BEFORE: Final = 240
_AFTER: Final = 40
_END: Final = re.compile(
    rb"-----END [A-Z0-9 ]{3,40}-----|Private-MAC: ?[0-9a-f]{40,64}|(?=-----BEGIN |PuTTY-User-Key-File)"
)
_NAMED: Final = ("hardcoded-password", "hardcoded-secret", "config-password", "config-secret")
"""Types that only a name gives away, so that the whole name counts."""
BARE: Final = ("config-password", "config-secret")
"""Types whose values stand without quotes, which only configuration files allow."""
_WORD_START: Final = "(?:(?<![A-Za-z])|(?<=[a-z])(?=[A-Z]))"
"""Where a vendor's name may start inside of a longer name: not in the middle of a word."""
_MADE_UP: Final = Doubt(pedantic=True, note="its checksum does not match: made up or mistyped")


def weight(hit: Hit) -> float:
    """How much a hit says, to choose among overlapping ones.

    A made-up marked value still tells more than a vendor's name before it; a bare name tells least of all.
    """
    if hit.doubt is _MADE_UP:
        return 2.5
    return hit.kind.rank - (0.5 if hit.kind.check.name in _NAMED else 0.0)


def expression(kind: CredentialType) -> re.Pattern[bytes]:
    """The confirming expression of a type: its core between the characters that may not touch it."""
    left = rf"(?:(?<![{kind.left}])|(?<=\\[nrt]))" if kind.left else ""
    if kind.contextual:
        left = _WORD_START
    right = f"(?![{kind.right}])" if kind.right else ""
    return re.compile(f"{left}(?:{kind.core}){right}".encode(), re.IGNORECASE if kind.caseless else 0)


def value_span(kind: CredentialType, match: re.Match[bytes], text: bytes) -> tuple[int, int]:
    """Offsets of the secret value of a match; over several lines, up to the end mark, the next key or a bound."""
    group = 1 if match.re.groups else 0
    start, end = match.span(group)
    if kind.multiline and not group:
        close = _END.search(text, end, start + BLOCK)
        end = close.end() if close else min(len(text), start + BLOCK)
    return start, end


def context(kind: CredentialType, text: bytes, start: int, end: int, role: str) -> Context:
    """What stands around a value."""
    line = text.rfind(b"\n", max(0, start - _BEFORE), start) + 1 or max(0, start - _BEFORE)
    before = text[line:start].decode("utf-8", "replace")
    after = text[end : end + _AFTER].partition(b"\n")[0].decode("utf-8", "replace")
    own = kind.check.name
    return Context(
        role, before, after, named=own in _NAMED, url=own == "url-password", prose=own == "password-in-prose"
    )


def confirm(kind: CredentialType, match: re.Match[bytes], text: bytes, view: View) -> Hit | None:
    """The hit of a match, or None when it is none.

    A marked value whose documented checksum fails is no working credential; it is kept for pedantic readers only.
    """
    if kind.files and not view.path.endswith(kind.files):
        return None
    start, end = value_span(kind, match, text)
    raw = text[start:end]
    value = raw.decode("utf-8", "replace")
    whole = all(valid(value) for valid in kind.valid)
    if not whole and not kind.checksum:
        return None
    around = context(kind, text, start, end, view.role)
    doubt = judge(kind, value, around)
    if doubt is None:
        return None
    return Hit(kind, start, end, raw, (), doubt if whole else _MADE_UP)
