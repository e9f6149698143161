"""``holdfast completion bash|zsh|fish|man``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import replace

from holdfast import __version__
from holdfast.faces.cli.manual import manual
from holdfast.faces.cli.shape import Command, command, verbs
from holdfast.faces.cli.shells import SHELLS
from holdfast.model.errors import ExitCode

Grammar = Callable[[str | None], argparse.ArgumentParser]


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    parser.description = "Write the script that completes words in your shell, or the manual page."
    parser.add_argument("shell", choices=(*SHELLS, "man"), help="the shell, or man for the manual page in roff")


def run(args: argparse.Namespace) -> int:
    """Write what was asked for to standard output."""
    top = whole(args.grammar)
    sys.stdout.write(manual(top, __version__) if args.shell == "man" else SHELLS[args.shell](top))
    return ExitCode.PASSED


def whole(grammar: Grammar) -> Command:
    """The whole command line. ``grammar`` gives the parser with the arguments of one verb."""
    top = command(grammar(None))
    found = {name: command(grammar(name)).below for name in verbs(grammar(None))}
    return replace(top, below=tuple(item for name, items in found.items() for item in items if item.words == (name,)))
