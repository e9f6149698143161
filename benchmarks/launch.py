"""Runs one command and writes what it cost to standard output: ``wall user system peak-KiB code stopped``.

A process of its own, because a child's peak memory starts at its parent's: the parent has to be as small as can be.
Called as ``python -I -S launch.py SECONDS OUTPUT COMMAND…``; both streams of the command go to the file OUTPUT. After
SECONDS the command and all that it started are killed, and ``stopped`` is 1.
"""

from __future__ import annotations

import os
import signal
import sys
import time


def launch(seconds: float, output: str, command: list[str]) -> str:
    """Run the command in a process group of its own; the line to print. Raises OSError when it cannot be started."""
    stopped = 0
    process = 0

    def stop(_signal: int, _frame: object) -> None:
        nonlocal stopped
        stopped = 1
        os.killpg(process, signal.SIGKILL)

    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    actions = [(os.POSIX_SPAWN_OPEN, 1, output, flags, 0o600), (os.POSIX_SPAWN_DUP2, 1, 2)]
    signal.signal(signal.SIGALRM, stop)
    start = time.perf_counter()
    process = os.posix_spawnp(command[0], command, os.environ, file_actions=actions, setpgroup=0)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    _, status, used = os.wait4(process, 0)
    wall = time.perf_counter() - start
    signal.setitimer(signal.ITIMER_REAL, 0)
    peak = used.ru_maxrss // 1024 if sys.platform == "darwin" else used.ru_maxrss
    return f"{wall} {used.ru_utime} {used.ru_stime} {peak} {os.waitstatus_to_exitcode(status)} {stopped}"


if __name__ == "__main__":
    print(launch(float(sys.argv[1]), sys.argv[2], sys.argv[3:]))
