"""Base scores of CVSS vectors, versions 2.0, 3.0, 3.1 and 4.0.

Sources: https://www.first.org/cvss/v2/guide, https://www.first.org/cvss/v3.1/specification-document and
https://www.first.org/cvss/v4.0/specification-document.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

from holdfast.formats.cvss4 import base as _base4

_LONGEST: Final = 400
_V2: Final[Mapping[str, Mapping[str, float]]] = {
    "AV": {"L": 0.395, "A": 0.646, "N": 1.0},
    "AC": {"H": 0.35, "M": 0.61, "L": 0.71},
    "Au": {"M": 0.45, "S": 0.56, "N": 0.704},
    "C": {"N": 0.0, "P": 0.275, "C": 0.660},
    "I": {"N": 0.0, "P": 0.275, "C": 0.660},
    "A": {"N": 0.0, "P": 0.275, "C": 0.660},
}
_IMPACT: Final = {"H": 0.56, "L": 0.22, "N": 0.0}
_V3: Final[Mapping[str, Mapping[str, float]]] = {
    "AV": {"N": 0.85, "A": 0.62, "L": 0.55, "P": 0.2},
    "AC": {"L": 0.77, "H": 0.44},
    "PR": {"N": 0.85, "L": 0.62, "H": 0.27},
    "UI": {"N": 0.85, "R": 0.62},
    "S": {"U": 0.0, "C": 1.0},
    "C": _IMPACT,
    "I": _IMPACT,
    "A": _IMPACT,
}
_PRIVILEGES_CHANGED: Final = {"N": 0.85, "L": 0.68, "H": 0.5}


def base_score(vector: str) -> float | None:
    """The base score of a vector, 0 to 10 with one decimal; None for what is no vector of a known version."""
    if len(vector) > _LONGEST:
        return None
    head, _, rest = vector.strip().partition("/")
    if head in ("CVSS:3.0", "CVSS:3.1"):
        metrics = _metrics(rest)
        return None if metrics is None else _base3(metrics)
    if head == "CVSS:4.0":
        metrics = _metrics(rest)
        return None if metrics is None else _base4(metrics)
    metrics = _metrics(vector.strip().strip("()"))
    return None if metrics is None else _base2(metrics)


def word(score: float) -> str:
    """The severity that a score of versions 3 and 4 stands for; empty for 0."""
    for least, name in ((9.0, "critical"), (7.0, "high"), (4.0, "medium"), (0.1, "low")):
        if score >= least:
            return name
    return ""


def _metrics(text: str) -> dict[str, str] | None:
    """The metrics by name; None where one is given twice or not as ``name:value``."""
    found: dict[str, str] = {}
    for part in text.split("/"):
        name, colon, value = part.partition(":")
        if not colon or not value or name in found:
            return None
        found[name] = value
    return found


def _weights(metrics: Mapping[str, str], table: Mapping[str, Mapping[str, float]]) -> dict[str, float] | None:
    if any(metrics.get(name, "") not in values for name, values in table.items()):
        return None
    return {name: values[metrics[name]] for name, values in table.items()}


def _base2(metrics: Mapping[str, str]) -> float | None:
    weight = _weights(metrics, _V2)
    if weight is None:
        return None
    impact = 10.41 * (1 - (1 - weight["C"]) * (1 - weight["I"]) * (1 - weight["A"]))
    exploitability = 20 * weight["AV"] * weight["AC"] * weight["Au"]
    factor = 1.176 if impact else 0.0
    return math.floor(((0.6 * impact) + (0.4 * exploitability) - 1.5) * factor * 10 + 0.5) / 10


def _base3(metrics: Mapping[str, str]) -> float | None:
    weight = _weights(metrics, _V3)
    if weight is None:
        return None
    changed = metrics["S"] == "C"
    base = 1 - (1 - weight["C"]) * (1 - weight["I"]) * (1 - weight["A"])
    impact = 7.52 * (base - 0.029) - 3.25 * (base - 0.02) ** 15 if changed else 6.42 * base
    privileges = _PRIVILEGES_CHANGED[metrics["PR"]] if changed else weight["PR"]
    exploitability = 8.22 * weight["AV"] * weight["AC"] * privileges * weight["UI"]
    if impact <= 0:
        return 0.0
    return _up(min((1.08 if changed else 1.0) * (impact + exploitability), 10))


def _up(value: float) -> float:
    """Round up to one decimal, as appendix A of the specification of 3.1 does."""
    whole = math.floor(value * 100_000 + 0.5)
    return whole / 100_000 if whole % 10_000 == 0 else (math.floor(whole / 10_000) + 1) / 10
