"""What may be shown of a finding: its place, its line with every secret masked, a mark; never the value."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import asdict

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from holdfast.engines.secrets.look import Looker, Seen
from holdfast.engines.secrets.observe import failures
from holdfast.estate.repo.blob import Blob
from holdfast.loop.identity import secret_mark
from holdfast.model.verdict import Fail
from tests.worlds.planted import AWS_ID, AWS_SECRET, PASSWORD, STRIPE, drawn, github, pem, templates
from tests.worlds.weave import PATHS, example, weave

Look = Callable[..., Seen]
SHORTEST = 5


def mark(value: bytes) -> str:
    return secret_mark(b"key", value)


def failed(looker: Looker, text: str | bytes, path: str = "src/app.py") -> list[Fail]:
    blob = Blob(path, text.encode() if isinstance(text, str) else text)
    return [fail for _, fail in failures(blob, looker.look(blob).hits, mark)]


def told(fail: Fail) -> str:
    return repr(asdict(fail))


numbers = st.integers(min_value=0, max_value=100_000)


@settings(max_examples=250, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(
    pieces=st.lists(st.tuples(numbers, numbers), min_size=1, max_size=6),
    joint=st.sampled_from(["\n", " ", "; ", ", ", '" "', "\t", "&"]),
    path=st.sampled_from(PATHS),
)
def test_no_field_tells_a_value(looker: Looker, pieces: list[tuple[int, int]], joint: str, path: str) -> None:
    text = weave([example(number, seed)[1] for number, seed in pieces], [joint])
    blob = Blob(path, text)
    hits = looker.look(blob).hits
    everything = "\n".join(told(fail) for _, fail in failures(blob, hits, mark))
    for hit in hits:
        for value in (hit.value.decode("utf-8", "replace"), base64.b64encode(hit.value).decode().rstrip("=")):
            shown = [row for row in value.splitlines() if len(row) > SHORTEST and "-----" not in row]
            assert not [row for row in shown if row in everything], hit.kind.check.name


def test_every_type_alone(looker: Looker) -> None:
    for name, template in templates():
        line = drawn(template, 7)
        blob = Blob("conf.env", line.encode())
        hits = looker.look(blob).hits
        for _, fail in failures(blob, hits, mark):
            text = told(fail)
            for hit in hits:
                rows = [row for row in hit.value.decode("utf-8", "replace").splitlines() if "-----" not in row]
                assert not [row for row in rows if len(row) > SHORTEST and row in text], name


def test_a_vendors_mark_may_be_shown_and_no_more(looker: Looker) -> None:
    (fail,) = failed(looker, f'TOKEN = "{github()}"\n')
    assert fail.frame == 'TOKEN = "ghp_••••••••"'
    assert fail.frame[slice(*fail.mask)] == "ghp_••••••••"
    (plain,) = failed(looker, f'password = "{drawn(PASSWORD)}"\n')
    assert plain.frame == 'password = "••••••••"'


def test_the_mask_does_not_tell_the_length(looker: Looker) -> None:
    frames = {failed(looker, f'password = "{drawn("{base62:20}9z", seed)[seed:]}"\n')[0].frame for seed in range(6)}
    assert len(frames) == 1


def test_every_secret_of_a_line_is_masked_in_each_frame(looker: Looker) -> None:
    values = [github(), drawn(STRIPE), drawn(PASSWORD)]
    found = failed(looker, f'connect(token="{values[0]}", key="{values[1]}", password="{values[2]}")\n')
    assert len(found) == 3
    for fail in found:
        assert fail.frame.count("••••••••") >= 3
        assert not [value for value in values if value[8:] in fail.frame]


@pytest.mark.parametrize("before", ["", "é", "日本語 ", "\U0001f600\U0001f600", "\t", "é" * 300, "x" * 9000])
def test_columns_count_characters(looker: Looker, before: str) -> None:
    token = github()
    (fail,) = failed(looker, f"# one\r\n# two\n{before} {token} après\n", "a.txt")
    assert (fail.at.line, fail.at.column) == (3, len(before) + 2)
    assert (fail.at.end_line, fail.at.end_column) == (3, len(before) + 2 + len(token))
    assert token[4:] not in fail.frame
    assert len(fail.frame) < 200


def test_bytes_that_are_no_text_count_as_one(looker: Looker) -> None:
    (fail,) = failed(looker, b"\xff\xfe\xe9 " + github().encode() + b"\n", "a.txt")
    assert fail.at.column == 5


def test_a_key_over_lines_has_a_first_and_a_last_line(looker: Looker) -> None:
    key = pem()
    (fail,) = failed(looker, f"# before\n{key}\nafter\n", "key.pem")
    assert fail.at.line == 2
    assert fail.at.end_line == 1 + len(key.splitlines())
    assert not [row for row in key.splitlines()[1:-1] if row in told(fail)]


def test_the_last_line_without_an_end(looker: Looker) -> None:
    (fail,) = failed(looker, f"a\nt = '{github()}'")
    assert (fail.at.line, fail.at.end_line) == (2, 2)


def test_where_it_was_hidden_is_told(looker: Looker) -> None:
    encoded = base64.b64encode(f'token = "{github()}" # robot'.encode()).decode()
    (fail,) = failed(looker, f'data = "{encoded}"\n')
    assert fail.at.route == ("base64",)
    assert "base64" in fail.says
    assert encoded[:20] not in told(fail)
    assert encoded[20:] not in told(fail)


def test_the_other_half_is_named_by_its_line(looker: Looker) -> None:
    text = f"aws_access_key_id = {drawn(AWS_ID)}\n\naws_secret_access_key = {drawn(AWS_SECRET)}\n"
    notes = [note for fail in failed(looker, text, "a.ini") for note in fail.notes]
    assert any("line 1" in note for note in notes)


def test_one_value_has_one_mark_however_it_is_written(looker: Looker) -> None:
    key = pem()
    forms = (key, key.replace("\n", "\r\n"), "  " + key.replace("\n", "\n  "), key.replace("\n", "\\n"))
    assert len({failed(looker, form + "\n", "a.txt")[0].mark for form in forms}) == 1
    token = github()
    marks = {failed(looker, form.format(token))[0].mark for form in ('a = "{}"\n', "b: '{}'\n", "\n\n{}\n")}
    assert len(marks) == 1


def test_no_hits_no_failures(looker: Looker) -> None:
    assert failed(looker, "nothing\n") == []
