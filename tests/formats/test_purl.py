"""Package URLs: written, read back, and turned into ecosystems."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.formats.purl import Purl, ecosystem_of, parse, purl
from holdfast.model.package import Package, Source
from holdfast.model.place import Place

AT = Place(path="x")


@pytest.mark.parametrize(
    ("ecosystem", "name", "version", "expected"),
    [
        ("PyPI", "flask-cors", "3.0.8", "pkg:pypi/flask-cors@3.0.8"),
        ("npm", "@babel/core", "7.1.0", "pkg:npm/%40babel/core@7.1.0"),
        (
            "Maven",
            "org.apache.logging.log4j:log4j-core",
            "2.14.1",
            "pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1",
        ),
        ("Go", "golang.org/x/text", "v0.3.5", "pkg:golang/golang.org/x/text@v0.3.5"),
        ("crates.io", "time", "0.1.43", "pkg:cargo/time@0.1.43"),
        ("Packagist", "Symfony/Http-Kernel", "v5.0.0", "pkg:composer/symfony/http-kernel@v5.0.0"),
        ("GitHub Actions", "actions/checkout", "v4", "pkg:githubactions/actions/checkout@v4"),
        ("PyPI", "local", "1.0+cu118", "pkg:pypi/local@1.0%2Bcu118"),
    ],
)
def test_a_package_is_named_and_found_again(ecosystem: str, name: str, version: str, expected: str) -> None:
    made = purl(Package(ecosystem=ecosystem, name=name, version=version, place=AT))
    assert str(made) == expected
    back = parse(expected)
    assert back == made
    lower = ecosystem in ("Packagist", "GitHub Actions")
    assert ecosystem_of(back) == (ecosystem, name.lower() if lower else name)


@pytest.mark.parametrize(
    ("ecosystem", "version", "expected"),
    [
        (
            "Debian:12",
            "1:2.36-9+deb12u3",
            "pkg:deb/debian/libc-bin@1:2.36-9%2Bdeb12u3?arch=amd64&distro=debian-12&upstream=glibc%402.36",
        ),
        (
            "Alpine:v3.20",
            "1.2.5-r0",
            "pkg:apk/alpine/libc-bin@1.2.5-r0?arch=amd64&distro=alpine-3.20&upstream=glibc%402.36",
        ),
        (
            "Ubuntu:22.04:LTS",
            "2.35",
            "pkg:deb/ubuntu/libc-bin@2.35?arch=amd64&distro=ubuntu-22.04&upstream=glibc%402.36",
        ),
        (
            "AlmaLinux:9",
            "1:3.0-2.el9",
            "pkg:rpm/almalinux/libc-bin@3.0-2.el9?arch=amd64&distro=almalinux-9&epoch=1&upstream=glibc%402.36",
        ),
    ],
)
def test_a_distribution_s_package_keeps_its_release(ecosystem: str, version: str, expected: str) -> None:
    made = purl(
        Package(
            ecosystem=ecosystem,
            name="libc-bin",
            version=version,
            place=AT,
            source=Source.DISTRIBUTION,
            origin_name="glibc",
            origin_version="2.36",
            architecture="amd64",
        )
    )
    assert str(made) == expected
    assert ecosystem_of(parse(expected)) == (ecosystem, "libc-bin")


def test_a_package_from_git_keeps_its_address() -> None:
    package = Package(
        ecosystem="npm",
        name="left",
        version="1.0.0",
        place=AT,
        source=Source.GIT,
        address="https://git.example/left@abc",
    )
    assert str(purl(package)) == "pkg:npm/left@1.0.0?vcs_url=git%2Bhttps://git.example/left%40abc"


@pytest.mark.parametrize("text", ["", "pypi/flask", "pkg:", "pkg:pypi", "pkg:pypi/", "http://a/b"])
def test_what_is_no_package_url_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="package URL"):
        parse(text)


WORDS = st.text(st.characters(codec="utf-8", exclude_characters="/\0"), min_size=1, max_size=12)


@given(WORDS, WORDS, WORDS, st.dictionaries(st.sampled_from(["arch", "distro", "epoch"]), WORDS))
def test_whatever_is_written_is_read_back(namespace: str, name: str, version: str, more: dict[str, str]) -> None:
    made = Purl(type="npm", namespace=namespace, name=name, version=version, qualifiers=tuple(sorted(more.items())))
    assert parse(str(made)) == made


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        parse("pkg:" + text)
    except ValueError:
        return
