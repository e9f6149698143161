"""An ignore comment, as a reader found it."""

from __future__ import annotations

from holdfast.model.noun import noun


@noun
class Ignore:
    """One ignore comment in source text, our own or another tool's."""

    line: int
    first: int
    """First line that it covers."""
    last: int
    """Last line that it covers."""
    checks: tuple[str, ...]
    """Names, ids, engines or aliases; empty for every check."""
    reason: str = ""
    until: str = ""
    """End date, ISO 8601."""
    tool: str = ""
    """The other tool whose comment it is; empty for our own."""
    fault: str = ""
    """Why it is malformed; then it covers nothing."""
