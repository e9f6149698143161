"""One question to one vendor: the call that asks whether a credential works, and what the answer means."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import quote

from holdfast.engines.secrets.sigv4 import signed
from holdfast.kit.http import Call, Reply
from holdfast.model.verification import Answer, Life, Sign, Verifier

_PLAIN: Final = re.compile(r"[!-~]{1,4096}")
"""What a header or an address can carry as it is: visible ASCII."""
_REGION: Final = "us-east-1"
BUSY: Final = 429


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Asked:
    """A credential to ask about. Lives in memory only, has no text form, and equal ones are asked about once."""

    verifier: Verifier
    value: str
    partner: str = ""

    @property
    def sendable(self) -> bool:
        """Whether a header or an address can carry it."""
        return bool(_PLAIN.fullmatch(self.value) and _PLAIN.fullmatch(self.partner or "-"))


def call(asked: Asked, base: Mapping[str, str], when: datetime) -> Call:
    """The call about a credential. ``base`` maps a vendor's scheme and host to others that stand in for it."""
    verifier = asked.verifier
    path = verifier.url.removeprefix(verifier.origin)
    path = path.replace("{value}", quote(asked.value, safe=":")).replace("{partner}", quote(asked.partner, safe=""))
    url = base.get(verifier.origin, verifier.origin) + path
    headers = dict(verifier.more)
    if verifier.signed:
        headers |= signed(url, asked.partner, asked.value, when, region=_REGION, service=verifier.host.split(".")[0])
    elif verifier.basic:
        pair = _filled(verifier.basic, asked).encode()
        headers["Authorization"] = f"Basic {base64.b64encode(pair).decode()}"
    elif verifier.header:
        headers[verifier.header] = _filled(verifier.template, asked)
    return Call(method=verifier.method, url=url, headers=headers, body=verifier.body.encode())


def _filled(template: str, asked: Asked) -> str:
    return template.replace("{partner}", asked.partner).replace("{value}", asked.value)


def judge(verifier: Verifier, reply: Reply, *, elsewhere: bool) -> Answer:
    """What a reply means. Only what the vendor documents counts; all else is unknown.

    With ``elsewhere``, a refusal leaves open that the credential is alive where the verifier says that it may be.
    """
    host, status = verifier.host, reply.status
    if reply.trouble:
        return unknown(f"{host} {reply.trouble}")
    found = _object(reply.body)
    if any(_matches(sign, status, found) for sign in verifier.live):
        return Answer(life=Life.LIVE, says=f"live: {host} accepts it")
    if any(_matches(sign, status, found) for sign in verifier.dead):
        if verifier.elsewhere and elsewhere:
            return unknown(f"{host} refuses it, but it may be alive elsewhere ({verifier.elsewhere})")
        return Answer(life=Life.DEAD, says=f"dead: {host} refuses it")
    if status == BUSY:
        return unknown(f"{host} asks for patience (429), so it was asked nothing more")
    if 300 <= status < 400:
        return unknown(f"{host} answers with a redirect ({status}), which is not followed")
    return unknown(f"{host} answers {status}, which says neither")


def unknown(why: str) -> Answer:
    """An answer that leaves things open."""
    return Answer(life=Life.UNKNOWN, says=f"not known whether it is live: {why}")


def _object(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _matches(sign: Sign, status: int, found: Any) -> bool:
    if status not in sign.statuses:
        return False
    for name in sign.field:
        if not isinstance(found, dict) or name not in found:
            return False
        found = found[name]
    return not sign.values or any(type(found) is type(value) and found == value for value in sign.values)
