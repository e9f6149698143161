"""Variables of the Serverless Framework: ``${self:custom.x, 'else'}``, also inside of each other.

``self`` and ``file`` are looked up; ``opt``, ``env`` and ``param`` are what comes after the comma, as nobody knows how
the command is called; ``sls:stage`` and ``aws:region`` are what the provider section says. Everything else is unknown.
What is no variable of the framework (``${AWS::Region}``, ``${Name}``) is left as it is: CloudFormation fills it in.
Source: the framework's guide to variables, version 3.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, Final

from holdfast.estate.standins import MOST_HOPS, joined
from holdfast.model.place import Place
from holdfast.model.tree import at
from holdfast.model.value import Hop, How, Known, Tree, Unknown

MOST_STEPS: Final = 200_000
MOST_DEPTH: Final = 60
"""How deep values, variables and files nest in each other."""
_VARIABLE: Final = re.compile(r"[A-Za-z][\w-]*(?:\([^()]*\))?:|[A-Za-z][\w-]*\(|self$|\$\{")
_CALL: Final = re.compile(r"([A-Za-z][\w-]*)(?:\(([^()]*)\))?(?::(.*))?", re.DOTALL)
_STAND_INS: Final = {"accountId": "${AWS::AccountId}", "region": "${AWS::Region}"}
_DEFAULTS: Final = {"provider.stage": "dev", "provider.region": "us-east-1"}
"""What the framework takes where the service says nothing."""
_BRACE: Final = re.compile(r"\$\{|\}")
_WORDS: Final = {"true": True, "false": False, "null": None}

Loaded = Callable[[str], Tree | None]
"""The tree of a file by the path that a variable names; None where there is none that can be read."""


class Variables:
    """Resolves the variables of one service."""

    def __init__(self, root: Tree, load: Loaded) -> None:
        """Take the tree of ``serverless.yml``, and what gets other files."""
        self._root = root
        self._load = load
        self._steps = 0
        self._depth = 0

    def tree(self, tree: Tree) -> Tree:
        """A tree with every variable in it resolved."""
        self._steps += 1
        if isinstance(tree, Unknown):
            return tree
        if self._steps > MOST_STEPS or self._depth > MOST_DEPTH:
            return Unknown("the service asks for more than is resolved", tree.place)
        self._depth += 1
        found = self._inner(tree)
        self._depth -= 1
        return found

    def _inner(self, tree: Known[Any]) -> Tree:
        if isinstance(tree.value, dict):
            names = {name: self.tree(each) for name, each in tree.value.items()}
            return Known(names, tree.place, tree.how, tree.trail)
        if isinstance(tree.value, list):
            return Known([self.tree(each) for each in tree.value], tree.place, tree.how, tree.trail)
        if isinstance(tree.value, str) and "${" in tree.value:
            return self._text(tree.value, tree.place, tree)
        return tree

    def _text(self, text: str, place: Place, whole: Tree | None = None) -> Tree:
        """A text with variables; a single variable may be any value, several make a text."""
        parts = list(_parts(text))
        if whole is not None and not any(named for _, named in parts):
            return whole
        pieces = [self._variable(part, place) if named else Known(part, place) for part, named in parts]
        if len(pieces) == 1:
            found = pieces[0]
            return found if isinstance(found, Unknown) else found._replace(place=place)
        made = joined(pieces, place)
        if isinstance(made, Known):
            self._steps += len(str(made.value)) // 32
        return made

    def _variable(self, text: str, place: Place) -> Tree:
        """The first alternative that says something. An option that was not given says nothing."""
        self._steps += 1
        if self._depth > MOST_DEPTH or self._steps > MOST_STEPS:
            return Unknown("the service asks for more than is resolved", place)
        self._depth += 1
        last: Tree = Unknown("it is not set", place)
        for alternative in _alternatives(text):
            last, silent = self._alternative(alternative.strip(), place)
            if not silent:
                break
        self._depth -= 1
        return last

    def _alternative(self, text: str, place: Place) -> tuple[Tree, bool]:
        """What one alternative says, and whether it says nothing and so the next one counts."""
        if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"":
            return Known(text[1:-1], place, How.COMPUTED), False
        if text in _WORDS:
            return Known(_WORDS[text], place, How.COMPUTED), False
        if text.isascii() and text.isdigit() and len(text) < 19:
            return Known(int(text), place, How.COMPUTED), False
        resolved = self._text(text, place)
        if isinstance(resolved, Unknown):
            return resolved, False
        found = _CALL.fullmatch(str(resolved.value))
        if found is None:
            return Unknown("its variable has an unexpected form", place), False
        return self._source(found[1], found[2], found[3] or "", place)

    def _source(self, name: str, argument: str | None, path: str, place: Place) -> tuple[Tree, bool]:
        if name == "self":
            found, silent = self._found(self._root, path, "", place)
            if silent and path in _DEFAULTS:
                return Known(_DEFAULTS[path], place, How.DEFAULT), False
            return found, silent
        if name == "file" and argument is not None:
            tree = self._load(argument.strip())
            if tree is None:
                return Unknown("its file was not read", place), False
            return self._found(tree, path, argument.strip(), place)
        if name == "sls" and path == "stage":
            return self._source("self", None, "provider.stage", place)
        if name == "aws" and path in _STAND_INS:
            region = self.tree(at(self._root, "provider", "region"))
            if path == "region" and isinstance(region, Known) and region.value is not None:
                return region, False
            return Known(_STAND_INS[path], place, How.COMPUTED), False
        if name == "strToBool" and argument is not None:
            return Known(argument.strip().lower() in ("true", "1", "'true'", "'1'"), place, How.COMPUTED), False
        if name in ("opt", "env", "param"):
            return Unknown(f"{name}:{path} is given when it is deployed", place), True
        return Unknown(f"{name} is looked up when it is deployed", place), False

    def _found(self, tree: Tree, path: str, file: str, place: Place) -> tuple[Tree, bool]:
        for step in path.split(".") if path else ():
            tree = self._resolved_reference(tree)
            if isinstance(tree, Unknown):
                return Unknown(tree.why, place), False
            tree = (
                at(tree, int(step))
                if isinstance(tree.value, list) and step.isdecimal() and len(step) < 9
                else at(tree, step)
            )
        if isinstance(tree, Known) and tree.value is None:
            return Unknown(f"{file or 'self'}:{path} is not set", place), True
        found = self.tree(tree)
        if isinstance(found, Unknown):
            return found._replace(place=place), False
        hop = Hop(f'"{path or file}"' + (f" in {file}" if file and path else ""), tree.place)
        return Known(found.value, place, How.COMPUTED, (*found.trail, hop)[:MOST_HOPS], found.refs), False

    def _resolved_reference(self, tree: Tree) -> Tree:
        """What a step goes through: a text there is a variable that stands for something with members."""
        return self.tree(tree) if isinstance(tree, Known) and isinstance(tree.value, str) else tree


def _parts(text: str) -> Iterator[tuple[str, bool]]:
    """The parts of a text, each with whether it is the inside of a variable."""
    start = at_ = 0
    while (at_ := text.find("${", at_)) >= 0:
        end = _end(text, at_ + 2)
        if end < 0:
            break
        inside = text[at_ + 2 : end]
        if _VARIABLE.match(inside.strip()) and not inside.startswith("AWS::"):
            if at_ > start:
                yield text[start:at_], False
            yield inside, True
            start = end + 1
        at_ = end + 1
    if start < len(text) or not text:
        yield text[start:], False


def _end(text: str, start: int) -> int:
    """Where the brace closes that was opened before ``start``; -1 where it does not."""
    depth = 1
    for found in _BRACE.finditer(text, start):
        depth += 1 if found[0] == "${" else -1
        if depth == 0:
            return found.start()
    return -1


def _alternatives(text: str) -> Iterator[str]:
    """The parts between commas that are outside of quotes, brackets and inner variables."""
    depth, quote, start = 0, "", 0
    for place, sign in enumerate(text):
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "'\"":
            quote = sign
        elif sign in "{(":
            depth += 1
        elif sign in "})":
            depth -= 1
        elif sign == "," and depth == 0:
            yield text[start:place]
            start = place + 1
    yield text[start:]
