"""What reading a bill of materials needs, whatever its format: bounded JSON, lines of entries, packages from names."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any, Final

from holdfast.formats.purl import ecosystem_of, parse
from holdfast.model.package import Inventory, Package, Reach, Source
from holdfast.model.place import Place
from holdfast.model.reading import Gap

MOST_ENTRIES: Final = 200_000
_PURL: Final = re.compile(rb'"(pkg:[^"\\]{1,2000})"')
_WAYS: Final = 64
"""Steps of a way from the subject to a package."""


class BrokenError(ValueError):
    """The text is no bill of materials that can be read; says why, with the line where it is known."""

    def __init__(self, why: str, line: int = 1) -> None:
        super().__init__(why)
        self.line = line


def broken(path: str, reader: str, error: BrokenError) -> Inventory:
    """What is left of a document that cannot be read: the gap that says so."""
    why = f"{error}; write it anew with the tool that made it"
    gap = Gap(why=why, place=Place(path=path, line=error.line), fault=True)
    return Inventory(path=path, reader=reader, gaps=(gap,), locked=False)


def json_object(data: bytes) -> dict[str, Any]:
    """The object of a JSON text. Raises BrokenError."""
    try:
        found = json.loads(data.decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        raise BrokenError(f"it is no JSON: {error.msg}", error.lineno) from None
    except UnicodeDecodeError:
        raise BrokenError("it is no JSON: it is not UTF-8") from None
    except RecursionError:
        raise BrokenError("it is no JSON that can be read: nested too deep") from None
    except ValueError:  # Python bounds the digits of a number
        raise BrokenError("it is no JSON that can be read: a number has too many digits") from None
    if not isinstance(found, dict):
        raise BrokenError("it is no JSON object")
    return found


def lines(data: bytes) -> dict[str, int]:
    """The first line on which each package URL stands by itself."""
    found: dict[str, int] = {}
    line, at = 1, 0
    for match in _PURL.finditer(data):
        line += data.count(b"\n", at, match.start())
        at = match.start()
        found.setdefault(match[1].decode("utf-8", "replace"), line)
    return found


def text(entry: Mapping[str, Any], key: str) -> str:
    """A value as text; empty where it is none."""
    found = entry.get(key)
    return found if isinstance(found, str) else ""


def objects(entry: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    """The objects in a list; none where there is no list. Raises BrokenError for too many."""
    found = entry.get(key)
    items = [item for item in found if isinstance(item, Mapping)] if isinstance(found, list) else []
    if len(items) > MOST_ENTRIES:
        raise BrokenError(f"{key} has more than {MOST_ENTRIES:,} entries")
    return items


def named(purl_text: str, name: str, version: str, place: Place) -> Package | None:
    """A package by its package URL; None where that says no ecosystem that anybody knows."""
    try:
        parts = parse(purl_text)
    except ValueError:
        return None
    ecosystem, own = ecosystem_of(parts)
    if not ecosystem:
        return None
    full = parts.version or version
    epoch = parts.qualifier("epoch")
    full = f"{epoch}:{full}" if epoch and full and ":" not in full else full
    upstream, _, upstream_version = parts.qualifier("upstream").partition("@")
    return Package(
        ecosystem=ecosystem,
        name=_normal(ecosystem, own or name),
        version=full,
        place=place,
        architecture=parts.qualifier("arch"),
        origin_name=upstream,
        origin_version=upstream_version,
    )


def _normal(ecosystem: str, name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower() if ecosystem == "PyPI" else name


def joined(
    path: str,
    reader: str,
    name: str,
    version: str,
    packages: Mapping[str, Package],
    needs: Mapping[str, Sequence[str]],
    root: str,
    gaps: Iterable[Gap],
) -> Inventory:
    """The inventory of packages by reference, with the ways to them along ``needs`` from ``root``."""
    asked = dict.fromkeys(ref for ref in needs.get(root, ()) if ref in packages)
    ways: dict[str, tuple[str, ...]] = dict.fromkeys(asked, ())
    todo = list(asked)
    for ref in todo:
        if len(ways[ref]) < _WAYS:
            for need in needs.get(ref, ()):
                if need in packages and need not in ways:
                    ways[need] = (*ways[ref], packages[ref].key)
                    todo.append(need)
    found = [
        replace(
            package,
            via=ways.get(ref, ()),
            direct=package.direct if package.direct is not None else (ref in asked if asked else None),
            needs=tuple(sorted({packages[need].key for need in needs.get(ref, ()) if need in packages})),
        )
        for ref, package in packages.items()
    ]
    found.sort(key=lambda each: (each.name, each.version, each.ecosystem))
    return Inventory(path=path, reader=reader, name=name, version=version, packages=tuple(found), gaps=tuple(gaps))


def ours(package: Package, told: Mapping[str, str]) -> Package:
    """What Holdfast itself wrote into the properties."""
    if "direct" in told:
        package = replace(package, direct=told["direct"] == "true")
    if "requirement" in told:
        package = replace(package, requirement=told["requirement"])
    with suppress(ValueError):
        package = replace(package, reach=Reach(told.get("reach", package.reach)))
    with suppress(ValueError):
        package = replace(package, source=Source(told.get("source", package.source)))
    package = replace(package, address=told.get("address", package.address))
    ecosystem = told.get("ecosystem", "")
    if ecosystem.partition(":")[0] == package.ecosystem.partition(":")[0]:
        package = replace(package, ecosystem=ecosystem)
    return package
