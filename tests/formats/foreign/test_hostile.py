"""Whatever a report holds, it is read or refused with its name; it never breaks the reader."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfast.formats.foreign import document
from holdfast.formats.foreign.document import open_document
from holdfast.formats.foreign.index import FOREIGN, read
from holdfast.model.errors import UsageError
from tests.formats.foreign.expected import EXPECTED

SAMPLES = Path(__file__).parent / "samples"
JSON = [name for name in EXPECTED if name.endswith(("json", "sarif"))]
LINES = [name for name in EXPECTED if name.endswith("jsonl")]
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**30), 10**30),
    st.floats(),
    st.text(max_size=20),
    st.lists(st.integers(), max_size=3),
    st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=3),
)


def spots(value: Any, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The ways to all values of a document."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [way, *(spot for key, item in inner for spot in spots(item, (*way, key)))]


def changed(value: Any, way: tuple[Any, ...], new: Any) -> Any:
    """A document with something else in one place."""
    if not way:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[way[0]] = changed(value[way[0]], way[1:], new)
    return copy


def tried(name: str, text: str) -> None:
    """Read a report that may be anything, as what it was."""
    try:
        found = read(name, text.encode("utf-8", "replace"), EXPECTED[name].format)
    except UsageError as error:
        assert name in str(error)
        return
    for look in found.looks:
        for item in look.items:
            assert item.rule
            assert item.place.path
            assert item.place.line >= 1
            assert len(item.says) <= 900
            hash(item)


@settings(max_examples=300)
@given(st.data())
def test_a_document_with_anything_in_any_place_is_read_or_refused(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(JSON))
    top = json.loads((SAMPLES / name).read_text(encoding="utf-8"))
    for _ in range(data.draw(st.integers(1, 3))):
        top = changed(top, data.draw(st.sampled_from(spots(top))), data.draw(VALUES))
    tried(name, json.dumps(top))


@settings(max_examples=100)
@given(st.data())
def test_lines_with_anything_in_any_place_are_read_or_refused(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(LINES))
    lines = (SAMPLES / name).read_text(encoding="utf-8").splitlines()
    at = data.draw(st.integers(0, len(lines) - 1))
    try:
        top = json.loads(lines[at])
    except ValueError:
        return
    lines[at] = json.dumps(changed(top, data.draw(st.sampled_from(spots(top))), data.draw(VALUES)))
    tried(name, "\n".join(lines))


@settings(max_examples=200)
@given(st.data())
def test_a_text_with_anything_in_any_place_is_read_or_refused(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(EXPECTED)))
    text = (SAMPLES / name).read_text(encoding="utf-8")
    low = data.draw(st.integers(0, len(text)))
    high = data.draw(st.integers(low, min(len(text), low + 40)))
    tried(name, text[:low] + data.draw(st.text(max_size=10)) + text[high:])


@pytest.mark.parametrize("form", FOREIGN)
def test_a_format_refuses_what_is_another(form: str) -> None:
    for text in ("{}", "[1]", "[[]]", '{"a": 1}', "<a/>", "plain words", '{"a": 1}\n{"b": 2}'):
        with pytest.raises(UsageError, match=r"x\.any"):
            read("x.any", text.encode(), form)


def test_what_is_too_deep_too_long_or_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    for text in ("[" * 200_000, '{"a":' * 100_000, '{"a": ' + "9" * 10_000 + "}"):
        with pytest.raises(UsageError, match=r"^x:?"):
            open_document("x", text.encode())
    monkeypatch.setattr(document, "MOST_ENTRIES", 3)
    with pytest.raises(UsageError, match=r"^x\.json: .*more than the 3"):
        read("x.json", b'[{"RuleID": "a", "File": "b", "StartLine": 1}' + b', {"RuleID": "a"}' * 3 + b"]")
    with pytest.raises(UsageError, match=r"^x\.ndjson has .*more than the 3"):
        read("x.ndjson", b'{"a": 1}\n' * 9)
    monkeypatch.setattr(document, "MOST_BYTES", 100)
    with pytest.raises(UsageError, match="larger than"):
        open_document("x", b"[" + b" " * 200 + b"]")
