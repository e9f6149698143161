"""The start of the single-file program stands in for the interpreter that an installed hook calls."""

from __future__ import annotations

import subprocess
import sys

import pytest

from holdfast import __version__

from .tree import ROOT

START = ROOT / "tools" / "binary" / "start.py"


@pytest.mark.parametrize(
    ("words", "code", "out"),
    [
        (("--version",), 0, f"holdfast {__version__}\n"),
        (("-I", "-m", "holdfast", "--version"), 0, f"holdfast {__version__}\n"),
        (("-I", "-c", "import holdfast"), 0, ""),
        (("-I", "-c", "import os"), 2, ""),
    ],
)
def test_it_takes_a_verb_or_what_a_hook_says(words: tuple[str, ...], code: int, out: str) -> None:
    done = subprocess.run([sys.executable, str(START), *words], capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout) == (code, out)


def test_the_hook_says_what_it_takes() -> None:
    source = (ROOT / "src/holdfast/actions/hooks/script.py").read_text(encoding="utf-8")
    assert '"$python" -I -m holdfast hook run' in source
    assert "\"$python\" -I -c 'import holdfast'" in source
