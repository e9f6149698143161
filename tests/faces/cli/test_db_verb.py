"""``holdfast db``, end to end."""

from __future__ import annotations

from pathlib import Path

import pytest

from holdfast.faces.cli.main import main
from holdfast.store.advisories import database_path
from tests.worlds.advisories import Record, about, record, since
from tests.worlds.advisoryserver import exports, serving

RECORDS: dict[str, list[Record | bytes]] = {
    "npm": [record("GHSA-1", about("npm", "a", *since(fixed="2.0.0")))],
    "PyPI": [record("PYSEC-1", about("PyPI", "a", *since()))],
}


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ADVISORIES", "KEV", "EPSS"):
        monkeypatch.delenv(f"HOLDFAST_{name}", raising=False)
    monkeypatch.setenv("HOLDFAST_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("HOLDFAST_CACHE", str(tmp_path / "cache"))


def test_update_status_export_import(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with serving(exports(RECORDS)) as server:
        assert main(["db", "update", "--from", server.address]) == 0
        said = capsys.readouterr()
        assert f"Fetching {server.address}/npm/all.zip" in said.err
        assert "npm                                        1  whole" in said.out
        assert main(["db", "update", "--from", server.address, "--ecosystem", "npm"]) == 0
        assert "nothing new" in capsys.readouterr().out
    assert main(["db", "status"]) == 0
    assert "brought up to date today" in capsys.readouterr().out
    file = tmp_path / "carried"
    assert main(["db", "export", str(file)]) == 0
    database_path().unlink()
    assert main(["db", "status"]) == 4
    assert "there is no database of advisories" in capsys.readouterr().err
    assert main(["db", "import", str(file)]) == 0
    assert "Imported from" in capsys.readouterr().out


def test_what_is_incomplete_or_fails_ends_with_4(capsys: pytest.CaptureFixture[str]) -> None:
    with serving(exports({**RECORDS, "npm": [*RECORDS["npm"], b"{"]})) as server:
        assert main(["db", "update", "--from", server.address]) == 4
        assert "1 not read" in capsys.readouterr().out
        assert main(["db", "status"]) == 4
        assert "not read: RAW-1: it is no JSON" in capsys.readouterr().out
        server.files["npm/all.zip"] = b"no zip"
        assert main(["db", "update", "--full", "--from", server.address]) == 4
        assert "The database in use was not touched" in capsys.readouterr().err
        server.files.update(exports(RECORDS))
        server.files["kev.json"] = b"{"
        assert main(["db", "update", "--from", server.address]) == 4
        assert "is no catalogue of exploited weaknesses" in capsys.readouterr().out


def test_an_address_that_makes_no_sense_is_a_usage_error(tmp_path: Path) -> None:
    assert main(["db", "update", "--from", str(tmp_path / "nothing")]) == 2
    assert main(["db", "update", "--from", "https://user:word@example.org"]) == 2
