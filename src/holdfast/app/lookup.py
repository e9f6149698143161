"""The database of advisories as a scan asks it: opened when it is needed, refused where the policy says too old."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Final

from holdfast.model.errors import AdvisoryError
from holdfast.model.policy import Policy

if TYPE_CHECKING:
    from holdfast.store.advisories import Advisories

_DAY: Final = timedelta(days=1)
_FRESH: Final = "Run `holdfast db update`, or raise packages.max_age_days."


class Lookup:
    """Opens the database of this machine once. A failure is kept, and raised for every lookup."""

    def __init__(self, policy: Policy) -> None:
        """Take the policy, which says how old the database may be."""
        self.required = policy.advisories == "required"
        """A lookup that cannot be made is a fault of the scan."""
        self.off = policy.advisories == "off"
        self._why = f"packages.advisories = {policy.advisories!r} ({policy.origin('packages.advisories')})"
        self._most = policy.max_age_days
        self._limit = f"packages.max_age_days = {policy.max_age_days} ({policy.origin('packages.max_age_days')})"

    def ask(self) -> Advisories:
        """The database. Raises AdvisoryError where it is missing, damaged, or older than the policy lets it be."""
        if self._failure is not None:
            raise self._failure
        return self._database

    @property
    def there(self) -> bool:
        """Whether lookups can be made."""
        return self._failure is None

    @property
    def idle(self) -> str:
        """Why nothing was looked up although the scan is not incomplete for it; empty where that is not so."""
        if self.off:
            return f"Advisories were not asked: {self._why}."
        if not self.required and self._failure is not None:
            return f"Advisories were not asked: {self._failure}, and {self._why}. {self._failure.advice}"
        return ""

    @cached_property
    def says(self) -> str:
        """How old what is known is, and how much it is. Raises AdvisoryError as ``ask`` does."""
        database = self.ask()
        records = sum(item.records for item in database.sources())
        days = self.age // _DAY
        when = "today" if days < 1 else "yesterday" if days < 2 else f"{days:,} days ago"
        return f"{records:,} advisories were asked, fetched {when}."

    @cached_property
    def age(self) -> timedelta:
        """How long ago the database was brought up to date. Raises AdvisoryError as ``ask`` does."""
        return self.ask().age(datetime.now(UTC))

    @cached_property
    def digest(self) -> str:
        """Changes with what is known; for evidence."""
        if self.off or not self.there:
            return "advisories: none"
        states = self._database.sources()
        return "advisories: " + " ".join(f"{item.ecosystem} {item.records} {item.newest}" for item in states)

    @cached_property
    def _failure(self) -> AdvisoryError | None:
        try:
            age = self._database.age(datetime.now(UTC))
        except AdvisoryError as error:
            return error
        if self._most and age > self._most * _DAY:
            says = f"the database of advisories is {age // _DAY:,} days old, and {self._limit}"
            return AdvisoryError(says, advice=_FRESH)
        return None

    @cached_property
    def _database(self) -> Advisories:
        from holdfast.store.advisories import Advisories

        return Advisories()
