"""``scan --verify`` from the outside: what vendors answer changes findings, and what is not asked stays untouched."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from holdfast.app.scan import Request, Scanned, scan
from holdfast.app.verify import Verification
from holdfast.checks.secrets.verifiers import VERIFIERS
from holdfast.model.check import Confidence, Severity
from holdfast.model.errors import UsageError
from holdfast.model.finding import Finding, State
from tests.flows.test_silence import leaked
from tests.worlds.machine import Machine, write
from tests.worlds.planted import AWS_ID, AWS_SECRET, b64, drawn, github
from tests.worlds.shop import INCOMPLETE, PASSED, REFUSED, USAGE, VALUES, leak, shop
from tests.worlds.vendors import Heard, QuickClock, Said, Vendors, said, vendors

SLACK = drawn("xoxb-{digits:12}-{digits:13}-{base62:24}")
TEST_KEY = drawn("sk_test_{base62:24}")
ORIGINS = sorted({item.origin for item in VERIFIERS})
LIVE = {
    "/user": said(200, login="kim"),
    "/api/auth.test": said(200, ok=True),
    "/v1/balance": said(200, object="balance"),
}
DEAD = {"/user": said(401, message="no"), "/api/auth.test": said(200, ok=False, error="token_revoked")}


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture
def live() -> Iterator[Vendors]:
    """Vendors to whom everything is alive."""
    with vendors(lambda heard: LIVE.get(heard.path, said(404))) as server:
        yield server


def wish(server: Vendors, seconds: float = 60) -> Verification:
    return Verification(seconds=seconds, base=server.base(*ORIGINS), clock=QuickClock())


def verified(root: Path, server: Vendors, **flags: Any) -> Scanned:
    return scan(Request(path=root, verify=wish(server), flags=flags))


def one(done: Scanned, name: str) -> Finding:
    found = [item for item in done.report.findings if item.check.name == name]
    assert len(found) == 1
    return found[0]


def planted(machine: Machine, **files: str) -> Path:
    root = machine.repo()
    write(root, {name.replace("__", "."): text for name, text in files.items()})
    return root


def told(done: Scanned) -> str:
    return " ".join(item.says for item in done.report.notices if item.kind == "verification")


def test_live_is_critical_and_says_so(machine: Machine, live: Vendors) -> None:
    root = planted(machine, a__py=leak(), b__py=f'slack = "{SLACK}"\n', c__py=f'key = "{TEST_KEY}"\n')
    done = verified(root, live)
    token = one(done, "slack-bot-token")
    assert token.check.severity is Severity.HIGH
    assert (token.fail.severity, token.fail.confidence) == (Severity.CRITICAL, Confidence.HIGH)
    assert "live: slack.com accepts it" in token.fail.notes
    assert one(done, "stripe-test-secret-key").fail.severity is Severity.LOW
    assert [item.fail.severity for item in done.report.findings] == sorted(
        (item.fail.severity for item in done.report.findings), reverse=True
    )
    assert told(done) == "Vendors were asked about 3 credentials: 3 live, 0 dead, 0 unknown."
    assert done.report.gate.code == REFUSED


def test_dead_is_low_and_passes(machine: Machine) -> None:
    root = planted(machine, b__py=f'slack = "{SLACK}"\n')
    with vendors(lambda heard: DEAD.get(heard.path, said(404))) as server:
        done = verified(root, server)
    token = one(done, "slack-bot-token")
    assert token.fail.severity is Severity.LOW
    assert "dead: slack.com refuses it" in token.fail.notes
    assert token.state is State.NEW
    assert done.report.gate.code == PASSED


def test_a_refusal_of_the_public_host_is_dead_only_where_there_is_no_elsewhere(machine: Machine) -> None:
    root = planted(machine, a__py=leak())
    with vendors(lambda heard: DEAD.get(heard.path, said(404))) as server:
        open_ones = one(verified(root, server), "github-personal-token")
        sure = one(verified(root, server, elsewhere=False), "github-personal-token")
    assert (open_ones.fail.severity, sure.fail.severity) == (Severity.CRITICAL, Severity.LOW)
    assert "elsewhere" in open_ones.fail.notes[-1]


@pytest.mark.parametrize(
    "words",
    [
        *(said(status, message="x") for status in (403, 404, 429, 500)),
        Said(200, b"<html>log in</html>"),
        Said(401, b"<html>blocked</html>"),
        Said(302, b"", (("Location", "/user"),)),
        Said(200, b"{" + b" " * 3_000_000 + b"}"),
    ],
    ids=["403", "404", "429", "500", "page", "blocked", "redirect", "huge"],
)
def test_what_says_neither_changes_nothing(machine: Machine, words: Said) -> None:
    root = planted(machine, a__py=leak())
    with vendors(lambda _: words) as server:
        done = verified(root, server, elsewhere=False)
        assert len(server.heard) == 1
    found = one(done, "github-personal-token")
    assert found.fail.severity is found.check.severity
    assert found.fail.notes[-1].startswith("not known whether it is live")


def test_no_network_is_unknown(machine: Machine) -> None:
    root = planted(machine, a__py=leak())
    with vendors(lambda _: said(200)) as gone:
        away = wish(gone)
    done = scan(Request(path=root, verify=away, flags={"elsewhere": False}))
    assert "cannot be reached" in one(done, "github-personal-token").fail.notes[-1]
    assert done.report.gate.code == REFUSED


def test_the_same_value_is_sent_once_and_every_place_hears(machine: Machine, live: Vendors) -> None:
    root = planted(machine, a__py=leak(), b__py=leak(), c__yaml=f"data: {b64(github())}\n")
    done = verified(root, live)
    assert len(live.heard) == 1
    assert [item.fail.notes[-1] for item in done.report.findings] == ["live: api.github.com accepts it"] * 3


def test_what_a_person_accepted_or_planted_is_not_sent(machine: Machine, live: Vendors) -> None:
    root = planted(machine, a__py=leak().rstrip() + "  # holdfast: ignore\n", b__py=leak(2))
    mark = next(item for item in scan(Request(path=root)).report.findings if item.state is State.NEW).fail.mark
    write(root, {"holdfast.toml": f'[[secrets.decoy]]\nmark = "{mark}"\nreason = "planted"\n'})
    done = verified(root, live)
    assert live.heard == []
    assert told(done) == "No vendor was asked: nothing that was found can be verified."
    assert {item.state for item in done.report.findings} == {State.SUPPRESSED}


def test_two_hundred_at_a_slow_server_keep_the_rate_and_the_time_limit(machine: Machine) -> None:
    """The server takes 1.3 s for each answer, by the clock that the product reads."""
    rows = "".join(f'A{number} = "{github(number)}"\n' for number in range(150))
    rows += "".join(
        f'B{number} = "{drawn("xoxb-{digits:12}-{digits:13}-{base62:24}", number)}"\n' for number in range(50)
    )
    root = planted(machine, many__py=rows)
    clock, started = QuickClock(), []

    def slowly(heard: Heard) -> Said:
        started.append((heard.path, clock.now()))
        clock.sleep(1.3)
        return DEAD[heard.path]

    with vendors(slowly) as server:
        wished = Verification(seconds=60, base=server.base(*ORIGINS), clock=clock)
        done = scan(Request(path=root, verify=wished, flags={"since": "all"}))
    assert len(done.report.findings) == 200
    assert 40 <= len(started) <= 60 / 1.3 + 1
    assert max(at for _, at in started) <= 1060
    for path in DEAD:
        times = [at for asked, at in started if asked == path]
        assert len(times) > 10
        assert min(later - earlier for earlier, later in pairwise(times)) >= 0.5
    left = [item for item in done.report.findings if "time limit of 60 s" in " ".join(item.fail.notes)]
    assert len(left) == 200 - len(started)


def test_a_server_that_never_answers_is_left_alone(machine: Machine) -> None:
    rows = "".join(f'A{number} = "{github(number)}"\n' for number in range(200))
    root = planted(machine, many__py=rows)
    with vendors(lambda _: Said(hang=True)) as server:
        wished = Verification(seconds=1.5, base=server.base(*ORIGINS))
        done = scan(Request(path=root, verify=wished, flags={"since": "all"}))
        assert 1 <= len(server.heard) <= 2
    assert "200 unknown" in told(done)


def test_a_severity_set_by_hand_stays(machine: Machine, live: Vendors) -> None:
    root = planted(machine, a__py=leak(), holdfast__toml='[checks]\nseverity = ["github-personal-token=medium"]\n')
    found = one(verified(root, live), "github-personal-token")
    assert (found.fail.severity, found.fail.notes[-1]) == (Severity.MEDIUM, "live: api.github.com accepts it")


def aws(heard: Heard) -> Said:
    assert "Credential=" in heard.headers["Authorization"]
    return said(200, GetCallerIdentityResponse={"GetCallerIdentityResult": {"Account": "1"}})


def test_a_credential_in_two_parts_signs_and_both_halves_hear(machine: Machine) -> None:
    root = shop(machine)
    with vendors(aws) as server:
        done = verified(root, server, since="all")
        calls = [call for call in server.heard if "sts" in call.headers.get("Authorization", "")]
    assert len(calls) == 1
    assert VALUES["aws-secret-access-key"] not in str(calls[0])
    for name in ("aws-access-key-id", "aws-secret-access-key"):
        assert one(done, name).fail.notes[-1] == "live: sts.amazonaws.com accepts it"
        assert one(done, name).fail.severity is Severity.CRITICAL


def test_a_half_that_could_belong_to_several_is_not_asked_about(machine: Machine) -> None:
    ids = "".join(f"aws_access_key_id = {drawn(AWS_ID, seed)}\n" for seed in range(2))
    root = planted(machine, two__ini=f"{ids}aws_secret_access_key = {drawn(AWS_SECRET)}\n")
    with vendors(aws) as server:
        done = verified(root, server)
        assert server.heard == []
    assert len(done.report.findings) == 3


def test_the_asking_is_announced_before_it_begins(machine: Machine, live: Vendors) -> None:
    root = planted(machine, a__py=leak() + leak(2), b__py=f'slack = "{SLACK}"\n')
    said_first: list[tuple[str, int]] = []
    request = Request(path=root, verify=wish(live), announce=lambda text: said_first.append((text, len(live.heard))))
    scan(request)
    says = "Verifying 3 credentials with 3 calls, 60 s at most, to: api.github.com (2), slack.com (1)."
    assert (says, 0) in said_first


@pytest.mark.parametrize("value", ["1", "true", "yes"])
def test_an_air_gap_refuses_before_anything_is_read(machine: Machine, live: Vendors, value: str) -> None:
    root = planted(machine, a__py=leak())
    with pytest.raises(UsageError, match="HOLDFAST_OFFLINE"):
        scan(Request(path=root, verify=wish(live), environment={"HOLDFAST_OFFLINE": value}))
    answer = machine.holdfast(root, "scan", "--verify", HOLDFAST_OFFLINE=value)
    assert (answer.code, answer.out) == (USAGE, "")
    assert machine.holdfast(root, "scan", HOLDFAST_OFFLINE=value).code == REFUSED
    assert live.heard == []


def test_a_policy_can_forbid_it(machine: Machine) -> None:
    root = planted(machine, a__py=leak(), holdfast__toml='locked = ["network.allow"]\n\n[network]\nallow = false\n')
    answer = machine.holdfast(root, "scan", "--verify")
    assert answer.code == USAGE
    assert "holdfast.toml:4" in answer.err
    assert machine.holdfast(root, "scan", "--verify", "--network").code == USAGE


def test_no_hook_asks_anybody(machine: Machine, live: Vendors) -> None:
    root = planted(machine, a__py=leak())
    machine.git(root, "add", "-A")
    scan(Request(path=root, staged=True, hook=True, verify=wish(live)))
    assert live.heard == []
    staged = machine.holdfast(root, "scan", "--staged", "--verify")
    assert (staged.code, staged.out) == (USAGE, "")
    hook = machine.holdfast(root, "hook", "run", "pre-commit", HTTPS_PROXY=live.url, HTTP_PROXY=live.url)
    assert hook.code == REFUSED
    assert live.heard == []


def test_time_must_be_given(machine: Machine) -> None:
    root = planted(machine, a__py=leak())
    for seconds in ("0", "-1", "nan"):
        assert machine.holdfast(root, "scan", "--verify", "--verify-seconds", seconds).code == USAGE


def test_the_command_goes_through_the_proxy_and_tells_no_value(machine: Machine) -> None:
    root = shop(machine)
    write(root, {"b.py": f'slack = "{SLACK}"\n'})
    with vendors(lambda _: Said(403, b"no")) as proxy:
        answer = machine.holdfast(
            root, "scan", "--verify", "--record", "--since", "all", "--format", "json", HTTPS_PROXY=proxy.url
        )
        asked = {(call.method, call.path) for call in proxy.heard}
    assert "Verifying 3 credentials" in answer.err, answer.err
    assert asked == {("CONNECT", f"{host}:443") for host in ("api.github.com", "slack.com", "sts.amazonaws.com")}
    assert answer.code == REFUSED
    notes = [item["notes"][-1] for item in json.loads(answer.out)["findings"] if item["notes"]]
    assert "not known whether it is live: slack.com cannot be reached" in notes
    kept = b"".join(path.read_bytes() for path in (root / ".holdfast").rglob("*") if path.is_file())
    for content in (answer.raw_out + answer.raw_err, kept):
        assert leaked(content) == []
        assert SLACK.encode() not in content


answers = st.builds(
    Said,
    status=st.sampled_from([200, 204, 302, 400, 401, 403, 404, 429, 500]),
    body=st.sampled_from([b"", b"{}", b"{", b'{"ok": true}', b'{"login": "x"}', b'{"message": "ECHO"}', b"\xff" * 99]),
)


@given(st.lists(answers, min_size=2, max_size=4), st.booleans())
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_vendors_answer_no_value_is_told(
    machine: Machine, caplog: pytest.LogCaptureFixture, words: list[Said], elsewhere: bool
) -> None:
    caplog.set_level(logging.DEBUG)
    root = machine.folder / "silent"
    write(root, {"a.py": leak(), "b.py": f'slack = "{SLACK}"\n'})
    said_aloud: list[str] = []

    def echo(heard: Heard) -> Said:
        given = words[len(server.heard) % len(words)]
        carried = heard.headers["Authorization"].encode()
        return Said(given.status, given.body.replace(b"ECHO", carried), (("X-Echo", carried.decode()),))

    with vendors(echo) as server:
        done = scan(Request(path=root, verify=wish(server), announce=said_aloud.append, flags={"elsewhere": elsewhere}))
    whole = f"{done!r} {said_aloud!r} {caplog.text}"
    assert github() not in whole
    assert SLACK not in whole
    assert done.report.gate.code in (PASSED, REFUSED, INCOMPLETE)
