"""The one entry: hands the command line to the face that it means, importing no other."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Final

# First words of a command line, and the face that takes it. The tests read these names as imports.
FACES: Final = (
    (("hook", "run"), "holdfast.faces.hook.run"),
    ((), "holdfast.faces.cli.main"),
)


def main(words: Sequence[str] | None = None) -> int:
    """Run Holdfast with the given words, or those of the process; the exit code."""
    given = list(sys.argv[1:] if words is None else words)
    if given == ["--version"]:
        from holdfast import __version__

        print(f"holdfast {__version__}")
        return 0
    # What a run makes lives until its end, mostly: to look for circles in it often costs a tenth of the time.
    gc.set_threshold(150_000, 20, 50)
    code = 2
    for first, target in FACES:
        if tuple(given[: len(first)]) == first:
            code = import_module(target).main(given[len(first) :])
            break
    if words is None:
        gc.freeze()  # the process ends: that the interpreter looks for circles once more takes as long as its start
    return code


if __name__ == "__main__":
    # `python -m` puts the current folder first; what lies there may be what is scanned, and is never imported.
    if not sys.flags.safe_path and sys.path[:1] in ([""], [os.getcwd()]):  # noqa: PTH109 - pathlib costs time
        del sys.path[0]
    sys.exit(main())
