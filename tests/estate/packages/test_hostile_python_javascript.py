"""Whatever a file of Python or JavaScript holds, the answer is packages or gaps: no exception, and an end."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfast.estate.packages.names import reader_of
from tests.estate.packages.looking import look

LINES = {
    *("requirements.txt", "requirements.in", "constraints.txt", "setup.cfg", "setup.py", "yarn.lock"),
    *("conda-linux-64.lock",),
}
TOML = {"pyproject.toml", "poetry.lock", "pdm.lock", "uv.lock", "pylock.toml", "Pipfile"}
JSON = {"package.json", "package-lock.json", "npm-shrinkwrap.json", "bun.lock", "Pipfile.lock"}
YAML = {"pnpm-lock.yaml", "pnpm-workspace.yaml", "environment.yml", "conda-lock.yml"}

PIECES = st.sampled_from(
    [
        *(
            "a",
            "b==1",
            "@",
            "[",
            "]",
            "{",
            "}",
            "(",
            ")",
            ";",
            "=",
            ":",
            ",",
            " ",
            "\n",
            "\n  ",
            "\n    ",
            "\\\n",
            "#",
            '"',
        ),
        *(
            "-r requirements.txt",
            "-c constraints.txt",
            "-e .",
            "git+https://",
            "--hash=sha256:",
            "# via",
            "npm:",
            "file:",
        ),
        *(
            "install_requires",
            "setup(",
            "[options]",
            "workspace:",
            "@EXPLICIT",
            "$",
            "${X}",
            "${",
            "{{",
            "'",
            "<<",
            "*a",
            "&a",
        ),
    ]
)
KEYS = st.sampled_from(
    [
        *(
            "name",
            "version",
            "package",
            "packages",
            "dependencies",
            "devDependencies",
            "optionalDependencies",
            "project",
        ),
        *(
            "peerDependencies",
            "peerDependenciesMeta",
            "workspaces",
            "resolved",
            "integrity",
            "link",
            "requires",
            "source",
        ),
        *(
            "",
            "node_modules/a",
            "node_modules/a/node_modules/b",
            "a",
            "b",
            "a@1",
            "/a/1",
            "importers",
            "snapshots",
            ".",
        ),
        *("specifiers", "resolution", "catalog", "catalogs", "lockfileVersion", "licenses", "license", "os", "default"),
        *(
            "metadata",
            "files",
            "file",
            "hash",
            "groups",
            "markers",
            "marker",
            "extras",
            "git",
            "url",
            "path",
            "editable",
        ),
        *("tool", "poetry", "pdm", "uv", "hatch", "envs", "flit", "group", "dev-dependencies", "dependency-groups"),
        *("optional-dependencies", "build-system", "manifest", "members", "virtual", "registry", "wheels", "sdist"),
        *(
            "vcs",
            "archive",
            "hashes",
            "directory",
            "requires-dist",
            "requires-dev",
            "pip",
            "category",
            "manager",
            "python",
        ),
    ]
)
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-9, 9)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(
        ["", "a", "1", "==1", "a@1", "link:a", "workspace:*", "npm:a@1", ".", "git+https://x/y#1", "catalog:"]
    )
    | st.text(max_size=4)
)
TREES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=25,
)


def toml(value: Any, depth: int = 0) -> str:
    """A tree as TOML; what it has no word for is a text."""
    if isinstance(value, dict):
        inner = ", ".join(f"{json.dumps(key)} = {toml(each, depth + 1)}" for key, each in value.items())
        return f"{{{inner}}}"
    if isinstance(value, list):
        return f"[{', '.join(toml(each, depth + 1) for each in value)}]"
    return json.dumps("none" if value is None else value)


def tables(value: Any) -> str:
    """A tree as a TOML document, with tables and arrays of tables where it has them."""
    if not isinstance(value, dict):
        return f"package = {toml(value)}\n"
    plain, below = [], []
    for key, each in value.items():
        if isinstance(each, list) and each and all(isinstance(one, dict) for one in each):
            below += [
                f"[[{json.dumps(key)}]]\n" + "".join(f"{json.dumps(k)} = {toml(v)}\n" for k, v in one.items())
                for one in each
            ]
        else:
            plain.append(f"{json.dumps(key)} = {toml(each)}\n")
    return "".join([*plain, *below])


@pytest.mark.parametrize("name", sorted(LINES | TOML | JSON | YAML))
def test_every_name_is_claimed(name: str) -> None:
    assert reader_of(name) in ("conda", "javascript", "python")


@settings(max_examples=150, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(sorted(LINES | TOML | JSON | YAML)), st.lists(PIECES, max_size=40).map("".join), max_size=4
    )
)
def test_any_lines_get_an_answer(files: dict[str, str]) -> None:
    look(dict(files))


@settings(max_examples=150, deadline=None)
@given(
    st.dictionaries(st.sampled_from(sorted(LINES | TOML | JSON | YAML)), st.binary(max_size=80) | st.text(), max_size=3)
)
def test_any_bytes_get_an_answer(files: dict[str, bytes | str]) -> None:
    look({path: text if isinstance(text, bytes) else text.encode() for path, text in files.items()})


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(JSON | YAML)), TREES, max_size=3))
def test_any_json_gets_an_answer(files: dict[str, Any]) -> None:
    look({path: json.dumps(tree) for path, tree in files.items()})


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(TOML)), TREES, max_size=3))
def test_any_toml_gets_an_answer(files: dict[str, Any]) -> None:
    look({path: tables(tree) for path, tree in files.items()})


MANY = 20_000


@pytest.mark.parametrize(
    "files",
    [
        {"requirements.txt": "a==1\n" * MANY},
        {"requirements.txt": "a" * 400_000},
        {"requirements.txt": "a==1 " * 100_000},
        {"requirements.txt": "a\\\n" * MANY},
        {"requirements.txt": "".join(f"# via\n#   a{n}\n" for n in range(MANY))},
        {"requirements.txt": "x @ https://" + "@" * 100_000},
        {f"requirements-{n}.txt": f"-r requirements-{n + 1}.txt\n" for n in range(300)},
        {"setup.py": "setup(install_requires=" + "a+" * 300 + "a)"},
        {"setup.py": "a = [a, a]\nsetup(install_requires=a)"},
        {"setup.py": "\x00"},
        {"yarn.lock": '"a@' + ", a@" * 100_000 + '":\n  version "1"\n'},
        {"yarn.lock": "".join(f"a@{n}:\n  version {n}\n  dependencies:\n    a {n + 1}\n" for n in range(MANY))},
        {"package-lock.json": '{"dependencies":' * 5000},
        {"package-lock.json": json.dumps({"dependencies": {"a": {"version": "1", "dependencies": {}}}})[:-3] + "}" * 9},
        {
            "package-lock.json": json.dumps(
                {"packages": {"/".join(["node_modules/a"] * n): {"version": str(n)} for n in range(300)}}
            )
        },
        {
            "package.json": '{"workspaces": ["' + "*a" * 5000 + '"], "name": "x"}',
            "yarn.lock": "",
            "a/package.json": "{}",
        },
        {"bun.lock": json.dumps({"packages": {"/".join("a" * n): [f"a@{n}"] for n in range(1, 600)}})},
        {"pnpm-lock.yaml": "a: &a [x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\nlockfileVersion: 9\n"},
        {"pnpm-lock.yaml": "".join(f"{' ' * n}a:\n" for n in range(400))},
        {
            "uv.lock": "".join(
                f'[[package]]\nname = "a"\nversion = "{n}"\ndependencies = [{{ name = "a" }}]\n' for n in range(2000)
            )
        },
        {"poetry.lock": "x = " + "[" * 100_000},
        {"Pipfile.lock": '{"default": ' + "[" * 100_000},
    ],
    ids=lambda files: next(iter(files)),
)
def test_what_is_made_to_take_long_or_deep_has_an_end(files: dict[str, str]) -> None:
    look(dict(files))
