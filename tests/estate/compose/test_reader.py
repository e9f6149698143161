"""Compose files: what belongs together, how parts are merged, and that any content is read in peace."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from holdfast.estate.compose import reader
from holdfast.estate.compose.service import published
from holdfast.estate.kinds.container import Container, ContainerVolume
from holdfast.model.place import Place
from holdfast.model.value import Known, Unknown, need


def containers(files: dict[str, str]) -> list[Container]:
    data = {path: text.encode() for path, text in files.items()}
    found = [each for unit in reader.units(data) for each in reader.read(unit, data).resources]
    return [each for each in found if isinstance(each, Container)]


def test_an_override_is_laid_over_the_file_beside_it() -> None:
    (found,) = containers(
        {
            "compose.yaml": "services: {a: {image: 'x:1', cap_add: [CHOWN], environment: {A: '1'}, read_only: true}}",
            "compose.override.yaml": "services:\n  a: {image: 'y:2', cap_add: [KILL], read_only: !reset null}\n",
        }
    )
    assert found.image is not None
    assert need(found.image) == "y:2"
    assert found.capabilities_added is not None
    assert [need(each) for each in need(found.capabilities_added)] == ["CHOWN", "KILL"]
    assert found.read_only_root is not None
    assert need(found.read_only_root) is False


def test_a_variant_that_does_not_stand_alone_is_laid_over_the_base_and_speaks_of_its_own_services() -> None:
    found = containers(
        {
            "docker-compose.yml": "services: {a: {image: 'x:1'}, b: {image: 'y:1'}}",
            "docker-compose.prod.yml": "services: {a: {privileged: true}}",
        }
    )
    told = [
        (each.address, each.image and need(each.image), each.privileged and need(each.privileged)) for each in found
    ]
    assert told == [
        ("services.a", "x:1", True),
        ("services.a", "x:1", False),
        ("services.b", "y:1", False),
    ]


def test_a_service_stands_where_it_is_written_and_tells_what_it_took_from_another() -> None:
    text = "services:\n  base:\n    image: x:1\n    privileged: true\n  api:\n    extends: {service: base}\n"
    api = containers({"compose.yaml": text})[1]
    assert api.place.line == 5
    assert isinstance(api.privileged, Known)
    assert [hop.says for hop in api.privileged.trail] == ["the service that it extends"]


def test_a_service_may_extend_one_of_another_file() -> None:
    found = containers(
        {
            "compose.yaml": "services:\n  api:\n    extends:\n      file: parts/common.yml\n      service: base\n",
            "parts/common.yml": "services:\n  base:\n    image: x:1\n    user: root\n",
        }
    )
    assert [each.user and need(each.user) for each in found if each.address == "services.api"] == ["root"]


def test_services_that_extend_each_other_end() -> None:
    assert len(containers({"compose.yaml": "services: {a: {extends: b, image: x}, b: {extends: a, image: y}}"})) <= 2


def test_variables_have_their_defaults_or_are_unknown() -> None:
    text = "services: {a: {image: 'x:${TAG:-7}', user: '${U}', privileged: '${P-true}', hostname: '$$HOME'}}"
    (found,) = containers({"compose.yaml": text})
    assert found.image_tag is not None
    assert need(found.image_tag) == "7"
    assert isinstance(found.user, Unknown)
    assert found.privileged is not None
    assert need(found.privileged) is True


@pytest.mark.parametrize(
    ("text", "inside", "outside", "everywhere"),
    [
        ("80", 80, None, True),
        ("8080:80", 8080 - 8000, 8080, True),
        ("3000-3005:4000-4005/tcp", 4000, 3000, True),
        ("127.0.0.1:8001:8001", 8001, 8001, False),
        ("127.0.0.1::80", 80, None, False),
        ("0.0.0.0:53:53/udp", 53, 53, True),
        ("[::1]:6000:80", 80, 6000, False),
        ("[::]:6000:80", 80, 6000, True),
    ],
)
def test_ports_are_read_as_the_specification_says(
    text: str, inside: int, outside: int | None, everywhere: bool
) -> None:
    here = Place(path="compose.yaml")
    (port,) = need(published(Known([Known(text, here)], here)))
    assert (need(port.inside), need(port.outside), need(port.everywhere)) == (inside, outside, everywhere)


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 70000)
    | st.text(max_size=8)
    | st.sampled_from(["a:b", "$", "${X:-$Y}"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)
FIELDS = st.sampled_from(
    [
        *("image", "build", "ports", "volumes", "environment", "security_opt", "cap_add", "devices", "sysctls", "user"),
        *("extends", "deploy", "healthcheck", "logging", "network_mode", "pid", "privileged", "expose", "pids_limit"),
    ]
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from(["a", "b"]), st.dictionaries(FIELDS, VALUES, max_size=6) | VALUES, max_size=2))
def test_services_of_any_form_are_read(services: dict[str, object]) -> None:
    text = json.dumps({"services": services})
    containers({"compose.yaml": text, "compose.override.yaml": text, "compose.x.yaml": text})


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=80))
def test_any_text_is_read(text: str) -> None:
    data = {"compose.yaml": text.encode("utf-8", "surrogatepass")}
    assert reader.read(reader.units(data)[0], data) is not None


def test_the_file_of_settings_fills_variables_but_no_environment() -> None:
    files = {
        "compose.yaml": "services: {a: {image: 'x:${TAG}', user: '${WHO:-7}', volumes: ['${SOCKET}:/s'],"
        " environment: {KEY: '${KEY}'}}}",
        ".env": "# how it runs\nexport TAG='1.2'\nBASE=/var/run\nSOCKET=\"${BASE}/docker.sock\"  # to watch\nKEY=abc\n",
    }
    (found,) = containers(files)
    assert found.image is not None
    assert need(found.image) == "x:1.2"
    assert found.user is not None
    assert need(found.user) == "7"
    data = {path: text.encode() for path, text in files.items()}
    (unit,) = reader.units(data)
    (mounted,) = [each for each in reader.read(unit, data).resources if isinstance(each, ContainerVolume)]
    assert mounted.host_path is not None
    assert need(mounted.host_path) == "/var/run/docker.sock"
    (apart,) = containers({"apart/.env": files[".env"], "compose.yaml": files["compose.yaml"]})
    assert isinstance(apart.image, Unknown)


def test_settings_alone_are_no_unit() -> None:
    assert containers({".env": "A=1\n"}) == []
    assert containers({".env": "A=x" + " " * 200_000 + "y", "compose.yaml": "services: {a: {image: 'x:$A'}}"})
    assert containers({".env": "A=$B\nB=${A}\n" * 3000, "compose.yaml": "services: {a: {image: 'x:$A'}}"})
