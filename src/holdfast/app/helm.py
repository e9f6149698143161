"""Runs `helm template` on a copy of a chart: no network, no cluster, no plugins, nothing of the user's settings."""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from holdfast.estate.kubernetes.helm.chart import Chart
from holdfast.kit.process import ProcessFailed, confined, run

NAME: Final = "holdfast"
"""What the release is called, and its namespace."""
_CLUSTER: Final = "1.32.0"
"""The Kubernetes that charts are rendered for, whichever helm does it."""
OLDEST: Final = (3, 11, 1)
"""Before it, a template could ask the network for an address."""
_SECONDS: Final = 20.0
SECONDS: Final = 60.0
"""For all charts of a scan."""
_MOST: Final = 32 << 20
_MEMORY: Final = 3 << 30
_VERSION: Final = re.compile(rb"v(\d+)\.(\d+)(?:\.(\d+))?")
_FOLDERS: Final = {
    "HOME": "home",
    "USERPROFILE": "home",
    "TMPDIR": "temporary",
    "XDG_CACHE_HOME": "home/cache",
    "XDG_CONFIG_HOME": "home/config",
    "XDG_DATA_HOME": "home/data",
    "HELM_CACHE_HOME": "helm/cache",
    "HELM_CONFIG_HOME": "helm/config",
    "HELM_DATA_HOME": "helm/data",
    "HELM_PLUGINS": "helm/plugins",
    "HELM_REPOSITORY_CACHE": "helm/repository",
}
_FILES: Final = {
    "HELM_REGISTRY_CONFIG": "helm/registry.json",
    "HELM_REPOSITORY_CONFIG": "helm/repositories.yaml",
    "KUBECONFIG": "helm/no-cluster",
}
_DEPENDENCY: Final = re.compile(r"missing in charts/ directory|dependency|no (?:cached )?repo")
_OWN_WORDS: Final = re.compile(
    r"execution error at|: error calling (?:fail|required):|nil pointer evaluating|requires kubeVersion"
)
"""The chart asks for values that its own do not have, or for another cluster."""
_WORDS: Final = ("Error: ", "fatal error: ")
_ADVICE: Final = "to fetch missing dependencies: "
"""What Helm says before the reason."""
_AT: Final = re.compile(r"((?:[\w.\-]+/)*templates/[\w.\-/]+?)(?::(\d+))?(?::\d+)?[:)\s]")
_LONGEST: Final = 200


class NotRendered(Exception):  # noqa: N818 - an answer more than a fault
    """A chart could not be rendered."""

    def __init__(self, says: str, source: str = "", line: int = 1, *, fault: bool = False) -> None:
        """Take the reason in one line, what Helm calls the template at fault, and whether it should have worked."""
        super().__init__(says)
        self.source, self.line, self.fault = source, line, fault


class Helm:
    """One program that renders charts, and the time that it has for all of them."""

    def __init__(self, program: str, path: str, seconds: float) -> None:
        """Take where the program is, the search path that it may use, and the time for all charts."""
        self.program, self._path = program, path
        self._left = seconds

    def version(self) -> tuple[int, ...]:
        """Its version; empty where it does not tell."""
        with TemporaryDirectory(prefix="holdfast-") as folder:
            try:
                command = [self.program, "version", "--short"]
                said = run(command, folder=Path(folder), environment=_environment(Path(folder), self._path), seconds=10)
            except ProcessFailed:
                return ()
        found = _VERSION.search(said)
        return tuple(int(part) for part in found.groups() if part) if found else ()

    def render(self, chart: Chart) -> bytes:
        """What it prints for a chart with the chart's own values. Raises NotRendered."""
        if self._left <= 0:
            raise NotRendered("the time for all Helm charts was over", fault=True)
        start = time.monotonic()
        with TemporaryDirectory(prefix="holdfast-") as folder:
            where = Path(folder).resolve()
            _lay(where / "chart", chart)
            try:
                return confined(
                    [
                        self.program,
                        "template",
                        NAME,
                        str(where / "chart"),
                        "--namespace",
                        NAME,
                        "--kube-version",
                        _CLUSTER,
                    ],
                    folder=where,
                    environment=_environment(where, self._path),
                    seconds=min(_SECONDS, self._left),
                    most=_MOST,
                    memory=_MEMORY,
                )
            except ProcessFailed as error:
                raise _told(error, where) from error
            finally:
                self._left -= time.monotonic() - start


def found(environment: Mapping[str, str], root: Path, seconds: float = SECONDS) -> Helm | None:
    """The helm on the search path; None where there is none, also where it belongs to what is scanned."""
    path = environment.get("PATH", os.defpath)
    program = shutil.which("helm", path=path)
    if program is None or Path(program).resolve().is_relative_to(root) or not Path(program).is_absolute():
        return None
    return Helm(program, path, seconds)


def _environment(folder: Path, path: str) -> dict[str, str]:
    made = {name: str(folder / where) for name, where in (_FOLDERS | _FILES).items()}
    for where in {*_FOLDERS.values()}:
        (folder / where).mkdir(parents=True, exist_ok=True)
    return {"PATH": path, "LC_ALL": "C", **made}


def _lay(folder: Path, chart: Chart) -> None:
    """Write the files of a chart; a path that the disk refuses is left out."""
    folder.mkdir()
    for where, path in chart.places.items():
        target = folder / where
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(chart.files[path])
        except (OSError, ValueError):
            continue


def _told(error: ProcessFailed, folder: Path) -> NotRendered:
    if error.code is None:
        return NotRendered(str(error), fault=True)
    lines = [line for line in str(error).splitlines() if line.strip()]
    line = next((each for each in lines if each.startswith(_WORDS)), lines[-1] if lines else "")
    line = line.removeprefix("Error: ").replace(f"{folder}/", "").rpartition(_ADVICE)[2]
    at = _AT.search(f"{line} ")
    own = bool(_DEPENDENCY.search(line) or _OWN_WORDS.search(line))
    says = "".join(char if char.isprintable() else " " for char in line)[:_LONGEST]
    return NotRendered(says, at[1] if at else "", int(at[2] or 1) if at else 1, fault=not own)
