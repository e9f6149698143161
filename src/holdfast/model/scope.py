"""What was read of a subject."""

from __future__ import annotations

from holdfast.model.noun import noun


@noun
class Scope:
    """What was read of a subject. Evidence holds for the subject and scope it was made on, and for nothing else."""

    subject: str
    """For example ``repo:shop``."""
    origin: str
    """``worktree``, ``staged``, ``stdin`` …"""
    digest: str
    """Digest over what was in reach: paths, excludes and rule pack; two equal digests read the same things."""
    complete: bool
    """Whether the whole subject was in reach (a staged scan or a single file is not)."""
