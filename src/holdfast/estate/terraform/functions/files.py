"""Functions that read files: only those of the scanned tree that were handed in."""

from __future__ import annotations

import base64
import hashlib
import posixpath
import re
from collections.abc import Callable
from typing import Final

from holdfast.estate.terraform.evaluate import evaluate
from holdfast.estate.terraform.functions.asked import Asked, Files
from holdfast.estate.terraform.values import Bad, Set, as_text, opened, refs_of
from holdfast.formats.hcl.nodes import Source
from holdfast.formats.hcl.parse import parse_template
from holdfast.formats.hcl.scan import SyntaxFault
from holdfast.model.place import Place
from holdfast.model.value import Hop, How, Known, Tree, Unknown

NOWHERE: Final = "-"
"""What configurations call a folder that there is none of, as in ``fileset(coalesce(var.folder, "-"), "*.yaml")``."""
_Function = Callable[[list[Tree], Asked], Tree]


def _content(tree: Tree, asked: Asked) -> tuple[str, bytes] | Unknown:
    if isinstance(tree, Unknown):
        return Unknown(tree.why, asked.place, tree.refs)
    path = as_text(tree.value)
    found = asked.files.read(path)
    return found if found is not None else Unknown(f'the file "{path[:200]}" was not read', asked.place)


def _file(make: Callable[[bytes], str]) -> _Function:
    def call(args: list[Tree], asked: Asked) -> Tree:
        found = _content(args[0], asked)
        if isinstance(found, Unknown):
            return found
        path, content = found
        try:
            text = make(content)
        except UnicodeDecodeError:
            raise Bad("a file is no UTF-8") from None
        place = Place(path=path, end_line=text.count("\n") + 1)
        return Known(text, place, How.COMPUTED, (Hop(f'the file "{path}"', place),))

    return call


def _hashed(name: str, encode: Callable[[bytes], str]) -> _Function:
    return _file(lambda content: encode(hashlib.new(name, content, usedforsecurity=False).digest()))


def _templatefile(args: list[Tree], asked: Asked) -> Tree:
    found = _content(args[0], asked)
    if isinstance(found, Unknown):
        return found
    path, content = found
    return _filled(Source(path, content.decode("utf-8", "replace")), args[1] if len(args) > 1 else None, asked)


def _templatestring(args: list[Tree], asked: Asked) -> Tree:
    text = args[0]
    if isinstance(text, Unknown):
        return text
    return _filled(Source(asked.scope.source.path, as_text(text.value)), args[1] if len(args) > 1 else None, asked)


def _filled(source: Source, names: Tree | None, asked: Asked) -> Tree:
    if isinstance(names, Unknown):
        return Unknown(names.why, asked.place, refs_of((names,)))
    values = opened(names) if names is not None else {}
    if not isinstance(values, dict):
        raise Bad("a template needs a map of values")
    try:
        node = parse_template(source)
    except (SyntaxFault, RecursionError):
        raise Bad("a template can't be read") from None
    scope = type(asked.scope)(asked.scope.world, source, dict(values))
    try:
        asked.scope.world.meter.enter()
        return evaluate(node, scope)
    finally:
        asked.scope.world.meter.leave()


def _fileexists(args: list[Tree], asked: Asked) -> Tree:
    found = _content(args[0], asked)
    return found if isinstance(found, Unknown) else Known(True, asked.place, How.COMPUTED)


def _fileset(args: list[Tree], asked: Asked) -> Tree:
    folder, pattern = args
    if isinstance(folder, Unknown) or isinstance(pattern, Unknown):
        return Unknown("a folder is unknown", asked.place)
    if posixpath.basename(as_text(folder.value).rstrip("/")) == NOWHERE:
        return Known(Set(), asked.place, How.COMPUTED)
    names = asked.files.under(as_text(folder.value))
    if names is None:
        return Unknown("the folder was not read", asked.place)
    wanted = _glob(as_text(pattern.value))
    found = [name for name in names if wanted.fullmatch(name)]
    if not found:
        return Unknown("no such file was read", asked.place)
    return Known(Set([Known(name, asked.place) for name in sorted(found)]), asked.place, How.COMPUTED)


def _glob(pattern: str) -> re.Pattern[str]:
    """A pattern of files: ``**`` for folders, ``*`` and ``?`` within a name, ``{a,b}`` for either."""
    made = []
    for word in re.findall(r"\*\*/?|\*|\?|\{[^{}]*\}|.", pattern[:300], re.DOTALL):
        if word.startswith("**"):
            made.append("(?:[^/]+/)*" if word.endswith("/") else ".*")
        elif word.startswith("{") and len(word) > 1:
            made.append("(?:" + "|".join(re.escape(each) for each in word[1:-1].split(",")) + ")")
        else:
            made.append({"*": "[^/]*", "?": "[^/]"}.get(word) or re.escape(word))
    return re.compile("".join(made))


def _path(function: Callable[[str], str]) -> _Function:
    def call(args: list[Tree], asked: Asked) -> Tree:
        if isinstance(args[0], Unknown):
            return Unknown(args[0].why, asked.place, args[0].refs)
        return Known(function(as_text(args[0].value)), asked.place, How.COMPUTED, args[0].trail, args[0].refs)

    return call


def _pathexpand(args: list[Tree], asked: Asked) -> Tree:
    (path,) = args
    if isinstance(path, Known) and as_text(path.value).startswith("~"):
        return Unknown("pathexpand() depends on who runs it", asked.place)
    return path


def _b64(content: bytes) -> str:
    return base64.b64encode(content).decode()


FUNCTIONS: Final[dict[str, _Function]] = {
    "basename": _path(lambda path: posixpath.basename(path.rstrip("/")) or ("/" if path else ".")),
    "dirname": _path(lambda path: posixpath.normpath(posixpath.dirname(path) or ".")),
    "file": _file(lambda content: content.decode("utf-8")),
    "filebase64": _file(_b64),
    "filebase64sha256": _hashed("sha256", _b64),
    "filebase64sha512": _hashed("sha512", _b64),
    "fileexists": _fileexists,
    "filemd5": _hashed("md5", bytes.hex),
    "fileset": _fileset,
    "filesha1": _hashed("sha1", bytes.hex),
    "filesha256": _hashed("sha256", bytes.hex),
    "filesha512": _hashed("sha512", bytes.hex),
    "pathexpand": _pathexpand,
    "templatefile": _templatefile,
    "templatestring": _templatestring,
}
__all__ = ["FUNCTIONS", "Files"]
