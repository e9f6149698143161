"""A CloudFormation template as its sections, with the short forms of YAML written out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from holdfast.formats import jsontree, yamltree
from holdfast.model.place import Place
from holdfast.model.reading import Gap
from holdfast.model.tree import at, fields, items
from holdfast.model.value import Known, Tree, Unknown

_BARE: Final = frozenset({"Ref", "Condition"})
_SAM: Final = "AWS::Serverless-2016-10-31"


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """The sections that say what is built. Names map to trees as they are written, before evaluation."""

    parameters: dict[str, Tree]
    mappings: dict[str, Tree]
    conditions: dict[str, Tree]
    resources: dict[str, Tree]
    outputs: dict[str, Tree]
    globals: Tree
    """Properties that functions and interfaces of a serverless template share; absent elsewhere."""
    serverless: bool
    place: Place


def short_form(tag: str, tree: Tree) -> Tree:
    """``!Ref x`` as ``{"Ref": x}``, ``!Sub x`` as ``{"Fn::Sub": x}``, ``!GetAtt a.b`` with its two parts."""
    if tag == "GetAtt" and isinstance(tree, Known) and isinstance(tree.value, str):
        name, _, attribute = tree.value.partition(".")
        tree = Known([Known(name, tree.place), Known(attribute, tree.place)], tree.place)
    return Known({tag if tag in _BARE else f"Fn::{tag}": tree}, tree.place)


def parse(path: str, content: bytes) -> tuple[Tree | None, list[Gap]]:
    """The tree of a template in JSON or YAML, or the reason why there is none."""
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        trees, gaps = jsontree.parse(path, content)
        if trees:
            return trees[0], list(gaps)
    trees, gaps = yamltree.parse(path, content, short_form)
    return trees[0] if trees else None, list(gaps)


def template(tree: Tree) -> Template:
    """The sections of a template's tree; a section that is missing or has another form is empty."""
    transforms = items(at(tree, "Transform"))
    return Template(
        parameters=_section(tree, "Parameters"),
        mappings=_section(tree, "Mappings"),
        conditions=_section(tree, "Conditions"),
        resources=_section(tree, "Resources"),
        outputs=_section(tree, "Outputs"),
        globals=at(tree, "Globals"),
        serverless=any(isinstance(each, Known) and each.value == _SAM for each in transforms),
        place=tree.place,
    )


def _section(tree: Tree, name: str) -> dict[str, Tree]:
    return dict(fields(at(tree, name)))


def intrinsic(tree: Tree) -> tuple[str, Tree] | None:
    """Name and argument, where a tree is the call of a function or a reference."""
    if isinstance(tree, Unknown) or not isinstance(tree.value, dict) or len(tree.value) != 1:
        return None
    ((name, argument),) = tree.value.items()
    return (name, argument) if name == "Ref" or name.startswith("Fn::") else None
