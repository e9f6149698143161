"""Asks vendors whether credentials still work: slowly, once each, within a time limit, not again after trouble."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from typing import Final

from holdfast.engines.secrets.asking import BUSY, Asked, call, judge, unknown
from holdfast.kit.clock import Clock
from holdfast.kit.http import Reply, Send
from holdfast.model.verification import Answer, Verifier

CALL_SECONDS: Final = 5.0
"""How long one call may take."""
HOST_GAP: Final = 0.5
"""Seconds between the starts of two calls to one host."""
GAP: Final = 0.1
"""Seconds between the starts of any two calls."""
PATIENCE: Final = 2
"""So many calls to a host may end in trouble, one after the other, before it is left alone."""


class _Line:
    """Those who wait for one host."""

    def __init__(self) -> None:
        self.queue: deque[Asked] = deque()
        self.ready = 0.0
        self.troubles = 0

    def learn(self, reply: Reply) -> bool:
        """Take note of a reply; whether the host may be asked again."""
        self.troubles = self.troubles + 1 if reply.trouble or reply.status >= 500 else 0
        return reply.status != BUSY and self.troubles < PATIENCE


def verify(
    asked: Iterable[Asked],
    send: Send,
    clock: Clock,
    *,
    seconds: float,
    elsewhere: bool = True,
    base: Mapping[str, str] | None = None,
) -> dict[Asked, Answer]:
    """An answer about each distinct credential. Raises nothing; what is not asked in time stays unknown.

    Hosts take turns, so that a slow one holds up the others as little as can be. Nothing is sent twice.
    """
    answers: dict[Asked, Answer] = {}
    distinct = list(dict.fromkeys(asked))
    lines = _lines(distinct, answers)
    end, ready, why = clock.now() + seconds, 0.0, f"the time limit of {seconds:g} s was reached first"
    try:
        while lines:
            host, line = min(lines.items(), key=lambda entry: entry[1].ready)
            start = max(clock.now(), line.ready, ready)
            if start >= end:
                break
            clock.sleep(max(0.0, start - clock.now()))
            line.ready, ready = start + HOST_GAP, start + GAP
            item = line.queue.popleft()
            reply = send(call(item, base or {}, clock.utc()), min(CALL_SECONDS, end - start))
            answers[item] = judge(item.verifier, reply, elsewhere=elsewhere)
            if not line.learn(reply):
                answers.update((left, unknown(f"{host} was left alone after trouble")) for left in line.queue)
                line.queue.clear()
            if not line.queue:
                del lines[host]
    except KeyboardInterrupt:
        why = "the asking was interrupted"
    return {item: answers.get(item) or unknown(why) for item in distinct}


def _lines(distinct: Iterable[Asked], answers: dict[Asked, Answer]) -> dict[str, _Line]:
    """Those who can be asked about, by host; about the others there is an answer at once."""
    lines: dict[str, _Line] = {}
    for item in distinct:
        if item.sendable:
            lines.setdefault(item.verifier.host, _Line()).queue.append(item)
        else:
            answers[item] = unknown("it holds characters that no call can carry")
    return lines


def by_type(verifiers: Iterable[Verifier]) -> dict[str, list[Verifier]]:
    """The verifiers of each credential type, by its name, or by the name of its other half's type."""
    found: dict[str, list[Verifier]] = {}
    for item in verifiers:
        for name in (*item.types, *((item.partner,) if item.partner else ())):
            found.setdefault(name, []).append(item)
    return found
