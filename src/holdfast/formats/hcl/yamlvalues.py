"""YAML as plain contents, bounded: what ``yamldecode`` reads."""

from __future__ import annotations

from typing import Any, Final

import yaml

NODES: Final = 100_000


def load(text: str) -> Any:
    """The only document of a text. Raises ValueError where there is none, or it is too large."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)
    try:
        node = loader.get_single_node()
        return _value(node, loader, [NODES])
    except (yaml.YAMLError, RecursionError, KeyError, TypeError, OverflowError) as error:
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
    if node.tag == "tag:yaml.org,2002:timestamp" or node.tag == "tag:yaml.org,2002:binary":
        return node.value
    value = loader.construct_object(node)
    return value if isinstance(value, bool | int | float | str | None) else str(node.value)


def _key(node: Any) -> str:
    if not isinstance(node, yaml.ScalarNode):
        raise ValueError("a key is no text")
    return str(node.value)
