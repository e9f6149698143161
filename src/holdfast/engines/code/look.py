"""One look at the code of a project."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from holdfast.engines.code.accounts import Accounts
from holdfast.engines.code.classes import declared
from holdfast.engines.code.entries import leftovers
from holdfast.engines.code.expressions import EXPRESSIONS
from holdfast.engines.code.invoke import apply
from holdfast.engines.code.joins import truthy
from holdfast.engines.code.operations import combine
from holdfast.engines.code.outcome import Asked, Limits, Outcome, Project, Spot
from holdfast.engines.code.parts import Parts, Places
from holdfast.engines.code.roots import Roots
from holdfast.engines.code.run import Tables
from holdfast.engines.code.statements import STATEMENTS
from holdfast.engines.code.values import Unit
from holdfast.engines.code.world import Whole

if TYPE_CHECKING:
    from holdfast.engines.code.knowledge import Books

TABLES: Final = Tables(EXPRESSIONS, STATEMENTS, apply, leftovers, combine, truthy, declared)


def look(
    project: Project, asked: Asked, books: Books, limits: Limits, progress: Callable[[str], None] | None = None
) -> Outcome:
    """Evaluate the files that are asked for, with what they import. Raises nothing for any content of a file."""
    outcome = Outcome()
    world = Whole(project, books, limits, TABLES, outcome, asked.near)
    roots = Roots(world, outcome)
    roots.examine(asked, progress)
    for path in asked.paths:
        unit = world.unit(path) if path not in roots.left else None
        if unit is not None and unit.module.broken:
            outcome.broken[path] = [Spot(path, each.start, each.end) for each in unit.module.broken]
    if asked.account:
        world.account(outcome, roots.grounds)
    return outcome


def apart(project: Project, path: str, books: Books) -> Parts:
    """A file in parts as it stands, without a look; see ``Outcome.parts``."""
    world = Whole(project, books, Limits(), TABLES, Outcome())
    module = project.module(path)
    return Parts() if module is None else Accounts(world.gives).apart(Unit(module), Places(module))
