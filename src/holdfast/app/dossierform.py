"""An answer about controls as plain data, for programs and for pages."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Final

from holdfast.app.dossiers import Answer
from holdfast.loop.frameworks import numbers
from holdfast.model.dossier import Dossier
from holdfast.model.history import History

SCHEMA: Final = "holdfast-controls-report/1"


def document(found: Answer) -> dict[str, Any]:
    """The answer in terms of JSON."""
    return {
        "schema": SCHEMA,
        "at": found.folded.now,
        "root": found.folded.root.name,
        "question": asdict(found.question),
        "ledger": {"row": found.rows, "head": found.head},
        "controls": [dossier(item) for item in found.dossiers],
    }


def dossier(item: Dossier) -> dict[str, Any]:
    """One control on one subject in terms of JSON."""
    return {
        "id": item.control.id,
        "title": item.control.title,
        "states": item.control.states,
        "stride": list(item.control.stride),
        "frameworks": {of: list(own) for of, own in numbers(item.control).items()},
        "awaits": item.control.awaits,
        "subject": item.status.subject,
        "state": item.status.state.value,
        "since": item.since,
        "strength": item.status.strength.value if item.status.strength else "",
        "proven": [asdict(spell) for spell in item.held],
        "proofs": [asdict(proof) for proof in item.proofs],
        "silent": list(item.silent),
        "open": [_failure(failure) for failure in item.failures],
        "closed": item.closed,
        "said": [{**asdict(said.decision), "where": said.where} for said in item.said],
        "accepted": [{**asdict(one.ruling), "where": one.where, "holds": one.holds} for one in item.accepted],
        "stores": [
            {
                "id": store.id,
                "name": store.name,
                "data": list(store.data),
                "paths": list(store.paths),
                "state": store.status.state.value,
                "failures": [row.place for row in store.status.failures],
            }
            for store in item.stores
        ],
        "gaps": list(item.status.gaps),
    }


def _failure(failure: History) -> dict[str, Any]:
    return {
        "check": failure.check,
        "fingerprint": failure.fingerprint,
        "place": failure.place,
        "severity": failure.severity,
        "says": failure.says,
        "since": failure.spans[-1].opened,
        "first_seen": failure.spans[0].opened,
        "reopened": failure.reopened,
    }
