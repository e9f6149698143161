"""How often a rule was right in one repository, by what people decided about what it reported."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from holdfast.model.decision import Choice, Decision
from holdfast.model.noun import noun

_FALSE: Final = re.compile(r"\bfalse\b", re.IGNORECASE)
_DISMISSED: Final = frozenset({Choice.IGNORE, Choice.BASELINE, Choice.DECOY})


@noun
class Precision:
    """What was reported, and how much of it a person called false."""

    reported: int
    false: int

    @property
    def share(self) -> float:
        """The part that nobody called false."""
        return 1 - self.false / self.reported


def precision(
    reported: Iterable[tuple[str, str]], decisions: Iterable[Decision], ids: Mapping[str, str]
) -> dict[str, Precision]:
    """Check id to how it did, for every check that reported something.

    ``reported`` holds pairs of a check's name or id and a finding's fingerprint; ``ids`` maps names to ids. A finding
    is false when the last decision about it dismissed it with a reason that has the word "false" in it.
    """
    seen: dict[str, set[str]] = {}
    for check, fingerprint in reported:
        seen.setdefault(ids.get(check, check), set()).add(fingerprint)
    known = list(decisions)
    for decision in known:
        seen.setdefault(ids.get(decision.check, decision.check), set()).add(decision.fingerprint)
    called_false = dismissed(known).keys()
    return {
        check: Precision(reported=len(names), false=len(names & called_false)) for check, names in seen.items() if names
    }


def dismissed(decisions: Iterable[Decision]) -> dict[str, str]:
    """Fingerprint to when a finding was called false, where that is the last that was decided about it."""
    last = {item.fingerprint: item for item in sorted(decisions, key=lambda item: item.at)}
    return {name: item.at for name, item in last.items() if item.choice in _DISMISSED and _FALSE.search(item.reason)}
