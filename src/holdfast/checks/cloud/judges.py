"""Judges of the cloud rules that no condition can say, by the name that rules use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from holdfast.checks.cloud import escalation, grants, overlaps, peers, ports, roles, statements
from holdfast.model.judgement import Judge

JUDGES: Final[Mapping[str, Judge]] = {
    **escalation.JUDGES,
    **grants.JUDGES,
    **overlaps.JUDGES,
    **peers.JUDGES,
    **ports.JUDGES,
    **roles.JUDGES,
    **statements.JUDGES,
}
