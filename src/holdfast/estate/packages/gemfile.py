"""What a ``Gemfile`` or a gemspec says in literals: gems, requirements, groups."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from holdfast.estate.packages.addresses import shown
from holdfast.kit.expressions import expression
from holdfast.model.package import Reach, Source

_MOST_LINES: Final = 20_000
_MOST_LINE: Final = 4_096
_GEM: Final = expression(r"\s*gem[\s(]\s*[\"']([\w.\-]+)[\"']\s*(.*)\Z")
_OPTION: Final = expression(r":?(\w+)\s*(?:=>|:)\s*(\[[^\]]*\]|%i\[[^\]]*\]|:?[\"']?[^\s,\"']+[\"']?)")
_TEXT: Final = expression(r"[\"']([^\"']*)[\"']")
_GROUP: Final = expression(r"\s*group[\s(]\s*(.+?)\)?\s+do\b")
_WORD: Final = expression(r"[:\"'\[ ]([a-z_]\w*)\b")
_OPENS: Final = expression(
    r"\s*(?:if|unless|case|begin|while|until|def|module|class)\b|.*\bdo(?:\s*\|[^|]*\|)?\s*\Z|.*=\s*(?:if|case)\b"
)
_GEMSPEC: Final = expression(r"\s*gemspec\b")
_NEEDS: Final = expression(
    r"[^#\"']*?\.add_(runtime_|development_)?dependency[\s(]\s*(?:[\"']|%q[<({\[])([\w.\-]+)(?:[\"']|[>)}\]])\s*(.*)\Z"
)
_NAME: Final = expression(r"\s*\w+\.name\s*=\s*[\"']([\w.\-]+)[\"']")
_DEVELOPS: Final = frozenset({"development", "doc", "docs", "rubocop", "lint", "linting", "guard", "debug", "tools"})
_TESTS: Final = frozenset({"test", "tests", "cucumber", "spec"})


class Gem(NamedTuple):
    """A gem that is asked for; one without a name stands for the gemspec beside the Gemfile."""

    name: str
    requirement: str
    reach: Reach
    source: Source
    address: str
    path: str
    line: int


class Spec(NamedTuple):
    """What a gemspec says."""

    name: str
    gems: list[Gem]


def gems(path: str, text: str) -> Iterator[Gem]:
    """The gems of a Gemfile, with the groups that they stand in."""
    around: list[frozenset[str]] = []
    for number, line in _lines(text):
        group = _GROUP.match(line)
        found = _GEM.match(line)
        if group is not None:
            around.append(frozenset(_WORD.findall(f" {group[1]}")))
        elif found is not None:
            groups = frozenset(word for each in around for word in each)
            yield _gem(path, number, found[1], found[2], groups)
        elif _GEMSPEC.match(line):
            yield Gem("", "", Reach.RUNTIME, Source.PATH, "", path, number)
        elif line.strip() == "end" or line.lstrip().startswith(("end ", "end.")):
            if around:
                around.pop()
        elif _OPENS.match(line):
            around.append(frozenset())


def gemspec(path: str, text: str) -> Spec:
    """The name and the dependencies of a gemspec."""
    name, found = "", []
    for number, line in _lines(text):
        needs = _NEEDS.match(line)
        if needs is not None:
            reach = Reach.DEVELOPMENT if needs[1] == "development_" else Reach.RUNTIME
            requirement = ", ".join(_TEXT.findall(needs[3]))
            found.append(Gem(needs[2], requirement, reach, Source.REGISTRY, "", path, number))
        elif not name and (own := _NAME.match(line)) is not None:
            name = own[1]
    return Spec(name, found)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines that say something; one that ends in a comma goes on in the next."""
    held, first = "", 0
    for number, line in enumerate(text.split("\n", _MOST_LINES)[:_MOST_LINES], 1):
        bare = line[:_MOST_LINE].rstrip()
        if not bare or bare.lstrip().startswith("#"):
            continue
        first = first if held else number
        held = f"{held} {bare}" if held else bare
        if not held.endswith(",") or len(held) > _MOST_LINE:
            yield first, held[:_MOST_LINE]
            held = ""
    if held:
        yield first, held


def _gem(path: str, line: int, name: str, rest: str, groups: frozenset[str]) -> Gem:
    rest = rest.partition(" #")[0]
    options = dict(_OPTION.findall(rest))
    said = next((options[key] for key in ("group", "groups") if key in options), "")
    groups |= frozenset(_WORD.findall(f" {said}"))
    plain = _OPTION.sub("", rest)
    requirement = ", ".join(_TEXT.findall(plain))
    source, address = Source.REGISTRY, ""
    for key in ("git", "github", "path"):
        if key in options:
            source = Source.PATH if key == "path" else Source.GIT
            value = options[key].strip("\"':")
            address = shown(f"https://github.com/{value}" if key == "github" else value)
    return Gem(name, requirement, _reach(groups), source, address, path, line)


def _reach(groups: frozenset[str]) -> Reach:
    """Of a gem in several groups the strongest reason; a group of another name is there at run time."""
    found = {
        Reach.DEVELOPMENT if each in _DEVELOPS else Reach.TEST if each in _TESTS else Reach.RUNTIME for each in groups
    }
    return next((reach for reach in (Reach.RUNTIME, Reach.TEST, Reach.DEVELOPMENT) if reach in found), Reach.RUNTIME)
