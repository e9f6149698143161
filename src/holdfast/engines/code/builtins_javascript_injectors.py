"""What gives an object of a class that it is asked for: the containers of Angular and Nest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from holdfast.engines.code.contents import Table
from holdfast.engines.code.language import Act
from holdfast.engines.code.values import Cell, Klass, Other

if TYPE_CHECKING:
    from holdfast.engines.code.arguments import Use
    from holdfast.engines.code.run import Run
    from holdfast.engines.code.values import Value


def _instance(run: Run, use: Use) -> Value | None:
    """An object of the class that is the first argument; somebody else made it."""
    wanted = use.argument(0)
    if type(wanted) is Klass:
        cell = Cell("object", wanted)
        run.state.own[cell] = Table({}, None)
        return cell
    if type(wanted) is Other and wanted.ref and not wanted.ref.startswith("?"):
        return Other(wanted.ref, (), True)
    return None


INJECTORS: Final[Mapping[str, Act]] = {
    "@angular/core.inject": _instance,
    "@angular/core.Injector.get": _instance,
    "@angular/core/testing.TestBed.inject": _instance,
    "@nestjs/core.ModuleRef.get": _instance,
    "@nestjs/core.ModuleRef.resolve": _instance,
}
