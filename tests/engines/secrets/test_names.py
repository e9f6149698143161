"""A value behind a vendor's name is found however the two stand together, as the type's own expression has it."""

from __future__ import annotations

from functools import cache

import pytest

from holdfast.app.rulebook import RuleBook
from holdfast.engines.secrets.confirm import confirm, expression
from holdfast.engines.secrets.hit import View
from holdfast.estate.repo.blob import Blob
from holdfast.model.credential import CredentialType
from tests.worlds.planted import drawn, kinds, templates

JOINTS = (
    *(' = "{}"', ": '{}'", '": "{}",', "={}", " => '{}'", "_1_more: `{}`", '"): ("{}")', ' value="{}"', " {}", ",{}"),
    *(": Bearer {}", '": value: "{}"', "'] = token='{}'", " === {}", " in prose, and {}", "\n{}", "\t:=\t\t{}"),
)
PATH = "deploy/settings.yaml"


@cache
def values() -> list[tuple[CredentialType, bytes]]:
    """Each type that a name before the value gives away, with a value of its first documented example."""
    found: dict[str, tuple[CredentialType, bytes]] = {}
    for name, line in templates():
        kind = kinds()[name]
        match = expression(kind).search(drawn(line).encode()) if kind.contextual else None
        if match is not None:
            found.setdefault(name, (kind, match[1]))
    return list(found.values())


@pytest.mark.parametrize("joint", JOINTS)
def test_what_the_expression_of_a_type_confirms_behind_a_name_is_found(book: RuleBook, joint: str) -> None:
    confirmed = 0
    for kind, value in values():
        for word in kind.keywords:
            text = f"a = 1\nx {word}".encode() + joint.encode().replace(b"{}", value) + b"\n"
            wanted = [confirm(kind, match, text, View(PATH)) for match in expression(kind).finditer(text)]
            hits = book.looker.look(Blob(PATH, text)).hits
            for hit in wanted:
                if hit is not None:
                    confirmed += 1
                    assert any(each.start < hit.end and hit.start < each.end for each in hits), text
    assert bool(confirmed) == (joint not in (" in prose, and {}", "\n{}"))


def test_nearly_every_such_type_has_a_value_to_try() -> None:
    assert len(values()) > 100
