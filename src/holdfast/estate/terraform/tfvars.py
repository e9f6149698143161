"""Files that set the variables of the root module."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from holdfast.estate.terraform.config import faults_of, parsed
from holdfast.estate.terraform.evaluate import Scope, World, tried
from holdfast.estate.terraform.unit import VALUES, is_values
from holdfast.estate.terraform.values import moved
from holdfast.model.reading import Gap
from holdfast.model.value import Hop, Tree


def faults(files: Mapping[str, bytes], names: Iterable[str]) -> list[Gap]:
    """What is broken in the files that set variables."""
    return [gap for name in names if is_values(name) for gap in faults_of(parsed(name, files[name]))]


def settings(files: Mapping[str, bytes], names: Iterable[str], world: World) -> dict[str, Tree]:
    """Variables and their values, the later file winning: the fixed names first, then the others in order."""
    found: dict[str, Tree] = {}
    chosen = [name for name in names if is_values(name)]
    for path in sorted(chosen, key=lambda name: (name.rpartition("/")[2] not in VALUES, name)):
        file = parsed(path, files[path])
        scope = Scope(world, file.source, {})
        for name, attribute in file.body.attributes.items():
            at = file.source.place(attribute.start, attribute.end)
            says = f'variable "{name}" set in {path.rpartition("/")[2]}'
            found[name] = moved(tried(attribute.value, scope), at, (), Hop(says, at))
    return found
