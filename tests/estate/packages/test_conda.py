"""Environments of conda, as the documentation of conda and conda-lock describes them."""

from __future__ import annotations

from holdfast.model.package import Reach, Source
from tests.estate.packages.looking import look, only

ENVIRONMENT = """\
name: science
channels:
  - conda-forge
dependencies:
  - python=3.11
  - numpy=1.26.4
  - conda-forge::Pandas>=2,<3
  - scipy=1.11.4=py311h64a7726_0
  - xz 5.2.6
  - "openssl==3.1.*"
  - pip
  - pip:
      - flask==2.3.2
      - requests[socks]>=2 ; python_version < "3.12"
      - --no-binary :all:
      - -r requirements.txt
"""


def test_an_environment_has_what_conda_and_pip_install() -> None:
    found = only({"environment.yml": ENVIRONMENT})
    assert (found.name, found.locked, [each.fault for each in found.gaps]) == ("science", False, [False])
    said = [(each.ecosystem, each.key, each.requirement, each.place.line) for each in found.packages]
    assert said == [
        ("PyPI", "flask@2.3.2", "==2.3.2", 13),
        ("conda", "numpy@1.26.4", "=1.26.4", 6),
        ("conda", "openssl@", "==3.1.*", 10),
        ("conda", "pandas@", ">=2,<3", 7),
        ("conda", "pip@", "", 11),
        ("conda", "python@", "=3.11", 5),
        ("PyPI", "requests@", ">=2", 14),
        ("conda", "scipy@1.11.4", "=1.11.4=py311h64a7726_0", 8),
        ("conda", "xz@5.2.6", "5.2.6", 9),
    ]
    assert all(each.direct for each in found.packages)


def test_a_lock_file_names_each_package_once() -> None:
    entries = [
        (platform, name, manager)
        for platform in ("linux-64", "osx-64")
        for name, manager in (("python", "conda"), ("zlib", "conda"), ("Flask", "pip"))
    ]
    text = "version: 1\nmetadata:\n  platforms:\n    - linux-64\npackage:\n" + "".join(
        f"  - name: {name}\n    version: '1.2'\n    manager: {manager}\n    platform: {platform}\n"
        f"    dependencies:\n      zlib: '>=1'\n    url: https://example.org/{name}\n    hash:\n"
        f"      md5: {'a' * 32}\n      sha256: {'b' * 64}\n    category: {'dev' if name == 'Flask' else 'main'}\n"
        "    optional: false\n"
        for platform, name, manager in entries
    )
    found = only({"conda-lock.yml": text})
    assert [(each.ecosystem, each.key, each.reach, each.place.line) for each in found.packages] == [
        ("PyPI", "flask@1.2", Reach.DEVELOPMENT, 30),
        ("conda", "python@1.2", Reach.RUNTIME, 6),
        ("conda", "zlib@1.2", Reach.RUNTIME, 18),
    ]
    assert found.packages[1].needs == ("zlib@1.2",)
    assert found.packages[1].hashes == (f"sha256:{'b' * 64}",)
    assert (found.locked, found.gaps, {each.direct for each in found.packages}) == (True, (), {None})


def test_a_list_of_addresses_is_exact() -> None:
    address = f"https://example.org/linux-64/python-dateutil-2.8.2-py_0.conda#{'a' * 32}"
    text = f"# platform: linux-64\n@EXPLICIT\n{address}\nodd\n"
    found = only({"conda-linux-64.lock": text})
    assert [(each.key, each.place.line, each.source) for each in found.packages] == [
        ("python-dateutil@2.8.2", 3, Source.REGISTRY)
    ]
    assert [(each.fault, each.place.line) for each in found.gaps] == [(True, 4)]


def test_what_is_something_else_is_left_alone() -> None:
    assert look({"environment.yml": "kind: Environment\n", "conda-x.lock": "nothing\n"}) == {}


def test_a_broken_environment_is_a_fault() -> None:
    assert [each.fault for each in only({"environment.yml": "dependencies: [a\n"}).gaps] == [True]
