"""What a template shows once it is deployed, and whether that is a credential.

Whoever may describe stacks reads their outputs; ``NoEcho`` hides a parameter, but no output that repeats it. Source:
"CloudFormation template Outputs syntax" and "Parameters", AWS CloudFormation user guide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from holdfast.estate.cloudformation.evaluate import Evaluator
from holdfast.estate.cloudformation.template import Template, intrinsic
from holdfast.estate.credentials import literal_secret, named_secret
from holdfast.estate.kinds.stack import StackOutput
from holdfast.model.resource import Resource
from holdfast.model.tree import at, flag
from holdfast.model.value import How, Known, Tree, Unknown, Value

_DEEPEST: Final = 20
_KEY: Final = ("AWS::IAM::AccessKey", "SecretAccessKey")
_NAMED: Final = re.compile(r"\$\{([A-Za-z0-9]+)(?:\.([A-Za-z0-9.]+))?\}")


def handed_out(parts: Template) -> dict[str, Tree]:
    """The outputs by name, evaluated; those whose condition does not hold are left out."""
    evaluator = Evaluator(parts)
    found = {}
    for name, tree in parts.outputs.items():
        condition = at(tree, "Condition")
        named = condition.value if isinstance(condition, Known) else None
        if not isinstance(named, str) or evaluator.condition(named) is not False:
            found[name] = evaluator.tree(at(tree, "Value"))
    return found


def read(parts: Template, outputs: Mapping[str, Tree], language: str) -> Iterator[Resource]:
    """Every output as a resource."""
    for name, value in outputs.items():
        written = parts.outputs[name]
        yield StackOutput(
            address=f"Outputs.{name}",
            type="output",
            provider="aws",
            language=language,
            place=written.place,
            raw=Known({"Value": value}, written.place),
            shows_secret=_shown(parts, name, at(written, "Value"), value),
        )


def _shown(parts: Template, name: str, written: Tree, value: Tree) -> Value[bool]:
    if _hidden(parts, written, 0):
        return Known(True, written.place, How.COMPUTED)
    if isinstance(value, Unknown):
        return value if named_secret(name) and not value.refs else Known(False, written.place, How.COMPUTED)
    text = value.value if isinstance(value.value, str) else ""
    # A reference that is not known stands as ${Name.Attribute} in the text, and is no credential in clear.
    return Known("${" not in text and literal_secret(name, text), written.place, value.how, value.trail)


def _hidden(parts: Template, tree: Tree, depth: int) -> bool:
    """Whether a value repeats a hidden parameter, or the secret of a key that the template makes."""
    if depth > _DEEPEST or isinstance(tree, Unknown):
        return False
    call = intrinsic(tree)
    if call is not None and call[0] in ("Ref", "Fn::GetAtt", "Fn::Sub"):
        return any(_is_hidden(parts, *named) for named in _names(*call))
    inner = tree.value.values() if isinstance(tree.value, dict) else tree.value
    return any(_hidden(parts, each, depth + 1) for each in (inner if isinstance(tree.value, dict | list) else ()))


def _names(function: str, argument: Tree) -> Iterator[tuple[str, str]]:
    """What a call refers to: names, each with an attribute or none."""
    if function == "Fn::GetAtt":
        parts = (at(argument, number) for number in (0, 1))
        words = [str(each.value) for each in parts if isinstance(each, Known)]
        if isinstance(argument, Known) and isinstance(argument.value, str):
            words = argument.value.split(".", 1)
        yield words[0] if words else "", words[1] if len(words) > 1 else ""
        return
    text = at(argument, 0) if isinstance(argument, Known) and isinstance(argument.value, list) else argument
    if isinstance(text, Known) and isinstance(text.value, str):
        if function == "Ref":
            yield text.value, ""
        else:
            yield from ((found[1], found[2] or "") for found in _NAMED.finditer(text.value[:10_000]))


def _is_hidden(parts: Template, name: str, attribute: str) -> bool:
    parameter, made = parts.parameters.get(name), parts.resources.get(name)
    if parameter is not None and not attribute:
        told = flag(at(parameter, "NoEcho"), False)
        return isinstance(told, Known) and told.value
    if made is None:
        return False
    type = at(made, "Type")
    return isinstance(type, Known) and (type.value, attribute) == _KEY
