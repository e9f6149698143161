"""Use case: what is built and what is planned."""

from __future__ import annotations

from holdfast.activities import ACTIVITIES
from holdfast.model.activity import Activity


def planned(verb: str) -> Activity | None:
    """The activity whose verb this will be, when it is not built yet."""
    return next(
        (
            item
            for item in ACTIVITIES
            if not item.built and not item.partly and verb in item.verb.replace(",", " ").split()
        ),
        None,
    )
