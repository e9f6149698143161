"""One HTTP call, bounded in time and size, that tells nothing of itself to logs, errors or the disk."""

from __future__ import annotations

import logging
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Final

from holdfast.model.errors import UsageError

MOST_BYTES: Final = 256 * 1024
"""How much of an answer is read."""
SLOW: Final = "did not answer in time"
UNTRUSTED: Final = "has a certificate that is not trusted"
UNREACHED: Final = "cannot be reached"
BROKEN: Final = "did not answer in HTTP"
TOO_MUCH: Final = "answered with more than is read"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Call:
    """What is sent. It has no text form, as it holds a credential."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Reply:
    """What came back: a status and the beginning of the body, or the trouble that kept it away."""

    status: int = 0
    body: bytes = b""
    trouble: str = ""
    """Reads behind the name of a host; empty when there was an answer."""


Send = Callable[[Call, float], Reply]
"""Makes a call within so many seconds; raises nothing."""


class Http:
    """Sends calls with httpx: proxies and certificate files of the environment, certificates checked, no redirects."""

    def __init__(self) -> None:
        """Raises UsageError when httpx is not installed."""
        try:
            import httpx
        except ImportError as error:
            advice = "Install `holdfast[verify]`, or httpx beside Holdfast (`pipx inject holdfast httpx`)."
            raise UsageError("httpx is not installed, so that no vendor can be asked", advice=advice) from error
        for name in ("httpx", "httpcore"):  # they log addresses, and some vendors take the credential in the address
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
        self._httpx = httpx
        forgets = CookieJar(DefaultCookiePolicy(allowed_domains=[]))
        try:
            self._client = httpx.Client(follow_redirects=False, trust_env=True, cookies=forgets)
        except Exception as error:  # the address of a proxy can be nonsense, and hold a password
            says = "the proxy or certificate settings of the environment cannot be used"
            raise UsageError(says, advice="Look at HTTPS_PROXY, ALL_PROXY, NO_PROXY, SSL_CERT_FILE.") from error

    def send(self, call: Call, seconds: float) -> Reply:
        """Make one call. Takes no longer than ``seconds``, even where a name is not found or bytes only drip."""
        box: list[Reply] = []
        worker = threading.Thread(target=lambda: box.append(self._reply(call, seconds)), daemon=True)
        worker.start()
        worker.join(seconds)
        return box[0] if box else Reply(trouble=SLOW)

    def close(self) -> None:
        """Close every connection."""
        self._client.close()

    def _reply(self, call: Call, seconds: float) -> Reply:
        try:
            return self._ask(call, seconds)
        except self._httpx.TimeoutException:
            return Reply(trouble=SLOW)
        except self._httpx.NetworkError as error:
            return Reply(trouble=UNTRUSTED if _about_trust(error) else UNREACHED)
        except self._httpx.ProxyError:
            return Reply(trouble=UNREACHED)
        except Exception:  # an error's text can hold the address, so that none may pass here
            return Reply(trouble=BROKEN)

    def _ask(self, call: Call, seconds: float) -> Reply:
        end = time.monotonic() + seconds
        body = bytearray()
        headers = {
            "Accept": "application/json",
            "User-Agent": "holdfast",
            **call.headers,
            "Accept-Encoding": "identity",
        }
        with self._client.stream(
            call.method, call.url, headers=headers, content=call.body or None, timeout=seconds
        ) as answer:
            for chunk in answer.iter_raw():
                body += chunk
                if len(body) > MOST_BYTES:
                    return Reply(trouble=TOO_MUCH)
                if time.monotonic() > end:
                    return Reply(trouble=SLOW)
            return Reply(status=answer.status_code, body=bytes(body))


def _about_trust(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False
