"""The signs of controls in a terminal, each with how it is painted."""

from __future__ import annotations

from typing import Final

from holdfast.model.posture import ControlState

SIGNS: Final = {
    ControlState.PROVEN: ("●", "good"),
    ControlState.ATTESTED: ("◐", "warn"),
    ControlState.STALE: ("◌", "warn"),
    ControlState.CLAIMED: ("◔", "warn"),
    ControlState.UNPROVEN: ("○", "dim"),
    ControlState.FAILING: ("✗", "bad"),
    ControlState.NOT_HERE: ("·", "dim"),
}
