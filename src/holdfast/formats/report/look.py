"""How a report should look, as the face that asks for it decided."""

from __future__ import annotations

from holdfast.model.noun import noun


@noun
class Look:
    """What the reader's screen can show and how much the reader wants; only the text format asks for all of it."""

    width: int = 80
    """Columns of the terminal; held between 40 and 200."""
    color: bool = False
    """ANSI colours may be sent. The caller has already honoured ``NO_COLOR`` and pipes."""
    quiet: bool = False
    """Only the findings and the gate."""
    unicode: bool = True
    """False: nothing but ASCII is sent."""
    verbose: bool = False
    """Known and suppressed findings, and every skipped path, one by one."""
