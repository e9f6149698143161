"""The repository as the house tests read it: files, modules, syntax trees."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

from holdfast.estate.repo.worktree import list_paths

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src"
PACKAGE = SOURCE / "holdfast"


@cache
def committed() -> tuple[str, ...]:
    """Every path that is, or on the next commit can be, part of the repository."""
    listing = list_paths(ROOT, "", [], gitignore=True)
    return tuple(path for path in listing.paths if (ROOT / path).is_file())


@cache
def modules() -> dict[str, ast.Module]:
    """The syntax tree of each module of the package, by dotted name."""
    return {_name(path): tree(path) for path in sorted(PACKAGE.rglob("*.py"))}


@cache
def tree(path: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def _name(path: Path) -> str:
    return ".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__")
