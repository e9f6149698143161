"""Runs other programs with bounds: time, environment, no shell, no inherited input."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path


class ProcessFailed(Exception):  # noqa: N818 - callers translate it into an error of their own
    """The program could not be started, took too long, or ended with a code that the caller does not accept."""

    def __init__(self, says: str, code: int | None = None) -> None:
        """Take one line for people and the exit code, if there was one."""
        super().__init__(says)
        self.code = code


def run(
    command: Sequence[str],
    *,
    folder: Path | None = None,
    environment: Mapping[str, str] | None = None,
    data: bytes = b"",
    seconds: float = 60.0,
    accept: tuple[int, ...] = (0,),
    heard: list[bytes] | None = None,
) -> bytes:
    """Run ``command`` with ``data`` on its standard input and return what it printed.

    The lines of its standard error are added to ``heard``. Raises ProcessFailed with the program's own last words when
    it cannot be started, exceeds ``seconds`` or ends with a code outside ``accept``.
    """
    try:
        done = subprocess.run(  # noqa: S603 - argument list, no shell
            command, cwd=folder, env=environment, input=data, capture_output=True, timeout=seconds, check=False
        )
    except FileNotFoundError as error:
        raise ProcessFailed(f"{command[0]}: {error.strerror or error}") from error
    except OSError as error:
        raise ProcessFailed(f"{command[0]} cannot be started: {error}") from error
    except subprocess.TimeoutExpired as error:
        raise ProcessFailed(f"{command[0]} took longer than {seconds:g} s") from error
    if done.returncode not in accept:
        words = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise ProcessFailed(words[-1] if words else f"exit code {done.returncode}", done.returncode)
    if heard is not None:
        heard += done.stderr.splitlines()
    return done.stdout
