"""Reading other tools' documents: plain data, bounded in size, depth and number, whatever it claims to be."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from holdfast.model.errors import ConfigError
from holdfast.model.exchange import Loss

MOST_BYTES: Final = 16 << 20
MOST_ITEMS: Final = 5000
"""Things of one sort that are read of one file."""
LONGEST: Final = 4000
"""Characters of one text."""


def document(path: str, content: bytes) -> Mapping[str, Any]:
    """The mapping of a JSON or YAML file. Raises ConfigError naming the file, and the line where it is known."""
    if len(content) > MOST_BYTES:
        raise ConfigError(f"{path}: larger than {MOST_BYTES >> 20} MiB is not read", advice="Export a smaller model.")
    in_braces = content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{"
    found = _json(path, content) if in_braces else _yaml(path, content)
    if not isinstance(found, Mapping) or not found:
        raise ConfigError(f"{path}: no threat model", advice="Threat Dragon 2 JSON and OTM 0.2 are read.")
    return found


def _json(path: str, content: bytes) -> Any:
    try:
        return json.loads(content.decode("utf-8-sig"), parse_constant=lambda _: None)
    except json.JSONDecodeError as error:
        raise ConfigError(f"{path}:{error.lineno}: not JSON: {error.msg}", advice="Export it again.") from error
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"{path}: not JSON: {error}", advice="Export it again.") from error


def _yaml(path: str, content: bytes) -> Any:
    from holdfast.formats import plainyaml

    found = plainyaml.parse(path, content)
    for gap in found.gaps:
        raise ConfigError(f"{path}:{gap.place.line}: {gap.why}", advice="Export it again.")
    return found.table


class Reader:
    """Takes values out of mappings of unknown shape, and notes what had to be cut or left."""

    def __init__(self) -> None:
        self.losses: list[Loss] = []

    def lose(self, what: str, where: str, why: str) -> None:
        """Note something that is not carried."""
        self.losses.append(Loss(what=what, where=where, why=why))

    def text(self, item: Any, key: str, where: str = "") -> str:
        """The text of a key on one line, numbers included; empty where there is none."""
        return " ".join(self.prose(item, key, where).split())

    def prose(self, item: Any, key: str, where: str = "") -> str:
        """The text of a key, its lines kept."""
        value = item.get(key) if isinstance(item, Mapping) else None
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            return ""
        text = str(value).encode("utf-8", "replace").decode()
        if len(text) > LONGEST:
            self.lose(key, where, f"longer than {LONGEST:,} characters, cut there")
        return text[:LONGEST].strip()

    def number(self, item: Any, key: str) -> float | None:
        """The number of a key, also where it is written as a text."""
        value = item.get(key) if isinstance(item, Mapping) else None
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            return None
        try:
            number = float(str(value)[:40])
        except ValueError:
            return None
        return number if abs(number) < 1e9 else None

    def words(self, item: Any, key: str, where: str = "") -> list[str]:
        """The texts of a list, without empty ones."""
        return [text for each in self.items(item, key, where) if (text := self.text({key: each}, key, where))]

    def items(self, item: Any, key: str, where: str = "") -> Iterator[Any]:
        """The items of a list; none where there is none."""
        value = item.get(key) if isinstance(item, Mapping) else None
        if not isinstance(value, list):
            return
        if len(value) > MOST_ITEMS:
            self.lose(key, where, f"{len(value):,} items, of which the first {MOST_ITEMS:,} are read")
        yield from value[:MOST_ITEMS]

    def mapping(self, item: Any, key: str) -> Mapping[str, Any]:
        """The mapping of a key; an empty one where there is none."""
        value = item.get(key) if isinstance(item, Mapping) else None
        return value if isinstance(value, Mapping) else {}


def true(item: Mapping[str, Any], key: str) -> bool:
    """Whether a flag is set."""
    return item.get(key) is True
