"""The walk of docs/walk.md: mending a weakness changes what it must and nothing else; breaking it brings that back."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from examples.pack_advisories import pack
from tools.write_walk import PAGE, ROOT, environment, walked

API = "risk R-310a86d9 (threat:visitor-led-astray@api)"
STORE = "risk R-2eca562d (threat:visitor-led-astray@storefront)"
CONTROL = "control redirects-confined"


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, list[list[str]]]:
    folder: Path = tmp_path_factory.mktemp("walk")
    around = environment(folder)
    pack(folder / "advisories")
    command = [sys.executable, "-m", "holdfast", "db", "update", "--full", "--from", str(folder / "advisories")]
    subprocess.run(command, env=around, check=True, capture_output=True)
    return walked(folder, around)


def test_one_edit_changes_the_threat_its_control_and_its_risk_alone(walk: tuple[str, list[list[str]]]) -> None:
    mended, wholly, broken = walk[1]
    assert mended == [f"{API}: open, high → treated, low", "threat visitor-led-astray@api: failing → proven"]
    assert wholly == [
        f"{CONTROL}: failing → proven",
        f"{STORE}: open, high → treated, low",
        "threat visitor-led-astray@storefront: failing → proven",
    ]
    assert broken == [
        f"{CONTROL}: proven → failing",
        f"{API}: treated, low → open, high",
        "threat visitor-led-astray@api: proven → failing",
    ]


def test_the_page_shows_what_the_commands_say(walk: tuple[str, list[list[str]]]) -> None:
    assert (ROOT / PAGE).read_text(encoding="utf-8") == walk[0], "run `make docs`"
