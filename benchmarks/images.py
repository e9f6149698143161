"""Measures how fast images are scanned and how much memory that takes, and holds their packages against the tools' own.

Root folders are made with debootstrap and pip where both are there, or given as ``NAME=FOLDER``; skopeo, where it is
there, writes the same image in its own way.
"""

from __future__ import annotations

import argparse
import gzip
import io
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from benchmarks.page import PAGE, costs, put, table
from benchmarks.speed import machine
from benchmarks.timing import BenchError, Job, environment, measure
from holdfast.app.image import Asked, scan_image
from holdfast.app.scan import Request
from tests.worlds.images import World

ROOT: Final = Path(__file__).resolve().parent.parent
HOME: Final = ROOT / "build" / "bench" / "images"
SUITE: Final = "bookworm"
LIBRARIES: Final = ("django==4.2.1", "requests==2.31.0", "flask==3.0.0", "cryptography==42.0.0", "numpy==1.26.4")
SITES: Final = "usr/lib/python3/site-packages"
LARGE: Final = 500 * 1000 * 1000
"""Bytes of the large image, unpacked."""
LIMIT: Final = 15
"""Seconds that we set ourselves for it."""
FOUND: Final = (0, 1, 4)
HISTORY: Final[Sequence[Mapping[str, Any]]] = (
    {"created_by": "/bin/sh -c #(nop) ADD file:0123456789abcdef in / "},
    {"created_by": '/bin/sh -c #(nop)  CMD ["bash"]', "empty_layer": True},
)


class Compared(NamedTuple):
    """The packages of one image, as a tool and as Holdfast list them."""

    image: str
    tool: str
    theirs: frozenset[str]
    ours: frozenset[str]


def _run(*words: str) -> str:
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BenchError(f"{' '.join(words[:3])}: {done.stderr[-400:]}")
    return done.stdout


def roots(given: Sequence[str]) -> dict[str, Path]:
    """Name to root folder: those that are given, else a small Debian. Raises BenchError where there is none."""
    named = {name: Path(folder) for name, _, folder in (item.partition("=") for item in given)}
    missing = [str(folder) for folder in named.values() if not folder.is_dir()]
    if missing:
        raise BenchError(f"{missing[0]} is no folder")
    if named:
        return named
    folder = HOME / "debian"
    if not (folder / "etc" / "os-release").is_file():
        if shutil.which("debootstrap") is None:
            raise BenchError("debootstrap is missing; give NAME=FOLDER of an unpacked root")
        folder.parent.mkdir(parents=True, exist_ok=True)
        _run("debootstrap", "--variant=minbase", SUITE, str(folder))
    return {"debian": folder}


def libraries() -> Path:
    """A folder with Python packages as pip installs them."""
    folder = HOME / "python"
    if not (folder / SITES).is_dir():
        _run(sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", str(folder / SITES), *LIBRARIES)
    return folder


def tarred(root: Path, below: str = ".") -> bytes:
    """A folder as a layer."""
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w") as archive:
        archive.add(root, below)
    return held.getvalue()


def large(layers: Sequence[bytes]) -> list[bytes]:
    """Layers that come to just more than ``LARGE`` bytes: those given, then files of the libraries again."""
    left = LARGE - sum(map(len, layers))
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w") as archive:
        while left > 0:
            for path in sorted(libraries().rglob("*")):
                if path.is_file() and left > 0:
                    archive.add(path, f"srv/{left}/{path.relative_to(libraries())}")
                    left -= path.stat().st_size + 1024
    return [*layers, held.getvalue()]


def written(found: Mapping[str, Path], folder: Path) -> dict[str, Path]:
    """Name to image: each root by itself, with Python packages, and the first one made large."""
    images: dict[str, Path] = {}
    python = tarred(libraries())
    for name, root in found.items():
        base = tarred(root)
        world = World([base], config={"Cmd": ["bash"]}, history=HISTORY, compress=_packed)
        images[name] = world.folder(folder / name)
        images |= _by_tools(name, images[name], folder)
        both = [base, python]
        history = [*HISTORY, {"created_by": "RUN pip install # buildkit"}]
        images[f"{name} and Python"] = World(both, history=history, compress=_packed).folder(folder / f"{name}-python")
        if name == next(iter(found)):
            stack = large(both)
            world = World(stack, compress=_packed)
            images[f"large, {sum(map(len, stack)) / 1e6:.0f} MB"] = world.folder(folder / "large")
            images[f"large, {sum(map(len, stack)) / 1e6:.0f} MB, saved"] = world.saved(folder / "large.tar")
    return images


def _packed(data: bytes) -> bytes:
    return gzip.compress(data, 6, mtime=0)


def _by_tools(name: str, layout: Path, folder: Path) -> dict[str, Path]:
    """The same image as other tools write it, where they are there."""
    if shutil.which("skopeo") is None:
        return {}
    target = folder / f"{name}-skopeo.tar"
    _run("skopeo", "--insecure-policy", "copy", "-q", f"oci:{layout}:latest", f"docker-archive:{target}:{name}:1")
    return {f"{name}, by skopeo": target}


def compared(found: Mapping[str, Path], images: Mapping[str, Path]) -> Iterator[Compared]:
    """The packages of each image beside what the tools say of the same folder."""
    for name, root in found.items():
        for tool, theirs in _theirs(root):
            yield Compared(name, tool, theirs, _ours(images[name], tool))
            if f"{name}, by skopeo" in images:
                yield Compared(f"{name}, by skopeo", tool, theirs, _ours(images[f"{name}, by skopeo"], tool))
    listed = json.loads(
        _run(sys.executable, "-m", "pip", "list", "--path", str(libraries() / SITES), "--format", "json")
    )
    theirs = frozenset(f"{each['name'].lower().replace('_', '-')} {each['version']}" for each in listed)
    python = f"{next(iter(found))} and Python"
    yield Compared(python, "pip list", theirs, _ours(images[python], "pip list"))


def _theirs(root: Path) -> Iterator[tuple[str, frozenset[str]]]:
    if (root / "var/lib/dpkg/status").is_file():
        told = _run("dpkg-query", f"--admindir={root}/var/lib/dpkg", "-W", "-f", "${Package} ${Version}\n")
        yield "dpkg-query", frozenset(told.splitlines())
    for folder in ("usr/lib/sysimage/rpm", "var/lib/rpm"):
        if (root / folder).is_dir() and shutil.which("rpm") is not None and any((root / folder).iterdir()):
            form = "%{NAME} %|EPOCH?{%{EPOCH}:}|%{VERSION}-%{RELEASE}\n"
            told = _run("rpm", "--dbpath", str(root / folder), "-qa", "--qf", form)
            yield "rpm", frozenset(line for line in told.splitlines() if not line.startswith("gpg-pubkey "))
            return
    if (root / "lib/apk/db/installed").is_file() and shutil.which("apk") is not None:
        told = _run("apk", "--root", str(root), "info", "-v")
        yield "apk", frozenset(" ".join((parts[0], "-".join(parts[1:]))) for parts in _split(told))


def _split(told: str) -> Iterator[list[str]]:
    """Name, version and revision of each line."""
    return (line.rsplit("-", 2) for line in told.splitlines())


def _ours(image: Path, tool: str) -> frozenset[str]:
    reader = {"dpkg-query": "dpkg", "pip list": "python-environment"}.get(tool, tool)
    done = scan_image(Request(path=ROOT, only=frozenset({"container"})), Asked(image=image))
    listed = [each for each in done.inventories if each.reader == reader]
    return frozenset(f"{package.name} {package.version}" for each in listed for package in each.packages)


def jobs(images: Mapping[str, Path], home: Path, runs: int) -> Iterator[Job]:
    """A scan of each image by every engine."""
    own = {"HOLDFAST_CACHE": str(home / "cache"), "HOLDFAST_DATA": str(home), "PYTHONPATH": str(ROOT / "src")}
    for name, path in images.items():
        words = [sys.executable, "-P", "-m", "holdfast", "scan", "--image", str(path), "--format", "json"]
        yield Job(
            name=name, command=words, folder=home, runs=runs, environment=environment(**own), accept=FOUND, seconds=120
        )


def agreement(rows: Sequence[Compared]) -> str:
    """A table of what both list."""
    return table(
        ("image", "tool", "packages by it", "by Holdfast", "missing", "more"),
        [
            (
                *(row.image, row.tool, f"{len(row.theirs)}", f"{len(row.ours)}"),
                *(f"{len(row.theirs - row.ours)}", f"{len(row.ours - row.theirs)}"),
            )
            for row in rows
        ],
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and with ``--write`` put the tables into the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("roots", nargs="*", metavar="NAME=FOLDER", help="root folders that are here already")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--write", action="store_true", help="write the tables into docs/benchmarks.md")
    args = parser.parse_args(arguments)
    head = machine()
    try:
        found = roots(args.roots)
        with tempfile.TemporaryDirectory(prefix="holdfast-bench-") as folder:
            images = written(found, Path(folder))
            rows = list(compared(found, images))
            figures = measure(list(jobs(images, Path(folder), args.runs)))
    except BenchError as error:
        print(f"The benchmark stopped: {error}", file=sys.stderr)
        return 1
    slow = [name for name, item in figures.items() if name.startswith("large") and item.wall > LIMIT]
    held = f"Limit for {LARGE // 10**6} MB: {LIMIT} s, {'**missed**' if slow else 'held'}."
    text = f"Machine: {head}.\n\n{costs(figures)}\n\n{held}\n\n{agreement(rows)}"
    print(text)
    if args.write:
        put(PAGE, "images", text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
