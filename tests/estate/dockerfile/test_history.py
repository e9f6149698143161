"""Whether an ignore file leaves the history of a repository out of a build."""

from __future__ import annotations

import pytest

from holdfast.estate.dockerfile.reader import read, units
from holdfast.estate.kinds.image import BuildStep
from holdfast.model.value import Known

BUILD = "FROM alpine:3.20\nCOPY . /app\n"


def _copies(ignore: str, build: str = BUILD, path: str = "Dockerfile") -> list[bool | None]:
    files = {path: build.encode(), ".dockerignore": ignore.encode()}
    (unit,) = units(files)
    steps = [each for each in read(unit, files).resources if isinstance(each, BuildStep)]
    told = [each.history_copied for each in steps if each.type == "COPY"]
    return [each.value if isinstance(each, Known) else None for each in told]


@pytest.mark.parametrize(
    "ignore", [".git", ".git/", "/.git", "**/.git", ".git/**", ".*", "*", "./.git", "node_modules\n.git*\n", "!a\n.git"]
)
def test_left_out(ignore: str) -> None:
    assert _copies(ignore) == [False]


@pytest.mark.parametrize("ignore", ["", "node_modules", "# .git", ".gitignore", ".git/hooks", "*\n!.git", ".github"])
def test_taken_along(ignore: str) -> None:
    assert _copies(ignore) == [True]


def test_only_what_the_image_is_made_of_counts() -> None:
    build = (
        "FROM golang:1.22 AS made\nCOPY . .\nFROM alpine:3.20 AS base\nCOPY . .\nFROM base\nCOPY --from=made /a /a\n"
    )
    assert _copies("dist", build) == [False, True, None]


def test_a_folder_is_not_the_top_of_the_repository() -> None:
    assert _copies("dist", path="api/Dockerfile") == [False]
