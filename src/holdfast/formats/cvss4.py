"""Base scores of CVSS 4.0: the score of a class of vectors, less the distance from the worst one of that class.

Source: https://www.first.org/cvss/v4.0/specification-document, section 8; the table of scores is FIRST's. Threat and
environmental metrics are left out, so that exploit maturity and requirements count as the worst.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final

_LEVELS: Final[Mapping[str, str]] = {
    "AV": "NALP",
    "PR": "NLH",
    "UI": "NPA",
    "AC": "LH",
    "AT": "NP",
    "VC": "HLN",
    "VI": "HLN",
    "VA": "HLN",
    "SC": "HLN",
    "SI": "HLN",
    "SA": "HLN",
}
"""Values of each metric, the worst first."""
_IMPACTS: Final = ("VC", "VI", "VA", "SC", "SI", "SA")
_EXPLOIT, _COMPLEXITY, _IMPACT, _SUBSEQUENT = ("AV", "PR", "UI"), ("AC", "AT"), _IMPACTS[:3], _IMPACTS[3:]
_WORST_EXPLOIT: Final = (("NNN",), ("ANN", "NLN", "NNP"), ("PNN", "ALP"))
_WORST_COMPLEXITY: Final = (("LN",), ("HN", "LP"))
_WORST_IMPACT: Final = (("HHH",), ("LHH", "HLH"), ("LLL",))
_WORST_SUBSEQUENT: Final = ((), ("HHH",), ("LLL",))
"""The worst vectors of each class, where every requirement is high."""
_DEPTH_EXPLOIT: Final = (1, 4, 5)
_DEPTH_COMPLEXITY: Final = (1, 2)
_DEPTH_IMPACT: Final = (7, 8, 10)
_DEPTH_SUBSEQUENT: Final = (6, 5, 4)
_STEP: Final = 0.1
_NONE: Final = -1.0
_SCORES: Final[Mapping[str, tuple[float, float]]] = {
    # Classes of exploit, complexity, impact, requirements: the score where a subsequent system suffers much, and
    # where it suffers little.
    "0000": (10, 9.3),
    "0001": (9.6, 9),
    "0010": (9.3, 8.8),
    "0011": (9.2, 8),
    "0021": (7.9, 6.9),
    "0100": (9.5, 9.2),
    "0101": (9.1, 8.1),
    "0110": (9.2, 8.4),
    "0111": (8.2, 7),
    "0121": (7.1, 6.3),
    "1000": (9.4, 8.7),
    "1001": (8.9, 7.5),
    "1010": (8.6, 7.2),
    "1011": (7.6, 5.7),
    "1021": (6.5, 5.3),
    "1100": (9, 7.7),
    "1101": (7.7, 6.6),
    "1110": (7.4, 6.1),
    "1111": (5.9, 5.2),
    "1121": (5.8, 2.3),
    "2000": (8.6, 7),
    "2001": (7.4, 5.4),
    "2010": (7.2, 5.3),
    "2011": (5.7, 3.6),
    "2021": (4.7, 2.4),
    "2100": (7.3, 5.4),
    "2101": (5.5, 4.3),
    "2110": (6.1, 4.6),
    "2111": (5.1, 1.8),
    "2121": (2.4, 1),
}


def base(metrics: Mapping[str, str]) -> float | None:
    """The base score; None where a base metric is missing or has a value that it cannot have."""
    if any(metrics.get(name, "-") not in values for name, values in _LEVELS.items()):
        return None
    if all(metrics[name] == "N" for name in _IMPACTS):
        return 0.0
    at = _classes(metrics)
    value = _score(*at)
    exploit, complexity, impact, subsequent = at
    lower_impact = {
        0: max(_entry(exploit, complexity, "01", subsequent), _score(exploit, complexity, 1, subsequent)),
        1: _entry(exploit, complexity, "11", subsequent),
        2: _NONE,
    }[impact]
    steps = (
        (_score(exploit + 1, complexity, impact, subsequent), _EXPLOIT, _WORST_EXPLOIT, _DEPTH_EXPLOIT),
        (_score(exploit, complexity + 1, impact, subsequent), _COMPLEXITY, _WORST_COMPLEXITY, _DEPTH_COMPLEXITY),
        (lower_impact, _IMPACT, _WORST_IMPACT, _DEPTH_IMPACT),
        (_score(exploit, complexity, impact, subsequent + 1), _SUBSEQUENT, _WORST_SUBSEQUENT, _DEPTH_SUBSEQUENT),
    )
    parts = [0.0]  # a lower exploit maturity is always there, at no distance
    for (lower, names, worst, depths), number in zip(steps, at, strict=True):
        if lower != _NONE:
            away = _distance([metrics[name] for name in names], names, worst[number]) * _STEP
            parts.append((value - lower) * (away / (depths[number] * _STEP)))
    value -= sum(parts) / len(parts)
    return math.floor(min(max(value, 0.0), 10.0) * 10 + 0.5) / 10


def _classes(metrics: Mapping[str, str]) -> tuple[int, int, int, int]:
    free = [metrics[name] == "N" for name in _EXPLOIT]
    exploit = 0 if all(free) else 1 if any(free) and metrics["AV"] != "P" else 2
    complexity = int((metrics["AC"], metrics["AT"]) != ("L", "N"))
    high = [metrics[name] == "H" for name in _IMPACT]
    impact = 0 if high[0] and high[1] else 1 if any(high) else 2
    subsequent = 1 if any(metrics[name] == "H" for name in _SUBSEQUENT) else 2
    return exploit, complexity, impact, subsequent


def _score(exploit: int, complexity: int, impact: int, subsequent: int) -> float:
    return _entry(exploit, complexity, f"{impact}{int(impact == 2)}", subsequent)


def _entry(exploit: int, complexity: int, impact: str, subsequent: int) -> float:
    if subsequent > 2:
        return _NONE
    row = _SCORES.get(f"{exploit}{complexity}{impact}")
    return row[subsequent - 1] if row else _NONE


def _distance(values: Sequence[str], names: Sequence[str], worst: Sequence[str]) -> int:
    """How many steps lie between the values and the first of the worst that is nowhere better than they are."""
    for vector in worst:
        away = [
            _LEVELS[name].index(has) - _LEVELS[name].index(top)
            for name, has, top in zip(names, values, vector, strict=True)
        ]
        if min(away) >= 0:
            return sum(away)
    return 0
