"""Evaluates what a template says: references, functions, conditions.

What only the platform knows about a resource or itself stays unknown by itself, with a reference to whose it is; inside
of a longer text it stands as ``${Bucket.Arn}`` or ``${AWS::Region}``, so that ``arn:aws:s3:::${Bucket}/*`` is known to
be no wildcard. ``Fn::Base64`` gives its text in clear: what reads start scripts wants the script. A dynamic reference
(``{{resolve:…}}``) is unknown. A parameter without a default is unknown, and so is every text with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from holdfast.estate.cloudformation import functions
from holdfast.estate.cloudformation.conditions import Conditions
from holdfast.estate.cloudformation.names import attribute, parameter, pseudo
from holdfast.estate.cloudformation.template import Template, intrinsic
from holdfast.estate.standins import MOST_HOPS, joined, written
from holdfast.model.place import Place
from holdfast.model.reading import Gap
from holdfast.model.value import Hop, How, Known, Tree, Unknown

MOST_STEPS: Final = 300_000
"""How many values one template is evaluated to. Loops, maps and conditions can ask for one value again and again."""
MOST_DEPTH: Final = 100
"""How deep values nest, with the conditions that decide about them."""
_TEXT_OF_ONE: Final = 32
"""So many characters count as one more value."""
_LOOP: Final = "Fn::ForEach"


class _Gone:
    """What AWS::NoValue takes out."""


_GONE: Final = _Gone()


class Evaluator:
    """Evaluates trees of one template."""

    def __init__(self, template: Template) -> None:
        """Take the template whose names count."""
        self._template = template
        self._locals: dict[str, Tree] = {}
        self._steps = 0
        self._depth = 0
        self.missed: list[Gap] = []
        """Loops that could not be written out."""
        self._conditions = Conditions(template.conditions, self.tree)
        self._functions: dict[str, Callable[[Tree, Place], Tree]] = {
            "Ref": self._ref,
            "Fn::GetAtt": self._get_att,
            "Fn::Sub": self._sub,
            "Fn::Join": self._join,
            "Fn::If": self._if,
            "Fn::FindInMap": self._find_in_map,
            "Fn::ImportValue": lambda _argument, place: Unknown("another stack exports it", place),
            "Fn::Transform": lambda _argument, place: Unknown("a macro makes it", place),
            "Fn::GetAZs": lambda _argument, place: Unknown("the zones of the region are not known", place),
        }

    def condition(self, name: str) -> bool | None:
        """Whether a condition holds; None where that is not known."""
        return self._conditions.named(name)

    def tree(self, tree: Tree) -> Tree:
        """A tree with everything in it evaluated."""
        found = self._evaluated(tree)
        if isinstance(found, Known) and found.value is _GONE:
            return Known(None, tree.place, How.DEFAULT)
        return found

    def _evaluated(self, tree: Tree) -> Tree:
        self._steps += 1
        if isinstance(tree, Unknown):
            return tree
        if self._steps > MOST_STEPS or self._depth > MOST_DEPTH:
            return Unknown("the template asks for more than is evaluated", tree.place)
        self._depth += 1
        found = self._inner(tree)
        self._depth -= 1
        return found

    def _inner(self, tree: Known[Any]) -> Tree:
        call = intrinsic(tree)
        if call is not None and not call[0].startswith(_LOOP):
            return self._counted(self._called(*call, tree.place))
        if isinstance(tree.value, dict):
            return Known(self._mapping(tree.value), tree.place, tree.how, tree.trail)
        if isinstance(tree.value, list):
            inner = (self._evaluated(each) for each in tree.value)
            return Known([each for each in inner if not _gone(each)], tree.place, tree.how, tree.trail)
        if isinstance(tree.value, str):
            return self._text(tree, tree.value)
        return tree

    def _mapping(self, names: dict[str, Tree]) -> dict[str, Tree]:
        found: dict[str, Tree] = {}
        for name, value in self.unrolled(names):
            inner = self._evaluated(value)
            if not _gone(inner):
                found[name] = inner
        return found

    def _text(self, tree: Known[Any], text: str) -> Tree:
        if "{{resolve:" in text:
            return Unknown("looked up in a store when it is created", tree.place)
        return self._counted(tree._replace(value=self._named(text))) if self._locals else tree

    def _counted(self, tree: Tree) -> Tree:
        """A value that was made, its size counted."""
        if isinstance(tree, Known) and isinstance(tree.value, str | list):
            self._steps += len(tree.value) // (_TEXT_OF_ONE if isinstance(tree.value, str) else 1)
        return tree

    def unrolled(self, names: dict[str, Tree]) -> Iterator[tuple[str, Tree]]:
        """Names and values of a mapping, its loops written out; their names count while a value is handed out."""
        for name, value in names.items():
            if name.startswith(f"{_LOOP}::"):
                yield from self._loop(value)
            else:
                yield self._named(name), value

    def _loop(self, loop: Tree) -> Iterator[tuple[str, Tree]]:
        parts = loop.value if isinstance(loop, Known) and isinstance(loop.value, list) else []
        name, over, body = [*parts, None, None, None][:3]
        turns = self.tree(over) if over is not None else None
        if not (isinstance(name, Known) and isinstance(turns, Known) and isinstance(turns.value, list)) or not (
            isinstance(body, Known) and isinstance(body.value, dict)
        ):
            self.missed.append(Gap(why="a loop over what is not known", place=loop.place))
            return
        before = self._locals
        for each in turns.value:
            self._steps += 1
            if self._steps > MOST_STEPS:
                self._cut(loop.place)
                break
            self._locals = {**before, str(name.value): each}
            yield from self.unrolled(body.value)
        self._locals = before

    def _cut(self, place: Place) -> None:
        why = "its loops ask for more than is evaluated"
        if all(gap.why != why for gap in self.missed):
            self.missed.append(Gap(why=why, place=place))

    def _named(self, text: str) -> str:
        """A text with the names of the loops around it filled in."""
        for name, each in self._locals.items():
            if isinstance(each, Known) and isinstance(each.value, str | int):
                text = text.replace(f"${{{name}}}", str(each.value)).replace(f"&{{{name}}}", str(each.value))
        return text

    def _called(self, name: str, argument: Tree, place: Place) -> Tree:
        own = self._functions.get(name)
        if own is not None:
            return own(argument, place)
        pure = functions.FUNCTIONS.get(name)
        if pure is None:
            return Unknown(f"{name} is not computed", place)
        return pure(self.tree(argument), place)

    def _ref(self, argument: Tree, place: Place) -> Tree:
        if isinstance(argument, Unknown) or not isinstance(argument.value, str):
            return Unknown("it refers to what is not known", place)
        return self._name(self._named(argument.value), place)

    def _name(self, name: str, place: Place) -> Tree:
        if name == "AWS::NoValue":
            return Known(_GONE, place)
        if name in self._locals:
            return self._locals[name]._replace(place=place)
        if name.startswith("AWS::"):
            return pseudo(name, place)
        if name in self._template.parameters:
            return parameter(name, self._template.parameters[name], place)
        return attribute(name, "", self._template.resources, place)

    def _get_att(self, argument: Tree, place: Place) -> Tree:
        parts = argument.value if isinstance(argument, Known) else None
        if isinstance(parts, str):
            return attribute(self._named(parts).partition(".")[0], "", self._template.resources, place)
        if not isinstance(parts, list) or not parts or isinstance(parts[0], Unknown):
            return Unknown("it refers to what is not known", place)
        return attribute(self._named(str(parts[0].value)), "", self._template.resources, place)

    def _piece(self, tree: Tree) -> Tree:
        """A part of a text: evaluated, and a stand-in for what the platform knows of a resource."""
        call = intrinsic(tree)
        found = self._evaluated(tree)
        if call is None or call[0] not in ("Ref", "Fn::GetAtt") or isinstance(found, Known) or not found.refs:
            return Known("", tree.place) if _gone(found) else found
        part = call[1].value if isinstance(call[1], Known) else ""
        if isinstance(part, list):
            part = ".".join(str(each.value) for each in part if isinstance(each, Known))
        return Known(f"${{{self._named(str(part))}}}", tree.place, How.COMPUTED, (), found.refs)

    def _sub(self, argument: Tree, place: Place) -> Tree:
        given = argument.value if isinstance(argument, Known) else None
        text, own = argument, dict[str, Tree]()
        if isinstance(given, list) and given:
            text = given[0]
            if len(given) > 1 and isinstance(given[1], Known) and isinstance(given[1].value, dict):
                own = given[1].value
        if isinstance(text, Unknown) or not isinstance(text.value, str):
            return Unknown("its text is not known", place)
        if "{{resolve:" in text.value:
            return Unknown("looked up in a store when it is created", place)
        parts = list(functions.template_parts(text.value))
        filled = {part: self._filled(part, own, place) for part in {part for part, named in parts if named}}
        return joined([filled[part] if named else Known(part, place) for part, named in parts], place)

    def _filled(self, name: str, own: dict[str, Tree], place: Place) -> Tree:
        if name in own:
            return self._piece(own[name])
        if name in self._locals or "." not in name:
            return self._piece(Known({"Ref": Known(name, place)}, place))
        return self._piece(Known({"Fn::GetAtt": Known(name, place)}, place))

    def _join(self, argument: Tree, place: Place) -> Tree:
        parts = argument.value if isinstance(argument, Known) else None
        if not isinstance(parts, list) or len(parts) != 2:
            return Unknown("Fn::Join has an unexpected form", place)
        delimiter = self.tree(parts[0])
        listed = parts[1]
        if intrinsic(listed) is not None or isinstance(listed, Unknown):
            listed = self.tree(listed)
            pieces = listed.value if isinstance(listed, Known) else None
        else:
            pieces = [self._piece(each) for each in listed.value] if isinstance(listed.value, list) else None
        if not isinstance(pieces, list) or isinstance(delimiter, Unknown) or not isinstance(delimiter.value, str):
            return Unknown("its parts are not known", place, listed.refs)
        return joined(pieces, place, delimiter.value)

    def _if(self, argument: Tree, place: Place) -> Tree:
        parts = argument.value if isinstance(argument, Known) else None
        if not isinstance(parts, list) or len(parts) != 3 or isinstance(parts[0], Unknown):
            return Unknown("Fn::If has an unexpected form", place)
        name = str(parts[0].value)
        holds = self.condition(name)
        if holds is not None:
            return self._moved(self._evaluated(parts[1] if holds else parts[2]), place)
        yes, no = self._evaluated(parts[1]), self._evaluated(parts[2])
        if isinstance(yes, Known) and isinstance(no, Known) and functions.same(yes, no):
            return self._moved(yes, place)
        return Unknown(f'condition "{name}" is not known', place, (*yes.refs, *no.refs))

    @staticmethod
    def _moved(tree: Tree, place: Place) -> Tree:
        if isinstance(tree, Unknown) or tree.value is _GONE:
            return tree._replace(place=place)
        return Known(tree.value, place, How.COMPUTED, tree.trail, tree.refs)

    def _find_in_map(self, argument: Tree, place: Place) -> Tree:
        parts = argument.value if isinstance(argument, Known) else None
        if not isinstance(parts, list) or len(parts) not in (3, 4):
            return Unknown("Fn::FindInMap has an unexpected form", place)
        keys = [self.tree(part) for part in parts[:3]]
        unknown = next((key for key in keys if isinstance(key, Unknown)), None)
        if unknown is not None:
            return Unknown(unknown.why, place)
        names = [
            written(key.value) for key in keys if isinstance(key, Known) and isinstance(key.value, str | int | float)
        ]
        found = functions.looked_up(self._template.mappings, names)
        if found is None and len(parts) == 4 and isinstance(parts[3], Known) and isinstance(parts[3].value, dict):
            found = parts[3].value.get("DefaultValue")
        if found is None or isinstance(found, Unknown):
            return Unknown("the map has no such entry that is known", place)
        value = self.tree(found)
        if isinstance(value, Unknown):
            return value._replace(place=place)
        hop = Hop(f'mapping "{names[0]}"', found.place)
        return Known(value.value, place, How.COMPUTED, (*value.trail, hop)[:MOST_HOPS], value.refs)


def _gone(tree: Tree) -> bool:
    return isinstance(tree, Known) and tree.value is _GONE
