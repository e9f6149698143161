"""An image on the command line: what is told of it, where findings came from, and that a broken one never passes."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from tests.worlds.advisories import about, build, record, since
from tests.worlds.images import Entry, Files, World, digest, layer, packed
from tests.worlds.machine import Machine, write
from tests.worlds.planted import STRIPE, drawn, github, pem
from tests.worlds.shop import INCOMPLETE, PASSED, REFUSED, USAGE

OS = "ID=debian\nVERSION_ID=12\nPRETTY_NAME='Debian GNU/Linux 12 (bookworm)'\n"
STATUS = "Package: libc6\nStatus: install ok installed\nArchitecture: amd64\nSource: glibc\nVersion: 2.36-9\n"
RUNS = {"User": "app", "Cmd": ["/app"]}
BASE: Files = {"etc/os-release": OS, "var/lib/dpkg/status": STATUS, "bin/sh": Entry(b"\x7fELF\0\0\0", 0o755)}
STEPS: list[dict[str, Any]] = [
    {"created_by": "/bin/sh -c #(nop) ADD file:0123456789abcdef in / "},
    {"created_by": '/bin/sh -c #(nop)  CMD ["bash"]', "empty_layer": True},
    {"created_by": "COPY . /srv # buildkit"},
    {"created_by": "RUN /bin/sh -c rm /srv/key # buildkit"},
]


HIGH = [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}]


@pytest.fixture(autouse=True)
def _known(machine: Machine) -> None:
    """A machine that knows one weak package of Debian 12 and one of Python."""
    folder = machine.folder / "data"
    (folder / "advisories.sqlite").unlink()
    debian = record("DSA-2099-1", about("Debian:12", "openssl", *since(fixed="3.0.15-1~deb12u1")), severity=HIGH)
    python = record("PYSEC-2099-1", about("PyPI", "django", *since(fixed="4.2.2")), severity=HIGH)
    build(folder / "advisories.sqlite", {"Debian": [debian], "PyPI": [python]})


def scanned(machine: Machine, image: Path, *words: str) -> tuple[int, dict[str, Any]]:
    """Exit code and report."""
    answer = machine.holdfast(machine.folder, "scan", "--image", f"{image}", "--format", "json", *words)
    found: dict[str, Any] = json.loads(answer.out)
    return answer.code, found


def names(report: dict[str, Any]) -> dict[str, str]:
    return {item["name"]: item["place"]["path"] for item in report["findings"]}


def of(report: dict[str, Any], name: str) -> dict[str, Any]:
    found: list[dict[str, Any]] = [item for item in report["findings"] if item["name"] == name]
    assert len(found) == 1, names(report)
    return found[0]


def test_a_clean_image_passes_and_says_what_it_is(machine: Machine) -> None:
    image = World([layer(BASE)], config=RUNS).folder(machine.folder / "image")
    answer = machine.holdfast(machine.folder, "scan", "--image", f"{image}")
    assert answer.code == PASSED, answer.out + answer.err
    assert "1 layers, 3 entries, 1 packages; Debian GNU/Linux 12 (bookworm)" in answer.out.replace("\n          ", " ")
    assert "which gets fixes until 2028-06-30" in " ".join(answer.out.split())


def test_a_secret_that_a_later_layer_takes_away_is_found_with_its_layers(machine: Machine) -> None:
    value = github()
    stack = [layer(BASE), layer({"srv/key": f"token = '{value}'\n"}), layer({"srv/.wh.key": ""})]
    image = World(stack, config=RUNS, history=STEPS).saved(machine.folder / "image.tar")
    code, report = scanned(machine, image)
    found = of(report, "github-token") if "github-token" in names(report) else report["findings"][0]
    assert code == REFUSED
    assert found["place"]["path"] == "srv/key"
    assert f"in layer 2 of 3 ({digest(stack[1])[:19]}), made by: COPY . /srv" in found["notes"]
    assert "layer 3 takes the file away, and the image still holds it" in found["notes"]
    assert value not in json.dumps(report)


def test_secrets_in_history_environment_and_labels_are_found_once(machine: Machine) -> None:
    one, two, three = github(1), github(2), drawn(STRIPE)
    history = [{"created_by": f"RUN /bin/sh -c curl -H 'Authorization: Bearer {one}' https://example.com # buildkit"}]
    config = {**RUNS, "Env": [f"GITHUB_TOKEN={two}"], "Labels": {"note": f"key {three}"}}
    image = World([layer(BASE)], config=config, history=history).folder(machine.folder / "image")
    code, report = scanned(machine, image, "--only", "secrets")
    places = sorted(item["place"]["path"] for item in report["findings"])
    assert code == REFUSED
    assert places == ["<config>", "<config>", "<history>"]
    assert not any(value in json.dumps(report) for value in (one, two, three))


def test_what_made_a_layer_is_shown_without_its_secrets(machine: Machine) -> None:
    one, two = github(1), github(2)
    history = [{"created_by": f"RUN |1 TOKEN={one} /bin/sh -c fetch {one} # buildkit"}]
    stack = [layer({**BASE, "srv/key": f"token = '{two}'\n"})]
    image = World(stack, config=RUNS, history=history).folder(machine.folder / "image")
    for form in ("json", "text", "sarif", "html", "markdown"):
        answer = machine.holdfast(machine.folder, "scan", "--image", f"{image}", "--format", form)
        assert one not in answer.out and two not in answer.out, form
        assert "srv/key" in answer.out, form
    assert "made by: RUN fetch" in answer.out


def test_a_file_as_its_package_brought_it_is_for_pedantic_readers(machine: Machine) -> None:
    key = f"{pem()}\n"
    sums = f"{hashlib.md5(key.encode(), usedforsecurity=False).hexdigest()}  usr/lib/pkg/key.pem\n"
    files: Files = {
        **BASE,
        "usr/lib/pkg/key.pem": key,
        "var/lib/dpkg/info/pkg.md5sums": sums,
        "srv/own.pem": pem(seed=1),
    }
    image = World([layer(files)], config=RUNS).folder(machine.folder / "image")
    assert set(names(scanned(machine, image)[1]).values()) == {"srv/own.pem"}
    report = scanned(machine, image, "--persona", "pedantic", "--only", "secrets")[1]
    found = [item for item in report["findings"] if item["place"]["path"] == "usr/lib/pkg/key.pem"]
    assert any("package pkg" in note for note in found[0]["notes"])


def test_a_file_of_a_package_from_an_index_is_for_pedantic_readers(machine: Machine) -> None:
    one, two, three, four = (f"token = '{github(seed)}'\n" for seed in range(4))
    sites = "usr/lib/python3/site-packages"

    def record(path: str, text: str) -> str:
        sum_ = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip("=")
        return f"{path},sha256={sum_},{len(text)}\n"

    own = {"resolved": "file:../local", "integrity": "sha512-y"}
    lock = {"packages": {"node_modules/debug": {"integrity": "sha512-x"}, "node_modules/local": own}}
    files: Files = {
        **BASE,
        f"{sites}/lib/a.py": one,
        f"{sites}/lib/changed.py": two,
        f"{sites}/lib-1.0.dist-info/RECORD": record("lib/a.py", one) + record("lib/changed.py", "as it was"),
        f"{sites}/own/b.py": three,
        f"{sites}/own-1.0.dist-info/RECORD": record("own/b.py", three),
        f"{sites}/own-1.0.dist-info/direct_url.json": "{}",
        "app/node_modules/.package-lock.json": json.dumps(lock),
        "app/node_modules/debug/c.js": four,
        "app/node_modules/local/d.js": one,
    }
    image = World([layer(files)], config=RUNS).folder(machine.folder / "image")
    report = scanned(machine, image, "--only", "secrets")[1]
    assert {item["place"]["path"] for item in report["findings"]} == {
        f"{sites}/lib/changed.py",
        f"{sites}/own/b.py",
        "app/node_modules/local/d.js",
    }
    assert report["tally"]["hidden"] == 2


@pytest.mark.parametrize("harm", ["cut", "missing", "other"])
def test_a_broken_layer_never_passes(machine: Machine, harm: str) -> None:
    stack = [layer(BASE), layer({"srv/a": "1"})]
    image = World(stack, config=RUNS).folder(machine.folder / "image")
    blob = image / "blobs" / "sha256" / digest(packed(stack[1]))[7:]
    if harm == "missing":
        blob.unlink()
    else:
        blob.write_bytes(blob.read_bytes()[:-9] if harm == "cut" else packed(layer({"srv/b": "1"})))
    code, report = scanned(machine, image)
    assert code == INCOMPLETE
    assert [item["fault"] for item in report["skipped"] if item["why"].startswith("not understood: layer 2")] == [True]
    assert report["scope"]["complete"] is False


def test_an_image_that_is_none_is_a_question_of_usage(machine: Machine) -> None:
    write(machine.folder, {"text": "hello"})
    answer = machine.holdfast(machine.folder, "scan", "--image", "text")
    assert answer.code == USAGE
    assert "is no image" in answer.err and "docker save" in answer.err
    for words in (["--platform", "linux/arm64"], ["--base", "x"]):
        answer = machine.holdfast(machine.folder, "scan", *words)
        assert answer.code == USAGE and "--image" in answer.err
    for words in (["--verify"], ["--fix"]):
        answer = machine.holdfast(machine.folder, "scan", "--image", "text", *words)
        assert answer.code == USAGE and "--image" in answer.err


def test_steps_of_the_image_below_are_not_judged(machine: Machine) -> None:
    secret = "ENV DB_PASSWORD=c0rrect-horse"
    below, own = [{"created_by": secret, "empty_layer": True}, *STEPS[:2]], STEPS[2:3]
    stack = [layer(BASE), layer({"srv/a": "1"})]
    base = World(stack[:1], config={**RUNS, "Cmd": ["bash"]}, history=below).saved(machine.folder / "base.tar")
    image = World(stack, config=RUNS, history=[*below, *own]).saved(machine.folder / "image.tar")
    words = ("--only", "container", "--persona", "auditor")
    assert "secret-in-build" not in names(scanned(machine, image, *words, "--base", f"{base}")[1])
    report = scanned(machine, image, *words, "--base", f"{base}")[1]
    assert any("that was given" in notice["says"] for notice in report["notices"])
    other = World([layer({"x": "1"})]).saved(machine.folder / "other.tar")
    report = scanned(machine, image, *words, "--base", f"{other}")[1]
    assert "secret-in-build" in names(report)
    assert any("is not built on" in notice["says"] for notice in report["notices"])


def test_a_policy_holds_for_images_too(machine: Machine) -> None:
    stack = [layer({**BASE, "srv/key": f"token = '{github()}'\n"})]
    image = World(stack, config={"Cmd": ["/app"]}).folder(machine.folder / "image")
    write(machine.folder, {"holdfast.toml": '[scan]\nexclude = ["srv/"]\n[checks]\ndisable = ["image-without-user"]\n'})
    code, report = scanned(machine, image)
    assert (code, report["findings"]) == (PASSED, [])


def test_findings_of_contents_name_the_layer(machine: Machine) -> None:
    stack = [layer(BASE), layer({"etc/app.conf": Entry(b"x", 0o666)})]
    image = World(stack, config=RUNS, history=[*STEPS[:2], STEPS[2]]).saved(machine.folder / "image.tar")
    found = of(scanned(machine, image)[1], "writable-by-everybody")
    assert found["place"]["path"] == "etc/app.conf"
    assert f"in layer 2 of 2 ({digest(stack[1])[:19]}), made by: COPY . /srv" in found["notes"]


def test_evidence_of_an_image_is_kept_under_its_own_name(machine: Machine) -> None:
    root = machine.repo()
    image = World([layer(BASE)], config=RUNS).folder(machine.folder / "image")
    answer = machine.holdfast(root, "scan", "--image", f"{image}", "--record")
    assert answer.code == PASSED and "Recorded" in answer.err
    told = machine.holdfast(root, "ledger", "show")
    assert "image:latest" in told.out


def test_the_time_limit_ends_a_scan_as_incomplete(machine: Machine) -> None:
    image = World([layer({**BASE, **{f"f{number}": "x" for number in range(2000)}})], config=RUNS)
    code, report = scanned(machine, image.folder(machine.folder / "image"), "--time-limit", "0.0001")
    assert code == INCOMPLETE
    assert "time limit" in report["gate"]["says"]


def _wheel(folder: str, name: str, version: str) -> Files:
    told = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    return {f"{folder}/{name}-{version}.dist-info/METADATA": told, f"{folder}/{name}/__init__.py": ""}


def test_weak_packages_are_found_by_source_and_release_with_their_layer(machine: Machine) -> None:
    weak = f"{STATUS}\nPackage: libssl3\nStatus: install ok installed\nArchitecture: amd64\nSource: openssl\n"
    files = {**BASE, "var/lib/dpkg/status": f"{weak}Version: 3.0.11-1~deb12u2\n"}
    stack = [layer(files), layer(_wheel("usr/local/lib/python3.11/site-packages", "django", "4.2.1"))]
    steps = [*STEPS[:2], {"created_by": "RUN /bin/sh -c pip install django # buildkit"}]
    image = World(stack, config=RUNS, history=steps).saved(machine.folder / "image.tar")
    code, report = scanned(machine, image)
    found = {item["resource"]["address"].partition("?")[0]: item for item in report["findings"]}
    assert code == REFUSED
    assert set(found) == {"pkg:deb/debian/libssl3@3.0.11-1~deb12u2", "pkg:pypi/django@4.2.1"}
    assert "layer 2, by RUN pip install django" in found["pkg:pypi/django@4.2.1"]["notes"]
    system = found["pkg:deb/debian/libssl3@3.0.11-1~deb12u2"]["notes"]
    assert any(each.startswith("base image, layer 1") for each in system), system


def test_what_a_distribution_mends_itself_is_asked_for_by_its_own_name_only(machine: Machine) -> None:
    folder = "usr/lib/python3/dist-packages"
    sums = f"{'0' * 32}  {folder}/django-4.2.1.dist-info/METADATA\n"
    files = {**BASE, **_wheel(folder, "django", "4.2.1"), "var/lib/dpkg/info/python3-django.md5sums": sums}
    image = World([layer(files)], config=RUNS).saved(machine.folder / "image.tar")
    assert scanned(machine, image)[0] == PASSED


def test_packages_that_nothing_is_known_about_never_pass(machine: Machine) -> None:
    files = {**BASE, "etc/os-release": "ID=alpine\nVERSION_ID=3.22.1\n", "lib/apk/db/installed": "P:musl\nV:1.2.5-r0\n"}
    image = World([layer(files)], config=RUNS).saved(machine.folder / "image.tar")
    assert scanned(machine, image)[0] == INCOMPLETE
    (machine.folder / "data" / "advisories.sqlite").unlink()
    assert scanned(machine, image)[0] == INCOMPLETE
    assert scanned(machine, image, "--advisories", "off")[0] == PASSED
