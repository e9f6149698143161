"""Coordinates that stand in a build script of Gradle, Groovy or Kotlin, as literals."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Final, NamedTuple

from holdfast.kit.expressions import expression

_MOST_BYTES: Final = 2 << 20
_COMMENT: Final = expression(
    r"//[^\n]*|/\*(?:[^*]|\*(?!/))*+(?:\*/|\Z)|(\"\"\"(?:[^\"]|\"(?!\"\"))*+\"\"\"|\"(?:[^\"\\\n]|\\.)*+\"|'(?:[^'\\\n]|\\.)*+')"
)
_PART: Final = r"[A-Za-z0-9_.\-]{1,200}"
_CALL: Final = expression(
    r"(?m)^[ \t]*(?:add[ \t]*\([ \t]*[\"'])?(?P<how>[A-Za-z]\w{1,80})[\"']?[ \t]*[ \t(,]"
    r"[ \t]*(?:(?:platform|enforcedPlatform|testFixtures|kotlin|project|files|dependencies\.create)[ \t]*\([ \t]*)?"
    r"[\"'](?P<group>"
    + _PART
    + r"):(?P<name>"
    + _PART
    + r")(?::(?P<version>[^\"':@\s]{1,200}))?(?::[\w\-.]+)?(?:@\w+)?[\"']"
)
_NAMED: Final = expression(
    r"(?m)^[ \t]*(?P<how>[A-Za-z]\w{1,80})[ \t]*[ \t(][ \t]*group[ \t]*[:=][ \t]*[\"'](?P<group>"
    + _PART
    + r")[\"'][ \t]*,"
    r"[ \t]*name[ \t]*[:=][ \t]*[\"'](?P<name>"
    + _PART
    + r")[\"'](?:[ \t]*,[ \t]*version[ \t]*[:=][ \t]*[\"'](?P<version>[^\"'\s]{1,200})[\"'])?"
)
_PLUGIN: Final = expression(
    r"(?m)^[ \t]*id[ \t]*[ \t(][ \t]*[\"'](?P<id>"
    + _PART
    + r")[\"'][ \t]*\)?[ \t]*\.?version[ \t]*[ \t(][ \t]*[\"'](?P<version>[^\"'\s]{1,200})[\"']"
)
_SETTING: Final = expression(
    r"(?m)^[ \t]*(?:def[ \t]+|val[ \t]+|var[ \t]+|ext\.|extra\[\"|set\([\"'])?(?P<name>[A-Za-z_][\w.]{0,100})(?:\"\])?"
    r"(?:[\"'][ \t]*,)?[ \t]*(?:=[ \t]*)?[\"'](?P<value>[\w.\-+]{1,100})[\"']"
)
_HOLE: Final = expression(r"\$(?:\{\s*(?:project\.|rootProject\.|ext\.)*([A-Za-z_][\w.]*)\s*\}|([A-Za-z_]\w*))")


class Coordinate(NamedTuple):
    """A module as a script names it."""

    configuration: str
    group: str
    name: str
    version: str
    """As written, with the script's own settings filled in; empty where it stands elsewhere."""
    line: int


def coordinates(text: str) -> Iterator[Coordinate]:
    """Every literal coordinate, in order of its kind. Nothing is raised for any text."""
    code = _COMMENT.sub(_blank, text[:_MOST_BYTES])
    settings = {found["name"]: found["value"] for found in _SETTING.finditer(code)}
    starts = [found.end() for found in re.finditer("\n", code)]
    for pattern in (_CALL, _NAMED):
        for found in pattern.finditer(code):
            if found["how"] not in _NO_CONFIGURATION:
                version = _filled(found["version"] or "", settings)
                yield Coordinate(
                    found["how"], found["group"], found["name"], version, _line(starts, found.start("how"))
                )
    for found in _PLUGIN.finditer(code):
        name, version = found["id"], _filled(found["version"], settings)
        yield Coordinate("classpath", name, f"{name}.gradle.plugin", version, _line(starts, found.start("id")))


_NO_CONFIGURATION: Final = frozenset({"exclude", "because", "println", "include", "url", "return", "group", "module"})


def _blank(found: re.Match[str]) -> str:
    """A text as it is, a comment as the lines that it takes."""
    return found[1] if found[1] is not None else "\n" * found[0].count("\n")


def _line(starts: list[int], at: int) -> int:
    return bisect_right(starts, at) + 1


def _filled(version: str, settings: dict[str, str]) -> str:
    return _HOLE.sub(lambda hole: settings.get((hole[1] or hole[2]).split(".")[-1], hole[0]), version)
