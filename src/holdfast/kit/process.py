"""Runs other programs with bounds: time, environment, no shell, no inherited input."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Final

_CHUNK: Final = 1 << 16
_MOST_WORDS: Final = 1 << 16
"""Bytes of a standard error that are kept."""
_LAST_SECONDS: Final = 1.0
"""How long the pipe of a program that has ended may take to close."""


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


def confined(
    command: Sequence[str],
    *,
    folder: Path,
    environment: Mapping[str, str],
    seconds: float,
    most: int,
    memory: int,
) -> bytes:
    """Run a program that works on hostile input and return what it printed, at most ``most`` bytes.

    It gets no input and a session of its own, which ends with it. Where the system can, it may use at most ``memory``
    bytes. Raises ProcessFailed with its whole standard error when it ends with a code other than 0, and with one line
    when it cannot be started, exceeds ``seconds`` or prints more.
    """
    try:
        process = subprocess.Popen(  # noqa: S603 - argument list, no shell
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
    except OSError as error:
        raise ProcessFailed(f"{command[0]} cannot be started: {error}") from error
    assert process.stdout is not None and process.stderr is not None  # noqa: S101 - both are pipes
    try:
        _hold(process.pid, memory)
        said, words = _Ear(process, process.stdout, most), _Ear(process, process.stderr, _MOST_WORDS, ends=False)
        late = not _ended(process, (said, words), time.monotonic() + seconds)
    finally:
        _kill(process)
        process.wait()
    for ear in (said, words):
        ear.close()
    if said.over:
        raise ProcessFailed(f"{Path(command[0]).name} printed more than {most >> 20} MiB")
    if late:
        raise ProcessFailed(f"{Path(command[0]).name} took longer than {seconds:.2g} s")
    if process.returncode:
        text = bytes(words.data).decode("utf-8", "replace").strip()
        raise ProcessFailed(text or f"exit code {process.returncode}", process.returncode)
    return bytes(said.data)


class _Ear:
    """Keeps what comes out of a pipe, up to a bound; what is more is thrown away, or ends the program."""

    def __init__(self, process: subprocess.Popen[bytes], pipe: IO[bytes], most: int, *, ends: bool = True) -> None:
        self.data = bytearray()
        self.over = False
        self._process, self._pipe, self._most, self._ends = process, pipe, most, ends
        self.thread = threading.Thread(target=self._listen, daemon=True)
        self.thread.start()

    def _listen(self) -> None:
        while chunk := os.read(self._pipe.fileno(), _CHUNK):
            room = self._most - len(self.data)
            self.data += chunk[:room]
            if len(chunk) > room:
                self.over = True
                if self._ends:
                    _kill(self._process)
                    return

    def close(self) -> None:
        """Let the pipe go; one that a process of another session still holds is left to its end."""
        self.thread.join(_LAST_SECONDS)
        if not self.thread.is_alive():
            self._pipe.close()


def _ended(process: subprocess.Popen[bytes], ears: Sequence[_Ear], until: float) -> bool:
    """Whether the program ended and both pipes were closed in time."""
    for ear in ears:
        ear.thread.join(max(0.0, until - time.monotonic()))
    try:
        process.wait(max(0.0, until - time.monotonic()))
    except subprocess.TimeoutExpired:
        return False
    return not any(ear.thread.is_alive() for ear in ears)


def _kill(process: subprocess.Popen[bytes]) -> None:
    with suppress(OSError):
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)


def _hold(process: int, memory: int) -> None:
    """Bound the memory of a program, where the system can do so from outside."""
    if sys.platform == "linux":
        import resource

        with suppress(OSError, ValueError):
            resource.prlimit(process, resource.RLIMIT_AS, (memory, memory))
