"""The configuration of an image, its history as a Dockerfile would say it, and the image below."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.estate.image.base import base_of
from holdfast.estate.image.config import Step, read_config
from holdfast.estate.image.image import open_image, steps_of
from tests.worlds.images import World, layer


@pytest.mark.parametrize(
    ("said", "means"),
    [
        ("/bin/sh -c #(nop) ADD file:0123456789abcdef in / ", "ADD /"),
        ('/bin/sh -c #(nop)  CMD ["bash"]', 'CMD ["bash"]'),
        ("/bin/sh -c #(nop) COPY dir:0123456789abcdef in /app ", "COPY /app"),
        ("/bin/sh -c #(nop) COPY --chown=1:1 file:0123456789abcdef in /app", "COPY --chown=1:1 /app"),
        ("/bin/sh -c #(nop)  EXPOSE 80/tcp", "EXPOSE 80/tcp"),
        ("EXPOSE map[80/tcp:{} 443/tcp:{}]", "EXPOSE 80/tcp 443/tcp"),
        ("/bin/sh -c apt-get update && apt-get install -y curl", "RUN apt-get update && apt-get install -y curl"),
        ("RUN /bin/sh -c apk add curl # buildkit", "RUN apk add curl"),
        ("RUN |2 A=1 B=2 /bin/sh -c make # buildkit", "RUN make"),
        ("|1 A=x y /bin/bash -o pipefail -c make", "RUN make"),
        ("/bin/sh -c set -eux; \tmake;\n\trm -rf /x", "RUN set -eux; make; rm -rf /x"),
        ("COPY . /app # buildkit", "COPY . /app"),
        ("ENV PATH=/bin", "ENV PATH=/bin"),
        ('HEALTHCHECK &{["CMD-SHELL" "curl localhost"] "30s" "0s" "0s" \'\\x00\'}', "HEALTHCHECK CMD true"),
        ('HEALTHCHECK &{["NONE"] "0s" "0s" "0s" \'\\x00\'}', "HEALTHCHECK NONE"),
        ("/bin/sh -c #(nop) USER app|\nFROM docker.io/library/debian:12", "USER app"),
        ("RUN /bin/sh -c <<EOF (echo)\necho 1\nEOF # buildkit", ""),
        ("bazel build ...", ""),
        ("", ""),
    ],
)
def test_steps_are_told_as_a_dockerfile_would(said: str, means: str) -> None:
    assert Step(said=said, empty=False).instruction == means


def test_a_configuration_is_told_as_lines(tmp_path: Path) -> None:
    told = {
        "os": "linux",
        "architecture": "arm64",
        "variant": "v8",
        "created": "2026-01-02T03:04:05.123456789Z",
        "config": {
            "User": "app",
            "Env": ["A=1", "B=two words", 'C=with "quotes"\nand lines'],
            "ExposedPorts": {"80/tcp": {}},
            "Entrypoint": ["/run"],
            "Cmd": ["--now"],
            "Healthcheck": {"Test": ["CMD", "check"]},
            "Labels": {"maintainer": "me"},
        },
    }
    assert list(read_config(told).lines()) == [
        "# linux/arm64/v8, made 2026-01-02T03:04:05+00:00",
        "ENV A=1",
        'ENV B="two words"',
        'ENV C="with \\"quotes\\" and lines"',
        "LABEL maintainer=me",
        "EXPOSE 80/tcp",
        "USER app",
        'HEALTHCHECK CMD ["check"]',
        'ENTRYPOINT ["/run"]',
        'CMD ["--now"]',
    ]


_ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
_FIELDS = st.sampled_from(["config", "history", "rootfs", "created", "os", "User", "Env", "Healthcheck", "Labels"])


@given(st.dictionaries(_FIELDS, _ANY | st.dictionaries(_FIELDS, _ANY, max_size=3), max_size=6), st.text(max_size=80))
def test_no_configuration_breaks_it(told: dict[str, Any], said: str) -> None:
    config = read_config({**told, "history": [{"created_by": said}, said, told]})
    assert all("\n" not in line and "\r" not in line for line in (*config.lines(), *config.history()))
    json.dumps(list(config.lines()))


ROOT = {"created_by": "/bin/sh -c #(nop) ADD file:0123456789abcdef in / "}
BASH = {"created_by": '/bin/sh -c #(nop)  CMD ["bash"]', "empty_layer": True}
COPY = {"created_by": "COPY a /a # buildkit"}
START = {"created_by": 'CMD ["/a"]', "empty_layer": True}
LAYERS = [layer({name: name}) for name in "abc"]


@pytest.mark.parametrize(
    ("history", "layers", "known"),
    [
        ([ROOT, BASH, COPY, COPY, START], 1, "history"),
        ([ROOT, COPY, BASH, COPY, START], 2, "history"),
        ([ROOT, BASH, COPY, START, COPY, START], 2, "history"),
        ([ROOT, COPY, COPY, START], 0, ""),
        ([ROOT, BASH, START], 0, ""),
        ([], 0, ""),
    ],
)
def test_the_image_below_is_told_by_its_start_command(
    tmp_path: Path, history: list[Mapping[str, Any]], layers: int, known: str
) -> None:
    with open_image(World(LAYERS, history=history).folder(tmp_path / "l")) as image:
        base, wrong = base_of(image)
        assert (base.layers, base.known, wrong) == (layers, known, "")


def test_the_image_below_may_be_given_or_named(tmp_path: Path) -> None:
    notes = {"org.opencontainers.image.base.name": "docker.io/library/debian:12"}
    world = World(LAYERS, history=[ROOT, BASH, COPY, COPY], annotations=notes)
    below = World(LAYERS[:2]).folder(tmp_path / "below")
    other = World(LAYERS[1:]).folder(tmp_path / "other")
    with open_image(world.folder(tmp_path / "l")) as image, open_image(below) as given_, open_image(other) as wrong_:
        base, wrong = base_of(image, given_)
        assert (base.layers, base.name, base.known, wrong) == (2, "docker.io/library/debian:12", "given", "")
        assert "docker.io/library/debian:12, as its annotation says" in base.says
        base, wrong = base_of(image, wrong_)
        assert base.layers == 0 and "is not built on" in wrong


def test_steps_belong_to_layers_where_the_numbers_agree(tmp_path: Path) -> None:
    with open_image(World(LAYERS, history=[ROOT, BASH, COPY, COPY]).folder(tmp_path / "l")) as image:
        assert steps_of(image) == {0: 0, 2: 1, 3: 2}
        assert [each.instruction for each in image.layers] == ["ADD /", "COPY a /a", "COPY a /a"]
    with open_image(World(LAYERS, history=[ROOT, BASH]).folder(tmp_path / "m")) as image:
        assert steps_of(image) == {}
        assert [each.instruction for each in image.layers] == ["", "", ""]
