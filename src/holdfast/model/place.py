"""Where something stands."""

from __future__ import annotations

from holdfast.model.noun import noun


@noun
class Place:
    """A spot in a subject, as a person or an editor finds it."""

    path: str
    """POSIX path relative to the scanned root; ``<stdin>`` where there is none."""
    line: int = 1
    """First line, counted from 1."""
    column: int = 1
    """First column in characters, counted from 1."""
    end_line: int = 1
    end_column: int = 1
    """Column just behind the last character."""
    route: tuple[str, ...] = ()
    """How the value was reached from the text, outermost first, e.g. ``("base64",)``."""

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"
