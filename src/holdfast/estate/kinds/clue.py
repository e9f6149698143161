"""What a file of code tells of what it talks to and what it does."""

from __future__ import annotations

from holdfast.model.noun import noun


@noun
class Clue:
    """One trace in one line of code."""

    path: str
    line: int
    sort: str
    """``import`` (a module that is used), ``host`` (a host that is called), ``call`` (a host of the same
    network), ``login`` (a host whose password stands beside it), ``habit`` (something that it does),
    ``field`` (a name of data that it keeps)."""
    word: str
    """The module, the host with its scheme, the habit, or the name of the field."""
