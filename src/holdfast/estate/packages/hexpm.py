"""Packages of Elixir and Erlang: ``mix.lock`` with ``mix.exs``. Source: Mix's documentation, and what it writes.

Both are Elixir; the lock file is one literal map, of which the tuples are read. Of ``mix.exs``, a program, the tuples
of dependencies that stand there as literals are taken.
"""

from __future__ import annotations

import posixpath
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from typing import Final

from holdfast.estate.packages.addresses import repository
from holdfast.estate.packages.drafts import Ask, Draft, fault, inventory
from holdfast.formats.treetext import decoded
from holdfast.kit.expressions import expression
from holdfast.model.package import Inventory, Reach, Source
from holdfast.model.reading import Gap, Unit

_READER: Final = "hex"
_ECOSYSTEM: Final = "Hex"
_MOST_LINES: Final = 20_000
_MOST_LINE: Final = 65_536
_TEXT: Final = r'"([^"\\]{0,500})"'
_LOCKED: Final = expression(
    r"\s*\"(?P<app>[\w\-]{1,100})\":\s*\{:(?P<kind>hex|git|path),\s*(?::(?P<name>\w{1,100})|:?"
    + _TEXT
    + r"),\s*"
    + _TEXT
)
_OUTER: Final = expression(r'"([0-9a-fA-F]{64})"\s*\}\s*,?\s*\Z')
_INNER: Final = expression(r"\{:(\w{1,100}),\s*\"([^\"\\]{0,200})\",\s*\[([^\[\]]*)\]")
_HEX: Final = expression(r"\bhex:\s*:(\w{1,100})")
_WISH: Final = expression(r"\{\s*:(\w{1,100})\s*,\s*(?:\"([^\"\\]{0,200})\"\s*)?(?:,?\s*([^{}]{0,1000}))?\}")
_ONLY: Final = expression(r"\bonly:\s*(\[[^\]]*\]|:\w+|~w\([^)]*\)a)")
_OPTION: Final = expression(r"\b(git|github|path|ref|tag|branch):\s*\"([^\"\\]{0,500})\"")
_EXACT: Final = expression(r"(?:==\s*)?(\d+\.\d+\.\d+(?:[\-+][\w.+\-]*)?)\Z")
_DEPENDENCIES: Final = expression(r"(?m)^[ \t]*defp?[ \t]+\w*deps\w*\b")
_NEWLINE: Final = expression(r"\n")
_COMMENT: Final = expression(r"(?m)(?:^|[ \t])#[^\n]*")


def units(paths: Mapping[str, bytes]) -> list[Unit]:
    """One for each folder: its lock file with its manifest."""
    folders: dict[str, list[str]] = {}
    for path in sorted(paths):
        folders.setdefault(posixpath.dirname(path), []).append(path)
    return [Unit(reader=_READER, root=each[0], paths=tuple(each)) for _, each in sorted(folders.items())]


def read(unit: Unit, files: Mapping[str, bytes]) -> list[Inventory]:
    """The locked packages of a folder, or what its manifest asks for."""
    lock = next((path for path in unit.paths if path.endswith(".lock")), None)
    manifest = next((path for path in unit.paths if not path.endswith(".lock")), None)
    wishes = list(_wishes(decoded(files.get(manifest, b"")))) if manifest is not None else []
    if lock is None:
        return [inventory(manifest, _READER, _ECOSYSTEM, wishes, locked=False)] if manifest and wishes else []
    gaps: list[Gap] = []
    drafts, needs = _locked(lock, decoded(files.get(lock, b"")), gaps)
    for name, wanted in needs.items():
        drafts[name].needs = {drafts[each].key: sure for each, sure in wanted.items() if each in drafts}
    keys = {draft.name: draft.key for draft in drafts.values()}
    asks = [
        Ask(key=keys[wish.name], reach=wish.reach or Reach.RUNTIME, requirement=wish.requirement)
        for wish in wishes
        if wish.name in keys
    ]
    return [
        inventory(
            lock,
            _READER,
            _ECOSYSTEM,
            drafts.values(),
            asks if wishes else None,
            gaps=gaps,
            manifests=[manifest] if manifest is not None else (),
        )
    ]


def _locked(path: str, text: str, gaps: list[Gap]) -> tuple[dict[str, Draft], dict[str, dict[str, bool]]]:
    """Packages by the name of their application, and what each needs."""
    drafts: dict[str, Draft] = {}
    needs: dict[str, dict[str, bool]] = {}
    for number, line in enumerate(text.split("\n", _MOST_LINES)[:_MOST_LINES], 1):
        if line.startswith(("<<<<<<<", ">>>>>>>", "=======")):
            gaps.append(fault(path, "a conflict of a merge stands in it; both sides are read", number))
        match = _LOCKED.match(line[:_MOST_LINE])
        if match is None:
            if line.strip().startswith('"'):
                gaps.append(fault(path, "an entry of an unknown form", number))
            continue
        app, kind = match["app"], match["kind"]
        draft = Draft(name=match["name"] or app, line=number)
        if kind == "hex":
            draft.version = match[5] or ""
            outer = _OUTER.search(line)
            draft.hashes = (f"sha256:{outer[1].lower()}",) if outer is not None else ()
            needs[app] = {found[1]: "optional: true" not in found[3] for found in _INNER.finditer(line[match.end() :])}
        else:
            draft.source = Source.GIT if kind == "git" else Source.PATH
            draft.address = repository(match[4] or "", match[5] or "") if kind == "git" else match[4] or ""
        drafts[app] = draft
    return drafts, needs


def _wishes(text: str) -> Iterator[Draft]:
    """The tuples of functions that are called after dependencies."""
    code = _COMMENT.sub("", text[: 1 << 20])
    starts = [found.end() for found in _NEWLINE.finditer(code)]
    for start in _DEPENDENCIES.finditer(code):
        end = code.find("\n  end", start.end())
        for found in _WISH.finditer(code, start.end(), len(code) if end < 0 else end):
            rest = found[3] or ""
            name = _HEX.search(rest)
            draft = Draft(name=name[1] if name else found[1], requirement=found[2] or "", direct=True)
            draft.line = bisect_right(starts, found.start()) + 1
            exact = _EXACT.match(draft.requirement)
            draft.version = exact[1] if exact is not None else ""
            draft.reach = _reach(rest)
            options = dict(_OPTION.findall(rest))
            if "path" in options or "in_umbrella:" in rest:
                draft.source, draft.address = Source.PATH, options.get("path", "")
            elif "git" in options or "github" in options:
                draft.source = Source.GIT
                where = options.get("git") or f"https://github.com/{options['github']}"
                draft.address = repository(where, options.get("ref") or options.get("tag") or options.get("branch", ""))
            yield draft


def _reach(rest: str) -> Reach:
    only = _ONLY.search(rest)
    if only is not None and "prod" not in only[1]:
        return Reach.TEST if "test" in only[1] and "dev" not in only[1] else Reach.DEVELOPMENT
    if "optional: true" in rest:
        return Reach.OPTIONAL
    return Reach.BUILD if "runtime: false" in rest else Reach.RUNTIME
