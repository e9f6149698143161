"""The call that each verifier makes, and what each answer means."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from holdfast.checks.secrets.verifiers import VERIFIERS
from holdfast.engines.secrets.asking import Asked, call, judge
from holdfast.engines.secrets.sigv4 import signed
from holdfast.kit.http import SLOW, Reply
from holdfast.model.verification import Life, Sign, Verifier
from tests.worlds.planted import AWS_ID, AWS_SECRET, drawn, github

WHEN = datetime(2027, 1, 31, 12, tzinfo=UTC)
BY_TYPE = {(name, item.starts): item for item in VERIFIERS for name in item.types}
GITHUB = BY_TYPE["github-personal-token", ""]
SLACK = BY_TYPE["slack-bot-token", ""]
STRIPE = BY_TYPE["stripe-live-secret-key", ""]


def reply(status: int, **fields: Any) -> Reply:
    return Reply(status=status, body=json.dumps(fields).encode())


def life(verifier: Verifier, answer: Reply, *, elsewhere: bool = False) -> Life:
    return judge(verifier, answer, elsewhere=elsewhere).life


def body(sign: Sign) -> bytes:
    """The smallest JSON object that shows a sign."""
    found: Any = sign.values[0] if sign.values else "x"
    for name in reversed(sign.field):
        found = {name: found}
    return json.dumps(found if sign.field else {}).encode()


@pytest.mark.parametrize("verifier", VERIFIERS, ids=lambda item: f"{item.types[0]}-{item.starts}")
def test_every_verifier_knows_its_own_signs_and_no_others(verifier: Verifier) -> None:
    for signs, meant in ((verifier.live, Life.LIVE), (verifier.dead, Life.DEAD)):
        for sign in signs:
            for status in sign.statuses:
                assert life(verifier, Reply(status=status, body=body(sign))) is meant
                if sign.field:
                    assert life(verifier, Reply(status=status, body=b"<html>blocked</html>")) is Life.UNKNOWN
    for status in (204, 301, 302, 407, 429, 451, 500, 503):
        assert life(verifier, Reply(status=status, body=b'{"ok": true, "id": "1"}')) is Life.UNKNOWN
    assert life(verifier, Reply(trouble=SLOW)) is Life.UNKNOWN


def test_live_dead_and_neither() -> None:
    assert life(GITHUB, reply(200, login="kim")) is Life.LIVE
    assert life(GITHUB, reply(401, message="Bad credentials")) is Life.DEAD
    assert life(GITHUB, reply(403, message="rate limit")) is Life.UNKNOWN
    assert life(SLACK, reply(200, ok=True)) is Life.LIVE
    assert life(SLACK, reply(200, ok=False, error="token_revoked")) is Life.DEAD
    assert life(SLACK, reply(200, ok=False, error="ratelimited")) is Life.UNKNOWN
    assert life(SLACK, reply(200, ok=1)) is Life.UNKNOWN
    assert life(STRIPE, reply(403, error={"message": "not permitted"})) is Life.LIVE


def test_a_refusal_leaves_open_what_may_be_alive_elsewhere() -> None:
    answer = judge(GITHUB, reply(401, message="Bad credentials"), elsewhere=True)
    assert answer.life is Life.UNKNOWN
    assert "GitHub Enterprise Server" in answer.says
    assert life(SLACK, reply(200, ok=False, error="invalid_auth"), elsewhere=True) is Life.DEAD


@pytest.mark.parametrize("content", [b"", b"[]", b"null", b"\xff\xfe", b'"login"', b"[" * 100_000, b'{"login": '])
def test_wrong_json_is_no_answer(content: bytes) -> None:
    assert life(GITHUB, Reply(status=200, body=content)) is Life.UNKNOWN


def test_the_value_goes_where_the_vendor_takes_it() -> None:
    value = github(5)
    assert call(Asked(verifier=GITHUB, value=value), {}, WHEN).headers["Authorization"] == f"Bearer {value}"
    telegram = call(Asked(verifier=BY_TYPE["telegram-bot-token", ""], value="1:a/b?c"), {}, WHEN)
    assert telegram.url == "https://api.telegram.org/bot1:a%2Fb%3Fc/getMe"
    assert "Authorization" not in telegram.headers
    mapbox = call(Asked(verifier=BY_TYPE["mapbox-secret-token", ""], value="a&b=c"), {}, WHEN)
    assert mapbox.url.endswith("?access_token=a%26b%3Dc")
    twilio = call(Asked(verifier=BY_TYPE["twilio-auth-token", ""], value="word", partner="me"), {}, WHEN)
    assert twilio.url.endswith("/Accounts/me.json")
    assert twilio.headers["Authorization"] == "Basic " + base64.b64encode(b"me:word").decode()
    linear = call(Asked(verifier=BY_TYPE["linear-token", "lin_api_"], value="lin_api_x"), {}, WHEN)
    assert (linear.method, json.loads(linear.body)) == ("POST", {"query": "{ viewer { id } }"})


def test_a_stand_in_takes_the_place_of_the_host_only() -> None:
    made = call(Asked(verifier=STRIPE, value="x"), {"https://api.stripe.com": "http://127.0.0.1:1"}, WHEN)
    assert made.url == "http://127.0.0.1:1/v1/balance"


def test_a_signature_is_what_another_implementation_makes() -> None:
    """The expected signatures were made with AWS's own Python library, botocore, for the same drawn pair and time."""
    key, secret = drawn(AWS_ID), drawn(AWS_SECRET)
    asked = Asked(verifier=BY_TYPE["aws-secret-access-key", ""], value=secret, partner=key)
    made = call(asked, {}, WHEN)
    assert made.headers["Authorization"].endswith(
        "SignedHeaders=host;x-amz-date, Signature=10629e0c41c892082d0f8f42fa2850d99a45dd01d2dd683af9c9b0869a95e7af"
    )
    assert f"Credential={key}/20270131/us-east-1/sts/aws4_request" in made.headers["Authorization"]
    odd = "https://sts.amazonaws.com/a%20b/c?x=1&a=b%20c&x=0&empty="
    other = signed(odd, key, secret, WHEN, region="us-east-1", service="sts")["Authorization"]
    assert other.endswith("da5e7de436bf8e6cd1cd74fac6002e61a71f823df1b20dca038e1e93dad543f0")
    assert secret not in repr(sorted(made.headers.items())) + made.url


def test_a_credential_has_no_text_form() -> None:
    value = github(6)
    asked = Asked(verifier=GITHUB, value=value)
    assert value not in f"{asked!r} {asked} {[asked]!r} {call(asked, {}, WHEN)!r}"


@pytest.mark.parametrize("value", ["a\r\nHost: evil", "a b", "", "käse", "a\0", "x" * 5000])
def test_what_no_call_can_carry_is_not_sent(value: str) -> None:
    assert not Asked(verifier=GITHUB, value=value).sendable
    assert not Asked(verifier=GITHUB, value="fine", partner="a\nb").sendable
