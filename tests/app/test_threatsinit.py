"""A draft is written once; what people wrote afterwards stays, and only what the model lacks is added."""

from __future__ import annotations

from pathlib import Path

import pytest

from holdfast.app.threatsinit import begin
from holdfast.formats.report.look import Look
from holdfast.formats.report.threatseed import text
from holdfast.formats.threatmodel import PATH, read
from holdfast.formats.threatmodelwrite import SCHEMA_NAME
from holdfast.model.errors import ConfigError, NothingError
from tests.worlds.machine import write
from tests.worlds.seeded import COMPOSE

CACHE = COMPOSE + "  cache:\n    image: redis:7\n"
HERE: dict[str, str] = {}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    made = tmp_path / "shop"
    write(made, {"docker-compose.yml": COMPOSE, "web/Dockerfile": "FROM a\n", "api/Dockerfile": "FROM a\n"})
    return made


def test_a_draft_is_a_model_that_can_be_read(root: Path) -> None:
    found, shown = begin(root, environment=HERE)
    assert found.written and not found.existed
    assert (root / PATH).read_text(encoding="utf-8") == shown
    model = read(PATH, shown.encode())
    assert {each.id for each in model.elements} == {"caller", "web", "api", "db"}
    assert (root / PATH).with_name(SCHEMA_NAME).is_file()


def test_a_second_draft_changes_nothing(root: Path) -> None:
    begin(root, environment=HERE)
    before = (root / PATH).read_bytes()
    found, _ = begin(root, environment=HERE)
    assert not found.written and found.existed
    assert not found.fresh.elements
    assert (root / PATH).read_bytes() == before
    assert "knows all" in text(found, Look())


def test_a_dry_run_writes_nothing(root: Path) -> None:
    found, shown = begin(root, dry=True, environment=HERE)
    assert not found.written and shown
    assert not (root / PATH).exists()
    assert "Nothing was written" in text(found, Look())


def test_what_is_new_is_added_and_what_people_wrote_stays(root: Path) -> None:
    begin(root, environment=HERE)
    path = root / PATH
    mine = path.read_text(encoding="utf-8").replace("  api:\n    name: API", "  # ours\n  api:\n    name: Orders API")
    path.write_text(
        mine + '\ntreatments:\n  - threat: "x@api"\n    owner: Ada\n    reason: because\n', encoding="utf-8"
    )
    write(root, {"docker-compose.yml": CACHE})
    found, _ = begin(root, environment=HERE)
    assert [each.id for each in found.fresh.elements] == ["cache"]
    after = path.read_text(encoding="utf-8")
    assert "# ours" in after and "Orders API" in after
    model = read(PATH, after.encode())
    assert model.element("cache") is not None
    assert [each.owner for each in model.treatments] == ["Ada"]
    assert "Added 1 element" in text(found, Look())


def test_drafting_anew_keeps_what_people_decided(root: Path) -> None:
    begin(root, environment=HERE)
    path = root / PATH
    mine = path.read_text(encoding="utf-8").replace("name: DB", "name: Ours")
    path.write_text(
        mine + '\ntreatments:\n  - threat: "x@api"\n    owner: Ada\n    reason: because\n', encoding="utf-8"
    )
    begin(root, anew=True, environment=HERE)
    model = read(PATH, path.read_bytes())
    store = model.element("db")
    assert store is not None and store.name != "Ours"
    assert [each.owner for each in model.treatments] == ["Ada"]


def test_a_broken_model_is_never_written_over(root: Path) -> None:
    write(root, {PATH: "system: [\n"})
    for anew in (False, True):
        with pytest.raises(ConfigError):
            begin(root, anew=anew, environment=HERE)
    assert (root / PATH).read_text(encoding="utf-8") == "system: [\n"


def test_nothing_to_draft_from_is_said(tmp_path: Path) -> None:
    write(tmp_path / "empty", {"README.md": "# nothing\n"})
    with pytest.raises(NothingError, match="nothing was found"):
        begin(tmp_path / "empty", environment=HERE)


def test_the_account_fits_every_screen(root: Path) -> None:
    found, _ = begin(root, dry=True, environment=HERE)
    for width in (40, 80, 200):
        for unicode in (True, False):
            said = text(found, Look(width=width, unicode=unicode))
            assert max(map(len, said.splitlines())) <= width
            assert said.isascii() or unicode
