"""What somebody says about a known weakness in a product: VEX (Vulnerability Exploitability eXchange)."""

from __future__ import annotations

from enum import StrEnum

from holdfast.model.noun import noun


class Status(StrEnum):
    """OpenVEX's four answers."""

    NOT_AFFECTED = "not_affected"
    AFFECTED = "affected"
    FIXED = "fixed"
    UNDER_INVESTIGATION = "under_investigation"


JUSTIFICATIONS = (
    "component_not_present",
    "vulnerable_code_not_present",
    "vulnerable_code_not_in_execute_path",
    "vulnerable_code_cannot_be_controlled_by_adversary",
    "inline_mitigations_already_exist",
)
"""Why something is not affected, in OpenVEX's words."""


@noun
class Statement:
    """One answer about one weakness in some products."""

    names: tuple[str, ...]
    """Of the weakness: its id first, then its aliases."""
    products: tuple[str, ...]
    """Package URLs, with a version or without, of the weak package."""
    status: Status
    justification: str = ""
    impact: str = ""
    """Why it does no harm, in a sentence."""
    action: str = ""
    """What to do about it."""
    notes: str = ""
    said_at: str = ""
    """ISO 8601."""
    place: str = ""
    """Where the statement stands, ``path:line``."""
