"""A key performance indicator with what it was computed from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A value at the end of a period."""

    period: str
    """``2026-11``: a month."""
    value: float | None
    numerator: float
    denominator: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kpi:
    """One indicator."""

    id: str
    """``weighted-risk-trend``, ``defect-remediation-window`` …"""
    title: str
    value: float | None
    """None where it cannot be known; ``gaps`` says why."""
    unit: str
    numerator: float
    denominator: float | None
    window: tuple[str, str]
    """First and last day, ISO 8601."""
    definition: str
    """The published definition in one sentence."""
    source: str
    """Where it was published."""
    gaps: tuple[str, ...] = ()
    """What is missing for it to be whole, each in one line."""
    parts: tuple[tuple[str, float | None], ...] = ()
    """Named figures beside the value: median, p90, by severity …"""
    trend: tuple[Point, ...] = ()
