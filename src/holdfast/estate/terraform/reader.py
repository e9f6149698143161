"""Reads configurations of Terraform and OpenTofu."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from typing import Final

from holdfast.estate.blocks import Block, Blocks
from holdfast.estate.terraform.config import Config, Declared, load
from holdfast.estate.terraform.evaluate import Meter, tried
from holdfast.estate.terraform.expand import Instance
from holdfast.estate.terraform.mapping import resources
from holdfast.estate.terraform.module import META, Module
from holdfast.estate.terraform.tfvars import faults, settings
from holdfast.estate.terraform.unit import folder_of, inside, sources_by_folder, units
from holdfast.estate.terraform.values import Bad, Spent
from holdfast.model.place import Place
from holdfast.model.reading import Gap, Reading, Unit
from holdfast.model.value import Known, Tree, Unknown

__all__ = ["evaluated", "read", "units"]

STEPS: Final = 600_000
"""So much may be evaluated in one unit."""
BLOCKS: Final = 20_000
MODULES: Final = 2_000
DEPTH: Final = 12
"""Modules in modules."""


def read(unit: Unit, files: Mapping[str, bytes]) -> Reading:
    """Evaluate a root module and make resources of its blocks. Raises nothing."""
    own = {path: data for path in unit.paths if (data := files.get(path)) is not None}
    blocks, gaps = evaluated(unit.root, own, files)
    return Reading(resources=resources(blocks), gaps=gaps)


def evaluated(
    root: str, files: Mapping[str, bytes], more: Mapping[str, bytes] | None = None
) -> tuple[Blocks, tuple[Gap, ...]]:
    """All blocks of a root module, and what could not be understood; ``more`` is asked for files that it reads."""
    run = _Run(root, files, files if more is None else more)
    blocks = tuple(run.blocks())
    run.hand_out()
    return Blocks(blocks, "terraform", run.leaving), tuple(dict.fromkeys(run.gaps))


class _Files:
    """The files of a unit, as its root module sees them."""

    def __init__(self, root: str, files: Mapping[str, bytes], more: Mapping[str, bytes]) -> None:
        self._root = root
        self._files = files
        self._more = more

    def relative(self, folder: str) -> str:
        return posixpath.relpath(folder or ".", self._root or ".")

    def read(self, path: str) -> tuple[str, bytes] | None:
        found = inside(self._root, path)
        data = self._more.get(found) if found else None
        return (found, data) if found and data is not None else None

    def under(self, path: str) -> list[str] | None:
        folder = inside(self._root, path)
        if folder is None:
            return None
        start = f"{folder}/" if folder else ""
        return [name[len(start) :] for name in self._files if name.startswith(start)]


class _Run:
    """One evaluation of a root module."""

    def __init__(self, root: str, files: Mapping[str, bytes], more: Mapping[str, bytes]) -> None:
        self.root = root
        self.source_files = files
        self.files = _Files(root, files, more)
        self.meter = Meter(STEPS)
        self.gaps: list[Gap] = []
        self._folders = sources_by_folder(files)
        self._configs: dict[str, Config] = {}
        self._modules = 0
        self._spent = False
        self.leaving: list[tuple[str, Tree]] = []
        self._top: Module | None = None

    def blocks(self) -> Iterator[Block]:
        """The blocks of the root and of all modules below it."""
        given: dict[str, Tree] = {}
        top = Module(self, self._config(self.root), "", given.get)
        names = [name for name in self.source_files if folder_of(name) == self.root]
        given.update(settings(self.source_files, names, top))
        self.gaps.extend(faults(self.source_files, names))
        self._top = top
        left = BLOCKS
        todo = [top]
        while todo:
            module = todo.pop()
            for declared, instance in module.blocks():
                left -= 1
                if left < 0:
                    self.gaps.append(Gap(why="there are too many resources", place=_place(declared)))
                    return
                made = self._block(module, declared, instance)
                if made is not None:
                    yield made
            todo.extend(reversed(list(module.modules())))

    def hand_out(self) -> None:
        """Take down the outputs of the root; after the blocks, which matter more where there is much to evaluate."""
        top = self._top
        if top is None:
            return
        for name, declared in top.config.outputs.items():
            try:
                tree = top.output(name)
            except (Bad, Spent, RecursionError):
                tree = Unknown("it cannot be evaluated", _place(declared))
            self.leaving.append(("", tree))

    def _hand_on(self, module: Module, declared: Declared) -> None:
        """Take down what a module that was not read is given."""
        for name, attribute in declared.block.body.attributes.items():
            try:
                self.leaving.append((name, tried(attribute.value, module.scope(declared.source))))
            except (Spent, RecursionError):
                self.leaving.append((name, Unknown("it cannot be evaluated", _place(declared))))

    def _block(self, module: Module, declared: Declared, instance: Instance) -> Block | None:
        mode, (type_, name) = declared.block.type, declared.block.labels
        if mode not in ("resource", "data"):
            return None
        return Block(
            mode=mode,
            type=type_,
            name=name,
            address=instance.address,
            module=module.address,
            attrs=self._attributes(module, declared, instance),
            place=_place(declared),
        )

    def _attributes(self, module: Module, declared: Declared, instance: Instance) -> Tree:
        try:
            return module.body(declared, instance)
        except (Spent, RecursionError) as error:
            why = str(error) if isinstance(error, Spent) else "it is nested too deeply"
            place = _place(declared)
            if not self._spent:
                self.gaps.append(Gap(why=why, place=place, fault=True))
            self._spent = True
            return Unknown(why, place)

    def _config(self, folder: str) -> Config:
        found = self._configs.get(folder)
        if found is None:
            found = load(folder, self.source_files, self._folders.get(folder, ()))
            self._configs[folder] = found
            self.gaps.extend(found.gaps)
        return found

    def module(self, module: Module, name: str, declared: Declared, instance: Instance) -> Module | None:
        """The module behind a call; None where it lies elsewhere, which is a gap."""
        source = self._source(module, declared)
        local = source is not None and source.startswith(("./", "../"))
        folder = inside(module.config.folder, source) if source is not None and local else None
        if folder is None or folder not in self._folders:
            why = f'module "{name}": its folder was not read' if local else f'module "{name}" lies elsewhere'
            self.gaps.append(Gap(why=why, place=_place(declared)))
            self._hand_on(module, declared)
            return None
        self._modules += 1
        if module.depth >= DEPTH or self._modules > MODULES:
            self.gaps.append(Gap(why=f'module "{name}": too many modules call each other', place=_place(declared)))
            return None
        scope = module.instance_scope(declared, instance)
        attributes = declared.block.body.attributes

        def given(variable: str) -> Tree | None:
            attribute = attributes.get(variable)
            return None if attribute is None or variable in META else module.argument(attribute, name, scope)

        base = f"{module.address}." if module.address else ""
        address = f"{base}module.{name}{instance.address}"
        return Module(self, self._config(folder), address, given, module.depth + 1)

    def _source(self, module: Module, declared: Declared) -> str | None:
        """Where a call says that the module lies; None where that is unknown."""
        attribute = declared.block.body.attributes.get("source")
        if attribute is None:
            return None
        tree = tried(attribute.value, module.scope(declared.source))
        return tree.value if isinstance(tree, Known) and isinstance(tree.value, str) else None


def _place(declared: Declared) -> Place:
    return declared.source.place(declared.block.start, declared.block.end)
