"""Start-up is part of the product: what the two fastest commands import is listed here and nowhere else."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
from collections.abc import Mapping, Set
from importlib import import_module
from pathlib import Path

import pytest

from .tree import SOURCE

MOST_MODEL_CLASSES = 15
MOST_CODE_CLASSES = 40
"""With program code among what is staged."""
FORBIDDEN = {
    *("asyncio", "concurrent", "difflib", "email", "http", "importlib.metadata", "jinja2", "logging"),
    *("multiprocessing", "pkg_resources", "queue", "random", "socket", "sqlite3", "ssl", "string", "tempfile"),
    *("tomllib", "urllib.request", "uuid", "xml", "yaml"),
}
"""Nothing of these is needed to look at a clean staged file where there is no policy file."""
DEAR = {"ast", "copy", "dataclasses", "importlib.util", "inspect", "json", "shutil", "tokenize", "zlib"}
"""Nor these, where no program code is among what is staged."""

PACKAGES = ("app.packages", "app.inventories", "app.lookup", "estate.packages.readers", "engines.packages")
"""What looks at packages."""
COMPARING = ("holdfast.engines.packages", "holdfast.engines.code", "holdfast.store.advisories", "holdfast.formats.purl")
"""What is needed only where something is compared with advisories, and shown."""

STAGED: list[str] = [
    "__main__",
    "app",
    "app.harvest",
    "app.origins",
    "app.places",
    "app.policy",
    "app.reports",
    "app.rulebook",
    "app.scan",
    "checks",
    "checks.secrets",
    "engines",
    "engines.secrets",
    "engines.secrets.layers",
    "engines.secrets.look",
    "estate",
    "estate.codefiles",
    "estate.likely",
    "estate.packages",
    "estate.packages.manifest",
    "estate.packages.names",
    "estate.repo",
    "estate.repo.blob",
    "estate.repo.git",
    "estate.repo.objects",
    "estate.repo.text",
    "faces",
    "faces.cli",
    "faces.cli.main",
    "faces.cli.paint",
    "faces.cli.scan",
    "formats",
    "formats.marks",
    "formats.pack",
    "formats.policyfile",
    "formats.report",
    "formats.report.gist",
    "formats.report.index",
    "formats.report.look",
    "formats.report.plain",
    "formats.report.terminal",
    "formats.report.text",
    "kit",
    "kit.expressions",
    "kit.multimatch",
    "kit.places",
    "kit.process",
    "loop",
    "loop.gate",
    "model",
    "model.errors",
    "model.noun",
    "model.policy",
    "model.report",
    "model.scope",
    "model.state",
    "store",
    "store.factcache",
    "store.facttable",
]


PROBE = """
import sys
before = set(sys.modules)
from holdfast.__main__ import main
code = main(sys.argv[1:])
print(*(f"imported {name}" for name in set(sys.modules) - before), sep="\\n", file=sys.stderr)
sys.exit(code)
"""


def _imported(folder: Path, environment: Mapping[str, str], *words: str) -> set[str]:
    """What a command imports, by statement or by name."""
    command = [sys.executable, "-c", PROBE, *words]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    rows = [line.split() for line in done.stderr.splitlines()]
    return {row[1] for row in rows if row[:1] == ["imported"]}


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    folder = tmp_path_factory.mktemp("user")
    return {**kept, "HOME": str(folder), "HOLDFAST_CACHE": str(folder / "cache"), "PYTHONPATH": str(SOURCE)}


@pytest.fixture(scope="module")
def staged(tmp_path_factory: pytest.TempPathFactory, environment: dict[str, str]) -> set[str]:
    """What a staged scan of one small file imports, with the fast matcher already built."""
    return _staged(tmp_path_factory.mktemp("work"), environment, "a.txt", "hello\n")


@pytest.fixture(scope="module")
def staged_code(tmp_path_factory: pytest.TempPathFactory, environment: dict[str, str]) -> set[str]:
    """The same of a small file of program code."""
    return _staged(tmp_path_factory.mktemp("work"), environment, "a.py", "print('hello')\n")


@pytest.fixture(scope="module")
def staged_yaml(tmp_path_factory: pytest.TempPathFactory, environment: dict[str, str]) -> set[str]:
    """The same of a YAML file, which might have named packages and does not."""
    return _staged(tmp_path_factory.mktemp("work"), environment, "a.yaml", "image: none\n")


@pytest.fixture(scope="module")
def staged_unknown(tmp_path_factory: pytest.TempPathFactory, environment: dict[str, str]) -> set[str]:
    """The same of a file that names packages about which nobody publishes advisories, and is no code of the project."""
    text = "collections:\n  - name: example.tidy\n    version: 1.0.0\n"
    return _staged(tmp_path_factory.mktemp("work"), environment, "requirements.yml", text)


def _staged(folder: Path, environment: Mapping[str, str], name: str, text: str) -> set[str]:
    pytest.importorskip("hyperscan", reason="the portable matcher reads every type, so it imports more")
    (folder / name).write_text(text, encoding="utf-8")
    for words in (["git", "init", "-q"], ["git", "add", name]):
        subprocess.run(words, cwd=folder, env=environment, check=True)
    _imported(folder, environment, "scan", "--staged")
    return _imported(folder, environment, "scan", "--staged")


def _own(names: set[str]) -> list[str]:
    return sorted(name.removeprefix("holdfast.") for name in names if name.startswith("holdfast."))


def _heavy(names: set[str], heavy: Set[str] = FORBIDDEN) -> list[str]:
    return sorted(heavy & {".".join(name.split(".")[:end]) for name in names for end in (1, 2)})


def test_version_imports_nothing_of_ours(tmp_path: Path, environment: dict[str, str]) -> None:
    names = _imported(tmp_path, environment, "--version")
    assert _own(names) == ["__main__"]
    assert _heavy(names) == []


def test_a_staged_scan_imports_these_modules_only(staged: set[str]) -> None:
    assert _own(staged) == STAGED


def test_a_staged_file_that_names_no_packages_costs_nothing_more(staged: set[str], staged_yaml: set[str]) -> None:
    assert [name for name in _own(staged_yaml - staged) if name.startswith(PACKAGES)] == []


def test_packages_that_nobody_knows_of_are_not_compared(staged_unknown: set[str]) -> None:
    own = {f"holdfast.{name}" for name in _own(staged_unknown)}
    assert "holdfast.app.packages" in own
    assert _heavy(staged_unknown, {"sqlite3", "dataclasses"}) == []
    assert [name for name in sorted(own) if name.startswith(COMPARING)] == []


def test_a_staged_scan_imports_nothing_heavy(staged: set[str], staged_code: set[str]) -> None:
    assert _heavy(staged, FORBIDDEN | DEAR) == []
    assert _heavy(staged_code) == []


def test_a_staged_scan_creates_few_model_classes(staged: set[str], staged_code: set[str]) -> None:
    assert len(_classes(staged)) <= MOST_MODEL_CLASSES, sorted(_classes(staged))
    assert len(_classes(staged_code)) <= MOST_CODE_CLASSES, sorted(_classes(staged_code))


def _classes(imported: set[str]) -> set[str]:
    modules = [import_module(name) for name in sorted(imported) if name.startswith("holdfast.model.")]
    return {
        f"{module.__name__.rpartition('.')[2]}.{name}"
        for module in modules
        for name, item in vars(module).items()
        if isinstance(item, type) and item.__module__ == module.__name__ and dataclasses.is_dataclass(item)
    }
