"""Layer on layer: what is seen at the end, what was taken away, and what no image may do."""

from __future__ import annotations

import os
import tarfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.estate.image.image import Image, open_image
from holdfast.estate.image.limits import Limits
from tests.worlds.images import Entry, Files, World, folder, hard, layer, link


def opened(tmp_path: Path, *layers: Files, limits: Limits | None = None) -> Image:
    image = open_image(World([layer(each) for each in layers]).folder(tmp_path / "layout"), limits=limits)
    list(image.read())
    return image


def whys(image: Image) -> str:
    return "\n".join(gap.why for gap in image.gaps)


def test_later_layers_lie_on_earlier_ones(tmp_path: Path) -> None:
    with opened(tmp_path, {"etc/a": "1", "etc/b": "1"}, {"etc/a": "2", "srv/c": "3"}) as image:
        assert sorted(image.paths()) == ["etc/a", "etc/b", "srv/c"]
        assert image.more("etc/a") == b"2"
        told = image.layer_of("etc/a")
        assert told is not None and told.number == 1 and told.instruction == "RUN step 2"
        assert image.gaps == []


def test_whiteouts_take_away_files_and_folders_of_lower_layers(tmp_path: Path) -> None:
    lower = {"etc/a": "1", "opt/x/deep/file": "1", "opt/keep": "1"}
    with opened(tmp_path, lower, {"etc/.wh.a": "", "opt/.wh.x": "", "opt/.wh.missing": ""}) as image:
        assert sorted(image.paths()) == ["opt/keep"]
        assert image.tree.gone_in("opt/x/deep/file", 0) == 1
        assert image.tree.gone_in("opt/keep", 0) is None


@pytest.mark.parametrize("first", [True, False])
def test_opaque_folders_hide_what_was_below_and_keep_what_is_new(tmp_path: Path, first: bool) -> None:
    mark = [("opt/.wh..wh..opq", "")]
    new = [("opt/new", "2"), ("opt/sub/new", "2")]
    upper = layer(mark + new if first else new + mark)
    lower = layer({"opt/old": "1", "opt/sub/old": "1"})
    with open_image(World([lower, upper]).folder(tmp_path / "l")) as image:
        list(image.read())
        assert sorted(image.paths()) == ["opt/new", "opt/sub/new"]


def test_a_whiteout_does_not_take_what_its_own_layer_brings(tmp_path: Path) -> None:
    with opened(tmp_path, {"etc/a": "1"}, {"etc/a": "2", "etc/.wh.a": ""}) as image:
        assert image.more("etc/a") == b"2"


def test_a_file_takes_the_place_of_a_folder_and_back(tmp_path: Path) -> None:
    with opened(tmp_path, {"a/b": "1", "c": "1"}, {"a": "2", "c/d": "2"}) as image:
        assert sorted(image.paths()) == ["a", "c/d"]


def test_links_are_followed_inside_of_the_image_only(tmp_path: Path) -> None:
    secret = tmp_path / "outside"
    secret.write_text("of the machine")
    files: Files = {
        "usr/lib/os-release": "ID=x\n",
        "etc/os-release": link("../usr/lib/os-release"),
        "abs": link("/usr/lib/os-release"),
        "out": link(str(secret)),
        "climbs": link("../../../../../../usr/lib/os-release"),
        "round": link("round"),
        "ring/a": link("b"),
        "ring/b": link("a"),
    }
    with opened(tmp_path, files) as image:
        assert image.more("etc/os-release") == image.more("abs") == image.more("climbs") == b"ID=x\n"
        assert image.more("out") is None
        assert image.more("round") is None
        assert image.more("ring/a") is None
        assert image.more("../outside") is None


def test_entries_below_a_link_to_a_folder_lie_where_it_leads(tmp_path: Path) -> None:
    with opened(tmp_path, {"usr/lib/x": "1", "lib": link("usr/lib")}, {"lib/y": "2", "lib/.wh.x": ""}) as image:
        assert [path for path in image.paths() if image.tree.find(path, follow=False)] == ["usr/lib/y"]


def test_an_entry_below_a_circle_of_links_is_a_fault(tmp_path: Path) -> None:
    with opened(tmp_path, {"a": link("b"), "b": link("a")}, {"a/x": "1"}) as image:
        assert "circle" in whys(image)
        assert all(gap.fault for gap in image.gaps)


def test_hard_links_share_their_content_across_layers(tmp_path: Path) -> None:
    with opened(tmp_path, {"a": "one"}, {"b": hard("a"), "c": hard("nothing")}) as image:
        assert image.more("b") == b"one"
        told = image.layer_of("b")
        assert told is not None and told.number == 1
        assert "hard links lead to nothing: 'c'" in whys(image)


def test_devices_and_pipes_have_no_content(tmp_path: Path) -> None:
    files: Files = {"dev/sda": Entry(type=tarfile.BLKTYPE), "p": Entry(type=tarfile.FIFOTYPE), "f": "1"}
    with opened(tmp_path, files) as image:
        assert list(image.paths()) == ["f"]
        assert image.more("dev/sda") is None


@pytest.mark.parametrize("name", ["../../etc/passwd", "a/../../b", "/..", "x" * 5000, "d/" * 300 + "f"])
def test_names_that_cannot_lie_in_an_image_are_refused_and_told(tmp_path: Path, name: str) -> None:
    with opened(tmp_path, {name: "1", "good": "1"}) as image:
        assert list(image.paths()) == ["good"]
        assert [gap.fault for gap in image.gaps] == [True]


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    with opened(tmp_path, {"../evil": "1", "a": "1" * 100_000}) as image:
        assert image.more("a") == b"1" * 100_000
        assert list(scratch.iterdir()) == [] or os.name == "nt"
    assert list(scratch.iterdir()) == []


def test_too_many_entries_end_the_reading(tmp_path: Path) -> None:
    with opened(tmp_path, {f"f{number}": "" for number in range(50)}, limits=Limits(members=20)) as image:
        assert image.broken
        assert "more than 20 files" in whys(image)


def test_modes_are_seen(tmp_path: Path) -> None:
    entry = Entry(b"x", 0o4755, pax={"SCHILY.xattr.security.capability": "x"})
    with opened(tmp_path, {"bin/ping": entry, "tmp": folder(0o1777)}) as image:
        ping, shared = image.tree.find("bin/ping"), image.tree.find("tmp")
        assert ping is not None and ping.mode == 0o4755
        assert shared is not None and shared.mode == 0o1777


_NAMES = st.sampled_from(["a", "b", "a/x", "a/y", "b/x", "a/x/1", "c"])
_OPS = st.lists(st.tuples(st.sampled_from(["file", "wipe", "opaque"]), _NAMES), max_size=6)


@given(st.lists(_OPS, min_size=1, max_size=4))
def test_the_merge_is_what_a_file_system_would_hold(stack: list[list[tuple[str, str]]]) -> None:
    from holdfast.estate.image.tars import FILE, Header
    from holdfast.estate.image.tree import Tree

    tree, files = Tree(), dict[str, int]()
    for number, ops in enumerate(stack):
        wipes = [(kind, name) for kind, name in ops if kind != "file"]
        for kind, name in wipes:
            files = {
                path: at
                for path, at in files.items()
                if not (path.startswith(f"{name}/") or (kind == "wipe" and path == name))
            }
        for kind, name in ops:
            if kind == "file":
                above = {"/".join(name.split("/")[:at]) for at in range(1, name.count("/") + 1)}
                files = {
                    path: at for path, at in files.items() if path not in above and not path.startswith(f"{name}/")
                }
                files[name] = number
        ordered = wipes + [op for op in ops if op[0] == "file"]
        for kind, name in ordered:
            parent, _, last = name.rpartition("/")
            prefix = f"{parent}/" if parent else ""
            entry = {"file": name, "wipe": f"{prefix}.wh.{last}", "opaque": f"{name}/.wh..wh..opq"}[kind]
            tree.lay(number, Header(entry, FILE, 0o644, 0, 0, 0, ""))
    assert {path: node.layer for path, node in tree.walk() if node.kind == FILE} == files
