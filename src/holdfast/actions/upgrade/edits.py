"""Works out how a manifest asks for a higher version. What does not fit for certain is left for a person, with why."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from holdfast.actions.upgrade.pom import pom_version
from holdfast.formats.ranges.raising import raised

_LONGEST: Final = 4_096
_HASHED: Final = re.compile(r"--hash[=\s]")
_COMMIT: Final = re.compile(r"[0-9a-f]{40,64}\Z", re.IGNORECASE)
_HEADER: Final = re.compile(r"\s*\[")
_END: Final = r"(?![\w.*+\-])"
_FORMS: Final = {
    "requirements": (r"(?<![\w.\-]){name}\s*(?:\[[^\]]*\])?\s*\(?\s*(?P<said>{said})(?![\w.*+!-])(?!\s*[,<>=~!])",),
    "toml": (
        r"(?<![\w.\-]){name}[\"']?\s*=\s*[\"'](?P<said>{said})[\"']",
        r"(?<![\w.\-]){name}[\"']?\s*=\s*\{{[^}}]*?\bversion\s*=\s*[\"'](?P<said>{said})[\"']",
    ),
    "json": (r'"{name}"\s*:\s*"(?P<said>{said})"',),
    "go": (r"(?<!\S){name}\s+(?P<said>{said})(?!\S)",),
    "gem": (r"\bgem[\s(]+(?P<quote>[\"']){name}(?P=quote)\s*,\s*(?P=quote)(?P<said>{said})(?P=quote)(?!\s*,\s*[\"'])",),
    "msbuild": (r"\b(?:Include|Update|id)\s*=\s*\"{name}\"[^<>]*?\b[Vv]ersion\s*=\s*\"(?P<said>{said})\"",),
    "uses": (r"\buses\s*:\s*[\"']?{name}(?:/[^@\s]*)?@(?P<said>{said})" + _END,),
}
"""How each kind of file names a package and its requirement on one line."""
_NAMES: Final = {
    "package.json": "json",
    "composer.json": "json",
    "Cargo.toml": "toml",
    "Pipfile": "toml",
    "pyproject.toml": "toml",
    "go.mod": "go",
    "Gemfile": "gem",
    "gems.rb": "gem",
    "pom.xml": "pom",
    "packages.config": "msbuild",
    "Directory.Packages.props": "msbuild",
}
_ENDINGS: Final = {
    (".txt", ".in"): "requirements",
    (".csproj", ".fsproj", ".vbproj"): "msbuild",
    (".yml", ".yaml"): "uses",
}


class Edit(NamedTuple):
    """Bytes of a file from ``start`` to ``end`` become ``text``."""

    start: int
    end: int
    text: bytes
    line: int
    before: str
    """The requirement as it stands there."""
    after: str


class Target(NamedTuple):
    """What a manifest is to ask for."""

    ecosystem: str
    name: str
    requirement: str
    """As its reader understood it."""
    version: str
    line: int


def kind_of(path: str) -> str:
    """Which kind of manifest a path is, by its name; empty for one that is never edited."""
    name = path.rpartition("/")[2]
    return _NAMES.get(name) or next((kind for ends, kind in _ENDINGS.items() if name.endswith(ends)), "")


def edit(path: str, data: bytes, target: Target) -> Edit | str:
    """The edit that makes a manifest ask for a version; or why there is none that is certain."""
    kind = kind_of(path)
    if not kind:
        return "no file of this kind is edited"
    if not target.requirement:
        return "it names no version"
    try:
        data.decode()
    except UnicodeDecodeError:
        return "its text is not in UTF-8"
    if kind == "pom":
        return _pom(data, target)
    lines = data.split(b"\n")
    if not 0 < target.line <= len(lines):
        return "its line is not there any more"
    if kind == "uses" and _COMMIT.match(target.requirement):
        return "it is pinned to a commit, and which commit the version has nobody here knows"
    if kind == "requirements" and _hashed(lines, target.line):
        return "it is pinned with hashes, which only the registry knows"
    for number in _numbers(kind, path, lines, target.line):
        line = lines[number - 1].decode()
        found = _found(kind, line, target) if len(line) <= _LONGEST else None
        if found is not None:
            return _edit(kind, lines, number, found, target)
    return "the requirement does not stand on one line in a form that is known"


def _numbers(kind: str, path: str, lines: list[bytes], first: int) -> range:
    """The lines on which a requirement may stand: its own, and of a table of TOML those up to the next one."""
    if kind != "toml" or path.endswith("Pipfile") or not _HEADER.match(lines[first - 1].decode()):
        return range(first, first + 1)
    last = next((at for at in range(first, len(lines)) if lines[at].lstrip().startswith(b"[")), len(lines))
    return range(first, last + 1)


def _hashed(lines: list[bytes], first: int) -> bool:
    at = first - 1
    while at < len(lines):
        if _HASHED.search(lines[at].decode()):
            return True
        if not lines[at].rstrip().endswith(b"\\"):
            return False
        at += 1
    return False


def _found(kind: str, line: str, target: Target) -> re.Match[str] | None:
    """Where a line has the requirement, if it has it once."""
    forms = [*_FORMS[kind], *(_FORMS["requirements"] if kind == "toml" and target.ecosystem == "PyPI" else ())]
    name = re.escape(target.name)
    if target.ecosystem == "PyPI":
        name = r"[\-_.]+".join(re.escape(part) for part in target.name.split("-"))
    flags = re.IGNORECASE if target.ecosystem in ("PyPI", "NuGet", "GitHub Actions") else 0
    hits: list[re.Match[str]] = []
    for form in forms:
        hits += re.finditer(form.format(name=name, said=re.escape(target.requirement)), line, flags)
    if kind == "toml" and not hits and _HEADER.match(line) is None:
        hits += re.finditer(rf"\A\s*version\s*=\s*[\"'](?P<said>{re.escape(target.requirement)})[\"']", line)
    return hits[0] if len(hits) == 1 else None


def _edit(kind: str, lines: list[bytes], number: int, found: re.Match[str], target: Target) -> Edit | str:
    quote = found.groupdict().get("quote")
    after = raised(target.ecosystem, target.requirement, target.version, f"{quote}, {quote}" if quote else ",")
    if after is None:
        return f"how to write {target.requirement!r} anew is not certain"
    offset = sum(len(each) + 1 for each in lines[: number - 1])
    start = offset + len(found.string[: found.start("said")].encode())
    end = offset + len(found.string[: found.end("said")].encode())
    return Edit(start, end, after.encode(), number, target.requirement, after)


def _pom(data: bytes, target: Target) -> Edit | str:
    found = pom_version(data.decode(), target.name, target.requirement)
    if isinstance(found, str):
        return found
    start, end = found
    after = raised(target.ecosystem, target.requirement, target.version)
    if after is None:
        return f"how to write {target.requirement!r} anew is not certain"
    before = data.decode()
    begin, stop = len(before[:start].encode()), len(before[:end].encode())
    return Edit(begin, stop, after.encode(), before.count("\n", 0, start) + 1, target.requirement, after)


def edited(data: bytes, edits: list[Edit]) -> bytes:
    """A text with edits made; equal ones are made once, and of others none overlaps."""
    for each in sorted(set(edits), reverse=True):
        data = data[: each.start] + each.text + data[each.end :]
    return data
