"""YAML as plain contents, bounded: what ``yamldecode`` reads.

Which plain words are numbers and booleans was measured with OpenTofu; it is between YAML 1.1 and 1.2.
"""

from __future__ import annotations

import re
from typing import Any, Final

import yaml

NODES: Final = 100_000
DIGITS: Final = 400
LARGEST: Final = 1e300

_TRUE: Final = frozenset(("true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON", "y", "Y"))
_FALSE: Final = frozenset(("false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF", "n", "N"))
_NULL: Final = frozenset(("", "~", "null", "Null", "NULL"))
_WHOLE: Final = re.compile(r"[-+]?[0-9]+")
_BASED: Final = re.compile(r"0x[0-9a-fA-F]{1,400}|0o[0-7]{1,400}|0b[01]{1,400}")
_FRACTION: Final = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_ENDLESS: Final = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_TIME: Final = "tag:yaml.org,2002:timestamp"


def load(text: str) -> Any:
    """The only document of a text. Raises ValueError where there is none, or it is too large."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)
    try:
        return _value(loader.get_single_node(), loader, [NODES])
    except (yaml.YAMLError, RecursionError, TypeError, OverflowError) as error:
        raise ValueError("no YAML") from error
    finally:
        loader.dispose()


def _value(node: Any, loader: Any, left: list[int]) -> Any:
    left[0] -= 1
    if left[0] < 0:
        raise ValueError("too much YAML")
    if node is None:
        return None
    if isinstance(node, yaml.SequenceNode):
        return [_value(each, loader, left) for each in node.value]
    if isinstance(node, yaml.MappingNode):
        loader.flatten_mapping(node)
        return {_key(name): _value(each, loader, left) for name, each in node.value}
    word = str(node.value)
    if node.tag == _TIME and not node.style:
        return f"{word}T00:00:00Z" if len(word) == len("2020-01-01") else word
    return _scalar(word) if not node.style else word


def _key(node: Any) -> str:
    if not isinstance(node, yaml.ScalarNode):
        raise ValueError("a key is no text")
    word = str(node.value)
    plain = not node.style and (word in _TRUE or word in _FALSE)
    return ("true" if word in _TRUE else "false") if plain else word


def _scalar(word: str) -> Any:
    """What a plain word is."""
    if word in _TRUE or word in _FALSE:
        return word in _TRUE
    if word in _NULL:
        return None
    if _WHOLE.fullmatch(word):
        return int(word) if len(word) <= DIGITS else float(word)
    if _BASED.fullmatch(word):
        return int(word, 0)
    if _FRACTION.fullmatch(word):
        value = float(word)
        return int(value) if value.is_integer() and abs(value) < LARGEST else value
    if _ENDLESS.fullmatch(word):
        raise ValueError("a number without end")
    return word
