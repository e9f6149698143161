"""Addresses of packages as they may be shown: without credentials, queries and fragments that hold any."""

from __future__ import annotations

import re
from typing import Final

from holdfast.model.package import Source

_USER: Final = re.compile(r"(?<=://)[^/?#\s]*@")
_SECRETS: Final = re.compile(r"[?#].*\Z", re.DOTALL)
_COMMIT: Final = re.compile(r"[0-9a-fA-F]{7,64}\Z")
_GIT: Final = re.compile(r"(?:git\+|git://|git@|github:|gitlab:|bitbucket:|gist:|ssh://git@)|\.git(?:[#@?]|\Z)")
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]{1,20}:")


def shown(address: str) -> str:
    """An address without user, password, query and fragment, at most 500 characters."""
    return _USER.sub("", _SECRETS.sub("", address.strip()))[:500]


def repository(address: str, commit: str = "") -> str:
    """A git address with ``@commit`` behind it; the commit may stand in the address, behind ``#`` or a last ``@``."""
    text = address.strip().removeprefix("git+")
    body, _, fragment = text.partition("#")
    named = fragment.removeprefix("commit=")
    if named and (_COMMIT.match(named) or not (commit or re.search(r"[=&:@]", named))):
        commit = named
    head, at, behind = body.rpartition("@")
    if at and "/" not in behind and ":" not in behind and head.count("/") >= (3 if "://" in head else 1):
        body, commit = head, commit or behind
    found = re.search(r"[?&](?:rev|commit|tag|branch)=([^&#\s]+)", body)
    commit = commit or (found[1] if found else "")
    return f"{shown(body)}@{commit}" if commit else shown(body)


def source_of(address: str) -> Source:
    """What kind of source an address, as a manifest writes it, is."""
    if _GIT.match(address) or _GIT.search(address):
        return Source.GIT
    if address.startswith(("file:", "link:", "portal:", "workspace:", ".", "/", "~")):
        return Source.PATH
    return Source.URL if _SCHEME.match(address) else Source.UNKNOWN
