"""What dpkg has installed: its status file, or one file a package as in distroless images.

Sources: dpkg-query(1), deb-control(5), Debian policy manual 5.6 and 7.1, the machine-readable copyright format 1.0.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from holdfast.estate.image.limits import Damaged
from holdfast.estate.image.paragraphs import Paragraph, paragraphs
from holdfast.model.package import Package, Source
from holdfast.model.place import Place
from holdfast.model.reading import Gap

More = Callable[[str], "bytes | None"]
_THERE: Final = frozenset({"installed", "triggers-awaited", "triggers-pending", "half-configured", "unpacked"})
"""States in which the files of a package lie on the disk."""
_SOURCE: Final = re.compile(r"(\S+)(?:\s+\(([^)]*)\))?")
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9+.\-]*")
_LICENCE: Final = re.compile(r"(?mi)^License:[ \t]*(\S[^\n]{0,100})$")
_FORMAT: Final = re.compile(r"(?mi)\A\s*Format(?:-Specification)?:")
_REBUILT: Final = re.compile(r"\+b\d+$")
_MOST_COPYRIGHT: Final = 1 << 18


def read_status(path: str, data: bytes, ecosystem: str, more: More) -> tuple[tuple[Package, ...], tuple[Gap, ...]]:
    """The packages of a status file, and what is wrong with it. ``more`` reads other files of the same root."""
    found: list[tuple[Paragraph, str]] = []
    gaps: list[Gap] = []
    try:
        found.extend((paragraph, path) for paragraph in paragraphs(data.decode("utf-8", "replace")))
    except Damaged as error:
        gaps.append(Gap(why=f"the list of packages is broken: {error}", place=Place(path=path), fault=True))
    return _packages(found, ecosystem, more), tuple(gaps)


def read_folder(files: Mapping[str, bytes], ecosystem: str, more: More) -> tuple[tuple[Package, ...], tuple[Gap, ...]]:
    """The packages of a folder with one file each."""
    found: list[tuple[Paragraph, str]] = []
    gaps: list[Gap] = []
    for path, data in sorted(files.items()):
        try:
            found.extend((each, path) for each in paragraphs(data.decode("utf-8", "replace")))
        except Damaged as error:
            gaps.append(Gap(why=f"the entry of a package is broken: {error}", place=Place(path=path), fault=True))
    return _packages(found, ecosystem, more), tuple(gaps)


def _packages(found: Iterable[tuple[Paragraph, str]], ecosystem: str, more: More) -> tuple[Package, ...]:
    there = [(each, path) for each, path in found if _installed(each.fields)]
    keys: dict[str, str] = {}
    for each, _ in there:
        name, version = each.fields["package"], each.fields["version"]
        for provided in _names(each.fields.get("provides", "")):
            keys.setdefault(provided, f"{name}@{version}")
        keys[name] = f"{name}@{version}"
    made = [_package(each, path, ecosystem, keys, more) for each, path in there]
    return tuple(sorted(made, key=lambda package: (package.name, package.version, package.architecture)))


def _installed(fields: Mapping[str, str]) -> bool:
    status = fields.get("status", "install ok installed").split()
    return bool(fields.get("package")) and bool(fields.get("version")) and bool(status) and status[-1] in _THERE


def _package(each: Paragraph, path: str, ecosystem: str, keys: Mapping[str, str], more: More) -> Package:
    fields = each.fields
    name, version = fields["package"], fields["version"]
    source = _SOURCE.match(fields.get("source", ""))
    needs = {
        key
        for field in ("pre-depends", "depends")
        for each_name in _needed(fields.get(field, ""), keys)
        if (key := keys[each_name]) != f"{name}@{version}"
    }
    return Package(
        ecosystem=ecosystem,
        name=name,
        version=version,
        place=Place(path=path, line=each.line, end_line=each.line),
        needs=tuple(sorted(needs)),
        licence=licences(more(f"usr/share/doc/{name}/copyright") or b""),
        source=Source.DISTRIBUTION,
        origin_name=source[1] if source else name,
        origin_version=(source[2] if source and source[2] else _REBUILT.sub("", version)),
        architecture=fields.get("architecture", ""),
    )


def _names(text: str) -> Iterator[str]:
    for part in text.split(","):
        match = _NAME.match(part.strip())
        if match:
            yield match[0]


def _needed(text: str, keys: Mapping[str, str]) -> Iterator[str]:
    """Of each group of alternatives the first that is there."""
    for group in text.split(","):
        names = (match[0] for part in group.split("|") if (match := _NAME.match(part.strip())))
        first = next((name for name in names if name in keys), None)
        if first is not None:
            yield first


def licences(data: bytes) -> str:
    """The short names of the licences in a machine-readable copyright file; empty where it is none."""
    text = data[:_MOST_COPYRIGHT].decode("utf-8", "replace")
    if not _FORMAT.search(text[:4096]):
        return ""
    return ", ".join(sorted({match[1].strip() for match in _LICENCE.finditer(text)}))
