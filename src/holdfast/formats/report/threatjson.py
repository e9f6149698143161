"""An analysis for programs: ``holdfast-threats/1``. Fields may be added under the same version."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from holdfast.model.system import System
from holdfast.model.threat import Analysed, Rating, Standing

SCHEMA: Final = "holdfast-threats/1"


def document(system: System, analysed: Analysed, standings: Sequence[Standing]) -> str:
    """The whole document, threats worst first."""
    found = {
        "schema": SCHEMA,
        "system": system.name,
        "rules": {"count": analysed.rules, "digest": analysed.digest},
        "threats": [_threat(item) for item in standings],
        "questions": [
            {"on": each.on, "fact": each.fact, "asks": each.asks, "rules": list(each.rules)}
            for each in analysed.questions
        ],
        "faults": [{"rule": each.rule, "on": each.on, "error": each.error} for each in analysed.faults],
        "unused": list(analysed.unused),
    }
    return json.dumps(found, indent=1, ensure_ascii=True) + "\n"


def _threat(item: Standing) -> dict[str, Any]:
    threat, treatment = item.threat, item.threat.treatment
    return {
        "id": threat.id,
        "rule": threat.rule,
        "title": threat.title,
        "stride": threat.stride.value,
        "on": threat.on,
        "why": threat.why,
        "says": threat.says,
        "seen": list(threat.seen),
        "guesses": list(threat.guesses),
        "handling": item.handling.value,
        "countered": threat.countered,
        "inherent": _rating(threat.inherent),
        "current": _rating(item.current),
        "residual": _rating(item.residual),
        "data": list(threat.data),
        "crosses": list(threat.crosses),
        "do": list(threat.mitigations),
        "controls": [
            {"id": name, "states": [each.state.value for each in item.controls if each.control.id == name]}
            for name in threat.controls
        ],
        "gaps": list(item.gaps),
        "concrete": [{"fingerprint": each.fingerprint, "place": each.place} for each in item.concrete],
        "failures": [{"fingerprint": each.fingerprint, "place": each.place} for each in item.failures],
        "treatment": None
        if treatment is None
        else {
            "way": treatment.way.value,
            "owner": treatment.owner,
            "until": treatment.until,
            "reason": treatment.reason,
        },
        "cwe": list(threat.cwe),
        "capec": list(threat.capec),
        "attack": list(threat.attack),
        "asvs": list(threat.asvs),
    }


def _rating(rating: Rating) -> dict[str, Any]:
    return {
        "band": rating.band.value,
        "likelihood": round(rating.likelihood, 3),
        "impact": round(rating.impact, 3),
        "factors": dict(rating.factors),
        "cvss": rating.cvss,
    }
