"""Where data comes in, and where it does harm."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from holdfast.engines.code.access import attribute, deep
from holdfast.engines.code.arguments import Use, all_hold, any_holds, picked
from holdfast.engines.code.collect import Reach, flow_hits
from holdfast.engines.code.contents import Table
from holdfast.engines.code.joins import joined, tainted
from holdfast.engines.code.names import called, force
from holdfast.engines.code.outcome import Hit, Spot
from holdfast.engines.code.quiet import Home, quiet
from holdfast.engines.code.slow import slow
from holdfast.engines.code.taints import NOTHING, Root, Taint, Taints, Version, both, derived
from holdfast.engines.code.values import (
    BEGUN,
    Cell,
    Choice,
    Fixed,
    Klass,
    Later,
    Method,
    Other,
    Package,
    Routine,
    Text,
    options,
)
from holdfast.engines.code.wording import place_named, snippet, what_happens
from holdfast.model.codewords import ORIGINS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from holdfast.engines.code.knowledge import Shape
    from holdfast.engines.code.run import Run
    from holdfast.engines.code.values import Value
    from holdfast.estate.kinds.code import Attr, Node
    from holdfast.model.coderule import Sink, Source, Test

_SMALL: Final = 3_000
"""Bytes of a function that is read as one with those inside of it."""
_HOST: Final = re.compile(r"\s*[a-zA-Z][a-zA-Z0-9+.-]*://[^/?#\\\s@]+[/?#]")
_INSIDE: Final = re.compile(r"/(?![/\\])[^/\\]|[?#]|[A-Za-z0-9_.-]+/")
_PLACES: Final = frozenset({"request", "redirect", "dom-navigation", "url-attribute"})
_STRINGS: Final = frozenset({"String", "str"})
_DEEPEST_QUERY: Final = 4
_NAMES: Final = frozenset({"reflection", "mass-assignment"})
_WORD: Final = re.compile(r"[A-Za-z]\w")
_CONSTANT: Final = "what comes there is written in the program"
_CONFINED: Final = "its beginning says where it leads, and is written in the program"
_PASSED_ON: Final = "it is for the callers of this function: see what they hand over"
_MADE: Final = "others do not choose the keys of what was made of their data"
OPTIONS: Final = "template-options"
"""A sink for whole objects: only their keys do harm."""
_NO_DATA: Final = "no data of others comes there, as far as it can be followed"


def origin_words(origin: str) -> str:
    """An origin for a reader."""
    return ORIGINS.get(origin, origin)


def incoming(run: Run, node: Node, origin: str, says: str = "") -> Taint:
    """Data of a source that stands at ``node``; what is written the same in one function is the same data."""
    text = snippet(run, node)
    key = (run.frame, origin, node.start, text)
    found: Taint | None = run.sources.get(key)
    if found is None:
        alike = run.sources.get((run.frame, origin, text))
        root = Root(origin, run.unit.path, node.start, node.end, says or origin_words(origin))
        found = Taint(root, Version() if alike is None else alike.version, NOTHING, None)
        run.sources[key] = run.sources[(run.frame, origin, text)] = found
    return found


def read(run: Run, node: Node, value: Value, names: tuple[str, ...]) -> Value:
    """A value that was read under some names, with what libraries and rules say about that."""
    facts = run.book.read(names)
    if not facts.sources and not facts.patterns and not facts.sanitisers:
        return value
    use = Use(node, names)
    use.result = value
    for source in facts.sources:
        if all_hold(run, source.when, use):
            value = from_source(run, node, value, source)
    shapes(run, facts.patterns, use)
    for sanitiser in facts.sanitisers:
        if all_hold(run, sanitiser.when, use):
            value = harmless(run, value, frozenset(sanitiser.clears))
    return value


def harmless(run: Run, value: Value, clears: frozenset[str]) -> Value:
    """The same data, of which it is known that it does no harm in some places."""
    if "*" in clears or type(value) not in (Other, Text):
        return cleaned(run, value, clears)
    taints = tuple(Taint(each.root, each.version, each.cleared | clears, each.trail) for each in value.taints)
    return Text(value.pieces, taints) if type(value) is Text else Other(value.ref, taints, value.instance)  # type: ignore[union-attr]


def named(run: Run, node: Node, value: Value, sources: tuple[Source, ...]) -> Value:
    """A value that its name says something about."""
    if type(value) in (Routine, Method, Klass, Package):
        return value
    for source in sources:
        if all(taint.root.origin != source.origin for taint in value.taints):
            value = from_source(run, node, value, source)
    return value


def named_sinks(run: Run, word: str, value: Value, node: Node) -> frozenset[str]:
    """A value that is kept or returned under a name that says what it is for. The kinds of sinks that it came to."""
    sinks = run.book.naming(word).sinks
    if not sinks:
        return NOTHING
    met: set[str] = set()
    for sink in sinks:
        use = Use(node, (word,))
        use.result = value
        if sink.when and not all_hold(run, sink.when, use):
            continue
        if not (sink.unless and any_holds(run, sink.unless, use)):
            arrive(run, sink.sink, what_happens(sink, f"`{word}`"), value, node)
            met.add(sink.sink)
    return frozenset(met)


def compared_sinks(run: Run, one: Value, two: Value, node: Node) -> None:
    """Either side of an equation."""
    for sink in run.book.compared:
        for value in (one, two):
            arrive(run, sink.sink, what_happens(sink, "a comparison"), value, node)


def cleaned(run: Run, value: Value, clears: frozenset[str]) -> Value:
    """What a sanitiser gives."""
    kind = type(value)
    if kind is Fixed:
        return value
    if kind is Choice:
        return joined([cleaned(run, option, clears) for option in value.options])  # type: ignore[union-attr]
    taints = () if "*" in clears else derived(deep(run, value), clears)
    if kind is Text:
        return Text(value.pieces, taints)  # type: ignore[union-attr]
    if kind is Other:
        return Other(value.ref, taints, value.instance)  # type: ignore[union-attr]
    if kind is Cell and value.owner:  # type: ignore[union-attr]
        run.state.own[value] = Table({}, Other("", taints) if taints else None)
        return value
    return Other("", taints)


def read_member(run: Run, node: Attr, base: Value, name: str) -> Value:
    """``base.name`` where it is not written so, as in a destructuring."""
    value = attribute(run, base, name)
    if type(value) is Later:
        value = force(run, value)
    if run.book.reads(name):
        return read(run, node, value, called(run, base, name, node.base))
    return value


def from_source(run: Run, node: Node, value: Value, source: Source) -> Value:
    """The value of a source: a constant of the program is no secret and no foreign data."""
    if type(value) is Fixed and value.value is not None:
        return value
    taint = incoming(run, node, source.origin, source.says)
    if source.behind and type(value) is Other:
        return Text(BEGUN, both(value.taints, (taint,)))
    if type(value) in (Other, Text, Choice, Fixed):
        if any(each.root is taint.root for each in value.taints):
            return value
        return tainted(value, (taint,))
    return value if deep(run, value) else tainted(Other(), (taint,))


def written(
    run: Run,
    target: Node,
    names: tuple[str, ...],
    value: Value,
    node: Node,
    base: Value | None = None,
    key: Value | None = None,
) -> frozenset[str]:
    """An assignment under some names. The kinds of sinks that the names alone made of it."""
    met = named_sinks(run, names[-1].rpartition(".")[2].lstrip("?"), value, node)
    facts = run.book.assign(names)
    if not facts.sinks and not facts.patterns:
        return met
    use = Use(node, names)
    use.result = value
    use.receiver = base
    if key is not None:
        use.positional.append(key)
    for sink in facts.sinks:
        harm(run, sink, use, target)
    shapes(run, facts.patterns, use)
    return met


def harm(run: Run, sink: Sink, use: Use, at: Node | None = None) -> None:
    """Data in the arguments that a sink is about; ``at`` is what names it, where it is no call."""
    if sink.when and not all_hold(run, sink.when, use):
        return
    if sink.unless and any_holds(run, sink.unless, use):
        return
    says = what_happens(sink, place_named(run, use, at))
    shown = _proof(run, sink.when, use)
    for pick in sink.at:
        for value in picked(run, use, pick):
            arrive(run, sink.sink, f"{says}, as for {shown}" if shown else says, value, use.node)


def _proof(run: Run, tests: tuple[Test, ...], use: Use) -> str:
    """A text that shows what a test of a regular expression found."""
    values = [value for test in tests if test.slow for value in picked(run, use, test.pick)]
    return next((found.text() for value in values if (found := slow(run.language, value, use.names, use.node))), "")


def arrive(run: Run, kind: str, says: str, value: Value, node: Node) -> None:
    """A value comes to a sink of a kind."""
    if type(value) is Fixed or (kind in _PLACES and confined(value)) or (kind in _NAMES and _begun(value)):
        run.world.pass_by(run, kind, node, _CONSTANT if type(value) is Fixed else _CONFINED)
        return
    taints = _TAINTS[kind](run, value) if kind in _TAINTS else deep(run, value)
    if not taints:
        run.world.pass_by(run, kind, node, _NO_DATA)
        return
    spot = Spot(run.unit.path, node.start, node.end)
    mark = ""
    for taint in taints:
        if kind in taint.cleared or "*" in taint.cleared or run.state.proved(taint, kind):
            run.world.pass_by(run, kind, node, f"{taint.root.says} was made harmless for this")
            continue
        mark = mark or snippet(run, node)
        if kind == OPTIONS and not taint.as_it_came():
            run.world.pass_by(run, kind, node, _MADE)
            continue
        meets(run, taint, Reach(taint.root.symbol, kind, says, spot, home(run), mark, taint))


def objects(run: Run, value: Value, depth: int) -> Taints:
    """Taints of what may be an object: a text is no operator of a query."""
    if type(value) is Text or (type(value) is Other and value.instance and value.ref in _STRINGS):
        return ()
    if type(value) is Cell and type(value.owner) is Klass:
        return ()
    content = run.state.content(value) if type(value) is Cell else None
    if content is None or depth > _DEEPEST_QUERY:
        found: Taints = ()
        for option in options(value):
            found = both(found, objects(run, option, depth) if type(value) is Choice else deep(run, option))
        return found
    found = ()
    for each in content.values():
        found = both(found, objects(run, each, depth + 1))
    return found


def keyed_by_others(run: Run, value: Value) -> Taints:
    """Taints of what others choose the keys of: keys that the program sets are its own."""
    found: Taints = ()
    for option in options(value):
        content = run.state.content(option) if type(option) is Cell else None
        if type(content) is Table:
            found = both(found, content.rest.taints if content.rest is not None else ())
        else:
            found = both(found, option.taints)
    return found


_TAINTS: Final[Mapping[str, Callable[[Run, Value], Taints]]] = {
    "nosql": lambda run, value: objects(run, value, 0),
    OPTIONS: keyed_by_others,
}
"""What counts at a sink for objects; at the others it is all that is in a value."""


def meets(run: Run, taint: Taint, reach: Reach) -> None:
    """Data that is not harmless is at a sink: a hit, or something that the caller must know."""
    if taint.root.symbol >= 0:
        run.world.pass_by(run, reach.kind, reach.spot, _PASSED_ON)
        run.collector.reach(reach)
        return
    for hit in flow_hits(run.book.flows(reach.kind, taint.root.origin), taint, reach):
        run.collector.add(hit)


def home(run: Run) -> Home:
    """Where the walk is."""
    function = run.frame.function
    start, end = (function.start, function.end) if function is not None else (0, 0)
    owners = []
    frame = run.frame
    while frame.outer is not None:
        around = frame.function
        if around is not None and around.start < start and around.end - around.start <= _SMALL:
            start, end = around.start, around.end
        owner = frame.routine.owner if frame.routine is not None else None
        if owner is not None:
            owners.append(owner.ref)
        frame = frame.outer
    return Home(run.symbol(), " ".join(owners), run.unit.module, start, end, run.tests)


def _begun(value: Value) -> bool:
    """A name that begins with a word of the program, as that of a handler does: nothing else is looked up by it."""
    texts = [option for option in options(value) if type(option) is not Fixed]
    return all(type(each) is Text and each.pieces and _WORD.match(each.pieces[0] or "") for each in texts)


def confined(value: Value) -> bool:
    """An address whose beginning says where it leads."""
    for option in options(value):
        if type(option) is Fixed:
            continue
        if type(option) is not Text or not option.pieces:
            return False
        first = option.pieces[0]
        if first is None:
            return False
        if first and not (_HOST.match(first) or _INSIDE.match(first)):
            return False
    return True


def shapes(run: Run, found: tuple[Shape, ...], use: Use) -> None:
    """Patterns that a call, a read or an assignment may be."""
    for rule, pattern in found:
        if pattern.within and not run.world.within(run.unit.path, pattern.within):
            continue
        if pattern.when and not all_hold(run, pattern.when, use):
            continue
        if pattern.unless and any_holds(run, pattern.unless, use):
            continue
        node = use.node
        spot = Spot(run.unit.path, node.start, node.end)
        name = use.names[0] if use.names else ""
        said = _proof(run, pattern.when, use) or _said(run, use)
        where = home(run)
        quieter = quiet(rule, where, node.start, node.end)
        run.collector.add(Hit(rule, spot, "", name, (), where.symbol, snippet(run, node), "", quieter, value=said))


def _said(run: Run, use: Use) -> str:
    """A constant that a reader may see: numbers and names of algorithms, never a text that may be a secret."""
    for value in (*use.positional, *use.keywords.values(), use.result):
        if type(value) is Fixed and isinstance(value.value, (int, float)) and not isinstance(value.value, bool):
            return str(value.value)
    return ""
