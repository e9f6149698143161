"""Changes to a YAML text that leave everything else as it stands: comments, order, quotes, line ends."""

from __future__ import annotations

from typing import Any, NamedTuple

import yaml

from holdfast.model.errors import ConfigError


class Entry(NamedTuple):
    """A key of a mapping with its value, as nodes with their marks."""

    key: Any
    value: Any


def composed(text: str) -> Any:
    """The root mapping of a text as a node; None for an empty one. Raises ConfigError where it is no mapping."""
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        raise ConfigError("the file cannot be changed, as it is not YAML", advice="Mend it first.") from error
    if root is not None and not isinstance(root, yaml.MappingNode):
        raise ConfigError("the file cannot be changed, as it is no mapping", advice="Mend it first.")
    return root


def entry(mapping: Any, key: str) -> Entry | None:
    """The last entry of a mapping with a key."""
    found = [Entry(name, value) for name, value in (mapping.value if mapping else []) if name.value == key]
    return found[-1] if found else None


def is_empty(node: Any) -> bool:
    """Whether a value is null, or a collection without anything in it."""
    return node.value in ("", "~", "null") if isinstance(node, yaml.ScalarNode) else not node.value


def last_mark(node: Any) -> Any:
    """Where the text of a node ends: of a block collection, where the last thing in it does."""
    while isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    return node.end_mark


def below(text: str, node: Any) -> int:
    """The offset of the line after the last line of a node."""
    mark = last_mark(node)
    index = mark.index
    if mark.column == 0 and index > node.start_mark.index:
        head = text[:index].rstrip("\r\n ")
        index = len(head)
    end = text.find("\n", index)
    return len(text) if end < 0 else end + 1


def inserted(text: str, at: int, lines: list[str]) -> str:
    """The text with lines put in at an offset that begins a line, or at its end."""
    ending = "\r\n" if "\r\n" in text else "\n"
    head = text[:at] if not at or text[:at].endswith("\n") else text[:at] + ending
    return head + "".join(f"{line}{ending}" for line in lines) + text[at:]


def replaced(text: str, start: int, end: int, by: str) -> str:
    """The text with a stretch replaced."""
    return text[:start] + by + text[end:]


def within(text: str, node: Any, items: list[str]) -> str:
    """The text with items added to the end of a flow collection."""
    closing = node.end_mark.index - 1
    head = text[:closing].rstrip()
    between = "" if head.endswith(("{", "[")) else " " if head.endswith(",") else ", "
    return head + between + ", ".join(items) + text[closing:]


def keyed(text: str, mapping: Any, key: str, value: str) -> str:
    """The text with the value of one key of a mapping set; the mapping is one of that text."""
    found = entry(mapping, key)
    if found is not None:
        return replaced(text, found.key.end_mark.index, last_mark(found.value).index, f": {value}")
    if mapping.flow_style:
        return within(text, mapping, [f"{key}: {value}"])
    column = mapping.value[0][0].start_mark.column
    return inserted(text, below(text, mapping), [f"{' ' * column}{key}: {value}"])
