"""What an engine beside that of secrets brings to be weighed: failures, checks, prose, and how it was before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol

from holdfast.model.check import Check, Guidance
from holdfast.model.policy import Acceptance
from holdfast.model.verdict import Fail

Mark = Callable[[bytes], str]
"""Names a secret by its keyed digest."""


class Failure(NamedTuple):
    """One failing answer."""

    check: str
    """Check id."""
    fail: Fail


class Looked(Protocol):
    """What an engine found out in one scan."""

    @property
    def checks(self) -> Mapping[str, Check]:
        """Every check that could have answered, by id."""

    @property
    def accepts(self) -> Sequence[Acceptance]:
        """Acceptances that it brings along, beside those of the policy."""

    def found(self, mark: Mark) -> Iterable[Failure]:
        """What fails."""

    def before(self, revision: str, mark: Mark) -> Counter[tuple[str, str]]:
        """How often each (check id, mark) failed at a revision."""

    def guidance(self, check: str) -> Guidance | None:
        """The prose of one of its checks."""
