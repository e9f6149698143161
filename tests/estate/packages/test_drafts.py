"""Who brought what: the graph that all readers share, and which paths they are asked about."""

from __future__ import annotations

import pytest

from holdfast.estate.packages.addresses import repository, shown
from holdfast.estate.packages.drafts import MOST_STEPS, Ask, Draft, inventory
from holdfast.estate.packages.names import reader_of
from holdfast.model.package import Inventory, Reach

SECRET = "".join(["hun", "ter2"])


def made(*drafts: Draft, asked: list[Ask] | None = None) -> Inventory:
    return inventory("a.lock", "test", "npm", drafts, asked)


def test_the_strongest_reason_counts_and_the_shortest_way_to_it() -> None:
    found = made(
        Draft(name="a", version="1", needs={"b@1": True, "d@1": False}),
        Draft(name="b", version="1", needs={"c@1": True, "a@1": True}),
        Draft(name="c", version="1", needs={"gone@1": True, "c@1": True}),
        Draft(name="d", version="1", needs={"c@1": True}),
        Draft(name="e", version="1", needs={"c@1": True, "f@1": True}),
        Draft(name="f", version="1"),
        asked=[Ask(key="e@1", reach=Reach.DEVELOPMENT), Ask(key="a@1", requirement="^1"), Ask(key="gone@1")],
    )
    said = {each.key: (each.direct, each.reach, each.via, each.needs) for each in found.packages}
    assert said == {
        "a@1": (True, Reach.RUNTIME, (), ("b@1", "d@1")),
        "b@1": (False, Reach.RUNTIME, ("a@1",), ("a@1", "c@1")),
        "c@1": (False, Reach.RUNTIME, ("a@1", "b@1"), ()),
        "d@1": (False, Reach.OPTIONAL, ("a@1",), ("c@1",)),
        "e@1": (True, Reach.DEVELOPMENT, (), ("c@1", "f@1")),
        "f@1": (False, Reach.DEVELOPMENT, ("e@1",), ()),
    }
    assert found.packages[0].requirement == "^1"


def test_equal_packages_are_one_with_the_needs_of_all() -> None:
    found = made(
        Draft(name="a", version="1", line=3, needs={"b@1": False}, reach=Reach.DEVELOPMENT),
        Draft(name="a", version="1", line=9, needs={"b@1": True, "c@1": False}, reach=Reach.RUNTIME, hashes=("x",)),
        Draft(name="b", version="1"),
        Draft(name="c", version="1"),
        asked=[Ask(key="a@1")],
    )
    assert [(each.key, each.reach, each.place.line) for each in found.packages] == [
        ("a@1", Reach.RUNTIME, 3),
        ("b@1", Reach.RUNTIME, 1),
        ("c@1", Reach.OPTIONAL, 1),
    ]
    assert (found.packages[0].needs, found.packages[0].hashes) == (("b@1", "c@1"), ("x",))


def test_where_nobody_knows_what_was_asked_nothing_is_direct() -> None:
    assert [each.direct for each in made(Draft(name="a"), Draft(name="b", direct=True)).packages] == [None, True]


def test_a_way_through_everything_is_cut() -> None:
    chain = [Draft(name=f"{n:05}", version="1", needs={f"{n + 1:05}@1": True}) for n in range(3000)]
    found = made(*chain, asked=[Ask(key="00000@1")])
    assert (len(found.packages), len(found.packages[-1].via)) == (3000, MOST_STEPS)


@pytest.mark.parametrize(
    ("path", "reader"),
    [
        ("requirements.txt", "python"),
        ("a/requirements-dev.txt", "python"),
        ("requirements/base.txt", "python"),
        ("dev_requirements.in", "python"),
        ("Constraints.txt", "python"),
        ("pylock.dev.toml", "python"),
        ("a/Pipfile", "python"),
        ("a/b/package.json", "javascript"),
        ("bun.lockb", "javascript"),
        ("environment-dev.yml", "conda"),
        ("conda-lock.yml", "conda"),
        ("conda-osx-64.lock", "conda"),
        ("README.txt", ""),
        ("notes/base.txt", ""),
        ("node_modules/a/package.json", ""),
        ("x/node_modules/a/package-lock.json", ""),
        ("lib/site-packages/a/setup.py", ""),
        ("src/a.egg-info/requires.txt", ""),
        ("package.json/x", ""),
        ("", ""),
    ],
)
def test_a_path_is_claimed_by_its_name(path: str, reader: str) -> None:
    assert reader_of(path) == reader


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (f"https://me:{SECRET}@example.org/x.git", "https://example.org/x.git"),
        ("git+https://example.org/x.git@v1", "https://example.org/x.git@v1"),
        ("git+ssh://git@example.org/a/b", "ssh://example.org/a/b"),
        ("https://example.org/g?rev=main#0123456789abcdef", "https://example.org/g@0123456789abcdef"),
        ("owner/name#v1", "owner/name@v1"),
        ("git+https://example.org/x.git#commit=0123456789abcdef", "https://example.org/x.git@0123456789abcdef"),
    ],
)
def test_an_address_of_a_repository_names_its_commit_and_no_password(written: str, meant: str) -> None:
    assert repository(written) == meant
    assert SECRET not in shown(written)
