"""Asking many: each once, at a bounded rate, within a bounded time, and not on after trouble."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.checks.secrets.verifiers import VERIFIERS
from holdfast.engines.secrets.asking import Asked
from holdfast.engines.secrets.verify import verify
from holdfast.kit.http import SLOW, UNREACHED, Call, Reply
from holdfast.model.verification import Life, Verifier
from tests.worlds.vendors import QuickClock

BY_TYPE = {name: item for item in VERIFIERS for name in item.types}
GITHUB, STRIPE, GROQ = (
    BY_TYPE[f"{name}"] for name in ("github-personal-token", "stripe-live-secret-key", "groq-api-key")
)
OK = Reply(status=200, body=b'{"login": "kim", "object": "balance"}')
NO = Reply(status=401, body=b'{"message": "no", "error": {"code": "invalid_api_key"}}')


class Line:
    """Stands for the network: notes when each call started and lets time go by."""

    def __init__(self, clock: QuickClock, reply: Callable[[Call], Reply], takes: float = 0.0) -> None:
        self.clock, self.reply, self.takes = clock, reply, takes
        self.calls: list[tuple[float, str, float]] = []

    def send(self, call: Call, seconds: float) -> Reply:
        self.calls.append((self.clock.now(), call.url, seconds))
        self.clock.sleep(min(self.takes, seconds))
        return Reply(trouble=SLOW) if self.takes > seconds else self.reply(call)

    def starts(self, host: str = "") -> list[float]:
        return [at for at, url, _ in self.calls if host in url]


def some(verifier: Verifier, count: int) -> list[Asked]:
    return [Asked(verifier=verifier, value=f"v{number}") for number in range(count)]


def test_each_is_asked_once_and_equal_ones_are_one() -> None:
    clock = QuickClock()
    line = Line(clock, lambda _: OK)
    asked = [*some(GITHUB, 3), *some(GITHUB, 3), *some(STRIPE, 1)]
    answers = verify(asked, line.send, clock, seconds=60)
    assert len(line.calls) == len(answers) == 4
    assert {answer.life for answer in answers.values()} == {Life.LIVE}


def test_two_hundred_keep_the_rate_and_the_total_limit() -> None:
    clock = QuickClock()
    line = Line(clock, lambda _: NO, takes=1.9)
    asked = [*some(GITHUB, 120), *some(STRIPE, 60), *some(GROQ, 20)]
    answers = verify(asked, line.send, clock, seconds=60, elsewhere=False)
    assert len(answers) == 200
    assert line.starts()[-1] < 1060
    assert clock.now() <= 1060
    assert 25 <= len(line.calls) <= 32
    unasked = [answer for answer in answers.values() if "time limit of 60 s" in answer.says]
    assert len(unasked) == 200 - len(line.calls)
    assert {answer.life for answer in unasked} == {Life.UNKNOWN}


def test_a_quick_host_is_not_asked_faster_than_the_rate() -> None:
    clock = QuickClock()
    line = Line(clock, lambda _: OK)
    verify([*some(GITHUB, 40), *some(STRIPE, 40), *some(GROQ, 40)], line.send, clock, seconds=600)
    for host in ("api.github.com", "api.stripe.com", "api.groq.com"):
        assert min(later - earlier for earlier, later in pairwise(line.starts(host))) >= 0.5 - 1e-9
    assert min(later - earlier for earlier, later in pairwise(line.starts())) >= 0.1 - 1e-9
    assert clock.now() - 1000 < 40 * 0.5 + 1


def test_the_last_call_gets_only_the_time_that_is_left() -> None:
    clock = QuickClock()
    line = Line(clock, lambda _: OK, takes=4.0)
    verify(some(GITHUB, 5), line.send, clock, seconds=6)
    assert [round(seconds, 3) for _, _, seconds in line.calls] == [5.0, 2.0]
    assert clock.now() == 1006


@pytest.mark.parametrize("trouble", [Reply(trouble=SLOW), Reply(trouble=UNREACHED), Reply(status=503)])
def test_a_host_in_trouble_is_left_alone_and_others_are_not(trouble: Reply) -> None:
    clock = QuickClock()
    line = Line(clock, lambda call: trouble if "github" in call.url else OK)
    answers = verify([*some(GITHUB, 9), *some(STRIPE, 3)], line.send, clock, seconds=60)
    assert Counter("github" in url for _, url, _ in line.calls) == {True: 2, False: 3}
    assert {answer.life for item, answer in answers.items() if item.verifier is GITHUB} == {Life.UNKNOWN}
    assert sum("left alone" in answer.says for answer in answers.values()) == 7


def test_a_host_that_asks_for_patience_is_not_asked_again() -> None:
    clock = QuickClock()
    line = Line(clock, lambda _: Reply(status=429))
    answers = verify(some(GITHUB, 9), line.send, clock, seconds=60)
    assert len(line.calls) == 1
    assert {answer.life for answer in answers.values()} == {Life.UNKNOWN}


def test_refusals_are_no_trouble() -> None:
    clock = QuickClock()
    line = Line(clock, lambda _: NO)
    answers = verify(some(GROQ, 9), line.send, clock, seconds=60)
    assert len(line.calls) == 9
    assert {answer.life for answer in answers.values()} == {Life.DEAD}


def test_an_interruption_keeps_what_was_answered() -> None:
    clock = QuickClock()
    line = Line(clock, lambda _: OK)

    def send(call: Call, seconds: float) -> Reply:
        if len(line.calls) == 2:
            raise KeyboardInterrupt
        return line.send(call, seconds)

    answers = verify(some(GITHUB, 4), send, clock, seconds=60)
    assert Counter(answer.life for answer in answers.values()) == {Life.LIVE: 2, Life.UNKNOWN: 2}
    assert sum("interrupted" in answer.says for answer in answers.values()) == 2


replies = st.builds(
    Reply,
    status=st.sampled_from([0, 200, 204, 301, 400, 401, 403, 404, 429, 500, 503]),
    body=st.sampled_from([b"", b"{}", b"{", OK.body, NO.body, b'{"ok": true}', b'{"error": "echo: v0secret"}']),
    trouble=st.sampled_from(["", "", "", SLOW, UNREACHED]),
)


@given(
    st.lists(st.tuples(st.sampled_from(VERIFIERS), st.text(min_size=1, max_size=30)), max_size=30),
    st.lists(replies, min_size=1, max_size=8),
    st.booleans(),
    st.floats(0.01, 120),
)
def test_whatever_is_answered_no_value_is_told(
    pairs: list[tuple[Verifier, str]], said: list[Reply], elsewhere: bool, seconds: float
) -> None:
    clock, count = QuickClock(), Counter[str]()
    asked = [Asked(verifier=item, value=f"v{text}#secret", partner="p#") for item, text in pairs]

    def send(call: Call, limit: float) -> Reply:
        assert 0 < limit <= 5
        count[call.url] += 1
        return said[count.total() % len(said)]

    answers = verify(asked, send, clock, seconds=seconds, elsewhere=elsewhere)
    assert set(answers) == set(asked)
    assert count.total() <= len(answers)
    for answer in answers.values():
        assert "secret" not in answer.says
        assert "#" not in answer.says
        assert answer.life is not Life.DEAD or "refuses" in answer.says
