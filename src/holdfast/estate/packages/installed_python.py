"""Python packages that are installed: what ``*.dist-info``, ``*.egg-info`` and ``EGG-INFO`` say.

Source: the specifications of recorded installs and of core metadata on packaging.python.org.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Final

from holdfast.estate.packages.addresses import repository, shown, source_of
from holdfast.estate.packages.drafts import Draft, fault, inventory
from holdfast.estate.packages.protocols import More
from holdfast.formats.treetext import decoded
from holdfast.model.package import Inventory, Source
from holdfast.model.reading import Gap

_NAME: Final = re.compile(r"[-_.]+")
_NEED: Final = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9._\-]*)")
_EXTRA: Final = re.compile(r"\bextra\s*={2,3}")
_RECORDED: Final = re.compile(r"\A(?!\.\.)([A-Za-z_][\w]*)(?:/|\.py,|\.[\w\-]+\.so,|\.so,|\.pyd,)")
_MOST_HEADER: Final = 1 << 20
_MOST_MODULES: Final = 50
_FREE_TEXT: Final = 200
"""A licence field longer than this holds a whole text and no name."""


def installed(paths: Sequence[str], more: More) -> list[Inventory]:
    """One inventory for each folder that distributions are installed in."""
    known = frozenset(paths)
    roots: dict[str, list[tuple[str, str]]] = {}
    for path in paths:
        home = _home(path)
        if home:
            folder = home.rsplit("/EGG-INFO", 1)[0] if home.endswith("/EGG-INFO") else home
            roots.setdefault(folder.rpartition("/")[0], []).append((home, path))
    found = (_environment(root, homes, known, more) for root, homes in sorted(roots.items()))
    return [each for each in found if each.packages or each.gaps]


def _home(path: str) -> str:
    """The folder (or the file) that describes one distribution, for its main file; empty for its other files."""
    folder, _, name = path.rpartition("/")
    if name == "METADATA" and folder.endswith(".dist-info"):
        return folder
    if name == "PKG-INFO" and folder.endswith((".egg-info", "/EGG-INFO")):
        return folder
    return path if name.endswith(".egg-info") else ""


def _environment(root: str, homes: list[tuple[str, str]], known: frozenset[str], more: More) -> Inventory:
    asked = any(f"{home}/REQUESTED" in known for home, _ in homes)
    """pip marks what a person asked for; where it marked nothing, nobody can know."""
    drafts: list[Draft] = []
    gaps: list[Gap] = []
    needs: list[list[str]] = []
    for home, path in homes:
        content = more(path)
        fields = list(_fields(content or b""))
        name = _first(fields, "name")
        if content is None or not name:
            gaps.append(fault(path, "the description of an installed package could not be read"))
            continue
        draft = Draft(
            name=_normal(name),
            version=_first(fields, "version"),
            path=path,
            line=next((line for line, field, _ in fields if field == "name"), 1),
            direct=f"{home}/REQUESTED" in known if asked else None,
            licence=_licence(fields),
            files=(path,),
            modules=_modules(home, known, more),
        )
        _from_elsewhere(draft, f"{home}/direct_url.json", known, more)
        drafts.append(draft)
        needs.append([value for _, field, value in fields if field in ("requires-dist", "requires")])
    by_name = {draft.name: draft.key for draft in drafts}
    for draft, wanted in zip(drafts, needs, strict=True):
        for text in wanted:
            found = _NEED.match(text)
            key = by_name.get(_normal(found[1])) if found else None
            if key:
                sure = not _EXTRA.search(text)
                draft.needs[key] = sure or draft.needs.get(key, False)
    return inventory(root, "python-environment", "PyPI", drafts, gaps=gaps)


def _normal(name: str) -> str:
    return _NAME.sub("-", name).lower()


def _fields(content: bytes) -> Iterator[tuple[int, str, str]]:
    """Line, name in lower case and value of each header, up to the first empty line."""
    for number, line in enumerate(decoded(content[:_MOST_HEADER]).splitlines(), 1):
        if not line.strip():
            return
        name, colon, value = line.partition(":")
        if colon and not line[0].isspace():
            yield number, name.strip().lower(), value.strip()


def _first(fields: list[tuple[int, str, str]], name: str) -> str:
    return next((value for _, field, value in fields if field == name and value != "UNKNOWN"), "")


def _licence(fields: list[tuple[int, str, str]]) -> str:
    """The expression, else the free text when it is a name, else what the classifiers say."""
    stated = _first(fields, "license-expression") or _first(fields, "license")
    if stated and len(stated) <= _FREE_TEXT:
        return stated
    prefix = "License :: "
    named = [value.rpartition(" :: ")[2] for _, field, value in fields if field == "classifier" if prefix in value[:11]]
    return " AND ".join(dict.fromkeys(each for each in named if each != "OSI Approved"))


def _modules(home: str, known: frozenset[str], more: More) -> tuple[str, ...]:
    listed = f"{home}/top_level.txt"
    names: dict[str, None] = {}
    if listed in known:
        names = dict.fromkeys(line.strip() for line in decoded(more(listed) or b"").splitlines())
    elif f"{home}/RECORD" in known:
        lines = decoded(more(f"{home}/RECORD") or b"").splitlines()
        names = dict.fromkeys(found[1] for line in lines if (found := _RECORDED.match(line)))
    names.pop("__pycache__", None)
    return tuple([name for name in names if name][:_MOST_MODULES])


def _from_elsewhere(draft: Draft, path: str, known: frozenset[str], more: More) -> None:
    """What ``direct_url.json`` says of a package that did not come from an index."""
    if path not in known:
        return
    try:
        said = json.loads(more(path) or b"{}")
    except (ValueError, RecursionError):
        said = {}
    url = said.get("url") if isinstance(said, dict) else None
    if not isinstance(url, str):
        return
    vcs = said.get("vcs_info")
    if isinstance(vcs, dict):
        draft.source = Source.GIT
        draft.address = repository(url, str(vcs.get("commit_id", ""))[:64])
    else:
        draft.source = source_of(url)
        draft.address = "" if draft.source is Source.PATH else shown(url)
