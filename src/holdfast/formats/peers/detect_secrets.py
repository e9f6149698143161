"""detect-secrets: the ``.secrets.baseline`` file, its results and its filters.

Source: the project's README. A result holds the SHA-1 of the value and the file; the line number is only a help.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from holdfast.formats.peers.dialect import python
from holdfast.formats.peers.facts import Hidden, Told, Untold, told
from holdfast.formats.peers.lines import line_of
from holdfast.model.errors import ConfigError

_FILTERS: Final = {
    "should_exclude_file": ("path_patterns", "secret", "an excluded file"),
    "should_exclude_line": ("patterns", "line", "an excluded line"),
    "should_exclude_secret": ("patterns", "secret", "an excluded secret"),
}
_LEGACY: Final = {"files": "should_exclude_file", "lines": "should_exclude_line"}


def read(text: str, name: str) -> Told:
    """What a baseline hides. Raises ConfigError when it is none."""
    try:
        data = json.loads(text)
        rows = [(str(path), row) for path, found in data["results"].items() for row in found]
        return told([*_itself(name), *_results(rows, text, name), *_filters(data, text, name)])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ConfigError(f"{name}: this is no baseline of detect-secrets: {error}") from error


def _itself(name: str) -> Iterator[Hidden]:
    """The baseline is full of digests, and its own tool passes it over."""
    if not name.startswith("/") and ".." not in name.split("/"):
        yield Hidden(place=f"{name}:1", says="the baseline itself", globs=(f"/{name.removeprefix('./')}",))


def _results(rows: list[tuple[str, Any]], text: str, name: str) -> Iterator[Hidden | Untold]:
    seen: dict[str, int] = {}
    for path, row in rows:
        digest = str(row.get("hashed_secret", "")) if isinstance(row, dict) else ""
        number, seen[digest] = line_of(text, f'"{digest}"', seen.get(digest, 0))
        place = f"{name}:{number}"
        if len(digest) != 40:
            yield Untold(place=place, says=f"a result in {path}", why="it has no SHA-1 of a value")
            continue
        yield Hidden(
            place=place,
            says=f"{row.get('type', 'a secret')} in {path}",
            paths=(path.replace("\\", "/").removeprefix("./"),),
            digests=(f"sha1:{digest}",),
        )


def _filters(data: Mapping[str, Any], text: str, name: str) -> Iterator[Hidden | Untold]:
    for key, value in (data.get("exclude") or {}).items():
        if value and key in _LEGACY:
            yield _filter(_LEGACY[key], str(value), text, name)
    for item in data.get("filters_used") or ():
        where = str(item.get("path", ""))
        word = where.rpartition(".")[2]
        if word in _FILTERS:
            given = item.get("pattern") or ()
            yield from (_filter(word, str(each), text, name) for each in ([given] if isinstance(given, str) else given))
        elif not where.startswith("detect_secrets.filters.") or "wordlist" in where:
            place = f"{name}:{line_of(text, where)[0]}"
            yield Untold(place=place, says=f"the filter {word}", why="it is a program or a list of its own")


def _filter(word: str, expression: str, text: str, name: str) -> Hidden | Untold:
    part, target, says = _FILTERS[word]
    place = f"{name}:{line_of(text, json.dumps(expression))[0]}"
    try:
        pattern = (python(expression),)
    except ValueError as error:
        return Untold(place=place, says=says, why=str(error))
    if part == "path_patterns":
        return Hidden(place=place, says=says, path_patterns=pattern)
    return Hidden(place=place, says=says, patterns=pattern, target=target)
