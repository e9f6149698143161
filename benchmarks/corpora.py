"""Makes what the speed measurements read: source trees, lock and minified files, and repositories with staged files."""

from __future__ import annotations

import base64
import json
import random
import shutil
import subprocess
import sys
import sysconfig
import tarfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from benchmarks.timing import environment

ROOT: Final = Path(__file__).resolve().parent.parent
DJANGO: Final = "5.2"
_TEXT: Final = frozenset(
    (".py", ".pyi", ".txt", ".md", ".rst", ".json", ".toml", ".cfg", ".ini", ".yaml", ".yml", ".js", ".css", ".html")
)
_LOCKS: Final = ("package-lock.json", "poetry.lock", "yarn.lock", "uv.lock", "Pipfile.lock")
_MINIFIED: Final = (".min.js", ".min.css", ".js.map", ".css.map", "-standalone.js")
_GIT: Final = ("git", "-c", "user.name=bench", "-c", "user.email=bench@example.org", "-c", "commit.gpgsign=false")


def git(folder: Path, *words: str) -> None:
    """Run git in a folder. Raises CalledProcessError when it fails."""
    subprocess.run([*_GIT, *words], cwd=folder, env=environment(), check=True, capture_output=True)


def repository(folder: Path) -> Path:
    """Make a folder a git repository with everything in it committed, as its user would have it."""
    git(folder, "init", "--quiet", "--template=")
    git(folder, "add", "--all", "--force")
    git(folder, "commit", "--quiet", "--allow-empty", "--message=all")
    return folder


def django(home: Path) -> Path | None:
    """Django's source distribution without its three PDFs, committed below ``home``; None when it cannot be had."""
    folder = home / f"django-{DJANGO}"
    if folder.is_dir():
        return folder
    words = ["download", "--quiet", "--no-deps", "--no-binary", ":all:", "--dest", str(home), f"django=={DJANGO}"]
    try:
        subprocess.run([sys.executable, "-m", "pip", *words], check=True, capture_output=True, timeout=120)
        archive = next(path for path in home.iterdir() if path.name.lower() == f"django-{DJANGO}.tar.gz")
    except (subprocess.SubprocessError, StopIteration):
        return None
    with tarfile.open(archive) as packed:
        packed.extractall(home / "unpacked", filter="data")
    next((home / "unpacked").iterdir()).rename(folder)
    for path in folder.rglob("*.pdf"):  # read by an extra only, each in a process of its own
        path.unlink()
    return repository(folder)


def site_packages(home: Path) -> Path:
    """The text files of the packages installed beside this interpreter, copied and committed below ``home``."""
    folder = home / "site-packages"
    if not folder.is_dir():
        installed = Path(sysconfig.get_paths()["purelib"])
        copy(installed, (path for path in sorted(installed.rglob("*")) if path.suffix in _TEXT), folder)
        repository(folder)
    return folder


def copy(top: Path, files: Iterable[Path], folder: Path) -> None:
    """Copy files below ``top`` to the same places below ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in files:
        if path.is_file() and not path.is_symlink():
            target = folder / path.relative_to(top)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)


def part(top: Path, folder: Path, most: int) -> Path:
    """A sample of a tree: text files spread evenly over it, about ``most`` bytes, committed in ``folder``."""
    if not folder.is_dir():
        files = [path for path in sorted(top.rglob("*")) if path.suffix in _TEXT and ".git" not in path.parts]
        step = max(1, sum(path.stat().st_size for path in files) // most)
        copy(top, files[::step], folder)
        repository(folder)
    return folder


def quiet_files(home: Path, sources: Sequence[Path], packages: int) -> Path:
    """Lock and minified files: the real ones of ``sources``, and generated lock files of ``packages`` entries each."""
    folder = home / "lock-and-minified"
    if not folder.is_dir():
        for number, top in enumerate(sources):
            real = (path for path in sorted(top.rglob("*")) if path.name in _LOCKS or path.name.endswith(_MINIFIED))
            copy(top, real, folder / f"real-{number}")
        draw = random.Random("locks")  # noqa: S311 - the same files every time
        for number in range(8):
            made = folder / f"made-{number}"
            made.mkdir(parents=True)
            (made / "package-lock.json").write_text(npm_lock(draw, packages), encoding="utf-8")
            (made / "poetry.lock").write_text(poetry_lock(draw, packages // 4), encoding="utf-8")
        repository(folder)
    return folder


def npm_lock(draw: random.Random, packages: int) -> str:
    """A lock file as npm writes it: each package with an address and a SHA-512 integrity field."""
    entries: dict[str, object] = {"": {"name": "bench", "version": "1.0.0"}}
    for number in range(packages):
        name = f"{draw.choice(_WORDS)}-{draw.choice(_WORDS)}-{number}"
        version = f"{draw.randrange(20)}.{draw.randrange(30)}.{draw.randrange(9)}"
        entries[f"node_modules/{name}"] = {
            "version": version,
            "resolved": f"https://packages.example.org/{name}/-/{name}-{version}.tgz",
            "integrity": "sha512-" + base64.b64encode(draw.randbytes(64)).decode(),
            "engines": {"node": f">={draw.randrange(8, 20)}"},
            "dependencies": {draw.choice(_WORDS): f"^{draw.randrange(9)}.0.0" for _ in range(3)},
        }
    return json.dumps({"name": "bench", "lockfileVersion": 3, "requires": True, "packages": entries}, indent=2) + "\n"


def poetry_lock(draw: random.Random, packages: int) -> str:
    """A lock file as Poetry writes it: each package with the SHA-256 digests of its files."""
    blocks = []
    for number in range(packages):
        name = f"{draw.choice(_WORDS)}-{number}"
        files = "".join(
            f'    {{file = "{name}-1.{at}.0.tar.gz", hash = "sha256:{draw.randbytes(32).hex()}"}},\n' for at in range(6)
        )
        blocks.append(f'[[package]]\nname = "{name}"\nversion = "1.0.0"\noptional = false\nfiles = [\n{files}]\n')
    return "\n".join(blocks)


_WORDS: Final = ("array", "body", "cache", "debug", "event", "file", "glob", "http", "koa", "merge", "open", "parse")


def staged(folder: Path, files: Sequence[Path]) -> Path:
    """A new repository with one commit and copies of ``files`` staged on top."""
    folder.mkdir(parents=True)
    (folder / "README.md").write_text("A small project.\n", encoding="utf-8")
    repository(folder)
    for number, path in enumerate(files):
        target = folder / "src" / f"{number:02}_{path.name}"
        target.parent.mkdir(exist_ok=True)
        shutil.copyfile(path, target)
    git(folder, "add", "--all")
    return folder


def small_files(count: int) -> list[Path]:
    """Some source files of this project of one to eight kilobytes, in the order of their names."""
    found = [path for path in sorted((ROOT / "src").rglob("*.py")) if 1_000 <= path.stat().st_size <= 8_000]
    return found[:count]
