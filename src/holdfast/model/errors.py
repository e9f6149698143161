"""Errors that a person is meant to read.

HoldfastError
├── UsageError            a flag, argument or target makes no sense                     exit 2
│   └── ConfigError       a policy, baseline or rule file cannot be used; names the line   exit 2
├── NothingError          nothing is there that the question could be about              exit 3
├── IncompleteError       something needed could not be read or run                     exit 4
│   ├── GitError          git is missing, refused or answered nonsense
│   ├── LedgerError       the ledger cannot be written, or its chain is broken
│   └── AdvisoryError   the database of advisories is missing, damaged or cannot be brought up to date
└── InterruptedScan       a person or a limit stopped the run; what was found is kept   exit 4
"""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """What the process says to its caller."""

    PASSED = 0
    REFUSED = 1
    USAGE = 2
    NOTHING = 3
    INCOMPLETE = 4


class HoldfastError(Exception):
    """Base of every error that is shown without a traceback.

    ``advice`` is one sentence that says what to do about it.
    """

    exit_code: ExitCode = ExitCode.INCOMPLETE

    def __init__(self, message: str, *, advice: str = "") -> None:
        """Take the message (what is wrong, where) and the advice (what to do)."""
        super().__init__(message)
        self.advice = advice


class UsageError(HoldfastError):
    """A flag, argument or target makes no sense."""

    exit_code = ExitCode.USAGE


class ConfigError(UsageError):
    """A policy, baseline or rule file cannot be used."""


class NothingError(HoldfastError):
    """Nothing is there that the question could be about."""

    exit_code: ExitCode = ExitCode.NOTHING


class IncompleteError(HoldfastError):
    """Something that the answer needs could not be read or run."""


class GitError(IncompleteError):
    """Git is missing, refused to work, or gave an answer that makes no sense."""


class LedgerError(IncompleteError):
    """The ledger cannot be written or its chain is broken."""


class AdvisoryError(IncompleteError):
    """The database of advisories is missing, damaged, of another version, or cannot be brought up to date."""


class InterruptedScan(IncompleteError):  # noqa: N818 - it is a state of the run more than a fault
    """The run was stopped; what was found until then is kept."""
