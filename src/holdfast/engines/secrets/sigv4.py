"""Signs a call to Amazon Web Services, so that the secret itself is never sent.

Source: AWS, "Signature Version 4 for API requests", and RFC 2104 (HMAC).
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime
from urllib.parse import parse_qsl, quote, urlsplit

_ALGORITHM = "AWS4-HMAC-SHA256"


def signed(url: str, key: str, secret: str, when: datetime, *, region: str, service: str) -> dict[str, str]:
    """The headers that sign a GET of ``url`` without a body, made at ``when`` (UTC)."""
    parts = urlsplit(url)
    moment = when.strftime("%Y%m%dT%H%M%SZ")
    scope = f"{moment[:8]}/{region}/{service}/aws4_request"
    query = "&".join(f"{quote(name, safe='-_.~')}={quote(value, safe='-_.~')}" for name, value in _pairs(parts.query))
    names = "host;x-amz-date"
    lines = ["GET", quote(parts.path or "/", safe="/-_.~"), query]
    lines += [f"host:{parts.netloc}", f"x-amz-date:{moment}", "", names, hashlib.sha256(b"").hexdigest()]
    request = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    own = f"AWS4{secret}".encode()
    for part in (*scope.split("/"), "\n".join((_ALGORITHM, moment, scope, request))):
        own = hmac.new(own, part.encode(), hashlib.sha256).digest()
    stamp = f"{_ALGORITHM} Credential={key}/{scope}, SignedHeaders={names}, Signature={own.hex()}"
    return {"X-Amz-Date": moment, "Authorization": stamp}


def _pairs(query: str) -> list[tuple[str, str]]:
    return sorted(parse_qsl(query, keep_blank_values=True))
