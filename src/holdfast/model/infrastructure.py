"""Words that rules about infrastructure share."""

from __future__ import annotations

from typing import Final

TOPICS: Final = (
    *("encryption-at-rest", "encryption-in-transit", "logging", "public-exposure", "open-port", "iam-wildcard"),
    *("authentication", "privileged-container", "root-user", "read-only-filesystem", "image-pinning"),
    *("hardcoded-secret", "backup", "resource-limits", "key-rotation", "supply-chain", "metadata-service"),
    *("waf-protection", "container-health", "availability"),
)
"""The closed list of topics."""

CONCERNS: Final = {
    "encryption": "Encryption is off or weak",
    "logging": "Logging or auditing is off",
    "resource-exposed": "A resource is exposed to everyone",
    "port-exposed": "A port is exposed to everyone",
    "ingress-egress": "Ingress or egress is not based on need",
    "permissive-group": "Groups, roles or firewalls are too permissive",
    "container-privilege": "A container runs as root or privileged",
}
"""The seven most common concerns about what is deployed, each with what it says when it fails."""

FAMILIES: Final = ("cloud", "container", "pipeline")
"""Families of judged checks; each has an engine name in outputs."""

ENGINES: Final = {"cloud": "iac", "container": "container", "pipeline": "pipeline"}
