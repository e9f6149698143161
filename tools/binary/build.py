"""Builds ``dist/holdfast``: one file that needs no Python, with PyInstaller, from the installed package.

``make binary`` runs it in an environment of its own, ``build/binary``. PyInstaller is a tool of the build only; its
licence allows what it builds to have any licence.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

import PyInstaller.__main__

HERE: Final = Path(__file__).resolve().parent
ROOT: Final = HERE.parent.parent
UNUSED: Final = (
    "tkinter",
    "test",
    "unittest",
    "pydoc",
    "doctest",
    "lib2to3",
    "setuptools",
    "pip",
    "curses",
    "readline",
)
"""Parts of the standard library and of the build that the program never imports."""


def main() -> int:
    """Build; 0, or an exit of the builder."""
    PyInstaller.__main__.run(
        [
            *("--onefile", "--name=holdfast", "--clean", "--noconfirm", "--log-level=WARN"),
            *(() if sys.platform == "win32" else ("--strip",)),
            *("--collect-submodules=holdfast", "--collect-data=holdfast", "--hidden-import=hyperscan"),
            *(f"--exclude-module={name}" for name in UNUSED),
            f"--distpath={ROOT / 'dist'}",
            f"--workpath={ROOT / 'build' / 'binary-work'}",
            f"--specpath={ROOT / 'build'}",
            str(HERE / "start.py"),
        ]
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
