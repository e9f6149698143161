"""What the expressions of a plan's configuration refer to, followed through variables and outputs of modules."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

_KEY = re.compile(r'\[(?:"(?:[^"\\]|\\.)*"|\d+)\]')
_LAST_KEY = re.compile(r'\[(?:"(?:[^"\\]|\\.)*"|\d+)\]$')
_MODULE = re.compile(r'module\.[^.\[]+(?:\[(?:"(?:[^"\\]|\\.)*"|\d+)\])?')
DEPTH: Final = 20
MOST: Final = 50


class References:
    """The configuration of a plan, and the addresses that there are."""

    def __init__(self, configuration: Mapping[str, Any], addresses: Iterable[str]) -> None:
        """Take the configuration, and the addresses of all resources with their keys."""
        self._root = _map(configuration.get("root_module"))
        self._by_static: dict[str, list[str]] = {}
        for address in sorted(addresses):
            self._by_static.setdefault(self.static(address), []).append(address)
        self._expressions: dict[str, Mapping[str, Any]] = {}
        self._index("", self._root, 0)

    def _index(self, prefix: str, module: Mapping[str, Any], depth: int) -> None:
        for row in module.get("resources") or ():
            if isinstance(row, dict):
                self._expressions[f"{prefix}{row.get('address')}"] = row
        for name, call in _map(module.get("module_calls")).items():
            if depth < DEPTH and isinstance(call, dict):
                self._index(f"{prefix}module.{name}.", _map(call.get("module")), depth + 1)

    @staticmethod
    def static(address: str) -> str:
        """An address without keys."""
        return _KEY.sub("", address)

    @staticmethod
    def module(address: str) -> str:
        """The module that an address stands in; empty for the root."""
        end = 0
        while match := _MODULE.match(address, end):
            end = match.end() + 1
        return address[: max(0, end - 1)]

    def of(self, address: str) -> tuple[Resolve, Mapping[str, Any]]:
        """What resolves the expressions of a resource, and these expressions."""
        row = self._expressions.get(self.static(address), {})
        return Resolve(self, address, row), _map(row.get("expressions"))

    def resolved(self, reference: str, path: tuple[str, ...], depth: int = 0) -> Iterator[tuple[str, str]]:
        """Addresses without keys of the resources behind a reference in a module, with the key that it names."""
        words = _KEY.sub("", reference).split(".")
        if depth > DEPTH or len(words) < 2:
            return
        if words[0] == "var":
            yield from self._variable(words[1], path, depth)
        elif words[0] == "module":
            module = self._module((*path, words[1]))
            output = _map(_map(module.get("outputs")).get(words[2] if len(words) > 2 else ""))
            for each in _references(output.get("expression")):
                yield from self.resolved(each, (*path, words[1]), depth + 1)
        elif words[0] not in ("local", "each", "count", "path", "terraform", "self"):
            count = 3 if words[0] == "data" else 2
            if len(words) >= count:
                yield "".join(f"module.{name}." for name in path) + ".".join(words[:count]), _named(reference)

    def handed_out(self, expression: Any) -> tuple[str, ...]:
        """Addresses of the resources behind an output of the root module, without keys."""
        return tuple(dict.fromkeys(static for each in _references(expression) for static, _ in self.resolved(each, ())))

    def _variable(self, name: str, path: tuple[str, ...], depth: int) -> Iterator[tuple[str, str]]:
        if not path:
            return
        call = _map(_map(self._module(path[:-1]).get("module_calls")).get(path[-1]))
        for each in _references(_map(call.get("expressions")).get(name)):
            yield from self.resolved(each, path[:-1], depth + 1)

    def _module(self, path: tuple[str, ...]) -> Mapping[str, Any]:
        module: Mapping[str, Any] = self._root
        for name in path:
            module = _map(_map(_map(module.get("module_calls")).get(name)).get("module"))
        return module

    def keyed(self, static: str, address: str, named: str) -> list[str]:
        """The addresses that one without keys may mean, seen from a resource: near ones, with a key or the same one."""
        found = self._by_static.get(static, [])
        home = self.module(address)
        near = [each for each in found if self.module(each) == home] or found
        key = _LAST_KEY.search(address)
        wanted = named or (key[0] if key is not None else "")
        same = [each for each in near if wanted and each.endswith(wanted)]
        return (same or near or [static])[:MOST]


class Resolve:
    """Turns the expressions of one resource into addresses."""

    def __init__(self, references: References, address: str, row: Mapping[str, Any]) -> None:
        """Take the configuration, the resource's address and its row there."""
        self._references = references
        self._address = address
        self._row = row
        home = _KEY.sub("", references.module(address))
        self._path = tuple(home.split(".")[1::2]) if home else ()

    def __call__(self, expression: Any) -> tuple[str, ...]:
        """The addresses that an expression refers to, each once."""
        found: dict[str, None] = {}
        for each in _references(expression):
            if each.startswith("each."):
                for outer in _references(self._row.get("for_each_expression")):
                    self._take(outer, found)
            self._take(each, found)
        return tuple(found)[:MOST]

    def _take(self, reference: str, found: dict[str, None]) -> None:
        for static, named in self._references.resolved(reference, self._path):
            inside = _inside(reference, self._path, static)
            chosen = self._references.keyed(static, self._address, named)
            found.update(dict.fromkeys(each for each in chosen if inside in each))


def _named(reference: str) -> str:
    """The key that a reference to a resource names, in brackets."""
    match = _KEY.search(reference)
    return match[0] if match is not None and not reference.startswith("module.") else ""


def _inside(reference: str, path: tuple[str, ...], static: str) -> str:
    """What an address must have in it where a reference names one instance of a module; empty where it names none."""
    match = _MODULE.match(reference)
    below = match is not None and "[" in match[0] and static.count("module.") > len(path)
    return f"{match[0]}." if match is not None and below else ""


def _references(expression: Any) -> list[str]:
    """The references of an expression, or of all expressions in a nested block, the longest first as they stand."""
    found: list[str] = []
    todo = [expression]
    while todo and len(found) < MOST * 4:
        each = todo.pop()
        if isinstance(each, dict):
            listed = each.get("references")
            if isinstance(listed, list):
                found.extend(_whole([str(name) for name in listed]))
            else:
                todo.extend(each.values())
        elif isinstance(each, list):
            todo.extend(each)
    return found


def _whole(listed: list[str]) -> Iterator[str]:
    """References without the shorter forms of each that follow it."""
    last = ""
    for each in listed:
        if not (last.startswith(each) and last[len(each) :][:1] in (".", "[")):
            last = each
            yield each


def _map(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
