"""What was lost, for a terminal: by reason, a few places of each, all of them where they are asked for."""

from __future__ import annotations

from holdfast.formats.report.look import Look
from holdfast.formats.report.threatlosses import text
from holdfast.model.exchange import Loss


def losses(number: int) -> list[Loss]:
    many = [Loss(what="data", where=f"part-{at}", why="no field holds it") for at in range(number)]
    return [*many, Loss(what="a text", where="\x1b[31mred", why="no free texts")]


def test_nothing_lost_is_said_in_one_line() -> None:
    assert text([], "To OTM 0.2", Look()) == "To OTM 0.2: nothing was lost.\n"


def test_a_few_places_of_each_are_named() -> None:
    assert text(losses(6), "To OTM 0.2", Look()) == (
        "To OTM 0.2: 7 things could not be carried as they are.\n"
        "  no field holds it\n"
        "    data: part-0, part-1, part-2, part-3 and 2 more\n"
        "  no free texts\n"
        "    a text: \\x1b[31mred\n"
    )


def test_all_places_are_named_where_they_are_asked_for() -> None:
    told = text(losses(6), "To OTM 0.2", Look(verbose=True))
    assert "part-4, part-5" in told
    assert "more" not in told


def test_many_sorts_are_counted() -> None:
    many = [Loss(what=f"sort {at}", where="x", why="no field") for at in range(20)]
    assert "  and 4 more; -v names every one\n" in text(many, "To OTM 0.2", Look())
