"""What ``setup.cfg`` and ``setup.py`` of setuptools ask for; a setup.py is read and never run.

Source: setuptools' documentation of declarative configuration and of the keywords of ``setup``.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator, Mapping
from typing import Any, Final

from holdfast.estate.packages.drafts import fault, gap
from holdfast.estate.packages.pep508 import Want, normal, reach_of, want
from holdfast.estate.packages.pythonproject import Project
from holdfast.formats.treetext import decoded
from holdfast.model.package import Reach
from holdfast.model.reading import Gap

_MOST_BYTES: Final = 1 << 20
_LISTS: Final[Mapping[str, Reach]] = {
    "install_requires": Reach.RUNTIME,
    "setup_requires": Reach.BUILD,
    "tests_require": Reach.TEST,
}
_MOST_PIECES: Final = 10_000

Listed = list[tuple[str, int]]
"""Requirements and their lines."""


def setup_cfg(path: str, content: bytes) -> Project:
    """What the sections ``metadata`` and ``options`` say."""
    if len(content) > _MOST_BYTES:
        return Project(path, gaps=(fault(path, "larger than a setup.cfg is read"),))
    gaps: list[Gap] = []
    wants: list[Want] = []
    values: dict[str, str] = {}
    for section, key, pieces in _settings(decoded(content)):
        if section == "metadata":
            values.setdefault(key.replace("-", "_"), " ".join(piece for piece, _ in pieces))
        elif section == "options" and key in _LISTS:
            wants += _wanted(_parts(pieces), _LISTS[key], path, gaps)
        elif section == "options.extras_require":
            wants += _wanted(_parts(pieces), reach_of(key, Reach.OPTIONAL), path, gaps)
    stated = {key: value for key, value in values.items() if not value.startswith(("attr:", "file:"))}
    name, licence = normal(stated.get("name", "")), stated.get("license", "")
    return Project(path, name, stated.get("version", ""), licence, tuple(wants), tuple(gaps), bool(name or wants))


def _settings(text: str) -> Iterator[tuple[str, str, Listed]]:
    """Section, key and the lines of the value of each setting."""
    section, key = "", ""
    pieces: Listed = []
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        if not line or line[0] in "#;":
            continue
        if raw[0].isspace():
            pieces.append((line, number))
            continue
        if key:
            yield section, key, pieces
        key, pieces = "", []
        if line[0] == "[":
            section = line.strip("[]").strip().lower()
            continue
        cut = min((at for at in (line.find("="), line.find(":")) if at > 0), default=0)
        key = line[:cut].strip().lower()
        if line[cut + 1 :].strip():
            pieces.append((line[cut + 1 :].strip(), number))
    if key:
        yield section, key, pieces


def _parts(pieces: Listed) -> Listed:
    """One requirement each: a list on a single line has semicolons between, where they begin no marker."""
    if len(pieces) != 1 or ";" not in pieces[0][0]:
        return pieces
    text, line = pieces[0]
    parts = [part.strip() for part in text.split(";") if part.strip()]
    return [(part, line) for part in parts] if all(want(part) for part in parts) else pieces


def _wanted(pieces: Listed, reach: Reach, path: str, gaps: list[Gap]) -> Iterator[Want]:
    for text, line in pieces:
        if text.startswith("file:"):
            continue  # the requirements file that it names is read by itself
        for piece in text.splitlines() if "\n" in text else [text]:
            body = piece.partition(" #")[0].strip()
            made = want(body, reach, line) if body else None
            if made is not None:
                yield made
            elif body:
                gaps.append(fault(path, "this is no requirement", line))


def setup_py(path: str, content: bytes) -> Project:
    """What the call of ``setup`` says in constants; what is computed when it runs is a gap."""
    if len(content) > _MOST_BYTES:
        return Project(path, gaps=(fault(path, "larger than a setup.py is read"),))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(content)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return Project(path, gaps=(fault(path, "not read as Python"),), declares=True)
    names = _constants(tree)
    call = next((node for node in ast.walk(tree) if _is_setup(node)), None)
    if not isinstance(call, ast.Call):
        return Project(path)
    given = _arguments(call, names)
    gaps: list[Gap] = []
    wants: list[Want] = []
    for key, reach in _LISTS.items():
        if key in given:
            wants += _constant(given[key], names, reach, key, path, gaps)
    if "extras_require" in given:
        extras = _resolved(given["extras_require"], names)
        if isinstance(extras, ast.Dict) and None not in extras.keys:
            for named, held in zip(extras.keys, extras.values, strict=True):
                extra = named.value if isinstance(named, ast.Constant) and isinstance(named.value, str) else ""
                wants += _constant(held, names, reach_of(extra, Reach.OPTIONAL), "extras_require", path, gaps)
        else:
            gaps.append(gap(path, "extras_require is computed when it runs", given["extras_require"].lineno))
    said = {key: _said(given.get(key), names) for key in ("name", "version", "license")}
    name, declares = normal(said["name"]), bool(said["name"] or wants or gaps)
    return Project(path, name, said["version"], said["license"], tuple(wants), tuple(gaps), declares)


def _is_setup(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    return called == "setup" and not node.args


def _constants(tree: ast.Module) -> dict[str, ast.expr]:
    """What names are bound to in the file, as far as each is bound once."""
    found: dict[str, ast.expr | None] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            name = node.targets[0].id
            found[name] = None if name in found else node.value
        elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            found[node.target.id] = None
    return {name: value for name, value in found.items() if value is not None}


def _arguments(call: ast.Call, names: Mapping[str, ast.expr]) -> dict[str, ast.expr]:
    """Keywords of the call, those of a dictionary behind two stars too."""
    given: dict[str, ast.expr] = {}
    for keyword in call.keywords:
        if keyword.arg:
            given[keyword.arg] = keyword.value
            continue
        spread = _resolved(keyword.value, names)
        if isinstance(spread, ast.Dict):
            pairs = zip(spread.keys, spread.values, strict=True)
            given.update({str(key.value): value for key, value in pairs if isinstance(key, ast.Constant)})
    return given


def _resolved(node: ast.expr, names: Mapping[str, ast.expr]) -> ast.expr:
    for _ in range(10):
        if not isinstance(node, ast.Name) or node.id not in names:
            return node
        node = names[node.id]
    return node


def _said(node: ast.expr | None, names: Mapping[str, ast.expr]) -> str:
    value: Any = _resolved(node, names) if node is not None else None
    return value.value if isinstance(value, ast.Constant) and isinstance(value.value, str) else ""


def _constant(
    node: ast.expr, names: Mapping[str, ast.expr], reach: Reach, key: str, path: str, gaps: list[Gap]
) -> Iterator[Want]:
    """The requirements that an expression stands for; the parts of it that are computed are gaps."""
    waiting, left = [node], _MOST_PIECES
    while waiting and left:
        left -= 1
        piece = _resolved(waiting.pop(), names)
        if isinstance(piece, ast.List | ast.Tuple | ast.Set):
            waiting += reversed(piece.elts)
        elif isinstance(piece, ast.BinOp) and isinstance(piece.op, ast.Add):
            waiting += [piece.right, piece.left]
        elif isinstance(piece, ast.Starred):
            waiting.append(piece.value)
        elif isinstance(piece, ast.Constant) and isinstance(piece.value, str):
            yield from _wanted([(piece.value, piece.lineno)], reach, path, gaps)
        elif not (isinstance(piece, ast.Constant) and piece.value is None):
            gaps.append(gap(path, f"{key} is computed when it runs", piece.lineno))
