"""Who a finding is, apart from where it stands."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from typing import Final

from holdfast.model.verdict import Fail

UNKEYED: Final = b"holdfast: no project key yet"


def secret_mark(key: bytes, value: bytes) -> str:
    """A name for a secret that cannot be turned back into it: HMAC-SHA256 under the project's key, cut to 24 bits.

    Many values share each mark, so that not even the key's owner can confirm a guess.
    """
    return hmac.new(key, value, hashlib.sha256).digest()[:3].hex()


def fingerprints(fails: Iterable[tuple[str, Fail]]) -> list[str]:
    """Fingerprints of (check id, failure) pairs, in their order.

    Each is made of the check, the mark, and the ordinal over equal ones in path order.
    """
    items = list(fails)
    order = sorted(range(len(items)), key=lambda at: _position(items[at][1]))
    seen: dict[tuple[str, str], int] = {}
    found = [""] * len(items)
    for at in order:
        check, fail = items[at]
        same = (check, fail.mark)
        ordinal = seen.get(same, 0)
        seen[same] = ordinal + 1
        text = f"{check}\0{fail.mark}\0{ordinal}"
        found[at] = "hf1:" + hashlib.blake2b(text.encode(), digest_size=10).hexdigest()
    return found


def _position(fail: Fail) -> tuple[str, int, int]:
    return fail.at.path, fail.at.line, fail.at.column
