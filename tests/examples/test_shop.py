"""The example shop: built by the real script, in a real git repository."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
SCRIPT = EXAMPLES / "build_shop.py"
SOURCE = EXAMPLES.parent / "src"
SLOTS = yaml.safe_load((EXAMPLES / "shop.secrets.yaml").read_text(encoding="utf-8"))
NAMES = [slot["name"] for slot in SLOTS]
LAST = 7

LOOKS_SECRET = re.compile(
    r"(?:AKIA|ASIA)[A-Z2-7]{16}"
    r"|gh[pousr]_[A-Za-z0-9]{36}"
    r"|github_pat_\w{30}"
    r"|[sr]k_live_[A-Za-z0-9]{24}"
    r"|xox[abpr]-[0-9]"
    r"|npm_[A-Za-z0-9]{36}"
    r"|SG\.[\w-]{22}\.[\w-]{43}"
    r"|hooks\.slack\.com/services/T[A-Z0-9]{8}"
    r"|shpat_[0-9a-f]{32}"
    r"|-----BEGIN [A-Z ]*KEY-----"
)


def run_script(dest: Path, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(SCRIPT), str(dest), *options],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(SOURCE), **environment},
    )


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, text=True, check=True)
    return done.stdout


def built(dest: Path, *options: str, **environment: str) -> Path:
    done = run_script(dest, *options, **environment)
    assert done.returncode == 0, done.stderr
    return dest


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("red") / "shop")


@pytest.fixture(scope="module")
def clean_shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("green") / "shop", "--without-secrets")


def files_of(folder: Path) -> dict[str, str]:
    names = git(folder, "ls-files", "-z").split("\0")[:-1]
    return {name: (folder / name).read_bytes().decode("utf-8") for name in names}


def committed() -> Iterator[tuple[str, str]]:
    for path in sorted(EXAMPLES.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            yield path.relative_to(EXAMPLES).as_posix(), path.read_bytes().decode("utf-8")


@pytest.mark.parametrize("slot", SLOTS, ids=NAMES)
def test_the_place_of_each_value_stands_once_in_the_committed_shop(slot: dict[str, object]) -> None:
    path = EXAMPLES / "shop" / str(slot["path"])
    if slot.get("create"):
        assert not path.exists()
    else:
        assert path.read_text(encoding="utf-8").count(str(slot["find"])) == 1


@pytest.mark.parametrize("slot", SLOTS, ids=NAMES)
def test_each_value_is_in_the_last_commit_unless_it_was_removed(slot: dict[str, object], shop: Path) -> None:
    text = (shop / str(slot["path"])).read_text(encoding="utf-8")
    if slot.get("create"):
        assert text
    else:
        assert (str(slot["find"]) in text) == ("removed" in slot)
    assert not re.search(r"\{[a-z0-9-]+:[\w-]+\}", text), "a slot was not filled"


def test_a_value_that_was_removed_stays_in_the_history(shop: Path) -> None:
    (slot,) = [slot for slot in SLOTS if "removed" in slot]
    versions = [git(shop, "show", f"main~{LAST - number}:{slot['path']}") for number in range(slot["added"], LAST + 1)]
    held = [slot["find"] not in text for text in versions]
    assert held == [True] * (slot["removed"] - slot["added"]) + [False] * (LAST - slot["removed"] + 1)


def test_the_history_is_as_told(shop: Path) -> None:
    log = git(shop, "log", "--reverse", "--date=short", "--format=%ad %an <%ae> %s").splitlines()
    assert log == [
        "2022-03-07 Mara Lindqvist <mara@tidewater.example> Start the shop: catalogue, accounts and orders",
        "2022-03-21 Jonas Reyl <jonas@tidewater.example> Add the storefront",
        "2022-04-04 Mara Lindqvist <mara@tidewater.example> Import prices and stock from suppliers",
        "2022-04-19 Jonas Reyl <jonas@tidewater.example> Describe the account and the cluster as code",
        "2022-05-03 Mara Lindqvist <mara@tidewater.example> Deploy from the pipeline, tidy up the scripts",
        "2022-05-30 Jonas Reyl <jonas@tidewater.example> Get staging going: weekly figures and a runbook",
        "2022-06-13 Mara Lindqvist <mara@tidewater.example> Get ready for the summer sale",
    ]
    assert git(shop, "branch", "--show-current").strip() == "main"
    assert git(shop, "status", "--porcelain") == ""


def test_two_builds_have_the_same_commits_whatever_the_user_has_set(shop: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / ".gitconfig").write_text("[commit]\n\tgpgsign = true\n[core]\n\thooksPath = /nowhere\n", encoding="utf-8")
    second = built(
        tmp_path / "again", HOME=str(home), GIT_AUTHOR_NAME="Someone", GIT_DIR=str(tmp_path / "else"), TZ="Asia/Tokyo"
    )
    homeless = built(tmp_path / "homeless", HOME="")
    assert git(second, "rev-parse", "main") == git(homeless, "rev-parse", "main") == git(shop, "rev-parse", "main")


def test_the_clean_variant_differs_by_its_secrets_only(shop: Path, clean_shop: Path) -> None:
    red, green = files_of(shop), files_of(clean_shop)
    secrets = [slot for slot in SLOTS if not slot.get("decoy") and "removed" not in slot]
    assert {path for path in red if red[path] != green.get(path)} == {slot["path"] for slot in secrets}
    assert red.keys() - green.keys() == {slot["path"] for slot in secrets if slot.get("create")}
    for slot in secrets:
        assert slot.get("create") or slot["find"] in green[slot["path"]]
    history = git(clean_shop, "log", "-p")
    assert not [slot["name"] for slot in SLOTS if "removed" in slot and slot["put"].split("{")[0] in history]


def test_a_rebuild_replaces_the_shop_and_keeps_what_holdfast_stored(tmp_path: Path) -> None:
    dest = built(tmp_path / "shop")
    state = dest / ".holdfast" / "state" / "ledger.sqlite"
    state.parent.mkdir(parents=True)
    state.write_text("evidence", encoding="utf-8")
    (dest / "left.txt").write_text("over", encoding="utf-8")
    built(dest, "--without-secrets")
    assert state.read_text(encoding="utf-8") == "evidence"
    assert not (dest / "left.txt").exists()
    assert not (dest / ".env").exists()


@pytest.mark.parametrize("inside", ["notes.txt", ".git/config"])
def test_a_foreign_folder_is_refused_and_left_alone(tmp_path: Path, inside: str) -> None:
    kept = tmp_path / "mine" / inside
    kept.parent.mkdir(parents=True)
    kept.write_text("precious", encoding="utf-8")
    done = run_script(tmp_path / "mine")
    assert done.returncode == 2
    assert "is not empty and was not made by this script" in done.stderr
    assert [path for path in (tmp_path / "mine").rglob("*") if path.is_file()] == [kept]
    assert kept.read_text(encoding="utf-8") == "precious"


def test_a_file_in_the_way_is_refused(tmp_path: Path) -> None:
    (tmp_path / "shop").write_text("a file", encoding="utf-8")
    done = run_script(tmp_path / "shop")
    assert done.returncode == 2
    assert "is not a folder" in done.stderr


def test_nothing_committed_looks_like_a_secret() -> None:
    assert [path for path, text in committed() if LOOKS_SECRET.search(text)] == []


def test_the_built_shop_does_look_like_secrets(shop: Path) -> None:
    assert len([text for text in files_of(shop).values() if LOOKS_SECRET.search(text)]) >= 8


def test_lock_files_name_no_download_address() -> None:
    locks = {path: text for path, text in committed() if re.search(r"(?:\.lock|-lock\.json|requirements\.txt)$", path)}
    assert len(locks) == 3
    assert [path for path, text in locks.items() if re.search(r'"resolved"|index-url|files\.|registry\.', text)] == []
