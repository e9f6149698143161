"""CloudFormation templates, serverless ones (SAM) and those that CDK writes included."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from holdfast.estate import mapping
from holdfast.estate.blocks import Block, Blocks
from holdfast.estate.cloudformation import outputs
from holdfast.estate.cloudformation.evaluate import Evaluator
from holdfast.estate.cloudformation.expand import expanded
from holdfast.estate.cloudformation.providers import MAPPERS
from holdfast.estate.cloudformation.shape import block, there
from holdfast.estate.cloudformation.template import Template, parse, template
from holdfast.model.reading import Gap, Reading, Unit
from holdfast.model.resource import Resource
from holdfast.model.tree import at
from holdfast.model.value import Known, Tree, Unknown

NAME: Final = "cloudformation"
_KEPT: Final = ("DeletionPolicy", "UpdateReplacePolicy")
"""What stands beside the properties of a resource and is put among them."""


def units(paths: Mapping[str, bytes]) -> list[Unit]:
    """Every template is one unit."""
    return [Unit(reader=NAME, root=path, paths=(path,)) for path in sorted(paths)]


def read(unit: Unit, files: Mapping[str, bytes]) -> Reading:
    """The resources of one template; those whose condition does not hold are left out."""
    tree, gaps = parse(unit.root, files.get(unit.root, b""))
    if tree is None:
        return Reading(gaps=tuple(gaps))
    parts = template(tree)
    blocks, missed = evaluated(parts)
    return Reading(resources=mapped(blocks, NAME, parts), gaps=(*gaps, *missed))


def mapped(blocks: list[Block], language: str, parts: Template) -> tuple[Resource, ...]:
    """Evaluated blocks as kinds, then the outputs."""
    shown = outputs.handed_out(parts)
    made = mapping.resources(Blocks(blocks, language, [("", tree) for tree in shown.values()]), MAPPERS, _provider)
    return (*made, *outputs.read(parts, shown, language))


def _provider(each: Block) -> str:
    first = each.type.partition("::")[0].lower()
    return "aws" if first in ("aws", "custom", "alexa") else first


def evaluated(parts: Template) -> tuple[list[Block], list[Gap]]:
    """The resources of a template with everything in them evaluated, and what could not be read.

    Attributes are the properties by CloudFormation's names. Their place is the whole resource, so that an absent
    property is said to lack there.
    """
    evaluator = Evaluator(parts)
    blocks, gaps = [], []
    for name, tree in evaluator.unrolled(parts.resources):
        found = _block(name, tree, evaluator)
        if isinstance(found, Block):
            blocks.append(found)
        elif found is not None:
            gaps.append(found)
    gaps.extend(evaluator.missed)
    shared = evaluator.tree(parts.globals)
    return (expanded(blocks, shared) if parts.serverless else blocks), gaps


def _block(name: str, tree: Tree, evaluator: Evaluator) -> Block | Gap | None:
    """A resource; None if it is not built."""
    if isinstance(tree, Unknown):
        return Gap(why=tree.why, place=tree.place)
    type, condition = at(tree, "Type"), at(tree, "Condition")
    if not isinstance(type, Known) or not isinstance(type.value, str):
        return Gap(why=f'"{name}" has no type', place=tree.place, fault=not name.startswith("Fn::"))
    named = condition.value if isinstance(condition, Known) else None
    if isinstance(named, str) and evaluator.condition(named) is False:
        return None
    properties = evaluator.tree(at(tree, "Properties"))
    if isinstance(properties, Unknown):
        return block(type.value, name, properties, tree.place)
    names = dict(properties.value) if isinstance(properties.value, dict) else {}
    for each in _KEPT:
        if there(tree, each):
            names.setdefault(each, evaluator.tree(at(tree, each)))
    return block(type.value, name, Known(names, tree.place), tree.place)
