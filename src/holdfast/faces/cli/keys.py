"""Reads what a person types: a single key where the terminal can, else the first letter of a line."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_ESCAPE: Final = b"\x1b"
_REST: Final = 0.05
"""Seconds within which the rest of a special key arrives."""
_SLICE: Final = 0.25
"""Seconds after which waiting for a key begins anew, so that a Ctrl-C that comes just before it is not lost."""


def key() -> str:
    """The next key in lower case; empty at the end of the input, a blank for one that means nothing."""
    sys.stdout.flush()
    try:
        if not (sys.stdin.isatty() and sys.stdout.isatty()):
            return _letter()
        return _windows() if sys.platform == "win32" else _unix()
    except ImportError:
        return _letter()


def line(prompt: str) -> str | None:
    """One line without blanks around it; None at the end of the input."""
    try:
        return input(prompt).strip()
    except EOFError:
        return None


def _letter() -> str:
    typed = line("")
    return "" if typed is None else (typed[:1].lower() or " ")


def _unix() -> str:
    import select

    handle = sys.stdin.fileno()
    with _raw(handle):
        while not select.select([handle], [], [], _SLICE)[0]:
            pass
        typed = os.read(handle, 1)
        if typed == _ESCAPE and select.select([handle], [], [], _REST)[0]:
            os.read(handle, 16)
    if not typed or typed == b"\x04":
        return ""
    return " " if typed == _ESCAPE else typed.decode("utf-8", "replace").lower()


@contextmanager
def _raw(handle: int) -> Iterator[None]:
    """Keys arrive one by one and are not shown; Ctrl-C still interrupts."""
    import termios
    import tty

    before = termios.tcgetattr(handle)
    try:
        tty.setcbreak(handle, termios.TCSADRAIN)
        yield
    finally:
        termios.tcsetattr(handle, termios.TCSADRAIN, before)


def _windows() -> str:
    from importlib import import_module

    read = import_module("msvcrt").getwch
    typed: str = read()
    if typed in ("\x00", "\xe0"):  # the first half of a key without a letter
        read()
        return " "
    if typed == "\x03":
        raise KeyboardInterrupt
    return "" if typed in ("\x04", "\x1a") else typed.lower()
