"""Which of the 21, and when. Declarations only."""

from __future__ import annotations

from typing import Final

from holdfast.activities import acceptance, commit, operations, precommit, production

ACTIVITIES: Final = (
    *precommit.ACTIVITIES,
    *commit.ACTIVITIES,
    *acceptance.ACTIVITIES,
    *production.ACTIVITIES,
    *operations.ACTIVITIES,
)
