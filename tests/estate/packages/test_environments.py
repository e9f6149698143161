"""What is installed, from listings of files as images and folders give them."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from holdfast.estate.packages.environments import installed
from holdfast.model.package import Inventory, Source

SITE = "usr/lib/python3/site-packages"
MODULES = "srv/app/node_modules"


def look(files: dict[str, str | bytes]) -> list[Inventory]:
    contents = {path: text.encode() if isinstance(text, str) else text for path, text in files.items()}
    return installed(contents, contents.get)


def metadata(name: str, version: str, *more: str) -> str:
    return "\n".join(
        ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}", *more, "", "A text: of no field"]
    )


def test_a_distribution_is_known_by_its_metadata() -> None:
    (found,) = look(
        {
            f"{SITE}/Flask_Login-0.6.3.dist-info/METADATA": metadata(
                "Flask_Login", "0.6.3", "License: MIT", "Requires-Dist: Flask (>=1.0.4)", "Requires-Dist: nope"
            ),
            f"{SITE}/Flask_Login-0.6.3.dist-info/RECORD": "flask_login/__init__.py,a=x,1\n../bin/x,,\n_c.abi3.so,,\n",
            f"{SITE}/flask-3.0.dist-info/METADATA": metadata(
                "flask", "3.0", "Classifier: License :: OSI Approved :: BSD License"
            ),
            f"{SITE}/flask-3.0.dist-info/top_level.txt": "flask\n",
            f"{SITE}/flask_login/__init__.py": "",
        }
    )
    assert (found.path, found.reader, found.gaps) == (SITE, "python-environment", ())
    flask, login = found.packages
    assert (login.key, login.licence, login.needs, login.modules) == (
        "flask-login@0.6.3",
        "MIT",
        ("flask@3.0",),
        ("flask_login", "_c"),
    )
    assert login.place.line == 2
    assert login.files == (f"{SITE}/Flask_Login-0.6.3.dist-info/METADATA",)
    assert (flask.licence, flask.modules, flask.direct) == ("BSD License", ("flask",), None)


def test_what_a_person_asked_for_is_direct_where_pip_marked_it() -> None:
    (found,) = look(
        {
            f"{SITE}/a-1.dist-info/METADATA": metadata("a", "1", "Requires-Dist: b; extra == 'x'", "Requires-Dist: b"),
            f"{SITE}/a-1.dist-info/REQUESTED": "",
            f"{SITE}/b-2.dist-info/METADATA": metadata("b", "2"),
        }
    )
    assert [(each.direct, each.via) for each in found.packages] == [(True, ()), (False, ("a@1",))]


def test_eggs_are_read_too() -> None:
    found = look(
        {
            f"{SITE}/old-1.egg-info": metadata("old", "1"),
            f"{SITE}/newer.egg-info/PKG-INFO": metadata("newer", "2"),
            f"{SITE}/zipped-3-py3.egg/EGG-INFO/PKG-INFO": metadata("zipped", "3"),
        }
    )
    assert [(each.path, [one.key for one in each.packages]) for each in found] == [
        (SITE, ["newer@2", "old@1", "zipped@3"])
    ]


def test_where_a_distribution_came_from_is_kept_without_its_password() -> None:
    secret = "".join(["hun", "ter2"])
    git = {"url": f"https://me:{secret}@example.org/r.git", "vcs_info": {"vcs": "git", "commit_id": "ab" * 20}}
    (found,) = look(
        {
            f"{SITE}/g-1.dist-info/METADATA": metadata("g", "1"),
            f"{SITE}/g-1.dist-info/direct_url.json": json.dumps(git),
            f"{SITE}/p-1.dist-info/METADATA": metadata("p", "1"),
            f"{SITE}/p-1.dist-info/direct_url.json": json.dumps({"url": "file:///src/p", "dir_info": {}}),
        }
    )
    assert [(each.source, each.address) for each in found.packages] == [
        (Source.GIT, f"https://example.org/r.git@{'ab' * 20}"),
        (Source.PATH, ""),
    ]


def test_a_description_that_cannot_be_read_is_a_fault() -> None:
    (found,) = look({f"{SITE}/a-1.dist-info/METADATA": b"\xff\xfe\x00"})
    assert found.packages == ()
    assert [each.fault for each in found.gaps] == [True]


def package(name: str, version: str, **more: object) -> str:
    return json.dumps({"name": name, "version": version, **more})


def test_modules_of_node_need_the_nearest() -> None:
    (found,) = look(
        {
            f"{MODULES}/a/package.json": package("a", "1.0.0", dependencies={"b": "^1"}, license="MIT"),
            f"{MODULES}/a/node_modules/b/package.json": package("b", "1.0.0", dependencies={"@s/c": "*"}),
            f"{MODULES}/b/package.json": package("b", "2.0.0", licenses=[{"type": "MIT"}, {"type": "Apache-2.0"}]),
            f"{MODULES}/@s/c/package.json": package("@s/c", "3.0.0"),
            f"{MODULES}/@s/c/esm/package.json": '{"type": "module"}',
        }
    )
    assert (found.path, found.gaps) == (MODULES, ())
    assert {each.key: each.needs for each in found.packages} == {
        "@s/c@3.0.0": (),
        "a@1.0.0": ("b@1.0.0",),
        "b@1.0.0": ("@s/c@3.0.0",),
        "b@2.0.0": (),
    }
    assert found.packages[-1].licence == "MIT OR Apache-2.0"


def test_a_broken_package_is_a_fault_and_the_others_stay() -> None:
    (found,) = look({f"{MODULES}/a/package.json": "{", f"{MODULES}/b/package.json": package("b", "1")})
    assert ([each.key for each in found.packages], [each.fault for each in found.gaps]) == (["b@1"], [True])


PATHS = st.sampled_from(
    [
        f"{SITE}/a-1.dist-info/METADATA",
        f"{SITE}/a-1.dist-info/RECORD",
        f"{SITE}/a-1.dist-info/direct_url.json",
        f"{SITE}/a.egg-info",
        f"{MODULES}/a/package.json",
        f"{MODULES}/a/node_modules/@b/c/package.json",
        "node_modules/package.json",
        "node_modules/node_modules/node_modules/package.json",
    ]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["name", "version", "dependencies", "url"]), inner),
)


@given(st.dictionaries(PATHS, st.binary(max_size=60) | st.text(max_size=60) | JSON.map(json.dumps)))
def test_any_content_is_read_without_an_error(files: dict[str, str | bytes]) -> None:
    for found in look(files):
        assert found.packages or found.gaps
