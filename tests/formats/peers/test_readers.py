"""What the files of other scanners say, with places, whatever stands in them."""

from __future__ import annotations

import hashlib
import json
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfast.formats.peers.facts import Told
from holdfast.formats.peers.index import PEERS
from holdfast.formats.peers.talisman import checksum
from holdfast.model.errors import ConfigError


def read(tool: str, text: str, name: str) -> Told:
    return PEERS[tool].read(text, name)


def places(told: Told) -> list[str]:
    return [item.place for item in told.hidden] + [item.place for item in told.untold]


def test_every_tool_reads_the_files_that_it_is_known_for() -> None:
    empty = {".secrets.baseline": '{"results": {}}'}
    for tool, peer in PEERS.items():
        for name in peer.files:
            assert isinstance(read(tool, empty.get(name, ""), name), Told)


def test_fingerprints_of_gitleaks() -> None:
    commit = "ab" * 20
    text = f"\n# a comment\n{commit}:a/b c.py:rule-id:12\nd:e.py:rule:3 # why\n./f.py:rule:4\n{commit}:g.py\n"
    told = read("gitleaks", text, ".gitleaksignore")
    assert [(item.paths, item.line, item.commits) for item in told.hidden] == [
        (("a/b c.py",), 12, (commit,)),
        (("d:e.py",), 3, ()),
        (("f.py",), 4, ()),
    ]
    assert places(told) == [f".gitleaksignore:{line}" for line in (3, 4, 5, 6)]


def test_allowlists_of_gitleaks_old_and_new() -> None:
    text = """
[allowlist]
paths = [
  '''^vendor/''',
  "(?<!x",
]
[[allowlists]]
targetRules = ["one", "two"]
regexTarget = "match"
regexes = ['abc']
[[rules]]
id = "three"
[[rules.allowlists]]
condition = "AND"
commits = ["f00"]
stopwords = ["word", "other"]
"""
    told = read("gitleaks", text, "x/.gitleaks.toml")
    path, both, last = told.hidden
    assert (path.path_patterns, path.only_paths, path.place) == (("^vendor/",), True, "x/.gitleaks.toml:4")
    assert (both.patterns, both.target, both.rules) == (("abc",), "line", ("one", "two"))
    assert (last.commits, last.words, last.rules) == (("f00",), ("word", "other"), ("three",))
    assert [item.place for item in told.untold] == ["x/.gitleaks.toml:5"]


def test_a_value_in_clear_becomes_a_digest() -> None:
    value = "made " + "up"
    digest = f"sha256:{hashlib.sha256(value.encode()).hexdigest()}"
    for tool, text, name in (
        ("gitleaks", json.dumps([{"RuleID": "x", "File": "a.py", "StartLine": 1, "Secret": value}]), "r.json"),
        ("ggshield", f"version: 2\nsecret:\n  ignored-matches:\n  - name: x\n    match: {value}\n", "g.yaml"),
        ("ggshield", f"matches_ignore: ['{value}']\n", "g.yaml"),
    ):
        told = read(tool, text, name)
        assert [item.digests for item in told.hidden] == [(digest,)]
        assert value not in repr(told)


def test_paths_of_ggshield_count_at_any_depth() -> None:
    text = "paths-ignore:\n- doc/*\n- '**/x'\n- /top\n- LICENSE\n- deep/\n"
    told = read("ggshield", text, ".gitguardian.yml")
    assert [item.globs[0] for item in told.hidden] == ["**/doc/*", "**/x", "/top", "LICENSE", "deep/"]
    assert places(told) == [f".gitguardian.yml:{line}" for line in range(2, 7)]


def test_a_baseline_of_an_old_version_is_read() -> None:
    data = {
        "exclude": {"files": "^x", "lines": None},
        "results": {"a.py": [{"hashed_secret": "0" * 40, "line_number": 1}]},
    }
    told = read("detect-secrets", json.dumps(data, indent=1), ".secrets.baseline")
    assert [item.digests or item.path_patterns or item.globs for item in told.hidden] == [
        ("/.secrets.baseline",),
        (f"sha1:{'0' * 40}",),
        ("^x",),
    ]
    assert places(told)[1:] == [".secrets.baseline:9", ".secrets.baseline:3"]


def test_the_checksum_of_talisman_depends_on_names_and_contents() -> None:
    one = [("a", b"1"), ("b", b"2")]
    assert checksum(one) == checksum(list(one))
    assert len({checksum(one), checksum(one[::-1]), checksum(one[:1]), checksum([("a", b"2"), ("b", b"1")])}) == 4


def test_the_section_of_git_secrets_is_told_from_others() -> None:
    text = "[core]\n\tallowed = no\n[secrets]\n\tproviders = x\n\tallowed = a\\\\.b\n"
    text += '\tallowed = "c d"\n[other]\n allowed = e\n'
    told = read("git-secrets", text, ".git/config")
    assert [(item.patterns, item.place) for item in told.hidden] == [
        ((r"a\.b",), ".git/config:5"),
        (("c d",), ".git/config:6"),
    ]


def test_yaml_that_refers_to_itself_is_an_error() -> None:
    text = "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
    text += "".join(
        f"{new}: &{new} [{', '.join([f'*{old}'] * 10)}]\n" for old, new in zip("abcdef", "bcdefg", strict=True)
    )
    with pytest.raises(ConfigError, match="too large or refers to itself"):
        read("talisman", text, ".talismanrc")


NAMES = [(tool, name) for tool, peer in PEERS.items() for name in (*peer.files, "report.json")]
PIECES = ("results", "{", "}", "[", "]", ":", "\n", "- ", "  ", '"', "'", "=", "allowlist", "paths", "secret", "*", "(")
KEYS = (
    *("results", "filters_used", "path", "pattern", "secret", "ignored_paths", "ignored_matches", "match", "filename"),
    *("fileignoreconfig", "checksum", "allowed_patterns", "scopeconfig", "File", "Secret", "StartLine", "a.py"),
)


@settings(max_examples=150, deadline=None)
@given(
    pair=st.sampled_from(NAMES),
    text=st.one_of(st.text(max_size=80), st.lists(st.sampled_from(PIECES), max_size=30).map("".join)),
)
def test_any_text_is_read_or_refused(pair: tuple[str, str], text: str) -> None:
    try:
        told = read(pair[0], text, pair[1])
    except ConfigError as error:
        assert pair[1] in str(error)
    else:
        assert all(place.startswith(f"{pair[1]}:") for place in places(told))


@settings(max_examples=150, deadline=None)
@given(
    pair=st.sampled_from([item for item in NAMES if item[1].endswith((".json", ".baseline", ".yaml", ".talismanrc"))]),
    value=st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(KEYS),
                inner,
                max_size=4,
            )
        ),
        max_leaves=12,
    ),
)
def test_any_document_is_read_or_refused(pair: tuple[str, str], value: object) -> None:
    try:
        read(pair[0], json.dumps(value), pair[1])
    except ConfigError as error:
        assert pair[1] in str(error)


def test_without_a_yaml_reader_the_way_out_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "yaml", None)
    with pytest.raises(ConfigError, match=r"\.talismanrc: reading it needs PyYAML") as caught:
        read("talisman", "version: '1.0'\n", ".talismanrc")
    assert "pipx inject" in caught.value.advice
