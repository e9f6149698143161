"""Exports of trackers: three forms, one meaning, and hostile ones are refused with the place."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.formats.tracker import Export, kind, read
from holdfast.model.errors import UsageError
from holdfast.model.event import Defect, DefectKind

COLUMNS = {"key": "Issue key", "type": "Issue Type", "labels": "Labels", "opened": "Created", "closed": "Resolved"}
LABELS = [
    ("security", DefectKind.SECURITY),
    ("performance", DefectKind.PERFORMANCE),
    ("bug", DefectKind.FUNCTIONAL),
    ("needs care", DefectKind.FUNCTIONAL),
]


def told(text: str | bytes) -> Export:
    data = text.encode() if isinstance(text, str) else text
    return read(data, "export", columns=COLUMNS, labels=LABELS)


EXPECTED = (
    Defect(
        key="S-1",
        kind=DefectKind.SECURITY,
        opened="2026-09-01T08:00:00+00:00",
        closed="2026-09-03T00:00:00+00:00",
    ),
    Defect(key="S-2", kind=DefectKind.FUNCTIONAL, opened="2026-09-02T00:00:00+00:00"),
    Defect(key="S-3", kind=DefectKind.OTHER, opened="2026-09-02T00:00:00+00:00"),
)


def test_a_table_by_its_columns() -> None:
    found = told(
        "Summary,Issue key,Issue Type,Labels,Labels,Created,Resolved\r\n"
        '"a, b",S-1,Bug,web,Security,2026-09-01T10:00:00+02:00,2026-09-03\r\n'
        "x,S-2,Bug,,,02/Sep/26 12:00 AM,\r\n"
        "\r\n"
        "y,S-3,Story,,,2026-09-02,\r\n"
    )
    assert found == Export("csv", EXPECTED)


def test_jira() -> None:
    issues = [
        {
            "key": "S-1",
            "fields": {
                "issuetype": {"name": "Bug"},
                "labels": ["web", "security"],
                "created": "2026-09-01T10:00:00.000+0200",
                "resolutiondate": "2026-09-03T00:00:00.000+0000",
                "priority": {"name": "High"},
                "components": [{"name": "api"}, {"name": "web"}],
            },
        },
        {"key": "S-2", "fields": {"issuetype": {"name": "Bug"}, "created": "2026-09-02T00:00:00.000+0000"}},
    ]
    first, second = told(json.dumps({"issues": issues})).defects
    assert (first.kind, first.opened, first.closed) == (EXPECTED[0].kind, EXPECTED[0].opened, EXPECTED[0].closed)
    assert (first.severity, first.component) == ("high", "api, web")
    assert second == EXPECTED[1]


@pytest.mark.parametrize(("opened", "closed"), [("created_at", "closed_at"), ("createdAt", "closedAt")])
def test_github(opened: str, closed: str) -> None:
    issues = [
        {"number": 1, "labels": [{"name": "type: security"}], opened: "2026-09-01T08:00:00Z", closed: None},
        {"number": 2, "labels": ["bug"], opened: "2026-09-02T00:00:00Z", closed: "2026-09-03T00:00:00Z"},
        {"number": 3, "labels": [], opened: "2026-09-02T00:00:00Z", closed: None, "pull_request": {}},
    ]
    found = told(json.dumps(issues))
    assert found.form == "github"
    assert [(item.key, item.kind) for item in found.defects] == [
        ("1", DefectKind.SECURITY),
        ("2", DefectKind.FUNCTIONAL),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("area/security", DefectKind.SECURITY),
        ("Security, bug", DefectKind.SECURITY),
        ("insecurity", DefectKind.OTHER),
        ("debug", DefectKind.OTHER),
        ("needs-care", DefectKind.FUNCTIONAL),
        ("care needs", DefectKind.OTHER),
        ("", DefectKind.OTHER),
    ],
)
def test_labels_are_whole_words_and_the_first_that_fits_counts(text: str, expected: DefectKind) -> None:
    assert kind([text], LABELS) is expected


def test_the_last_telling_of_a_key_counts() -> None:
    (only,) = told("Issue key,Created,Labels\nS-1,2026-09-01,\nS-1,2026-09-01,security\n").defects
    assert only.kind is DefectKind.SECURITY


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"\xff\xfe", "UTF-8"),
        (b"{", "no JSON"),
        (b'{"a": 1}', "no export of a tracker"),
        (b'[{"number": 1}]', "entry 1 is no issue"),
        (b"[1]", "entry 1 is no issue"),
        (b'{"issues": [{"key": "S-1"}]}', "entry 1 is no issue"),
        (b"Issue kee,Created\nS-1,2026-09-01\n", "no column 'Issue key'"),
        (b"Issue key,Created\nS-1,soon\n", "export:2: 'soon' is no time"),
        (b"Issue key,Created\n,2026-09-01\n", "export:2: the entry has no key"),
        (b"[" * 100_000, "no JSON"),
        (b"Issue key,Created\nS-1,0001-01-01T00:00:00+23:00\n", "out of range"),
        (b"", "no column"),
    ],
)
def test_what_is_no_export_is_refused_with_its_place(data: bytes, says: str) -> None:
    with pytest.raises(UsageError) as caught:
        told(data)
    assert says in str(caught.value)


def test_an_unknown_field_names_the_nearest() -> None:
    with pytest.raises(UsageError) as caught:
        read(b"a,b\n", "export", columns={"keys": "a"}, labels=[])
    assert "'key'" in caught.value.advice


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        told(data)
    except UsageError:
        return
