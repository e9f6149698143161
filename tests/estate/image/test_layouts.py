"""Which image is meant, in every form, and what is said of one that is broken."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import re
import struct
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from holdfast.estate.image.image import Image, open_image
from holdfast.estate.image.limits import Limits
from holdfast.model.errors import IncompleteError, UsageError
from tests.worlds.images import INDEX, MANIFEST, World, digest, layer, layout, packed

LAYERS = [layer({"etc/a": "1"}), layer({"etc/b": "2"})]


def read(path: Path, platform: str = "", limits: Limits | None = None) -> tuple[list[str], list[str]]:
    """Paths and what is wrong."""
    with open_image(path, platform, limits) as image:
        list(image.read())
        return list(image.paths()), [gap.why for gap in image.gaps if gap.fault]


def forms(tmp_path: Path) -> dict[str, Path]:
    world = World(LAYERS)
    found = {
        "folder": world.folder(tmp_path / "folder"),
        "tar": world.tar(tmp_path / "layout.tar"),
        "old": world.saved(tmp_path / "old.tar"),
        "new": world.saved(tmp_path / "new.tar", old=False),
    }
    found["gzip"] = tmp_path / "old.tar.gz"
    found["gzip"].write_bytes(gzip.compress(found["old"].read_bytes()))
    return found


@pytest.mark.parametrize("form", ["folder", "tar", "old", "new", "gzip"])
def test_every_form_gives_the_same_files(tmp_path: Path, form: str) -> None:
    assert read(forms(tmp_path)[form]) == (["etc/a", "etc/b"], [])


def test_a_layer_that_is_there_twice_is_stored_once_by_old_dockers(tmp_path: Path) -> None:
    twice = World([LAYERS[0], LAYERS[1], LAYERS[0]]).saved(tmp_path / "x.tar")
    with open_image(twice) as image:
        assert len(list(image.read())) == 3
        assert [each.number for each in image.layers] == [0, 1, 2]


@pytest.mark.parametrize("compress", [packed, lambda data: data, bz2.compress, lzma.compress])
def test_layers_may_be_compressed_in_several_ways(tmp_path: Path, compress: Callable[[bytes], bytes]) -> None:
    assert read(World(LAYERS, compress=compress).folder(tmp_path / "l")) == (["etc/a", "etc/b"], [])


def test_gzip_of_many_members_is_one_layer(tmp_path: Path) -> None:
    def members(data: bytes) -> bytes:
        return b"".join(gzip.compress(data[at : at + 700]) for at in range(0, len(data), 700)) + bytes(512)

    assert read(World(LAYERS, compress=members).folder(tmp_path / "l")) == (["etc/a", "etc/b"], [])


def _zstd(data: bytes) -> bytes:
    """A frame of Zstandard with blocks that are stored as they are (RFC 8878, 3.1.1)."""
    frame = b"\x28\xb5\x2f\xfd\xa0" + struct.pack("<I", len(data))
    for at in range(0, len(data), 1 << 16):
        block = data[at : at + (1 << 16)]
        frame += struct.pack("<I", len(block) << 3 | (at + len(block) == len(data)))[:3] + block
    return frame


def test_zstandard_is_read_or_said_to_be_unreadable(tmp_path: Path) -> None:
    from holdfast.estate.image.limits import Unreadable
    from holdfast.estate.image.unpacking import engine

    paths, wrong = read(World(LAYERS, compress=_zstd).folder(tmp_path / "l"))
    try:
        engine(_zstd(b"x")[:8])
    except Unreadable:
        assert paths == []
        assert len(wrong) == 2 and all("zstandard" in each for each in wrong)
    else:
        assert (paths, wrong) == (["etc/a", "etc/b"], [])


def _two(tmp_path: Path) -> Path:
    blobs: dict[str, bytes] = {}
    entries = []
    for platform in ("linux/amd64", "linux/arm64"):
        own, entry = World([layer({platform: "1"})], platform=platform, ref="").blobs()
        blobs |= own
        entries.append(entry)
    inner = json.dumps({"schemaVersion": 2, "mediaType": INDEX, "manifests": entries}).encode()
    top = {"mediaType": INDEX, "digest": digest(inner), "annotations": {"org.opencontainers.image.ref.name": "v1"}}
    return layout(tmp_path / "two", {**blobs, digest(inner): inner}, [top])


def test_a_platform_is_chosen_in_a_nested_index(tmp_path: Path) -> None:
    where = _two(tmp_path)
    assert read(where, "linux/arm64") == (["linux/arm64"], [])
    assert read(where, "amd64") == (["linux/amd64"], [])
    with open_image(where, "arm64") as image:
        assert image.name == "v1"
        assert image.manifest.others == ("linux/amd64",)
    with pytest.raises(UsageError, match="s390x") as told:
        open_image(where, "s390x")
    assert "linux/arm64" in told.value.advice


def test_without_a_platform_something_that_is_there_is_chosen(tmp_path: Path) -> None:
    paths, wrong = read(_two(tmp_path))
    assert paths in (["linux/amd64"], ["linux/arm64"])
    assert wrong == []


def test_one_of_several_images_is_named_behind_a_colon(tmp_path: Path) -> None:
    one, first = World([LAYERS[0]], ref="one").blobs()
    two, second = World([LAYERS[1]], ref="two").blobs()
    where = layout(tmp_path / "many", {**one, **two}, [first, second])
    assert read(Path(f"{where}:two")) == (["etc/b"], [])
    with pytest.raises(UsageError) as told:
        open_image(where)
    assert "one" in told.value.advice and "two" in told.value.advice
    with pytest.raises(UsageError, match="three"):
        open_image(Path(f"{where}:three"))


def test_what_vouches_for_an_image_is_no_image(tmp_path: Path) -> None:
    blobs, entry = World(LAYERS).blobs()
    said = json.dumps(
        {"schemaVersion": 2, "config": {"digest": digest(b"{}"), "mediaType": "x"}, "layers": []}
    ).encode()
    notes = {"vnd.docker.reference.type": "attestation-manifest", "vnd.docker.reference.digest": entry["digest"]}
    vouching = {"mediaType": MANIFEST, "digest": digest(said), "annotations": notes}
    where = layout(tmp_path / "l", {**blobs, digest(said): said}, [entry, vouching])
    with open_image(where) as image:
        assert image.manifest.signed is True
    subject = json.dumps({"artifactType": "a/b", "subject": {"digest": entry["digest"]}}).encode()
    where = layout(tmp_path / "m", {**blobs, digest(subject): subject}, [entry, {"digest": digest(subject)}])
    with open_image(where) as image:
        assert image.manifest.signed is True
    with open_image(World(LAYERS).folder(tmp_path / "n")) as image:
        assert image.manifest.signed is False
    with open_image(World(LAYERS).saved(tmp_path / "o.tar")) as image:
        assert image.manifest.signed is None


def _blob(where: Path, number: int) -> Path:
    """The file of a layer of a layout."""
    found = {digest(each)[7:]: each for each in map(packed, LAYERS)}
    return where / "blobs" / "sha256" / list(found)[number]


@pytest.mark.parametrize(
    ("harm", "says"),
    [
        (lambda path: path.unlink(), "missing"),
        (lambda path: path.write_bytes(path.read_bytes()[:40]), "instead of"),
        (lambda path: path.write_bytes(bytes(path.stat().st_size)), "is no tar|cannot be unpacked|and not"),
        (lambda path: path.write_bytes(_flipped(path.read_bytes())), "cannot be unpacked|ends in the middle|and not"),
    ],
)
def test_a_broken_layer_costs_itself_only_and_is_a_fault(
    tmp_path: Path, harm: Callable[[Path], None], says: str
) -> None:
    where = World(LAYERS).folder(tmp_path / "l")
    harm(_blob(where, 1))
    paths, wrong = read(where)
    assert paths == ["etc/a"]
    assert len(wrong) == 1
    assert wrong[0].startswith("layer 2: ") and re.search(says, wrong[0])


def _flipped(data: bytes) -> bytes:
    return data[:-12] + bytes([data[-12] ^ 1]) + data[-11:]


def test_a_layer_with_another_content_than_the_configuration_says(tmp_path: Path) -> None:
    world = World(LAYERS, more={"rootfs": {"type": "layers", "diff_ids": [digest(b"other")] * 2}})
    paths, wrong = read(world.folder(tmp_path / "l"))
    assert paths == []
    assert len(wrong) == 2 and all("and not" in each for each in wrong)


def test_a_configuration_with_too_few_layers_is_told(tmp_path: Path) -> None:
    world = World(LAYERS, more={"rootfs": {"type": "layers", "diff_ids": [digest(LAYERS[0])]}})
    assert "names 1 layers, and there are 2" in read(world.folder(tmp_path / "l"))[1][0]


def test_bombs_are_stopped(tmp_path: Path) -> None:
    bomb = World([layer({"zeros": bytes(4 << 20)})]).folder(tmp_path / "l")
    paths, wrong = read(bomb, limits=Limits(small=1 << 20, ratio=10))
    assert paths == []
    assert "bomb" in wrong[0]
    paths, wrong = read(bomb, limits=Limits(total=1 << 20))
    assert "hold more than 1 MiB" in wrong[0]


def test_too_many_layers_are_told(tmp_path: Path) -> None:
    paths, wrong = read(World(LAYERS).folder(tmp_path / "l"), limits=Limits(layers=1))
    assert paths == ["etc/a"]
    assert "more than 1 layers" in wrong[0]


def test_a_cut_tar_gives_what_stands_before_the_cut(tmp_path: Path) -> None:
    cut = layer({"a": "1", "b": "2" * 5000})[:2600]
    paths, wrong = read(World([cut]).folder(tmp_path / "l"))
    assert paths == ["a"]
    assert "ends in the middle" in wrong[0]


def _refused(path: Path, error: type[Exception], says: str) -> None:
    with pytest.raises(error, match=says) as told:
        open_image(path)
    assert getattr(told.value, "advice", "")


def test_a_configuration_without_its_digest_is_refused(tmp_path: Path) -> None:
    world = World(LAYERS)
    where = world.folder(tmp_path / "l")
    (where / "blobs" / "sha256" / digest(world.document())[7:]).write_bytes(world.document() + b" ")
    _refused(where, IncompleteError, "does not have its digest")
    saved = world.saved(tmp_path / "s.tar")
    saved.write_bytes(saved.read_bytes().replace(b'"amd64"', b'"AMD64"'))
    _refused(saved, IncompleteError, "does not have its digest")


def test_what_is_no_image_is_said_to_be_none(tmp_path: Path) -> None:
    _refused(tmp_path / "missing", UsageError, "does not exist")
    _refused(tmp_path, UsageError, "is no image")
    text = tmp_path / "text"
    text.write_text("hello")
    _refused(text, UsageError, "is no image")
    plain = tmp_path / "plain.tar"
    plain.write_bytes(layer({"a": "1"}))
    _refused(plain, UsageError, "is no image")
    old = tmp_path / "old.tar"
    old.write_bytes(layer({"repositories": "{}"}))
    _refused(old, UsageError, "older than")
    cut = tmp_path / "cut.tar"
    cut.write_bytes(World(LAYERS).saved(tmp_path / "w.tar").read_bytes()[:1500])
    _refused(cut, IncompleteError, "ends in the middle")


@pytest.mark.parametrize(
    "index",
    [
        "nothing",
        "[" * 100_000,
        "{}",
        '{"manifests": 3}',
        '{"manifests": [{"digest": "../../../etc/passwd"}]}',
        '{"manifests": [{"digest": 5}]}',
        '{"manifests": [null, [], {"digest": "sha256:' + "0" * 64 + '"}]}',
    ],
)
def test_hostile_indexes_are_refused(tmp_path: Path, index: str) -> None:
    where = World(LAYERS).folder(tmp_path / "l")
    (where / "index.json").write_text(index)
    with pytest.raises((UsageError, IncompleteError)) as told:
        open_image(where)
    assert told.value.advice


def test_an_index_that_names_itself_ends(tmp_path: Path) -> None:
    inner: bytes = b"{}"
    for _ in range(8):
        entry = {"mediaType": INDEX, "digest": digest(inner)}
        blob = json.dumps({"manifests": [entry]}).encode()
        layout(tmp_path / "deep", {digest(inner): inner}, [])
        inner = blob
    where = layout(tmp_path / "deep", {digest(inner): inner}, [{"mediaType": INDEX, "digest": digest(inner)}])
    _refused(where, IncompleteError, "too deep")


def test_links_in_a_layout_do_not_lead_out_of_it(tmp_path: Path) -> None:
    where = World(LAYERS).folder(tmp_path / "l")
    outside = tmp_path / "outside"
    blob = _blob(where, 0)
    blob.rename(outside)
    blob.symlink_to(outside)
    paths, wrong = read(where)
    assert paths == ["etc/b"]
    assert "missing" in wrong[0]


def test_old_and_gnu_headers_are_read(tmp_path: Path) -> None:
    long = "d/" * 80 + "name"
    world = World([layer({long: "1"}, tarfile.GNU_FORMAT), layer({"short": "2"}, tarfile.USTAR_FORMAT)])
    assert read(world.folder(tmp_path / "l")) == ([long, "short"], [])


def test_an_image_may_be_opened_and_closed_unread(tmp_path: Path) -> None:
    image: Image = open_image(World(LAYERS).folder(tmp_path / "l"))
    with image:
        assert image.config.platform == "linux/amd64"
