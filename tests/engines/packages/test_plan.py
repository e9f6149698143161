"""The plan of upgrades: the smallest version that clears the gate, what stops a better one, and nothing invented."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfast.engines.packages.match import match
from holdfast.engines.packages.outcome import Match
from holdfast.engines.packages.plan import Upgrade, plan
from holdfast.engines.packages.priority import severity_of
from holdfast.engines.packages.releases import line_of, preliminary, written
from holdfast.model.check import Severity
from holdfast.model.package import Inventory, Package, Source
from holdfast.model.place import Place
from holdfast.store.advisories import Advisories
from tests.worlds.advisories import Record, about, database, record, since

HIGH = [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}]
LOW = [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:L/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N"}]


def weak(name: str, package: str, *events: Record, severity: list[dict[str, str]] = HIGH, eco: str = "npm") -> Record:
    return record(name, about(eco, package, *events), severity=severity)


def one(name: str, version: str, eco: str = "npm", **more: object) -> Package:
    return Package(ecosystem=eco, name=name, version=version, place=Place(path="lock"), **more)  # type: ignore[arg-type]


def refuses(item: Match) -> bool:
    return severity_of(item.advisory) >= Severity.HIGH


def planned(known: Advisories, *packages: Package) -> list[Upgrade]:
    matches = match(packages, known).matches
    return plan([(Inventory(path="lock", reader="npm", packages=packages), matches)], known, refuses)


def world(folder: Path, *records: Record, eco: str = "npm") -> Advisories:
    return database(folder / "a.sqlite", {eco: records})


def test_the_smallest_version_that_clears_all_that_is_refused(tmp_path: Path) -> None:
    known = world(
        tmp_path,
        weak("A", "left", *since(fixed="1.2.0")),
        weak("B", "left", *since(fixed="1.4.0")),
        weak("C", "left", *since(fixed="2.0.0"), severity=LOW),
    )
    (step,) = planned(known, one("left", "1.0.0"))
    assert (step.to, step.whole, step.major, step.left) == ("1.4.0", "2.0.0", False, ())
    assert [each.advisory.id for each in step.cleared] == ["A", "B"]


def test_a_step_that_leads_to_another_weakness_is_not_taken(tmp_path: Path) -> None:
    known = world(
        tmp_path,
        weak("A", "left", *since(fixed="1.2.0")),
        weak("B", "left", *since("1.2.0", fixed="1.3.0")),
        weak("C", "left", *since("1.3.0", fixed="1.3.1")),
    )
    (step,) = planned(known, one("left", "1.0.0"))
    assert step.to == "1.3.1"


def test_a_fix_in_the_same_line_comes_before_one_beyond(tmp_path: Path) -> None:
    known = world(tmp_path, weak("A", "left", *since(fixed="1.9.1"), *since("2.0.0", fixed="2.0.1")))
    (step,) = planned(known, one("left", "1.0.0"))
    assert (step.to, step.major) == ("1.9.1", False)
    (later,) = planned(known, one("left", "2.0.0"))
    assert (later.to, later.major) == ("2.0.1", False)


def test_a_leap_over_a_major_version_is_named(tmp_path: Path) -> None:
    (step,) = planned(world(tmp_path, weak("A", "left", *since(fixed="2.0.0"))), one("left", "1.0.0"))
    assert (step.to, step.major) == ("2.0.0", True)


def test_without_a_fix_it_stays(tmp_path: Path) -> None:
    (step,) = planned(world(tmp_path, weak("A", "left", *since())), one("left", "1.0.0"))
    assert (step.to, step.beyond, step.cleared) == ("", "", ())
    assert [each.advisory.id for each in step.left] == ["A"]


@pytest.mark.parametrize("version", ["99.999.99999", "2.999.999", "999"])
def test_a_version_of_nines_is_no_fix(tmp_path: Path, version: str) -> None:
    (step,) = planned(world(tmp_path, weak("A", "left", *since(fixed=version))), one("left", "1.0.0"))
    assert step.to == ""


def test_what_the_gate_lets_pass_is_no_row(tmp_path: Path) -> None:
    known = world(tmp_path, weak("A", "left", *since(fixed="2.0.0"), severity=LOW))
    assert planned(known, one("left", "1.0.0")) == []


def test_a_release_comes_before_a_preliminary_one(tmp_path: Path) -> None:
    rows = (weak("A", "left", *since(fixed="2.0.0-rc.1")), weak("B", "left", *since(fixed="2.1.0")))
    (step,) = planned(world(tmp_path, *rows), one("left", "1.0.0"))
    assert step.to == "2.1.0"


def test_the_constraint_of_a_parent_stops_a_better_version(tmp_path: Path) -> None:
    known = world(tmp_path, weak("A", "left", *since(fixed="1.2.0")), weak("B", "left", *since(fixed="2.0.0")))
    left = one("left", "1.0.0", direct=False)
    parent = one("pad", "3.0.0", needs=(left.key,), wants=((left.key, "^1.0.0"),))
    (step,) = planned(known, left, parent)
    assert (step.to, step.beyond) == ("1.2.0", "2.0.0")
    assert [(stop.package.key, stop.requirement) for stop in step.stops] == [("pad@3.0.0", "^1.0.0")]
    assert [each.advisory.id for each in step.cleared] == ["A"]
    assert [each.advisory.id for each in step.left] == ["B"]


def test_a_constraint_that_lets_nothing_better_in(tmp_path: Path) -> None:
    left = one("left", "1.0.0", direct=False)
    parent = one("pad", "3.0.0", wants=((left.key, "1.0.0"),))
    (step,) = planned(world(tmp_path, weak("A", "left", *since(fixed="1.2.0"))), left, parent)
    assert (step.to, step.beyond, len(step.stops)) == ("", "1.2.0", 1)


def test_a_constraint_that_nobody_can_read_is_told(tmp_path: Path) -> None:
    left = one("left", "1.0.0", direct=False)
    parent = one("pad", "3.0.0", wants=((left.key, "latest"),))
    (step,) = planned(world(tmp_path, weak("A", "left", *since(fixed="1.2.0"))), left, parent)
    assert step.to == "1.2.0"
    assert [stop.requirement for stop in step.doubts] == ["latest"]


def test_packages_that_are_published_together_move_together(tmp_path: Path) -> None:
    known = world(tmp_path, weak("A", "view", *since(fixed="8.0.3")))
    view = one("view", "8.0.2", direct=False)
    pack = one("pack", "8.0.2", direct=False, wants=((view.key, "= 8.0.2"),))
    rails = one("rails", "8.0.2", wants=((pack.key, "= 8.0.2"),))
    (step,) = planned(known, view, pack, rails)
    assert (step.to, step.stops, [each.name for each in step.along]) == ("8.0.3", (), ["pack", "rails"])
    other = one("other", "1.0.0", wants=((pack.key, "8.0.2"),))
    (stopped,) = planned(known, view, pack, rails, other)
    assert (stopped.to, [each.package.name for each in stopped.stops]) == ("", ["other"])


def test_packages_that_move_together_agree_on_a_version(tmp_path: Path) -> None:
    known = world(
        tmp_path,
        weak("A", "view", *since(fixed="8.0.3")),
        weak("B", "pack", *since(fixed="8.0.5")),
        weak("C", "view", *since("8.0.4", fixed="8.0.6")),
    )
    view = one("view", "8.0.2", direct=False)
    pack = one("pack", "8.0.2", wants=((view.key, "8.0.2"),))
    steps = planned(known, view, pack)
    assert {step.package.name: step.to for step in steps} == {"view": "8.0.6", "pack": "8.0.6"}


def test_what_is_shipped_in_an_archive_cannot_move_alone(tmp_path: Path) -> None:
    known = world(tmp_path, weak("A", "left", *since(fixed="1.2.0")))
    (step,) = planned(known, one("left", "1.0.0", within="pad@3.0.0"), one("pad", "3.0.0"))
    assert (step.to, step.beyond, [stop.package.key for stop in step.stops]) == ("", "1.2.0", ["pad@3.0.0"])


def test_two_places_are_two_rows(tmp_path: Path) -> None:
    known = world(tmp_path, weak("A", "left", *since(fixed="1.2.0")))
    package = one("left", "1.0.0")
    rows = [
        (Inventory(path=path, reader="npm", packages=(package,)), match([package], known).matches)
        for path in ("a", "b")
    ]
    assert [step.inventory.path for step in plan(rows, known, refuses)] == ["a", "b"]


def test_what_comes_from_a_repository_has_no_version_to_move_to(tmp_path: Path) -> None:
    known = world(tmp_path, weak("A", "left", *since(fixed="1.2.0")))
    (step,) = planned(known, one("left", "1.0.0", source=Source.GIT))
    assert step.to == ""


def test_modules_of_go_keep_their_letters(tmp_path: Path) -> None:
    known = world(tmp_path, weak("A", "example.org/x", *since(fixed="1.2.0"), eco="Go"), eco="Go")
    (step,) = planned(known, one("example.org/x", "v1.0.0", eco="Go"))
    assert step.to == "v1.2.0"


@pytest.mark.parametrize(
    ("name", "present", "version", "shown"),
    [
        ("example.org/x", "v1.0.0", "1.2.0", "v1.2.0"),
        ("example.org/x", "v2.0.0+incompatible", "3.0.0", "v3.0.0+incompatible"),
        ("example.org/x/v3", "v3.0.0", "3.1.0", "v3.1.0"),
        ("gopkg.in/x.v2", "v2.0.0", "2.1.0", "v2.1.0"),
        ("stdlib", "1.20.1", "1.20.2", "1.20.2"),
    ],
)
def test_versions_of_go_as_a_module_writes_them(name: str, present: str, version: str, shown: str) -> None:
    assert written("Go", name, present, version) == shown


def test_lines_of_releases() -> None:
    assert line_of("npm", "0.3.1") != line_of("npm", "0.4.0")
    assert line_of("PyPI", "0.3.1") == line_of("PyPI", "0.4.0")
    assert line_of("PyPI", "2022.12.7") == line_of("PyPI", "2024.7.4") == ()
    assert line_of("Go", "v1.2.3") == (1,)


def test_what_comes_before_a_release() -> None:
    assert preliminary("PyPI", "1.0rc1")
    assert preliminary("npm", "1.0.0-beta.1")
    assert preliminary("Maven", "2.0-M1")
    assert not preliminary("Maven", "31.1-jre")
    assert not preliminary("PyPI", "1.0.post1")
    assert not preliminary("Go", "v0.0.0-20220101000000-abcdef123456")


VERSIONS = [f"{major}.{minor}.0" for major in range(1, 4) for minor in range(5)]


@st.composite
def weaknesses(draw: st.DrawFn) -> list[Record]:
    rows = []
    for number in range(draw(st.integers(1, 6))):
        start, end = sorted(draw(st.lists(st.sampled_from(range(15)), min_size=2, max_size=2, unique=True)))
        rows.append(
            weak(
                f"W{number}",
                "left",
                *since(VERSIONS[start], fixed=VERSIONS[end]),
                severity=draw(st.sampled_from([HIGH, LOW])),
            )
        )
    return rows


def affected(rows: Iterable[Record], version: str) -> bool:
    """Whether a version has a weakness that the gate refuses, said in another way than the engine does."""
    at = VERSIONS.index(version)
    return any(
        VERSIONS.index(row["affected"][0]["ranges"][0]["events"][0]["introduced"]) <= at
        and at < VERSIONS.index(row["affected"][0]["ranges"][0]["events"][1]["fixed"])
        for row in rows
        if row["severity"] is HIGH
    )


@settings(max_examples=40, deadline=None)
@given(rows=weaknesses(), present=st.sampled_from(VERSIONS))
def test_the_version_is_free_and_no_smaller_candidate_is(rows: list[Record], present: str) -> None:
    with TemporaryDirectory() as folder:
        steps = planned(world(Path(folder), *rows), one("left", present))
    assert bool(steps) == affected(rows, present)
    for step in steps:
        ends = {row["affected"][0]["ranges"][0]["events"][1]["fixed"] for row in rows}
        above = sorted((each for each in ends if VERSIONS.index(each) > VERSIONS.index(present)), key=VERSIONS.index)
        assert step.to in above
        assert not affected(rows, step.to)
        assert step.left == ()
        reached = [each for each in above if VERSIONS.index(each) < VERSIONS.index(step.to)]
        assert all(affected(rows, each) for each in reached)
