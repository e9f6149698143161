"""Where in a file something stands, for formats whose readers do not tell."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from holdfast.model.errors import ConfigError

_MOST_NODES: Final = 200_000


class Node(NamedTuple):
    """A value of a YAML file and its line: a mapping of names to nodes, a list of nodes, or a text."""

    value: dict[str, Any] | list[Any] | str
    line: int

    def get(self, *names: str) -> Node | None:
        """The node under the first of some names; None when this is no mapping or has none of them."""
        if not isinstance(self.value, dict):
            return None
        return next((self.value[name] for name in names if name in self.value), None)

    @property
    def items(self) -> list[Node]:
        """The nodes of a list; a text counts as a list of one."""
        if isinstance(self.value, list):
            return self.value
        return [self] if isinstance(self.value, str) and self.value else []

    @property
    def text(self) -> str:
        """The text; empty when this is none."""
        return self.value if isinstance(self.value, str) else ""


def line_of(text: str, needle: str, after: int = 0) -> tuple[int, int]:
    """(line counted from 1, offset behind it) of the next ``needle`` in ``text``; line 1 when it is not there."""
    at = text.find(needle, after)
    return (1, after) if at < 0 else (text.count("\n", 0, at) + 1, at + len(needle))


def line_of_text(text: str, value: str, after: int = 0) -> tuple[int, int]:
    """The same of a value between quotes of any kind; of the bare value where it stands between none."""
    found = [at for quote in ('"', "'") if (at := text.find(f"{quote}{value}{quote}", after)) >= 0]
    return line_of(text, value, min(found, default=after))


def yaml(text: str, name: str) -> Node:
    """A YAML text with lines. Raises ConfigError naming ``name`` for what is no YAML."""
    try:
        from yaml import MappingNode, SafeLoader, SequenceNode, YAMLError, compose
    except ImportError as error:
        advice = "Install it beside Holdfast: pipx inject holdfast PyYAML."
        raise ConfigError(f"{name}: reading it needs PyYAML", advice=advice) from error
    count = 0

    def node(item: Any) -> Node:
        nonlocal count
        count += 1
        if count > _MOST_NODES:
            raise ConfigError(f"{name}: it is too large or refers to itself")
        line = item.start_mark.line + 1
        if isinstance(item, MappingNode):
            return Node({_key(key): node(value) for key, value in item.value}, line)
        if isinstance(item, SequenceNode):
            return Node([node(value) for value in item.value], line)
        return Node(str(item.value), line)

    try:
        found = compose(text, Loader=SafeLoader)
        return node(found) if found is not None else Node({}, 1)
    except (YAMLError, RecursionError, ValueError) as error:
        raise ConfigError(f"{name}: this is no YAML: {error}") from error


def _key(item: Any) -> str:
    return str(item.value).replace("-", "_") if isinstance(item.value, str) else ""
