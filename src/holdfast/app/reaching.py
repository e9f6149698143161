"""How near the weak parts of packages are to what runs: installed, imported, called; from the project's own code.

A file is asked only where its text imports the package, so a project that uses none of the weak ones is read once.
A package that another one needs, and that one is imported, counts as imported; so does one whose name stands in a text
that frameworks and commands are started by. What others use of it, and what is put together at run time, is not seen:
so that "not imported" and "not called" are levels with a measured miss rate, and no proof (docs/benchmarks.md, Reach).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from holdfast.app.codeproject import Files
from holdfast.app.importing import imported
from holdfast.app.mentions import handed, last, mention, seen
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
_MOST_NAMES: Final = 60
"""Names for which a text is searched before its imports are read."""
_ASIDE: Final = re.compile(
    r"(?:^|/)(?:scripts?|tools?|docs?|examples?|build|ci|\.[^/]+)/"
    r"|(?:^|/)(?:setup|noxfile|tasks|fabfile|conf|gulpfile|[Gg]runtfile|\.[^/]+|[^/]+\.(?:config|setup)|[^/]+\.conf|[^/]+rc)\.\w+$"
)
"""Code of those who make the program: what it imports need not be there in production."""
_STARTS: Final = re.compile(
    r"(?:^|/)(?:Procfile|Dockerfile[^/]*|[^/]*\.(?:sh|service|Dockerfile)|(?:docker-)?compose[^/]*\.ya?ml|supervisord?\.conf"
    r"|package\.json)$"
)
"""Files that say which commands are started."""
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
        return package.modules or (package.name,)
    return package.modules or MODULES.get(package.name) or (package.name.replace("-", "_"),)


def _tied(symbol: str, package: Package) -> tuple[str, ...]:
    """A reference by the names under which a package is installed, and of its functional variant."""
    if package.ecosystem != "npm" or not symbol.startswith(f"{package.name}."):
        return (symbol,)
    rest = symbol.removeprefix(f"{package.name}.")
    return tuple(f"{name}{joint}{rest}" for name in modules_of(package) for joint in (".", "/fp."))


def symbols_of(advisory: Advisory, match: Match) -> tuple[str, ...]:
    """References that meet a weakness, from what is known of it or as its advisory says; none where all uses do."""
    known = next((SYMBOLS[name] for name in advisory.names if name in SYMBOLS), ())
    told = tuple(
        f"{each.module}.{name}" if each.module and not name.startswith(each.module) else name
        for each in match.affected.symbols
        for name in each.names
    )
    return tuple(each for symbol in dict.fromkeys((*known, *told)) for each in _tied(symbol, match.package))


def reached(matches: Iterable[Match], code: Code, packages: Sequence[Package] = ()) -> dict[int, Reached]:
    """The level of each match by its position, for those that code can say something about.

    ``packages`` is the inventory that the matches are of: it says who needs whom.
    """
    asked = {at: match for at, match in enumerate(matches) if match.package.ecosystem in LANGUAGES}
    if not asked:
        return {}
    needing: dict[str, list[Package]] = {}
    for one in packages:
        for key in one.needs:
            needing.setdefault(key, []).append(one)
    above = {at: _above(match.package, needing) for at, match in asked.items()}
    names = {name for match in asked.values() for name in modules_of(match.package)}
    names |= {name for each in above.values() for package in each for name in modules_of(package)}
    imports = _imports(names, code)
    uses = _uses(asked, imports, code)
    found = {at: _level(match, above[at], imports, uses.get(at), code) for at, match in asked.items()}
    far = [at for at, each in found.items() if each.level is Level.INSTALLED and asked[at].package.direct is not False]
    named = _named({name for at in far for name in modules_of(asked[at].package)}, code)
    for at in far:
        spot = next((named[name] for name in modules_of(asked[at].package) if name in named), None)
        if spot is not None:
            step = Step(f"{asked[at].package.name} is named", _place(spot, code))
            found[at] = Reached(
                Level.IMPORTED, (step,), "no file of the project imports it, but its name is given here"
            )
    return found


def _above(package: Package, needing: Mapping[str, Sequence[Package]]) -> list[Package]:
    """Who needs a package, nearest first."""
    found: dict[str, Package] = {}
    queue = [package.key]
    for key in queue:
        for each in needing.get(key, ()):
            if each.key not in found and each.key != package.key:
                found[each.key] = each
                queue.append(each.key)
    return list(found.values())


def _level(
    match: Match, above: Sequence[Package], imports: Mapping[str, list[Spot]], use: Spot | None, code: Code
) -> Reached:
    away = match.package.reach in AWAY
    spots = _spots(match.package, imports, away=away)
    if not spots:
        for package in above:
            through = _spots(package, imports, away=away)
            if through:
                step = Step(
                    f"{package.name} is imported, which brings {match.package.name}", _place(min(through), code)
                )
                return Reached(Level.IMPORTED, (step,), "what other packages use of it is not seen")
        by = f"; it comes with {match.package.via[0]}" if match.package.via else ""
        return (
            Reached(Level.ABSENT) if away else Reached(Level.INSTALLED, note=f"no file of the project imports it{by}")
        )
    first = min(spots, key=lambda spot: (spot.path != (use.path if use else ""), spot.path, spot.start))
    steps = [Step(f"{match.package.name} is imported", _place(first, code))]
    if use is not None:
        return Reached(Level.CALLED, (*steps, Step("the weak part is used", _place(use, code))))
    symbols = symbols_of(match.advisory, match)
    if symbols:
        shown = " and ".join(dict.fromkeys(symbol.removeprefix("?.") for symbol in symbols[:2]))
        return Reached(Level.IMPORTED, tuple(steps), f"no use of {shown} is seen")
    return Reached(Level.IMPORTED, tuple(steps))


def _spots(package: Package, imports: Mapping[str, list[Spot]], *, away: bool) -> list[Spot]:
    """Where a package is imported; of what is there for development only where the program itself does."""
    spots = [spot for name in modules_of(package) for spot in imports.get(name, ())]
    return [spot for spot in spots if not (away and _aside(spot.path))]


def _aside(path: str) -> bool:
    return bool(_ASIDE.search(path))


def _named(names: Collection[str], code: Code) -> dict[str, Spot]:
    """Where names of packages stand alone in a text: as a value in code, or as a command that is started."""
    if not names:
        return {}
    either = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    value = re.compile(rf"['\"`]({either})(?:[./:][^'\"`\n]*)?['\"`]".encode())
    command = re.compile(rf"^[^#\n]*?(?<![\w./@-])({either})(?![\w/@=-])".encode(), re.MULTILINE)
    script = re.compile(rf"\"[\w:.-]*start[\w:.-]*\"\s*:\s*\"(?:[^\"\n]*[^\w\"\n@/.-])?({either})(?![\w/@-])".encode())
    found: dict[str, Spot] = {}
    starts = [path for path in sorted(code.files.paths) if _STARTS.search(path)]
    for path in (*code.paths, *starts):
        if not in_tests(path) and not _OWN.search(path) and not _aside(path):
            how = value if language_of(path) else script if path.endswith(".json") else command
            data = code.more(path) or b""
            for match in how.finditer(data):
                if not data.endswith(b"from ", 0, match.start()):  # types are imported from it
                    found.setdefault(match[1].decode(), Spot(path, *match.span(1)))
    return found


def _imports(names: Collection[str], code: Code) -> dict[str, list[Spot]]:
    """Where modules are imported, by the name that was asked for; tests and others' code left out."""
    found: dict[str, list[Spot]] = {}
    few = sorted(names) if len(names) <= _MOST_NAMES else [""]
    mentioned = re.compile(b"|".join(re.escape(name.encode()) for name in few))
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
    if not rules:
        return {}
    found = _followed(rules, list(files), asked, code) if files else {}
    for at, match in asked.items():
        if at not in found and (spot := _seen(match, imports, code)):
            found[at] = spot
    return found


def _seen(match: Match, imports: Mapping[str, list[Spot]], code: Code) -> Spot | None:
    """A use that the text shows, in files that import the package or in those that they hand it on to."""
    modules, symbols = modules_of(match.package), symbols_of(match.advisory, match)
    away = match.package.reach in AWAY
    paths = sorted({spot.path for spot in _spots(match.package, imports, away=away)})
    handing: set[str] = set()
    for path in paths[:_MOST_FILES] if symbols else ():
        language, data = language_of(path), code.more(path) or b""
        if found := seen(language, data, modules, symbols, HARMLESS):
            return Spot(path, *found)
        if handed(language, data, modules):
            handing.add(path)
    if not handing:
        return None
    names = {last(symbol) for symbol in symbols if symbol not in HARMLESS} - {""}
    for path in code.paths:
        data = code.more(path) or b""
        if (
            path in handing
            or in_tests(path)
            or _OWN.search(path)
            or (away and _aside(path))
            or not (found := mention(data, names))
        ):
            continue
        if any(code.files.resolve(module, path) in handing for module, *_ in imported(language_of(path), data)):
            return Spot(path, *found)
    return None


def _followed(
    rules: list[dict[str, Any]], files: Sequence[str], asked: Mapping[int, Match], code: Code
) -> dict[int, Spot]:
    """The first use of each rule's references that the analysis of code finds."""
    pack, _ = compile_code((), rules, "reach")
    outcome = look(code.files, Asked(files[:_MOST_FILES]), Books((CodePack(pack),)), Limits())
    found: dict[int, Spot] = {}
    for hits in outcome.found.values():
        for hit in hits:
            at = int(hit.rule.check.name.rpartition("-")[2])
            away = asked[at].package.reach in AWAY
            if in_tests(hit.at.path) or (away and _aside(hit.at.path)):
                continue
            if at not in found or hit.at < found[at]:
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
