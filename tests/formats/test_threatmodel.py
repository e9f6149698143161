"""A threat model is read as people wrote it, and everything that is wrong is said at once, by line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.formats.threatmodel import examine, read
from holdfast.model.errors import ConfigError
from holdfast.model.system import Level, Sort, Way

from .threatmodels import SHOP

PATH = ".holdfast/threatmodel.yaml"


def _wrong(text: str) -> list[str]:
    return [f"{each.line}: {each.says} | {each.advice}" for each in examine(PATH, text.encode()).wrong]


def _only(text: str) -> str:
    (found,) = _wrong(text)
    return found


def test_what_is_written_is_read() -> None:
    shop = read(PATH, SHOP.encode())
    assert (shop.name, shop.context.criticality, shop.context.obligations) == ("Shop", "high", ("PCI DSS",))
    (card,) = shop.assets
    assert (card.level, card.tags, card.line) == (Level.CONFIDENTIAL, ("pci",), 6)
    assert [item.id for item in shop.elements] == ["customer", "api", "db"]
    api = shop.element("api")
    assert api is not None
    assert (api.sort, api.boundary, api.paths, api.line) == (Sort.PROCESS, "cluster", ("api/**",), 15)
    assert dict(api.facts) == {
        "exposure": "internet",
        "authentication": "session",
        "encodes-output": "yes",
        "validates-input": "unknown",
    }
    assert shop.crossed(shop.flows[0]) == ("internet", "cluster", "account")
    assert shop.stories[0].steps == (("sends a quote in the search", "sql-injection@api"), ("waits", ""))
    (treatment,) = shop.treatments
    assert (treatment.way, treatment.until, treatment.factors) == (Way.ACCEPT, "2027-05-01", (("skill", 3),))


@pytest.mark.parametrize(
    ("says", "facts"),
    [("yes", "yes"), ("true", "yes"), ("True", "yes"), ("no", "no"), ("FALSE", "no"), ("unknown", "unknown")],
)
def test_a_plain_fact_has_many_spellings(says: str, facts: str) -> None:
    found = read(PATH, f"system: x\nprocesses:\n  a: {{uploads: {says}}}".encode())
    assert found.elements[0].facts == (("uploads", facts),)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("proceses: {}\nsystem: x", "1: the model has no key 'proceses' | Did you mean 'processes'?"),
        ("system: x\nprocesses:\n  a: {upload: yes}", "3: process a has no key 'upload' | Did you mean 'uploads'?"),
        (
            "system: x\nprocesses:\n  a:\n    exposure: internat",
            "4: exposure of process a cannot be 'internat' | Did you mean 'internet'?",
        ),
        ("system: x\nstores: {a: {uploads: yes}}", "2: store a has no fact 'uploads' | It is of: process."),
        (
            "system: x\nprocesses: {A: {}}",
            "2: 'A' is no id | Use small letters, digits and single hyphens, as `order-api`.",
        ),
        (
            "system: x\nprocesses: {a: {in: clster}}\nboundaries: {cluster: {}}",
            "2: process a is in the boundary 'clster', which is not there | Did you mean 'cluster'?",
        ),
        (
            "system: x\nprocesses: {api: {}}\nflows: {f: {from: api, to: apj}}",
            "3: flow f is to 'apj', which is not there | Did you mean 'api'?",
        ),
        (
            "system: x\nprocesses: {a: {}}\nstores: {a: {}}",
            "3: 'a' stands there already, on line 2 | Choose another id.",
        ),
        ("system: x\nprocesses:\n  a: {}\n  a: {}", "4: 'a' stands there already, on line 3 | Choose another id."),
        (
            "system: x\ndata: {a: {}}",
            "2: data a has no level | One of: public, internal, restricted, confidential, secret.",
        ),
        ("system: x\ndata: {a: {level: secrt}}", "2: level of data a cannot be 'secrt' | Did you mean 'secret'?"),
        ("system: x\nboundaries: {a: {inside: a}}", "2: boundary a lies inside of itself | "),
        ("processes: {}", "1: the model has no system | For example `system: Shop`."),
        ("", "1: the file is empty | Start with `system: NAME`."),
        ("system: x\n---\nsystem: y", "3: a second document is not read | Keep one model in one file."),
        (
            "system: x\nassumptions: [{says: a, until: soon}]",
            "2: until of an assumption is no date: 'soon' | Write YYYY-MM-DD.",
        ),
        (
            "system: x\nsessions: [{at: 2026-13-01, who: Ada}]",
            "2: at of a session is no date: '2026-13-01' | Write YYYY-MM-DD.",
        ),
        ("system: x\ntreatments: [{threat: a}]", "2: 'a' is no threat | Write rule@element, `*` for any of either."),
        (
            "system: x\ntreatments: [{threat: 'a@*', way: accept, reason: r, owner: o}]",
            "2: the treatment of a@* has no until | To accept a threat takes a reason, an owner and an end date.",
        ),
        (
            "system: x\ntreatments: [{threat: 'a@*', factors: {skil: 1}}]",
            "2: there is no factor 'skil' | Did you mean 'skill'?",
        ),
        (
            "system: x\ntreatments: [{threat: 'a@*', factors: {skill: 10}}]",
            "2: factor skill is no whole number from 0 to 9 | ",
        ),
        (
            "system: x\nstories: {s: {goal: g, actor: usr}}",
            "2: actor of story s cannot be 'usr' | Did you mean 'user'?",
        ),
        (
            "system: x\nprocesses:\n  a: {uploads: yes, guessed: [upload]}",
            "3: process a says nothing of 'upload' to guess | Did you mean 'uploads'?",
        ),
        (
            "system: x\nprocesses: {a: {guessed: [data]}}",
            "2: process a says nothing of 'data' to guess | There is none yet.",
        ),
        ("system: x\nprocesses: [a]", "2: processes is a mapping of names to what they are | "),
        ("system: x\nprocesses: {a: {name: [b]}}", "2: name of process a is a text, not a list | "),
        ("system: x\nprocesses: {a: !Ref b}", "2: process a cannot be read: the tag !Ref decides it | "),
    ],
)
def test_each_fault_names_its_line_and_the_nearest_word(text: str, says: str) -> None:
    assert _only(text) == says


def test_faults_are_told_all_at_once_and_what_is_right_is_kept() -> None:
    text = SHOP.replace("exposure: internet", "exposure: web").replace("to: api", "to: apy").replace("goal:", "gol:")
    found = examine(PATH, text.encode())
    assert [each.line for each in found.wrong] == sorted(each.line for each in found.wrong)
    assert len(found.wrong) == 4
    assert [item.id for item in found.system.elements] == ["customer", "api", "db"]


def test_reading_names_the_first_fault_and_counts_the_rest() -> None:
    with pytest.raises(ConfigError, match=r"threatmodel\.yaml:2: the model has no key 'flow'") as caught:
        read(PATH, b"system: x\nflow: {}\nproces: {}")
    assert caught.value.advice == "Did you mean 'flows'? `holdfast threats lint` shows 1 more."


def test_a_vector_is_scored_or_refused() -> None:
    vector = "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N"
    text = f"system: x\ntreatments: [{{threat: 'a@*', cvss: '{vector}'}}]"
    assert read(PATH, text.encode()).treatments[0].cvss == vector
    assert "is no CVSS v4.0 vector" in _only(text.replace("/AC:L", ""))


def test_what_is_large_or_deep_is_refused() -> None:
    assert "larger than" in _only("#" * (5 << 20))
    assert "nested more than" in _only("system: x\nprocesses: " + "[" * 200)
    many = "system: x\nprocesses:\n" + "".join(f"  a{number}: {{}}\n" for number in range(2100))
    assert "more than 2000 entries" in _only(many)


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_any_bytes_are_read_without_a_crash(content: bytes) -> None:
    examine(PATH, content)


@given(st.data())
def test_any_change_of_a_model_is_read_without_a_crash(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(SHOP)))
    end = data.draw(st.integers(at, min(len(SHOP), at + 40)))
    examine(PATH, (SHOP[:at] + data.draw(st.text("{}[]:,-\n &*!|>#'\"a", max_size=6)) + SHOP[end:]).encode())
