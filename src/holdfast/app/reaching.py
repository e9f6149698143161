"""How near the weak parts of packages are to what runs: installed, imported, called; from the project's own code.

A file is asked only where its text imports the package, so a project that uses none of the weak ones is read once.
What is imported by other packages, or by a name that is put together at run time, is not seen: so that "not imported"
and "not called" are levels with a measured miss rate, and no proof.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from holdfast.app.codeproject import Files
from holdfast.app.importing import imported
from holdfast.app.reached import Reached
from holdfast.checks.package.modules import MODULES
from holdfast.checks.package.symbols import HARMLESS, SYMBOLS
from holdfast.engines.code.book import Books
from holdfast.engines.code.look import look
from holdfast.engines.code.outcome import Asked, Limits, Spot
from holdfast.engines.packages.outcome import Match
from holdfast.engines.packages.priority import AWAY, Level
from holdfast.estate.codefiles import in_tests, language_of
from holdfast.formats.coderules import CodePack, compile_code
from holdfast.model.advisory import Advisory
from holdfast.model.package import Package
from holdfast.model.place import Place
from holdfast.model.verdict import Step

LANGUAGES: Final[Mapping[str, str]] = {"PyPI": "python", "npm": "javascript"}
"""Ecosystems of which code is understood."""
_MOST_FILES: Final = 400
"""Files in which uses are looked for; beyond, the level stays *imported*, which is said."""
_OWN: Final = re.compile(r"(?:^|/)(?:node_modules|site-packages|vendor|third_party|\.venv|venv)/")


class Code(NamedTuple):
    """The code of a project as it is asked about packages."""

    paths: Sequence[str]
    """Every file of code that is the project's own."""
    files: Files
    more: Callable[[str], bytes | None]

    def beside(self, path: str) -> Code:
        """The code that a manifest or lock file is for: what lies in its folder, or in the nearest above with code."""
        folder = path.rpartition("/")[0]
        while folder:
            below = [each for each in self.paths if each.startswith(f"{folder}/")]
            if below:
                return self._replace(paths=below)
            folder = folder.rpartition("/")[0]
        return self


def modules_of(package: Package) -> tuple[str, ...]:
    """Names by which code imports a package."""
    if package.ecosystem == "npm":
        return (package.name,)
    return package.modules or MODULES.get(package.name) or (package.name.replace("-", "_"),)


def symbols_of(advisory: Advisory, match: Match) -> tuple[str, ...]:
    """References that meet a weakness, from what is known of it or as its advisory says; none where all uses do."""
    known = next((SYMBOLS[name] for name in advisory.names if name in SYMBOLS), ())
    told = tuple(
        f"{each.module}.{name}" if each.module and not name.startswith(each.module) else name
        for each in match.affected.symbols
        for name in each.names
    )
    return known or told


def reached(matches: Iterable[Match], code: Code) -> dict[int, Reached]:
    """The level of each match by its position, for those that code can say something about."""
    asked = {at: match for at, match in enumerate(matches) if match.package.ecosystem in LANGUAGES}
    found: dict[int, Reached] = {}
    for at, match in asked.items():
        if match.package.reach in AWAY:
            found[at] = Reached(Level.ABSENT)
    open_ones = {at: match for at, match in asked.items() if at not in found}
    if not open_ones:
        return found
    imports = _imports({name for match in open_ones.values() for name in modules_of(match.package)}, code)
    uses = _uses(open_ones, imports, code)
    for at, match in open_ones.items():
        found[at] = _level(match, imports, uses.get(at), code)
    return found


def _level(match: Match, imports: Mapping[str, list[Spot]], use: Spot | None, code: Code) -> Reached:
    spots = [spot for name in modules_of(match.package) for spot in imports.get(name, ())]
    if not spots:
        by = f"; it comes with {match.package.via[0]}" if match.package.via else ""
        return Reached(Level.INSTALLED, note=f"no file of the project imports it{by}")
    first = min(spots, key=lambda spot: (spot.path != (use.path if use else ""), spot.path, spot.start))
    steps = [Step(f"{match.package.name} is imported", _place(first, code))]
    if use is not None:
        return Reached(Level.CALLED, (*steps, Step("the weak part is used", _place(use, code))))
    symbols = symbols_of(match.advisory, match)
    if symbols:
        shown = " and ".join(dict.fromkeys(symbol.removeprefix("?.") for symbol in symbols[:2]))
        return Reached(Level.IMPORTED, tuple(steps), f"no use of {shown} is seen")
    return Reached(Level.IMPORTED, tuple(steps))


def _imports(names: Collection[str], code: Code) -> dict[str, list[Spot]]:
    """Where modules are imported, by the name that was asked for; tests and others' code left out."""
    found: dict[str, list[Spot]] = {}
    mentioned = re.compile(b"|".join(re.escape(name.encode()) for name in sorted(names)))
    for path in code.paths:
        if not language_of(path) or in_tests(path) or _OWN.search(path):
            continue
        data = code.more(path)
        if data is None or not mentioned.search(data):
            continue
        for module, start, end in imported(language_of(path), data):
            wanted = _asked(module, names, "." if language_of(path) == "python" else "/")
            if wanted and code.files.resolve(module, path) is None:
                found.setdefault(wanted, []).append(Spot(path, start, end))
    return found


def _asked(module: str, names: Collection[str], joint: str) -> str:
    """The name among those that were asked for that a module is, or lies below."""
    head = module
    while head and head not in names:
        head = head.rpartition(joint)[0]
    return head


def _uses(asked: Mapping[int, Match], imports: Mapping[str, list[Spot]], code: Code) -> dict[int, Spot]:
    """The first use of a weak part of each match."""
    rules: list[dict[str, Any]] = []
    files: dict[str, None] = {}
    for at, match in asked.items():
        symbols = symbols_of(match.advisory, match)
        paths = {spot.path for name in modules_of(match.package) for spot in imports.get(name, ())}
        if symbols and paths:
            rules.append(_rule(at, LANGUAGES[match.package.ecosystem], symbols))
            files.update(dict.fromkeys(path for path in sorted(paths) if _may_use(code.more(path) or b"", symbols)))
    if not rules or not files:
        return {}
    pack, _ = compile_code((), rules, "reach")
    outcome = look(code.files, Asked([*files][:_MOST_FILES]), Books((CodePack(pack),)), Limits())
    found: dict[int, Spot] = {}
    for hits in outcome.found.values():
        for hit in hits:
            at = int(hit.rule.check.name.rpartition("-")[2])
            if not in_tests(hit.at.path) and (at not in found or hit.at < found[at]):
                found[at] = hit.at
    return found


def _may_use(data: bytes, symbols: Iterable[str]) -> bool:
    """Whether a text names one of the symbols at all, by its last part."""
    return any(last == "*" or last.encode() in data for last in (re.split(r"[./]", symbol)[-1] for symbol in symbols))


def _rule(at: int, language: str, symbols: Sequence[str]) -> dict[str, Any]:
    """A rule about code that finds every use of some references; it lives for one look."""
    patterns = [
        [symbol, how, None, HARMLESS.get(symbol) if how == "call" else None, "", language]
        for symbol in symbols
        for how in ("call", *(("read",) if not symbol.startswith("?") and symbol not in HARMLESS else ()))
    ]
    prose: dict[str, Any] = {"why": "", "steps": [], "references": [], "fix": {}, "bad": {}}
    shape: dict[str, Any] = {"flow": None, "patterns": patterns, "analysis": "", "rewrite": {}, "quiet": None}
    names = {"id": f"HF-USE-{at:06}", "name": f"use-{at}", "title": "A weak part is used", "says": "{sink} is used"}
    ratings = {"languages": [language], "severity": "info", "confidence": "high", "persona": "regular"}
    lists: dict[str, Any] = {"cwe": [1395], "owasp": [], "proves": [], "aliases": []}
    return {**names, **ratings, **lists, **shape, **prose}


def _place(spot: Spot, code: Code) -> Place:
    data = code.more(spot.path) or b""
    line = data.count(b"\n", 0, spot.start) + 1
    column = spot.start - (data.rfind(b"\n", 0, spot.start) + 1) + 1
    width = max(1, spot.end - spot.start)
    return Place(path=spot.path, line=line, column=column, end_line=line, end_column=column + width)
