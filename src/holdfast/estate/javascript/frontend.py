"""Parses files and keeps some of the parses, so that bodies can be lowered when they are asked for."""

from __future__ import annotations

import re
from collections import OrderedDict

import tree_sitter_javascript
import tree_sitter_typescript
from tree_sitter import Language, Node, Parser, Tree

from holdfast.estate.javascript.classes import CLASS_VALUES, CLASSES
from holdfast.estate.javascript.expressions import EXPRESSIONS
from holdfast.estate.javascript.functions import FUNCTIONS
from holdfast.estate.javascript.jsx import JSX
from holdfast.estate.javascript.literals import LITERALS
from holdfast.estate.javascript.lower import Lower, Source, Tables
from holdfast.estate.javascript.modules import MODULES
from holdfast.estate.javascript.statements import STATEMENTS
from holdfast.estate.javascript.targets import TARGETS
from holdfast.estate.javascript.unread import unread
from holdfast.estate.kinds import code

TABLES = Tables(
    {**EXPRESSIONS, **LITERALS, **FUNCTIONS, **CLASS_VALUES, **JSX},
    {**STATEMENTS, **CLASSES, **MODULES},
    TARGETS,
)
KEPT_BYTES = 12_000_000
"""Text whose parses are kept; a parse takes about ten times its text."""
BROKEN_LIMIT = 200
TYPED = (".ts", ".mts", ".cts")
ENDINGS = (".js", ".jsx", ".mjs", ".cjs", ".ts", ".tsx", ".mts", ".cts", ".vue", ".svelte", ".html", ".htm")
PAGES = (".vue", ".svelte", ".html", ".htm")
SCRIPT = re.compile(rb"<script\b([^>]{0,500})>", re.IGNORECASE)
SCRIPT_END = re.compile(rb"</script\b", re.IGNORECASE)
DATA = re.compile(rb"type\s*=\s*[\"']?(?!module\b|(?:text|application)/(?:java|type)script|text/babel)\w")
TYPESCRIPT = re.compile(rb"""lang\s*=\s*["']?(ts|tsx)\b""")
NOT_BLANK = re.compile(rb"[^\r\n]")


class Frontend:
    """Reads files as modules. One for each run: it holds the parsers and the latest parses."""

    def __init__(self, kept: int = KEPT_BYTES) -> None:
        self._javascript = Parser(Language(tree_sitter_javascript.language()))
        self._typescript = Parser(Language(tree_sitter_typescript.language_typescript()))
        self._tsx = Parser(Language(tree_sitter_typescript.language_tsx()))
        self._kept = kept
        self._size = 0
        self._trees: OrderedDict[Source, Tree] = OrderedDict()

    def read(self, path: str, data: bytes) -> code.Module:
        """A file as a module, whatever it holds; without a body where :func:`unread` gives a reason."""
        name = module_name(path)
        if unread(path, data):
            return code.Module(path, "javascript", name, data, ())
        source = Source(path, plain(path, data), self._seek, typed(path, data))
        root = self._tree(source).root_node
        lower = Lower(source, TABLES)
        try:
            body = lower.block(root.children)
        except RecursionError:
            body = (code.Broken(0, len(data)),)
        return code.Module(path, "javascript", name, data, body, _broken(root))

    def _tree(self, source: Source) -> Tree:
        """The parse of a text; made again where it was dropped."""
        tree = self._trees.get(source)
        if tree is not None:
            self._trees.move_to_end(source)
            return tree
        tree = self._trees[source] = self._parse(source)
        self._size += len(source.data)
        while self._size > self._kept and len(self._trees) > 1:
            dropped, _ = self._trees.popitem(last=False)
            self._size -= len(dropped.data)
        return tree

    def _parse(self, source: Source) -> Tree:
        if source.typed:
            return (self._tsx if source.typed == "tsx" else self._typescript).parse(source.data)
        tree = self._javascript.parse(source.data)
        if tree.root_node.has_error:  # types are written in plain files too
            other = self._tsx.parse(source.data)
            if _lost(other.root_node) < _lost(tree.root_node):
                return other
        return tree

    def _seek(self, source: Source, start: int, end: int) -> Node | None:
        return self._tree(source).root_node.descendant_for_byte_range(start, end)


def module_name(path: str) -> str:
    """The path without its ending."""
    for ending in ENDINGS:
        if path.lower().endswith(ending):
            return path[: -len(ending)]
    return path


def typed(path: str, data: bytes) -> str:
    """Which grammar of TypeScript a file is written in: ``ts``, ``tsx``, or neither."""
    path = path.lower()
    if path.endswith(TYPED):
        return "ts"
    scripts = SCRIPT.finditer(data) if path.endswith(PAGES) else ()
    return "tsx" if path.endswith(".tsx") or any(TYPESCRIPT.search(each[1]) for each in scripts) else ""


def plain(path: str, data: bytes) -> bytes:
    """The text that is parsed, of the same length: of a page only its scripts, and no mark or hash in front."""
    if path.lower().endswith(PAGES):
        return _scripts(data)
    if data.startswith(b"\xef\xbb\xbf"):
        data = b"   " + data[3:]
        if data[3:5] == b"#!":
            data = b"   //" + data[5:]
    return data


def _scripts(data: bytes) -> bytes:
    made: list[bytes] = []
    at = 0
    while (opening := SCRIPT.search(data, at)) and (closing := SCRIPT_END.search(data, opening.end())):
        start, end = opening.end(), closing.start()
        if DATA.search(opening[1]):
            start = end
        made += [NOT_BLANK.sub(b" ", data[at:start]), data[start:end], b"\n"]
        at = end + 1  # a line's end parts one script from the next
    made.append(NOT_BLANK.sub(b" ", data[at:]))
    return b"".join(made)


def _lost(root: Node) -> int:
    """Bytes inside of what could not be parsed."""
    return sum(node.end_byte - node.start_byte + 1 for node in _errors(root))


def _broken(root: Node) -> tuple[code.Node, ...]:
    return tuple(code.Broken(node.start_byte, node.end_byte) for node in _errors(root))


def _errors(root: Node) -> list[Node]:
    """The stretches that could not be parsed, in order, the outermost each."""
    found: list[Node] = []
    stack = [root] if root.has_error else []
    while stack and len(found) < BROKEN_LIMIT:
        node = stack.pop()
        if node.is_error or node.is_missing:
            found.append(node)
            continue
        stack += [child for child in reversed(node.children) if child.has_error or child.is_missing]
    return found
