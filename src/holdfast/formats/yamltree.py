"""YAML as trees: every value with its place, in one pass over the parser's events, without recursion.

What a person wrote is kept rather than what YAML 1.1 makes of it:

- Keys are texts as written: ``on`` stays ``on``, ``1`` is ``"1"``. Of equal keys the last one counts.
- Plain scalars follow the core schema of YAML 1.2: ``true`` and ``null`` in its spellings. ``yes``, ``no``, ``on`` and
  ``off`` stay texts, which ``model.tree.flag`` takes for booleans where a boolean is asked for.
- A number is one only if writing it out gives the same text. ``0644``, ``3.10``, ``012345678901`` and ``22:30`` stay
  texts, so that a mode, a version and an account keep their digits; ``model.tree.number`` reads those that it can.
- A node with a tag of its own (``!Ref``) goes through the ``tagged`` function of the caller; without one it is unknown.
- An alias is the tree of its anchor at the place of the alias, with the anchor in its trail. What ``<<`` brings in
  keeps its own place. How far aliases unfold is bounded; beyond that the value is unknown.
- ``{{ … }}`` where a value should be is unknown. A document that cannot be parsed and has ``{{`` or ``{%`` in it is a
  template: a gap, not a fault.

One broken document of several loses only itself. Columns count characters, lines end with LF or CRLF or CR.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

import yaml

from holdfast.formats.treetext import MOST_DEPTH, Parsed, Tagged, decoded, span, untagged, whole
from holdfast.formats.yamlstack import Builder, TooDeep
from holdfast.model.reading import Gap
from holdfast.model.value import Known, Tree

MOST_BYTES: Final = 8 << 20
"""Larger files are refused: people do not write them."""
_DOCUMENT: Final = re.compile(r"^---(?=[ \t\r\n]|\Z)", re.MULTILINE)
_TEMPLATE: Final = re.compile(r"(?<!\$)\{\{|\{%")
_REFUSED: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_BREAKS: Final = re.compile("\r(?!\n)|[\x85\u2028\u2029]")


def parse(path: str, content: bytes, tagged: Tagged = untagged) -> Parsed:
    """The documents of a file that are not empty, in order, and a gap for each that could not be read."""
    if len(content) > MOST_BYTES:
        return Parsed((), (Gap(why="larger than is read as YAML", place=span(path, 1, 1, 1, 1)),))
    text = _cleaned(decoded(content))
    trees, gaps = _stretch(path, text, 1, tagged)
    if trees or not gaps or not _DOCUMENT.search(text):
        return Parsed(tuple(trees), tuple(gaps))
    trees, gaps = [], []
    for line, piece in _pieces(text):
        found, missed = _stretch(path, piece, line, tagged)
        trees.extend(found)
        gaps.extend(missed)
    return Parsed(tuple(trees), tuple(gaps))


def _cleaned(text: str) -> str:
    """The text with what no YAML may contain replaced, and with breaks only where an editor shows them."""
    if _REFUSED.search(text):
        text = _REFUSED.sub("\ufffd", text)
    if _BREAKS.search(text):
        text = _BREAKS.sub(lambda found: "\n" if found[0] == "\r" else " ", text)
    return text


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    """Each document with the line that it starts on. Three dashes at a line's start end whatever came before."""
    line, start = 1, 0
    for found in _DOCUMENT.finditer(text):
        if found.start() > start:
            piece = text[start : found.start()]
            yield line, piece
            line += piece.count("\n")
        start = found.start()
    yield line, text[start:]


def _stretch(path: str, text: str, line: int, tagged: Tagged) -> tuple[list[Tree], list[Gap]]:
    """All documents of a text; when one is broken, none of them and one gap for the whole text."""
    builder = Builder(path, text.split("\n"), line, tagged)
    takes = builder.takes
    try:
        parser = _parser(text)
        while (event := parser.get_event()) is not None:
            take = takes.get(type(event))
            if take is not None:
                take(event)
    except (yaml.YAMLError, TooDeep) as error:
        why, fault = _reason(error, line), True
        if _TEMPLATE.search(text):
            why, fault = f"a template to be filled in before it is YAML; {why}", False
        return [], [Gap(why=why, place=whole(path, text, line), fault=fault)]
    odd = [Gap(why="what stands under a key that is no text is not read", place=place) for place in builder.odd]
    return [tree for tree in builder.trees if tree != Known(None, tree.place)], odd


def _parser(text: str) -> Any:
    """The C parser where PyYAML has it, else the same events at a twelfth of the speed."""
    return yaml.CSafeLoader(text) if yaml.__with_libyaml__ else yaml.SafeLoader(text)


def _reason(error: Exception, line: int) -> str:
    """What the parser missed and on which line; never a part of the text."""
    if isinstance(error, TooDeep):
        return f"nested more than {MOST_DEPTH} deep"
    problem = getattr(error, "problem", None)
    mark = getattr(error, "problem_mark", None)
    if not isinstance(problem, str) or mark is None:
        return "not YAML"
    return f"line {mark.line + line}: {problem[:100]}"
