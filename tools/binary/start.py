"""Where the single-file program begins. It also answers as the interpreter that an installed hook calls."""

import sys

AS_PYTHON = ["-I", "-m", "holdfast"]
STILL_THERE = ["-I", "-c", "import holdfast"]

if __name__ == "__main__":
    words = sys.argv[1:]
    if words == STILL_THERE:
        sys.exit(0)
    if words[:3] == AS_PYTHON:
        words = words[3:]
    from holdfast.__main__ import main

    sys.exit(main(words))
