"""Measures how fast program code is analysed, beside bandit in the same run, and how that grows with size.

Django's source is fetched with pip, juice-shop is cloned where git reaches it or given as ``juice-shop=FOLDER``.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from benchmarks.corpora import django, git, repository, staged
from benchmarks.page import PAGE, costs, put
from benchmarks.speed import machine
from benchmarks.timing import BenchError, Job, environment, measure

ROOT: Final = Path(__file__).resolve().parent.parent
HOME: Final = ROOT / "build" / "bench"
BANDIT: Final = "bandit==1.9.2"
JUICE_SHOP: Final = "https://github.com/juice-shop/juice-shop"
CORE: Final = Path("django/utils/encoding.py")
"""Hundreds of Django's files import it."""
FOUND: Final = (0, 1, 4)
"""Exit codes of a scan that came to its end."""
_SIZES: Final = (10_000, 100_000, 500_000)
"""Lines of code for the growth."""
_SECONDS: Final = 300.0


def corpora(given: Sequence[str]) -> dict[str, Path]:
    """Name to folder of every corpus that can be had. Raises BenchError for a folder that is not there."""
    named = dict(item.split("=", 1) for item in given)
    found: dict[str, Path] = {}
    if source := Path(named["django"]) if "django" in named else django(HOME):
        found["django"] = source
    shop = Path(named["juice-shop"]) if "juice-shop" in named else HOME / "juice-shop"
    if not shop.is_dir() and "juice-shop" not in named:
        words = ["git", "clone", "--quiet", "--depth", "1", JUICE_SHOP, str(shop)]
        subprocess.run(words, capture_output=True, env=environment(GIT_TERMINAL_PROMPT="0"), check=False)
    if shop.is_dir():
        found["juice-shop"] = shop
    for name, folder in named.items():
        if not folder or not Path(folder).is_dir():
            raise BenchError(f"{name}: {folder} is no folder")
    return found


def bandit() -> Path | None:
    """Bandit in an environment of its own; None when it cannot be had."""
    home = HOME / "bandit"
    program = home / "bin" / "bandit"
    if not program.exists():
        for command in (
            [sys.executable, "-m", "venv", str(home)],
            [str(home / "bin" / "python"), "-m", "pip", "install", "-q", BANDIT],
        ):
            if subprocess.run(command, capture_output=True, check=False).returncode:
                return None
    return program


def sized(source: Path, lines: int, folder: Path) -> Path:
    """A tree of about so many lines of Python: files of a source in the order of their names, over and over."""
    if folder.is_dir():
        return folder
    files = [path for path in sorted(source.rglob("*.py")) if ".git" not in path.parts]
    left, turn = lines, 0
    while left > 0:
        turn += 1
        for path in files:
            if left <= 0:
                break
            target = folder / f"copy{turn}" / path.relative_to(source)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
            left -= path.read_bytes().count(b"\n")
    return repository(folder)


def jobs(found: dict[str, Path], peer: Path | None, home: Path, runs: int) -> Iterator[Job]:
    """The commands to measure."""
    for name, folder in found.items():
        yield _scan(f"{name}, cold", folder, home / name, runs, "--no-cache")
        yield _scan(f"{name}, warm", folder, home / name, runs)
        yield from _changes(name, folder, home, runs)
    source = found.get("django")
    if source is None:
        return
    if peer:
        yield Job(
            name="django, bandit",
            command=[str(peer), "-r", ".", "-q", "-f", "json", "-o", str(home / "bandit.json")],
            folder=source,
            runs=1,
            environment=environment(),
            accept=(0, 1),
            seconds=_SECONDS,
            warm=False,
        )
    for lines in _SIZES:
        folder = sized(source, lines, HOME / f"django-{lines}-lines")
        yield _scan(f"{lines:,} lines of Python, cold", folder, home / str(lines), 1, "--no-cache")
    one = source / "django/contrib/auth/views.py"
    yield Job(
        name="one staged file of 400 lines",
        command=[*_words(), "--staged"],
        folder=staged(home / "staged", [one]),
        runs=max(runs, 9),
        environment=_settings(home / "one"),
        accept=FOUND,
    )


def _words() -> list[str]:
    return [sys.executable, "-P", "-m", "holdfast", "scan", "."]


def _settings(cache: Path) -> dict[str, str]:
    return environment(
        HOLDFAST_CACHE=str(cache), HOLDFAST_DATA=str(cache.parent), PYTHONPATH=str(ROOT / "src"), PYTHONHASHSEED="0"
    )


def _scan(name: str, folder: Path, cache: Path, runs: int, *more: str) -> Job:
    words = [*_words(), "--since", "all", "--only", "code", "--persona", "auditor", "--format", "json", *more]
    return Job(
        name=name,
        command=words,
        folder=folder,
        runs=runs,
        environment=_settings(cache),
        accept=FOUND,
        seconds=_SECONDS,
        warm="--no-cache" not in more,
    )


def _changes(name: str, folder: Path, home: Path, runs: int) -> Iterator[Job]:
    """Warm scans after one file has changed: one in the middle of the tree, then one that most others hang on."""
    ending = ".py" if name == "django" else ".ts"
    comment = "#" if ending == ".py" else "//"

    def append(copy: Path) -> None:
        files = [path for path in sorted(copy.rglob(f"*{ending}")) if "node_modules" not in path.parts]
        with files[len(files) // 2].open("a", encoding="utf-8") as file:
            file.write(f"{comment} changed\n")

    yield _changed(f"{name}, one file changed", folder, home / f"{name}-changed", runs, append)
    if name == "django":
        yield _changed(f"{name}, a function of a core file changed", folder, home / "inside", runs, _inside)
        yield _changed(f"{name}, a function added to a core file", folder, home / "beside", runs, _beside)


def _inside(copy: Path) -> None:
    """Add a statement to a function of a file that hundreds of others import."""
    path = copy / CORE
    text = path.read_text(encoding="utf-8")
    head = "def force_str("
    at = text.index("\n", text.index('"""', text.index('"""', text.index(head)) + 3)) + 1
    path.write_text(f"{text[:at]}    changed = {len(text)}\n{text[at:]}", encoding="utf-8")


def _beside(copy: Path) -> None:
    """Add a function to the same file."""
    path = copy / CORE
    with path.open("a", encoding="utf-8") as file:
        file.write(f"\n\ndef changed_{path.stat().st_size}(text):\n    return text\n")


def _changed(name: str, folder: Path, copy: Path, runs: int, change: Callable[[Path], None]) -> Job:
    """A warm scan of a copy after a change."""
    if not copy.is_dir():
        shutil.copytree(folder, copy, symlinks=True)
        if not (copy / ".git").is_dir():
            git(copy, "init", "--quiet", "--template=")
    job = _scan(name, copy, copy.with_name(f"{copy.name}-cache"), runs)
    return Job(
        name=name,
        command=job.command,
        folder=copy,
        runs=runs,
        environment=job.environment,
        prepare=lambda: change(copy),
        accept=FOUND,
        seconds=_SECONDS,
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and with ``--write`` put the table into the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpora", nargs="*", metavar="NAME=FOLDER", help="corpora that are here already")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--write", action="store_true", help="write the table into docs/benchmarks.md")
    args = parser.parse_args(arguments)
    head = machine()
    try:
        found = corpora(args.corpora)
        with tempfile.TemporaryDirectory(prefix="holdfast-bench-") as folder:
            figures = measure(list(jobs(found, bandit(), Path(folder), args.runs)))
    except BenchError as error:
        print(f"The benchmark stopped: {error}", file=sys.stderr)
        return 1
    text = f"Machine: {head}.\n\n{costs(figures)}"
    print(text)
    if args.write:
        put(PAGE, "code", text)
    print(json.dumps({name: item.cpu for name, item in figures.items()}), file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
