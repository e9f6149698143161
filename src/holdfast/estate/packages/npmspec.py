"""What JavaScript projects write behind a dependency's name, for npm, yarn, pnpm and bun.

Source: the documentation of ``package.json`` (npm), of the protocols of yarn and of the workspaces of pnpm.
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import Final, NamedTuple

from holdfast.estate.packages.addresses import repository, shown
from holdfast.model.package import Source

_EXACT: Final = re.compile(r"\s*[=v]*\s*(\d+\.\d+\.\d+(?:-[0-9A-Za-z.\-]+)?(?:\+[0-9A-Za-z.\-]+)?)\s*\Z")
_PLAIN: Final = re.compile(r"[\w.^~<>=| *+\-]*\Z")
_LOCAL: Final = ("file:", "link:", "portal:", "workspace:", "./", "../", "/", "~/", "exec:")
_GIT: Final = re.compile(
    r"(?:git(?:\+[a-z]+)?://|git\+|git@|ssh://|(?:github|gitlab|bitbucket|gist):)"
    r"|https?://[^#?]+\.git(?:[#?].*)?\Z|https?://(?:github|gitlab|bitbucket)\.[a-z]+/[^/#?]+/[^/#?]+(?:#.*)?\Z"
)
_SHORT: Final = re.compile(r"[A-Za-z0-9][\w.\-]*/[\w.\-]+(?:#.*)?\Z")
_DIGEST: Final = re.compile(r"(sha256|sha512)-([A-Za-z0-9+/=]{43,88})")


class Spec(NamedTuple):
    """What is asked for under a name."""

    name: str
    """Of the package itself, which an alias hides."""
    requirement: str
    source: Source
    address: str
    """Of a git or url source, fit to be shown."""


def spec(alias: str, text: str) -> Spec:
    """What ``text`` behind the name ``alias`` means. Never fails: what nobody knows has an unknown source."""
    text = text.strip()
    if _PLAIN.match(text):
        return Spec(alias, text, Source.REGISTRY, "")
    if text.startswith("npm:"):
        name, _, wanted = text[4:].rpartition("@")
        return Spec(name, wanted, Source.REGISTRY, "") if name else _renamed(alias, text[4:])
    if text.startswith("patch:"):
        inner = text[6:].partition("#")[0].replace("%3A", ":").replace("%3a", ":")
        head, _, wanted = inner.rpartition("@")
        return spec(head or alias, wanted)
    if text.startswith(_LOCAL):
        return Spec(alias, shown(text), Source.PATH, "")
    if _GIT.match(text) or _SHORT.match(text):
        return Spec(alias, shown(text), Source.GIT, repository(text))
    if text.startswith(("http://", "https://")):
        return Spec(alias, shown(text), Source.URL, shown(text))
    return Spec(alias, shown(text), Source.UNKNOWN, "")


def _renamed(alias: str, text: str) -> Spec:
    """``npm:^1`` keeps the name, ``npm:other`` changes it."""
    named = (re.match(r"@?[a-z]", text) is not None and "/" in text) or text[:1].isalpha()
    return Spec(text, "", Source.REGISTRY, "") if named else Spec(alias, text, Source.REGISTRY, "")


def pinned(requirement: str) -> str:
    """The one version that a requirement allows; empty where it allows several."""
    found = _EXACT.match(requirement)
    return found[1] if found else ""


def digests(integrity: object) -> tuple[str, ...]:
    """``sha512-<base64>`` as ``sha512:<hex>``, each one that is whole; weaker ones are left out."""
    if not isinstance(integrity, str):
        return ()
    found = []
    for sort, text in _DIGEST.findall(integrity[:1000]):
        try:
            digest = base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            continue
        if len(digest) == int(sort[3:]) // 8:
            found.append(f"{sort}:{digest.hex()}")
    return tuple(found)
