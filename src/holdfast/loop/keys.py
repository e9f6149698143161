"""Keys that a scan found in the files of a repository: whose they are in the model, and what they make of its threats.

A key is an open finding, high or critical and not in a test, that breaks a control over named kinds of keys. It belongs
to the processes in whose files or beside whose lines it lies. One that lies nowhere there belongs to the pipeline,
which works on the whole repository, or without one to the first process.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from holdfast.loop.concrete import Lines, lies_in
from holdfast.loop.handling import still_open
from holdfast.loop.paths import TESTS, file_of
from holdfast.model.history import History
from holdfast.model.posture import ControlState, ControlStatus
from holdfast.model.system import Element, Sort, System
from holdfast.model.threat import Handling, Standing

FACT: Final = "keys-in-files"
"""What the rules ask for."""
KEYS: Final = frozenset(
    {
        "private-keys-not-in-code",
        "cloud-credentials-not-in-code",
        "payment-credentials-not-in-code",
        "pipeline-credentials-not-in-code",
        "signing-keys-not-in-code",
        "identity-credentials-not-in-code",
        "model-credentials-not-in-code",
    }
)
"""Controls over keys of a named kind; what only looks like a password breaks none of them."""
_HEAVY: Final = ("high", "critical")
_TRIED: Final = re.compile(rf"(?i)(?:^|[/_.\-])(?:{TESTS}|examples?|samples?|dev|development|local)(?=[/_.\-])")


def holders(
    system: System, statuses: Iterable[ControlStatus], histories: Iterable[History], *, subject: str
) -> Mapping[str, tuple[History, ...]]:
    """The keys of each process that holds some, the worst first. ``subject`` is the ledger's name of the repository."""
    keys = _keys(statuses, histories, subject)
    processes = [
        item
        for item in system.elements
        if item.sort is Sort.PROCESS and not item.out_of_scope and item.subject in ("", subject)
    ]
    if not keys or not processes:
        return {}
    lines = Lines(system)
    found: dict[str, list[History]] = {}
    for key in keys:
        own = [item for item in processes if lies_in(item, key.place, lines)] or [_keeper(system, processes)]
        for item in own:
            found.setdefault(item.id, []).append(key)
    return {name: tuple(each) for name, each in found.items()}


def _keys(statuses: Iterable[ControlStatus], histories: Iterable[History], subject: str) -> list[History]:
    opened = still_open(histories)
    found: dict[str, History] = {}
    for status in statuses:
        if status.control.id not in KEYS or status.subject != subject:
            continue
        for row in status.failures:
            history = opened.get((row.subject, row.fingerprint))
            if history is not None and history.severity in _HEAVY and not _TRIED.search(file_of(history.place)):
                found[history.fingerprint] = history
    return sorted(found.values(), key=lambda item: (-_HEAVY.index(item.severity), item.place))


def _keeper(system: System, processes: list[Element]) -> Element:
    """Who holds what lies in nobody's files: the pipeline that developers push to, or else another one."""
    fed = {
        flow.end
        for flow in system.flows
        if (start := system.element(flow.start)) is not None and "repository" in start.technologies
    }
    pipelines = [item for item in processes if "pipeline" in item.technologies]
    return next((item for item in pipelines if item.id in fed), (pipelines or processes)[0])


def keyed(system: System, kept: Mapping[str, tuple[History, ...]]) -> System:
    """The system in which the processes that hold keys say so."""
    said = ((FACT, "yes"),)
    return replace(
        system,
        elements=tuple(
            replace(item, facts=(*(fact for fact in item.facts if fact[0] != FACT), *said)) if item.id in kept else item
            for item in system.elements
        ),
    )


def with_keys(standings: Iterable[Standing], kept: Mapping[str, tuple[History, ...]]) -> list[Standing]:
    """The standings; a threat that hangs on keys fails by these very findings, wherever they lie.

    Its controls fail with it: that the files of one element hold no key proves nothing while another file does.
    """
    return [
        replace(
            item,
            concrete=kept[item.threat.on],
            failures=kept[item.threat.on],
            handling=Handling.FAILING,
            controls=tuple(replace(each, state=ControlState.FAILING) for each in item.controls),
        )
        if item.threat.on in kept and f"{FACT}: yes" in item.threat.seen and item.handling is not Handling.ATTESTED
        else item
        for item in standings
    ]
