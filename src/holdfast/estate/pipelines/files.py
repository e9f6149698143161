"""Files that hold secrets, by their names."""

from __future__ import annotations

import re
from typing import Final

_SECRET: Final = re.compile(
    r"(?:^|/)(?:\.env(?:\.(?!example|sample|template|dist)\w+)?|\.npmrc|\.pypirc|\.netrc|\.aws(?:/.*)?|\.ssh(?:/.*)?"
    r"|id_(?:rsa|ed25519)|kubeconfig|\.kube/config|[\w.\-*]+\.tfstate|[\w.\-*]+\.(?:pem|p12|pfx|jks|keystore)"
    r"|credentials\.json)$"
)


def secret_file(path: str) -> bool:
    """Whether a path names a file that holds secrets."""
    return _SECRET.search(path.strip()[:1024]) is not None
