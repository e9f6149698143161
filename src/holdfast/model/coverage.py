"""What static analysis could not see: routes whose access control only a test can show, and lines that nobody read."""

from __future__ import annotations

from holdfast.model.noun import noun
from holdfast.model.place import Place


@noun
class Route:
    """Where a request comes in."""

    at: Place
    name: str
    """Method and path as the framework is told them; empty where it is not told here."""
    handler: str
    """Qualified name of the function."""
    checked: bool = False
    """Something was seen there that asks who is calling. That it asks rightly is for a test."""


@noun
class Unread:
    """How much of a language no engine understood."""

    language: str
    files: int
    of_files: int
    lines: int
    of_lines: int
    why: str = ""
    """Empty where no engine knows the language."""

    @property
    def share(self) -> float:
        """Lines that were not understood, in a hundred."""
        return 100 * self.lines / self.of_lines if self.of_lines else 0.0


@noun
class Coverage:
    """What the analysis of code says about itself."""

    routes: tuple[Route, ...] = ()
    unread: tuple[Unread, ...] = ()
    """Languages of which something was not read, most lines first."""

    @property
    def open(self) -> tuple[Route, ...]:
        """Routes at which nothing was seen that asks who is calling."""
        return tuple(route for route in self.routes if not route.checked)
