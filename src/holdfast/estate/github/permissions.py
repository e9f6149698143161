"""What the token of a workflow and of each of its jobs may do."""

from __future__ import annotations

from typing import NamedTuple

from holdfast.estate.github.system import literal
from holdfast.model.tree import at, fields
from holdfast.model.value import How, Known, Tree, Unknown, Value


class Rights(NamedTuple):
    """What ``permissions`` of a job, or of its workflow where it has none, says."""

    own_write_all: Value[bool]
    """The job itself asks for everything."""
    identity_token: Value[bool]


def declared(workflow: Tree, jobs: list[Tree]) -> Value[bool]:
    """Whether the rights are declared: for all, or for each job by itself."""
    own = at(workflow, "permissions")
    if isinstance(own, Unknown):
        return own
    if own.value is not None or "permissions" in (workflow.value if isinstance(workflow, Known) else {}):
        return Known(True, own.place)
    each = [at(job, "permissions") for job in jobs]
    unknown = next((tree for tree in each if isinstance(tree, Unknown)), None)
    if unknown is not None:
        return unknown
    all_declare = bool(each) and all(isinstance(tree, Known) and tree.value is not None for tree in each)
    return Known(all_declare, each[0].place if all_declare else at(workflow, "on").place, How.DEFAULT)


def write_all(tree: Tree) -> Value[bool]:
    """Whether ``permissions`` lets everything be written."""
    if isinstance(tree, Unknown):
        return tree
    text = literal(tree)
    if "${{" in text:
        return Unknown("an expression decides it", tree.place)
    return Known(text == "write-all", tree.place)


def writable(tree: Tree) -> Value[tuple[Value[str], ...]]:
    """What ``permissions`` lets be written, by name."""
    if isinstance(tree, Unknown):
        return tree
    found = [Known(name, value.place) for name, value in fields(tree) if literal(value) == "write"]
    return Known(tuple(found), tree.place)


def rights(workflow: Tree, job: Tree) -> Rights:
    """The rights of one job."""
    own = at(job, "permissions")
    effective = at(workflow, "permissions") if isinstance(own, Known) and own.value is None else own
    if isinstance(effective, Unknown):
        return Rights(write_all(own), effective)
    told = literal(at(effective, "id-token")) == "write" or literal(effective) == "write-all"
    place = at(effective, "id-token").place if told else effective.place
    return Rights(write_all(own), Known(told, place))
