"""Bills of materials: valid by the official schemas, stable, and as good as what they were made from."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from hypothesis import given
from hypothesis import strategies as st
from spdx_tools.spdx.parser.parse_anything import parse_file
from spdx_tools.spdx.validation.document_validator import validate_full_spdx_document

from holdfast.formats import cyclonedx, cyclonedxread, spdx
from holdfast.formats.bom import assemble
from holdfast.model.bom import Bom
from holdfast.model.package import Inventory, Package, Reach, Source
from holdfast.model.place import Place
from holdfast.model.reading import Gap


def package(name: str, version: str, line: int, path: str = "requirements.txt", ecosystem: str = "PyPI") -> Package:
    return Package(ecosystem=ecosystem, name=name, version=version, place=Place(path=path, line=line))


FLASK = replace(
    package("flask", "2.0.1", 3),
    direct=True,
    requirement="flask==2.0.1",
    needs=("jinja2@3.0.1",),
    licence="BSD-3-Clause",
    hashes=("sha256:" + "a" * 64,),
)
JINJA = replace(package("jinja2", "3.0.1", 7), direct=False, via=("flask@2.0.1",), licence="BSD License")
PYTEST = replace(package("pytest", "7.0.0", 9), direct=True, reach=Reach.DEVELOPMENT, licence="MIT OR Apache-2.0")
BABEL = replace(package("@babel/core", "7.1.0", 12, "web/package-lock.json", "npm"), direct=True)
LEFT = replace(
    package("left", "1.0.0", 20, "web/package-lock.json", "npm"),
    source=Source.GIT,
    address="https://git.example/left@0123456789abcdef0123456789abcdef01234567",
    direct=False,
)
JAVA = package("org.example:core", "1.2", 5, "pom.xml", "Maven")
LIBC = replace(
    package("libc-bin", "2.36-9+deb12u3", 1, "var/lib/dpkg/status", "Debian:12"),
    source=Source.DISTRIBUTION,
    origin_name="glibc",
    architecture="amd64",
)
INVENTORIES = (
    Inventory(path="requirements.txt", reader="python", packages=(FLASK, JINJA, PYTEST)),
    Inventory(path="web/package-lock.json", reader="javascript", packages=(BABEL, LEFT)),
    Inventory(path="pom.xml", reader="maven", packages=(JAVA,)),
    Inventory(path="dev-requirements.txt", reader="python", packages=(replace(PYTEST, reach=Reach.TEST),)),
    Inventory(path="var/lib/dpkg/status", reader="dpkg", packages=(LIBC,)),
)


def bom(*, complete: bool = True) -> Bom:
    made = assemble(
        "shop", INVENTORIES, version="1.0", licence="MIT", seen_at="2026-11-30T01:02:03+00:00", tool="0.1.0"
    )
    return replace(made, complete=complete)


def test_cyclonedx_is_valid_by_the_official_schema() -> None:
    problem = JsonStrictValidator(SchemaVersion.V1_6).validate_str(cyclonedx.write(bom()))
    assert problem is None


def test_spdx_is_valid_by_the_official_validator(tmp_path: Path) -> None:
    path = tmp_path / "shop.spdx.json"
    path.write_text(spdx.write(bom()), encoding="utf-8")
    document = parse_file(str(path))
    assert [message.validation_message for message in validate_full_spdx_document(document)] == []
    assert {each.name for each in document.packages} >= {"shop", "flask", "jinja2", "@babel/core"}


@pytest.mark.parametrize("write", [cyclonedx.write, spdx.write])
def test_the_order_of_what_was_read_does_not_matter(write: object) -> None:
    assert callable(write)
    turned = assemble(
        "shop", INVENTORIES[::-1], version="1.0", licence="MIT", seen_at="2026-11-30T01:02:03+00:00", tool="0.1.0"
    )
    assert write(turned) == write(bom())


def test_a_package_in_two_files_is_one_component_that_is_as_near_as_its_nearest_place() -> None:
    found = next(each for each in bom().components if each.package.name == "pytest")
    assert [at.path for at in found.places] == ["dev-requirements.txt", "requirements.txt"] or len(found.places) == 1
    assert found.package.reach is Reach.TEST


@pytest.mark.parametrize("form", ["cyclonedx", "spdx"])
def test_what_is_read_back_is_what_was_written(form: str) -> None:
    text = cyclonedx.write(bom()) if form == "cyclonedx" else spdx.write(bom())
    data = text.encode()
    back = cyclonedxread.read("bom.json", data) if form == "cyclonedx" else spdx.read("bom.json", data)
    assert not back.gaps
    assert back.name == "shop"
    found = {each.name: each for each in back.packages}
    assert set(found) == {"flask", "jinja2", "pytest", "@babel/core", "left", "org.example:core", "libc-bin"}
    flask, jinja = found["flask"], found["jinja2"]
    assert (flask.ecosystem, flask.version, flask.direct, flask.requirement) == ("PyPI", "2.0.1", True, "flask==2.0.1")
    assert flask.needs == ("jinja2@3.0.1",)
    assert flask.hashes == FLASK.hashes
    assert (jinja.via, jinja.direct, jinja.licence) == (("flask@2.0.1",), False, "BSD License")
    assert found["pytest"].reach is Reach.TEST
    assert (found["left"].source, found["left"].address) == (Source.GIT, LEFT.address)
    assert (found["libc-bin"].ecosystem, found["libc-bin"].origin_name) == ("Debian:12", "glibc")
    assert text.splitlines()[flask.place.line - 1].count("pkg:pypi/flask@2.0.1") == 1


@pytest.mark.parametrize("form", ["cyclonedx", "spdx"])
def test_a_bill_that_is_not_complete_says_so_when_it_is_read(form: str) -> None:
    text = cyclonedx.write(bom(complete=False)) if form == "cyclonedx" else spdx.write(bom(complete=False))
    read = cyclonedxread.read if form == "cyclonedx" else spdx.read
    assert [gap.fault for gap in read("bom.json", text.encode()).gaps] == [True]


def test_a_gap_of_an_inventory_makes_the_bill_incomplete() -> None:
    gap = Gap(why="no JSON", place=Place(path="a"), fault=True)
    assert not assemble("a", [Inventory(path="a", reader="b", gaps=(gap,))]).complete


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"bomFormat": "x"}', '{"spdxVersion": "SPDX-3.0"}', "\xff", "1" * 5000]
)
def test_what_is_no_bill_is_a_fault_that_names_the_file(text: str) -> None:
    for read in (cyclonedxread.read, spdx.read):
        (gap,) = read("a/bom.json", text.encode("latin-1")).gaps
        assert gap.fault
        assert gap.place.path == "a/bom.json"


def test_a_name_of_a_file_that_is_no_text_leaves_the_bill_readable() -> None:
    odd = Inventory(path="a\udcff/b", reader="python", packages=(package("flask", "1", 1, "a\udcff/b"),))
    for write in (cyclonedx.write, spdx.write):
        text = write(assemble("né\x7f", [odd]))
        assert text.isascii()
        assert "a?/b" in json.dumps(json.loads(text))


def test_a_subject_that_needs_everything_is_read_once() -> None:
    names = [f"pkg:npm/p{number}@1" for number in range(40_000)]
    found = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "metadata": {"component": {"bom-ref": "subject", "name": "a"}},
        "components": [{"type": "library", "bom-ref": name, "name": "p", "purl": name} for name in names],
        "dependencies": [{"ref": "subject", "dependsOn": names}],
    }
    packages = cyclonedxread.read("bom.json", json.dumps(found).encode()).packages
    assert len(packages) == len(names)
    assert all(each.direct for each in packages)


def test_what_others_write_is_read() -> None:
    document = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.4",
        "components": [
            {"type": "library", "name": "lodash", "version": "4.17.15", "purl": "pkg:npm/lodash@4.17.15"},
            {"type": "library", "name": "x", "purl": "pkg:generic/x"},
            {"type": "operating-system", "name": "debian"},
            {
                "type": "library",
                "name": "a",
                "components": [{"type": "library", "name": "b", "purl": "pkg:pypi/B_c@1.0"}],
                "purl": "pkg:pypi/a@1",
                "licenses": [{"license": {"id": "MIT"}}, {"license": {"id": "ISC"}}],
            },
        ],
    }
    found = cyclonedxread.read("bom.json", json.dumps(document).encode())
    assert [(each.name, each.version) for each in found.packages] == [("a", "1"), ("b-c", "1.0"), ("lodash", "4.17.15")]
    assert found.packages[0].licence == "MIT AND ISC"
    assert [gap.fault for gap in found.gaps] == [False]


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@given(st.data())
def test_a_bill_with_anything_in_it_is_read(data: st.DataObject) -> None:
    for document, read in ((cyclonedx.document(bom()), cyclonedxread.read), (spdx.document(bom()), spdx.read)):
        key = data.draw(st.sampled_from(sorted(document)))
        inner = document[key]
        if isinstance(inner, list) and inner and data.draw(st.booleans()):
            at = data.draw(st.integers(0, len(inner) - 1))
            if isinstance(inner[at], dict) and data.draw(st.booleans()):
                inner[at][data.draw(st.sampled_from(sorted(inner[at])))] = data.draw(VALUES)
            else:
                inner[at] = data.draw(VALUES)
        else:
            document[key] = data.draw(VALUES)
        read("bom.json", json.dumps(document).encode())
