"""Uses of a package's weak part that are seen in the text alone: named imports, names that only it has, modules of one.

The analysis of code follows references. It does not follow what is imported by a star or by a name that is put
together, what a module hands on in a loop, and what a chain of methods calls. There a name is evidence enough where
nothing else is likely to have it, or where the whole package was handed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from holdfast.app.importing import imported

_SPLIT: Final = re.compile(r"[./]")
_TELLING: Final = re.compile(r"[a-z0-9][A-Z]|[A-Za-z0-9]_[A-Za-z0-9]")
"""A name of several words."""
_COMMENT: Final = re.compile(rb"\s*(?:#|//|/?\*)")
_WHOLE_PYTHON: Final = rb"^[ \t]*from[ \t]+%s[.\w]*[ \t]+import[ \t]*\*|\b(?:import_module|__import__)\(\s*[\"']%s[\"']"
_BRACES: Final = (
    rb"\b(?:import|export)\s*(?:[\w$]+\s*,\s*)?\{([^}]{1,4000})\}\s*from\s*['\"]%s['\"]"
    rb"|\{([^}]{1,4000})\}\s*=\s*(?:await\s+)?(?:require|import)\s*\(\s*['\"]%s['\"]"
)
_BOUND: Final = (
    rb"([\w$]{1,100})\s*=\s*(?:await\s+)?(?:require|import)\s*\(\s*['\"]%s['\"]"
    rb"|import\s+(?:\*\s+as\s+)?([\w$]{1,100})\s+from\s*['\"]%s['\"]"
)
_HANDED: Final = rb"export\s*\*\s*from\s*['\"]%s['\"]|\bmodule\.exports\s*=\s*require\s*\(\s*['\"]%s['\"]"
_SPREAD: Final = rb"\.\.\.\s*%s\b|\bObject\.(?:keys|entries|values|assign|getOwnPropertyNames)\s*\([^)]{0,80}\b%s\b"
_BARE: Final = re.compile(rb"\s*(?:type\s+)?([\w$]+)")


def seen(
    language: str, data: bytes, modules: Sequence[str], symbols: Iterable[str], checked: Iterable[str] = ()
) -> tuple[int, int] | None:
    """Start and end of what shows a use, in bytes, in a file that imports one of ``modules``; None where nothing does.

    ``checked`` are symbols of which only some calls meet the weakness: their names alone show nothing.
    """
    wanted = {symbol for symbol in symbols if symbol not in checked}
    for module, start, end in imported(language, data):
        if module in wanted or any(_apart(module, name, symbol) for name in modules for symbol in wanted):
            return start, end
    names = {name for symbol in wanted if (name := last(symbol)) and symbol not in modules}
    if language != "python":
        for name, start, end in _in_braces(data, modules):
            if name in names:
                return start, end
    whole = handed(language, data, modules)
    return mention(data, names if whole else {name for name in names if _TELLING.search(name)})


def last(symbol: str) -> str:
    """The last part of a reference; empty where it means all of a module."""
    name = _SPLIT.split(symbol)[-1]
    return "" if name == "*" else name


def handed(language: str, data: bytes, modules: Iterable[str]) -> bool:
    """Whether a file takes or hands on all of a module, so that its names say nothing about where they come from."""
    for module in modules:
        name = re.escape(module.encode())
        if language == "python":
            if re.search(_WHOLE_PYTHON % (name, name), data, re.MULTILINE):
                return True
            continue
        if re.search(_HANDED % (name, name), data):
            return True
        for match in re.finditer(_BOUND % (name, name), data):
            bound = re.escape(match[1] or match[2])
            if re.search(_SPREAD % (bound, bound), data):
                return True
    return False


def mention(data: bytes, names: Iterable[str]) -> tuple[int, int] | None:
    """The first place outside of comments that names one of some names."""
    kept = sorted(set(names))
    if not kept:
        return None
    for match in re.finditer(
        rb"(?<![\w$])(?:%s)(?![\w$])" % b"|".join(re.escape(each.encode()) for each in kept), data
    ):
        line = data.rfind(b"\n", 0, match.start()) + 1
        if not _COMMENT.match(data, line, match.start()):
            return match.span()
    return None


def _apart(module: str, package: str, symbol: str) -> bool:
    """Whether a module of a package holds one function of it alone: ``lodash/template``."""
    name = last(symbol)
    tail = module.removeprefix(f"{package}/") if name else ""
    return bool(tail) and tail != module and tail.removesuffix(".js").removeprefix("fp/") == name


def _in_braces(data: bytes, modules: Iterable[str]) -> Iterator[tuple[str, int, int]]:
    for module in modules:
        name = re.escape(module.encode())
        for match in re.finditer(_BRACES % (name, name), data):
            for part in (match[1] or match[2]).split(b","):
                if (found := _BARE.match(part)) and not part.lstrip().startswith(b"type "):
                    yield found[1].decode("utf-8", "replace"), match.start(), match.end()
