"""Where a ``pom.xml`` says which version of a dependency it wants. Source: the Maven POM reference."""

from __future__ import annotations

import re
from typing import Final

_BLOCK: Final = re.compile(r"<dependency>(.{0,8000}?)</dependency>", re.DOTALL)
_COMMENT: Final = re.compile(r"<!--.*?-->", re.DOTALL)
_VERSION: Final = re.compile(r"<version>\s*([^<>\s]+)\s*</version>")
_PROPERTY: Final = re.compile(r"\$\{([\w.\-]{1,200})\}\Z")


def pom_version(text: str, name: str, version: str) -> tuple[int, int] | str:
    """Start and end of the version that a file sets for ``group:artifact``, a property's where it is one; or why not.

    A property counts only where one place sets it.
    """
    group, _, artifact = name.partition(":")
    plain = _COMMENT.sub(lambda found: " " * len(found[0]), text)
    spans: set[tuple[int, int]] = set()
    for block in _BLOCK.finditer(plain):
        if not _says(block[1], "artifactId", artifact) or not _says(block[1], "groupId", group):
            continue
        found = _VERSION.search(plain, block.start(), block.end())
        if found is None:
            continue
        named = _PROPERTY.match(found[1])
        if named is None:
            spans.add(found.span(1))
            continue
        tag = re.escape(named[1])
        spans |= {each.span(1) for each in re.finditer(rf"<{tag}>\s*([^<>\s]+)\s*</{tag}>", plain)}
    wanted = [span for span in spans if plain[span[0] : span[1]] == version]
    if len(spans) != 1 or not wanted:
        return "not one place of this file sets its version"
    return wanted[0]


def _says(block: str, tag: str, value: str) -> bool:
    return re.search(rf"<{tag}>\s*{re.escape(value)}\s*</{tag}>", block) is not None
