"""What a library's file says: facts as rows of a pack, and the nouns that are made of the rows that somebody needs.

A row begins with the kind of the fact and its pattern; the rest is in the short form in which it was written, which
was looked at once and is read again only where a look-up meets it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from holdfast.formats.codefields import listed, mapping, references, sinks, text, texts, words
from holdfast.formats.codetests import expression, pick, picks, tests
from holdfast.model.coderule import TRUSTED, Carrier, Entry, Library, Render, Sanitiser, Sink, Source
from holdfast.model.codewords import LANGUAGES, ORIGINS, SINKS
from holdfast.model.errors import ConfigError

Row = list[Any]

_FIELDS: Final = (
    *("library", "language", "types", "bases", "sources", "entries", "sinks", "sanitisers", "carriers", "renders"),
    *("references", "bad", "fix"),
)
_ENTRY: Final = ("decorated", "overrides", "passed_to", "at", "names", "parameters", "annotated")


def library_rows(where: str, value: object) -> dict[str, Any]:
    """A library as plain data: ``library``, ``language``, ``types``, ``bases``, ``facts``. Raises ConfigError.

    ``bad`` and ``fix`` map the name of a rule to a program that it must report because of this library, or must not.
    """
    entry = mapping(where, value, _FIELDS, ("library", "language"))
    name, language = text(f"{where}: library", entry["library"]), entry["language"]
    if language not in LANGUAGES:
        raise ConfigError(f"{where}: language {language!r} is not one of {', '.join(LANGUAGES)}")
    types: dict[str, str] = {}
    for key, target in _pairs(f"{where}: types", entry.get("types")):
        for one in references(f"{where}: types {key}", key):
            if "*" in one or one.startswith("?."):
                raise ConfigError(f"{where}: types {key}: a type is known for one name, not for {one!r}")
            types[one] = _one(f"{where}: types {key}", target)
    bases = {
        _one(f"{where}: bases {key}", key): list(texts(f"{where}: bases {key}", above))
        for key, above in _pairs(f"{where}: bases", entry.get("bases"))
    }
    for key, above in bases.items():
        for one in above:
            _one(f"{where}: bases {key}", one)
    facts = [
        row
        for kind in ("sources", "entries", "sinks", "sanitisers", "carriers", "renders")
        for number, item in enumerate(listed(f"{where}: {kind}", entry.get(kind)), 1)
        for row in _READERS[kind](f"{where}: {kind} {number}", item)
    ]
    programs = {
        key: {rule: text(f"{where}: {key} {rule}", code) for rule, code in _pairs(f"{where}: {key}", entry.get(key))}
        for key in ("bad", "fix")
    }
    return {"library": name, "language": language, "types": types, "bases": bases, "facts": facts, **programs}


def _pairs(where: str, value: object) -> Iterator[tuple[str, Any]]:
    if value is None:
        return
    if not isinstance(value, dict):
        raise ConfigError(f"{where}: is no mapping")
    yield from ((str(key), item) for key, item in value.items())


def _one(where: str, value: object) -> str:
    found = references(where, value)
    if len(found) != 1 or "*" in found[0] or "?" in found[0]:
        raise ConfigError(f"{where}: {value!r} is more than one reference")
    return found[0]


def _way(where: str, entry: Mapping[str, Any], ways: tuple[str, ...]) -> str:
    given = [way for way in ways if way in entry]
    if len(given) != 1:
        raise ConfigError(f"{where}: has {' and '.join(given) or 'none'} of {', '.join(ways)}", advice="Give one.")
    if given[0] == "name":
        expression(f"{where}: name", entry["name"])
    elif given[0] == "compare":
        text(f"{where}: compare", entry["compare"])
    else:
        references(f"{where}: {given[0]}", entry[given[0]])
    return given[0]


def _source(where: str, value: object) -> Iterator[Row]:
    entry = mapping(where, value, ("read", "call", "name", "origin", "says", "when", "behind"), ("origin",))
    how = _way(where, entry, ("read", "call", "name"))
    tests(f"{where}: when", entry.get("when"))
    origin = words(f"{where}: origin", entry["origin"], ORIGINS)[0]
    behind = entry.get("behind", False)
    if not isinstance(behind, bool):
        raise ConfigError(f"{where}: behind is {behind!r}", advice="Write true, or leave it out.")
    yield ["source", entry[how], how, origin, entry.get("says", ""), entry.get("when"), behind]


def _sink(where: str, value: object) -> Iterator[Row]:
    ways = ("call", "assign", "return", "name", "compare")
    entry = mapping(where, value, (*ways, "sink", "at", "when", "unless", "says"), ("sink",))
    how = _way(where, entry, ways)
    if how == "call" and "at" not in entry:
        raise ConfigError(f"{where}: at is missing", advice="Say which argument does harm: at: 0.")
    at = listed(where, entry.get("at", "result"))
    picks(f"{where}: at", at)
    for key in ("when", "unless"):
        tests(f"{where}: {key}", entry.get(key))
    for kind in sinks(f"{where}: sink", entry["sink"]):
        yield ["sink", entry[how], how, kind, at, entry.get("when"), entry.get("unless"), entry.get("says", "")]


def _sanitiser(where: str, value: object) -> Iterator[Row]:
    entry = mapping(where, value, ("call", "read", "guard", "clears", "at", "when"), ("clears",))
    how = _way(where, entry, ("call", "read", "guard"))
    tests(f"{where}: when", entry.get("when"))
    clears = words(f"{where}: clears", entry["clears"], {"*", *SINKS})
    at = entry.get("at")
    if at is not None:
        pick(f"{where}: at", at)
    yield ["sanitiser", entry[how], how, list(clears), at, entry.get("when")]


def _carrier(where: str, value: object) -> Iterator[Row]:
    entry = mapping(where, value, ("call", "from", "to"), ("call", "from", "to"))
    references(f"{where}: call", entry["call"])
    sides = [listed(f"{where}: {key}", entry[key]) for key in ("from", "to")]
    for side in sides:
        picks(where, side)
    yield ["carrier", entry["call"], *sides]


def _render(where: str, value: object) -> Iterator[Row]:
    entry = mapping(where, value, ("call", "template", "context"), ("call", "template", "context"))
    references(f"{where}: call", entry["call"])
    pick(f"{where}: template", entry["template"])
    context = listed(f"{where}: context", entry["context"])
    picks(f"{where}: context", context)
    yield ["render", entry["call"], entry["template"], context]


def _entry(where: str, value: object) -> Iterator[Row]:
    entry = mapping(where, value, _ENTRY)
    if not set(entry) & {"decorated", "overrides", "passed_to", "names", "annotated"}:
        raise ConfigError(f"{where}: says nothing of which functions", advice="Give decorated, overrides or passed_to.")
    ways = [key for key in ("decorated", "overrides", "passed_to") if key in entry]
    if len(ways) > 1:
        raise ConfigError(f"{where}: has {' and '.join(ways)}", advice="Write one entry for each.")
    for key in ways:
        references(f"{where}: {key}", entry[key])
    if ("at" in entry) != ("passed_to" in entry):
        raise ConfigError(f"{where}: passed_to and at belong together")
    if "at" in entry:
        pick(f"{where}: at", entry["at"])
    names = texts(f"{where}: names", entry.get("names"))
    parameters = {
        key: _given(f"{where}: parameters {key}", item) for key, item in _pairs(where, entry.get("parameters"))
    }
    annotated: dict[str, str] = {}
    for key, item in _pairs(where, entry.get("annotated")):
        for one in references(f"{where}: annotated {key}", key):
            annotated[one] = _given(f"{where}: annotated {key}", item)
    for key in parameters:
        if key != "*":
            pick(f"{where}: parameters", key)
    head = [entry.get(key, "") for key in ("decorated", "overrides", "passed_to")]
    yield ["entry", "", *head, entry.get("at"), list(names), parameters, annotated]


def _given(where: str, value: object) -> str:
    """An origin, the reference of a type, which has a dot, or ``trusted``."""
    word = text(where, value)
    if word == TRUSTED:
        return word
    return _one(where, word) if "." in word else words(where, word, ORIGINS)[0]


_READERS: Final[Mapping[str, Callable[[str, object], Iterator[Row]]]] = {
    "sources": _source,
    "entries": _entry,
    "sinks": _sink,
    "sanitisers": _sanitiser,
    "carriers": _carrier,
    "renders": _render,
}


def source(row: Row) -> Source:
    """The noun of a row."""
    _, pattern, how, origin, says, when, behind = row
    says = says or ORIGINS[origin]
    return Source(pattern=pattern, how=how, origin=origin, says=says, when=tests("", when), behind=behind)


def sink(row: Row) -> Sink:
    """The noun of a row."""
    _, pattern, how, kind, at, when, unless, says = row
    given = {"when": tests("", when), "unless": tests("", unless)}
    return Sink(sink=kind, pattern=pattern, how=how, at=picks("", at), says=says or SINKS[kind], **given)


def sanitiser(row: Row) -> Sanitiser:
    """The noun of a row."""
    _, pattern, how, clears, at, when = row
    chosen = None if at is None else pick("", at)
    return Sanitiser(pattern=pattern, how=how, clears=tuple(clears), at=chosen, when=tests("", when))


def carrier(row: Row) -> Carrier:
    """The noun of a row."""
    _, pattern, sources, targets = row
    return Carrier(pattern=pattern, sources=picks("", sources), targets=picks("", targets))


def render(row: Row) -> Render:
    """The noun of a row."""
    _, pattern, template, context = row
    return Render(pattern=pattern, template=pick("", template), context=picks("", context))


def entry(row: Row) -> Entry:
    """The noun of a row."""
    _, _, decorated, overrides, passed_to, at, names, parameters, annotated = row
    return Entry(
        decorated=decorated,
        overrides=overrides,
        passed_to=passed_to,
        at=None if at is None else pick("", at),
        names=tuple(names),
        parameters=parameters,
        annotated=annotated,
    )


def library(found: Mapping[str, Any]) -> Library:
    """The noun of a library's plain data."""
    rows: dict[str, list[Row]] = {}
    for row in found["facts"]:
        rows.setdefault(row[0], []).append(row)
    return Library(
        name=found["library"],
        language=found["language"],
        types=found["types"],
        bases={key: tuple(above) for key, above in found["bases"].items()},
        sources=tuple(map(source, rows.get("source", ()))),
        entries=tuple(map(entry, rows.get("entry", ()))),
        sinks=tuple(map(sink, rows.get("sink", ()))),
        sanitisers=tuple(map(sanitiser, rows.get("sanitiser", ()))),
        carriers=tuple(map(carrier, rows.get("carrier", ()))),
        renders=tuple(map(render, rows.get("render", ()))),
    )
