"""Regular expressions that are compiled when they are first used: most of those of a program are not, in one run."""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast


def expression(text: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """What ``re.compile`` gives, made late. Only its own methods can be called; ``re.search`` does not take it."""
    return cast("re.Pattern[AnyStr]", _Late(text, flags))


class _Late:
    """Stands for an expression; each method that was asked for once is found as fast as on the expression itself."""

    def __init__(self, text: Any, flags: int) -> None:
        self._how = (text, flags)

    def __getattr__(self, name: str) -> Any:
        if name == "_made":
            self._made = re.compile(*self._how)
            return self._made
        found = getattr(self._made, name)
        setattr(self, name, found)
        return found
