"""Joins a configuration with what it includes from the same repository, and a job with what it extends.

From "CI/CD YAML syntax reference" of GitLab's documentation: mappings are merged name by name, anything else is
replaced; ``extends`` may go eleven deep, ``!reference`` ten.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from holdfast.model.tree import at, items
from holdfast.model.value import Hop, How, Known, Tree, Unknown

_DEEPEST: Final = 11
_REFERENCE: Final = "!reference"
REST: Final = "!rest"
"""Name in a job of what is not known about it: an ``Unknown`` that stands for all that the job does not say itself."""


def tagged(tag: str, tree: Tree) -> Tree:
    """What a tag means: a reference is kept until all is joined."""
    if tag == "reference":
        return Known({_REFERENCE: tree}, tree.place)
    return Unknown(f"the tag !{tag} decides it", tree.place)


def joined(under: Tree, over: Tree, depth: int = 0) -> Tree:
    """Two trees as one: mappings name by name, else the one over the other."""
    if depth > _DEEPEST or not isinstance(under, Known) or not isinstance(over, Known):
        return over
    if not isinstance(under.value, dict) or not isinstance(over.value, dict):
        return over
    merged: dict[str, Tree] = dict(under.value)
    for name, value in over.value.items():
        merged[name] = joined(merged[name], value, depth + 1) if name in merged else value
    return Known(merged, over.place, over.how, over.trail, over.refs)


def extended(name: str, jobs: Mapping[str, Tree], done: dict[str, Tree], depth: int = 0) -> Tree:
    """A job with all that it extends; ``done`` keeps those that are worked out."""
    if name not in done:
        done[name] = Unknown(f"job {name} extends itself", jobs[name].place)
        done[name] = _extended(jobs[name], jobs, done, depth)
    return done[name]


def _extended(job: Tree, jobs: Mapping[str, Tree], done: dict[str, Tree], depth: int) -> Tree:
    extends = at(job, "extends")
    if isinstance(extends, Unknown):
        return _with_rest(job, extends)
    result: Tree = Known({}, job.place)
    missing: Unknown | None = None
    for each in items(extends):
        base = each.value if isinstance(each, Known) and isinstance(each.value, str) else None
        if base is None or base not in jobs or depth >= _DEEPEST:
            missing = Unknown(f"it extends {base or 'something'}, which was not read", job.place)
            continue
        below = extended(base, jobs, done, depth + 1)
        if isinstance(below, Unknown):
            missing = below
            continue
        result = joined(result, _trailed(below, Hop(f'job "{base}"', below.place)))
    result = joined(result, job)
    return _with_rest(result, missing) if missing is not None else result


def _with_rest(job: Tree, unknown: Unknown) -> Tree:
    if isinstance(job, Unknown) or not isinstance(job.value, dict):
        return job
    return Known({**job.value, REST: unknown}, job.place)


def _trailed(job: Tree, hop: Hop) -> Tree:
    """A job whose values say which job they come from."""
    if isinstance(job, Unknown) or not isinstance(job.value, dict):
        return job
    values = {
        name: Known(value.value, value.place, How.COMPUTED, (*value.trail, hop), value.refs)
        if isinstance(value, Known)
        else value
        for name, value in job.value.items()
    }
    return Known(values, job.place)


class Budget:
    """How many values may still be copied."""

    def __init__(self, left: int = 100_000) -> None:
        """Start with some."""
        self.left = left


def resolved(tree: Tree, whole: Tree, budget: Budget, depth: int = 0) -> Tree:
    """A tree with its references followed; what a reference does not find is unknown, as is what takes too long."""
    budget.left -= 1
    if budget.left < 0 or depth > 4 * _DEEPEST:
        return Unknown("its references unfold to too much", tree.place)
    if isinstance(tree, Unknown):
        return tree
    if isinstance(tree.value, list):
        return tree._replace(value=[resolved(each, whole, budget, depth + 1) for each in tree.value])
    if not isinstance(tree.value, dict):
        return tree
    if _REFERENCE not in tree.value:
        return tree._replace(
            value={name: resolved(each, whole, budget, depth + 1) for name, each in tree.value.items()}
        )
    path: list[Any] = [each.value for each in items(tree.value[_REFERENCE]) if isinstance(each, Known)]
    found = at(whole, *(step for step in path if isinstance(step, str | int)))
    if isinstance(found, Known) and found.value is None:
        return Unknown(f"what !reference [{', '.join(map(str, path))}] names was not read", tree.place)
    return resolved(found, whole, budget, depth + 4)


def field(job: Tree, defaults: Tree, name: str) -> Tree:
    """A keyword of a job: its own, else what is not known, else the default of all jobs."""
    own = at(job, name)
    if isinstance(own, Unknown) or own.value is not None or _has(job, name):
        return own
    rest = at(job, REST)
    if isinstance(rest, Unknown):
        return rest
    inherit = at(job, "inherit", "default")
    if isinstance(inherit, Known) and inherit.value is False:
        return own
    default = at(defaults, name)
    return own if isinstance(default, Known) and default.value is None else default


def _has(job: Tree, name: str) -> bool:
    return isinstance(job, Known) and isinstance(job.value, dict) and name in job.value
