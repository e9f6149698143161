"""The database of advisories brought up to date from a server and a folder, and carried elsewhere."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest

from holdfast.model.errors import AdvisoryError, UsageError
from holdfast.store.advisories import Advisories, database_path
from holdfast.store.advisorybuild import locked
from tests.worlds.advisories import Record, about, record, since
from tests.worlds.advisorymirror import EPSS, KEV, fixed, mirror_files, mirrored, update
from tests.worlds.advisoryserver import Server, exports, real_archives, zipped


def test_the_database_is_built_from_a_server(server: Server) -> None:
    assert [(item.name, item.records, item.how) for item in update(server)] == [
        ("npm", 2, "whole"),
        ("PyPI", 1, "whole"),
        ("Debian", 1, "whole"),
        ("exploited weaknesses (CISA KEV)", 1, "whole"),
        ("forecasts (FIRST EPSS)", 1, "whole"),
    ]
    (found,) = Advisories().find([("npm", "a")])
    assert (found.exploited, found.epss) == ("2026-10-01", 0.5)
    assert [path.name for path in database_path().parent.iterdir() if "parts" in path.name or ".new" in path.name] == []


def test_the_address_may_come_from_the_environment(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOLDFAST_ADVISORIES", server.address)
    monkeypatch.setenv("HOLDFAST_KEV", f"{server.address}/elsewhere.json")
    assert [item.name for item in update("") if item.records == 0] == ["exploited weaknesses (CISA KEV)"]


def test_later_only_what_changed_is_fetched(server: Server) -> None:
    update(server)
    server.files.update(mirror_files(fixed="2.5.0", modified="2026-02-02T00:00:00Z"))
    server.asked.clear()
    changes = update(server)
    assert [(item.name, item.how) for item in changes][:3] == [
        ("npm", "1 changed"),
        ("PyPI", "nothing new"),
        ("Debian", "nothing new"),
    ]
    assert [path for path in server.asked if path.startswith(("npm", "PyPI", "Debian"))] == ["npm/GHSA-1.json"]
    assert fixed() == ["2.5.0"]
    assert fixed("PyPI", "c") == ["3.0"]


def test_where_single_records_are_not_served_the_archive_is_fetched(server: Server) -> None:
    update(server)
    files = {**mirror_files(), **exports(mirrored("2.5.0", "2026-02-02T00:00:00Z"), single=False)}
    server.files = {path: data for path, data in files.items() if path != "npm/GHSA-1.json"}
    assert update(server)[0][:3:2] == ("npm", "whole")
    assert fixed() == ["2.5.0"]


def test_without_an_index_every_archive_is_fetched(server: Server) -> None:
    del server.files["modified_id.csv"]
    update(server)
    assert {item.how for item in update(server)} == {"whole"}


def test_one_ecosystem_is_brought_up_to_date_alone(server: Server) -> None:
    assert update(server, ecosystems=["PyPI"])[0].name == "PyPI"
    known = Advisories()
    assert known.lacks("npm")
    assert not known.lacks("PyPI")
    known.close()
    update(server, ecosystems=["npm"])
    assert [item.ecosystem for item in Advisories().sources()] == ["PyPI", "npm"]
    with pytest.raises(UsageError, match="has no ecosystem 'Nowhere'"):
        update(server, ecosystems=["Nowhere"])


def _broken_zip(server: Server) -> None:
    server.files["PyPI/all.zip"] = server.files["PyPI/all.zip"][:-30]


def _damaged_member(server: Server) -> None:
    data = bytearray(server.files["npm/all.zip"])
    data[60] ^= 255
    server.files["npm/all.zip"] = bytes(data)


def _no_zip(server: Server) -> None:
    server.files["npm/all.zip"] = b"<html>not found</html>"


def _bomb(server: Server) -> None:
    server.files["npm/all.zip"] = zipped([b" " * (40 << 20)])


def _empty(server: Server) -> None:
    server.files["npm/all.zip"] = zipped([])


def _gone(server: Server) -> None:
    del server.files["Debian/all.zip"]


def _always_cut(server: Server) -> None:
    server.cuts["npm/all.zip"] = [10] * 20


def _wrong_checksum(server: Server) -> None:
    server.headers["npm/all.zip"] = {"x-goog-hash": "md5=AAAAAAAAAAAAAAAAAAAAAA=="}


def _incomplete_archive(server: Server) -> None:
    many = [record(f"GHSA-{number}", about("npm", "a", *since())) for number in range(100)]
    server.files.update(exports({"npm": many}))
    server.files["npm/all.zip"] = zipped(many[:50])
    server.files["ecosystems.txt"] = b"npm"


def _strange_index(server: Server) -> None:
    server.files["modified_id.csv"] = b"<html>\n"


HARM = [_broken_zip, _damaged_member, _no_zip, _bomb, _empty, _gone, _always_cut, _wrong_checksum, _incomplete_archive,
        _strange_index]  # fmt: skip


@pytest.mark.parametrize("harm", HARM)
def test_a_failure_leaves_the_database_as_it_was(server: Server, harm: Any) -> None:
    update(server)
    before = database_path().read_bytes()
    server.files.update(mirror_files(fixed="9.0.0", modified="2026-03-03T00:00:00Z"))
    harm(server)
    with pytest.raises(AdvisoryError) as error:
        update(server, full=True)
    assert error.value.advice
    assert database_path().read_bytes() == before
    assert fixed() == ["2.0.0"]


@pytest.mark.parametrize("harm", HARM)
def test_a_failure_without_a_database_leaves_none(server: Server, harm: Any) -> None:
    harm(server)
    with pytest.raises(AdvisoryError):
        update(server)
    with pytest.raises(AdvisoryError, match="there is no database"):
        Advisories()


def test_transfers_that_break_off_are_gone_on_with(server: Server) -> None:
    server.cuts = {"npm/all.zip": [100, 50], "PyPI/all.zip": [7], "ecosystems.txt": [3]}
    update(server)
    assert "npm/all.zip bytes=150-" in server.asked
    assert fixed() == ["2.0.0"]


def test_an_update_goes_on_where_an_earlier_one_failed(server: Server) -> None:
    _gone(server)
    with pytest.raises(AdvisoryError):
        update(server)
    server.files.update(mirror_files())
    server.cuts["npm/all.zip"] = [0]  # would fail if it were sent again
    update(server)
    assert fixed() == ["2.0.0"]


def test_records_that_are_broken_are_counted_and_named(server: Server) -> None:
    server.files["npm/all.zip"] = zipped([*mirrored()["npm"], b"{", b'{"id": "GHSA-9", "affected": 3}'])
    assert update(server)[0].broken == 2
    (npm,) = [item for item in Advisories().sources() if item.ecosystem == "npm"]
    assert (npm.records, npm.complete) == (2, False)
    assert npm.examples == ("RAW-2: it is no JSON", "RAW-3: affected is no list")


def test_what_only_the_index_has_leaves_the_ecosystem_incomplete(server: Server) -> None:
    server.files["modified_id.csv"] += b"2026-01-01T00:00:00Z,npm/GHSA-7\n"
    update(server)
    assert "GHSA-7: it is in the index, and nowhere else" in Advisories().incomplete("npm")


@pytest.mark.parametrize("data", [b"{}", b"[", b'{"vulnerabilities": [{"cveID": "x", "dateAdded": "y"}]}'])
def test_a_list_that_cannot_be_read_is_a_trouble_and_the_old_one_stays(server: Server, data: bytes) -> None:
    update(server)
    server.files["kev.json"] = data
    server.files["epss_scores-current.csv.gz"] = gzip.compress(EPSS)[:-9]
    assert len([item for item in update(server) if item.trouble]) == 2
    (found,) = Advisories().find([("npm", "a")])
    assert (found.exploited, found.epss) == ("2026-10-01", 0.5)


def test_a_damaged_database_is_made_anew(server: Server) -> None:
    update(server)
    database_path().write_bytes(database_path().read_bytes()[:-100])
    update(server)
    assert fixed() == ["2.0.0"]


def test_two_updates_at_once_are_refused(server: Server) -> None:
    with locked(database_path()), pytest.raises(AdvisoryError, match="another update"):
        update(server)


def test_a_disk_that_is_full_leaves_the_database_as_it_was(server: Server) -> None:
    update(server)
    before = database_path().read_bytes()
    code = (
        "import resource, sys\n"
        "from holdfast.app import advisories\n"
        "from holdfast.model.errors import AdvisoryError\n"
        "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))\n"
        "try: advisories.update(source=sys.argv[1], full=True, say=lambda _: None)\n"
        "except AdvisoryError as error: sys.exit(str(error))\n"
    )
    done = subprocess.run([sys.executable, "-c", code, server.address], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "cannot be written" in done.stderr
    assert database_path().read_bytes() == before


def test_an_update_that_is_killed_leaves_the_database_as_it_was(server: Server) -> None:
    update(server)
    before = database_path().read_bytes()
    many = [
        record(f"GHSA-{number}", about("npm", "a", *since()), details=os.urandom(300).hex()) for number in range(400)
    ]
    server.files.update(exports({"npm": many}))
    server.slow["npm/all.zip"] = 0.05
    command = [sys.executable, "-m", "holdfast", "db", "update", "--full", "--from", server.address]
    run = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    part = database_path().with_name("advisories.parts") / "npm.zip.part"
    ends = time.monotonic() + 60
    while not (part.is_file() and part.stat().st_size) and time.monotonic() < ends and run.poll() is None:
        time.sleep(0.01)
    os.kill(run.pid, signal.SIGKILL)
    assert run.wait() == -signal.SIGKILL
    assert database_path().read_bytes() == before
    assert fixed() == ["2.0.0"]
    server.slow.clear()
    server.asked.clear()
    update(server, full=True)
    assert any(asked.startswith("npm/all.zip bytes=") for asked in server.asked)
    assert len(Advisories().find([("npm", "a")])) == 400


def _folder(path: Path, records: dict[str, list[Record | bytes]]) -> Path:
    path.mkdir(parents=True)
    (path / "ecosystems.txt").write_text("\n".join(records), encoding="utf-8")
    index: dict[str, Any] = {"ecosystems": {}}
    for name, items in records.items():
        data = zipped(items)
        (path / f"{name}.zip").write_bytes(data)
        index["ecosystems"][name] = {"file": f"{name}.zip", "sha256": hashlib.sha256(data).hexdigest()}
    (path / "index.json").write_text(json.dumps(index), encoding="utf-8")
    (path / "modified_id.csv.gz").write_bytes(gzip.compress(exports(records)["modified_id.csv"]))
    (path.parent / "kev.json").write_text(json.dumps(KEV), encoding="utf-8")
    return path


def test_the_database_is_built_from_a_folder(tmp_path: Path) -> None:
    folder = _folder(tmp_path / "mirror" / "osv", mirrored())
    assert [(item.name, item.records) for item in update(folder)] == [
        ("npm", 2),
        ("PyPI", 1),
        ("Debian", 1),
        ("exploited weaknesses (CISA KEV)", 1),
        ("forecasts (FIRST EPSS)", 0),
    ]
    assert update(folder)[0].how == "nothing new"
    shutil.copy(folder / "PyPI.zip", folder / "npm.zip")
    with pytest.raises(AdvisoryError, match="checksum"):
        update(folder, full=True)
    with pytest.raises(UsageError, match="is no folder"):
        update(tmp_path / "nothing")


def test_real_archives_are_served_and_read(server: Server) -> None:
    folder = real_archives()
    names = ("CRAN", "Hackage", "GHC", "opam", "Homebrew", "crates.io", "NuGet")
    records: dict[str, int] = {"npm": 2}
    server.files["ecosystems.txt"] = b"npm"
    if folder is not None:
        records = {name: len(zipfile.ZipFile(folder / f"{name}.zip").namelist()) for name in names}
        server.files |= {f"{name}/all.zip": (folder / f"{name}.zip").read_bytes() for name in names}
        server.files["ecosystems.txt"] = "\n".join(names).encode()
        server.files["modified_id.csv"] = gzip.decompress((folder / "modified_id.csv.gz").read_bytes())
    changes = update(server)
    assert {item.name: item.records for item in changes if item.name in records} == records
    assert [item.broken for item in changes if item.broken] == []
    assert all(item.complete for item in Advisories().sources())
