"""Pages that are made of templates: a template is a function of the project whose parameter holds its variables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.engines.code import summary
from holdfast.engines.code.access import deep
from holdfast.engines.code.arguments import Use, picked
from holdfast.engines.code.contents import Table
from holdfast.engines.code.functions import passed
from holdfast.engines.code.joins import join
from holdfast.engines.code.values import Cell, Fixed, Other, Routine, options

if TYPE_CHECKING:
    from holdfast.engines.code.contents import Key
    from holdfast.engines.code.run import Run
    from holdfast.engines.code.values import Value
    from holdfast.model.coderule import Render


def rendered(run: Run, render: Render, use: Use) -> None:
    """Walk each template that a call may mean, with the variables that it is given."""
    names = [option for value in picked(run, use, render.template) for option in options(value)]
    for name in names:
        unit = run.world.page(name.value, run) if type(name) is Fixed and isinstance(name.value, str) else None
        if unit is None:
            continue
        run.ground.others.add(unit.ground)
        page = run.state.get((unit.frame, unit.module.name))
        if type(page) is Routine:
            inner = Use(use.node, use.names)
            variables = _variables(run, render, use, unit.module.name)
            inner.positional = [variables, variables]
            summary.call(run, page, inner, None)


def _variables(run: Run, render: Render, use: Use, page: str) -> Cell:
    """What a page knows, in one mapping."""
    entries: dict[Key, Value] = {}
    rest: Value | None = None
    for pick in render.context:
        given = picked(run, use, pick)
        if pick.name == "**":
            entries.update(use.keywords)
        for value in given:
            for option in options(value):
                content = run.state.content(option) if type(option) is Cell else None
                if type(content) is Table:
                    for key, each in content.entries.items():
                        entries[key] = join(entries[key], each) if key in entries else each
                    rest = _either(rest, content.rest)
                elif taints := deep(run, option):
                    rest = _either(rest, Other("", taints))
    cell = Cell("dict")
    run.state.own[cell] = Table({key: passed(run, each, page, use.node) for key, each in entries.items()}, rest)
    return cell


def _either(one: Value | None, two: Value | None) -> Value | None:
    return one if two is None else two if one is None else join(one, two)
