"""Traces in code: in every language, never in comments, and never more than a line of any content."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.estate.clues import clues, wanted

IMPORTS = {
    "a.py": ("import stripe\n", "stripe"),
    "a.ts": ('import Stripe from "stripe";\n', "stripe"),
    "a.js": ("const pg = require('pg')\n", "pg"),
    "A.java": ("import com.stripe.Stripe;\n", "com.stripe.Stripe"),
    "A.cs": ("using Npgsql;\n", "Npgsql"),
    "a.go": ('import (\n\t"github.com/stripe/stripe-go/v76"\n)\n', "github.com/stripe/stripe-go/v76"),
    "a.rb": ("require 'stripe'\n", "stripe"),
    "a.php": ("use Stripe\\StripeClient;\n", "Stripe\\StripeClient"),
    "a.rs": ("use sqlx::PgPool;\n", "sqlx::PgPool"),
}


def told(path: str, text: str, sort: str) -> list[tuple[str, int]]:
    return [(clue.word, clue.line) for clue in clues(path, text.encode()) if clue.sort == sort]


@pytest.mark.parametrize("path", IMPORTS)
def test_imports_of_every_language(path: str) -> None:
    text, module = IMPORTS[path]
    assert module in [word for word, _ in told(path, f"\n{text}", "import")]
    assert wanted(path)


def test_hosts_that_are_called_and_not_those_that_are_linked_to() -> None:
    text = (
        'import requests\nrequests.get("https://api.carrier.example/labels")\n'
        '# requests.get("https://old.carrier.example/")\n'
        'NOTE = "see https://blog.carrier.example/ about it"\n'
        'PARCEL_API = os.environ.get("PARCEL_API", "http://parcels.internal:8080/v1")\n'
    )
    assert told("a.py", text, "host") == [("https://api.carrier.example", 2), ("http://parcels.internal", 5)]
    assert told("a.tsx", '<a href="https://api.carrier.example/">', "host") == []


def test_habits_name_their_first_line_and_leave_comments_out() -> None:
    text = "# subprocess.run\n\nsubprocess.run(['convert'])\nsubprocess.run(['mv'])\n"
    assert told("a.py", text, "habit") == [("runs-commands", 3)]


def test_fields_stand_where_a_program_says_what_it_keeps() -> None:
    text = "class Person(Base):\n    email = Column(String)\n    card_number = Column(String)\n"
    assert told("app/models.py", text, "field") == [("email", 2), ("card_number", 3)]
    assert told("app/views.py", text, "field") == []


def test_a_protocol_says_which_service_takes_what() -> None:
    text = (
        "service Payment {\n  rpc Charge(ChargeRequest) returns (Done) {}\n}\n"
        "service Ads { rpc Get(Nothing) returns (Done) { } }\n"
        "message ChargeRequest { Card card = 1; }\nmessage Card { string credit_card_number = 1; }\nmessage Done {}\n"
    )
    assert told("demo.proto", text, "field") == [("Payment credit_card_number", 6)]


@given(st.binary(max_size=600))
def test_any_content_is_looked_at(data: bytes) -> None:
    for path in (*IMPORTS, "a.proto", "a.sql", "models/a.py"):
        lines = data.count(b"\n") + 1
        assert all(1 <= clue.line <= lines for clue in clues(path, data))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('@Query("SELECT a FROM t "\n    + "WHERE b = ?1 "\n    + "ORDER BY c")\n', False),
        ('run("SELECT a FROM t WHERE b = " + name);\n', True),
        ('run("SELECT a FROM t "\n    + "WHERE b = " + name);\n', True),
        ('run("SELECT a FROM t WHERE b = ?", name);\n', False),
    ],
)
def test_a_query_in_several_lines_of_text_is_not_put_together_from_values(text: str, found: bool) -> None:
    assert ("string-queries" in [word for word, _ in told("A.java", text, "habit")]) is found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("<p dangerouslySetInnerHTML={{ __html: text }} />\n", True),
        ("<script dangerouslySetInnerHTML={{ __html: settings }} />\n", False),
        ("box.innerHTML = text;\n", True),
        ('box.innerHTML = "";\n', False),
    ],
)
def test_markup_is_written_where_text_becomes_it(text: str, found: bool) -> None:
    assert ("writes-markup" in [word for word, _ in told("page.tsx", text, "habit")]) is found
