"""What is written down to be tried out and not to be run for long: data for tests, and examples."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Final

from holdfast.kit.expressions import expression
from holdfast.model.reading import Unit

TEST: Final = "in data for tests"
EXAMPLE: Final = "in an example"
_TEST: Final = expression(r"(?:^|/)(?:testdata|fixtures|__fixtures__|test-fixtures|e2e)(?:/|$)")
"""Folders that tools keep for data of tests by convention; a folder called ``test`` may be an environment."""
_SHOWS: Final = expression(r"(?:^|/)examples?/")
_EXAMPLE: Final = expression(r"(?:^|/)(?:examples?|samples?|tests?|wrappers)(?:/|$)")


def rehearsed(path: str) -> str:
    """Why what a path holds is tried out only; empty for everything else."""
    return TEST if _TEST.search(path) else ""


def shows(path: str) -> bool:
    """Whether a path lies in a folder of examples. That alone says nothing where there is nothing else."""
    return bool(_SHOWS.search(path))


def unit_rehearsed(unit: Unit) -> str:
    """The same for a unit. An example calls the module that it lies in: its name alone says too little."""
    if why := rehearsed(unit.root):
        return why
    if unit.reader != "terraform" or not _EXAMPLE.search(unit.root):
        return ""
    above = {str(folder) for folder in PurePosixPath(unit.root).parents}
    calls = any(path.endswith((".tf", ".tofu")) and str(PurePosixPath(path).parent) in above for path in unit.paths)
    return EXAMPLE if calls else ""
