"""Which files belong to which tool, and how they are read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from holdfast.formats.peers import detect_secrets, ggshield, git_secrets, gitleaks, talisman, trufflehog
from holdfast.formats.peers.facts import Told


class Peer(NamedTuple):
    """One tool: the names under which its files are known, and the reader of their text."""

    files: tuple[str, ...]
    read: Callable[[str, str], Told]


PEERS: Final = {
    "gitleaks": Peer((".gitleaksignore", ".gitleaks.toml", "gitleaks.toml", ".github/gitleaks.toml"), gitleaks.read),
    "trufflehog": Peer((".trufflehogignore", ".trufflehog-exclude", "trufflehog-exclude.txt"), trufflehog.read),
    "detect-secrets": Peer((".secrets.baseline",), detect_secrets.read),
    "ggshield": Peer((".gitguardian.yaml", ".gitguardian.yml"), ggshield.read),
    "talisman": Peer((".talismanrc",), talisman.read),
    "git-secrets": Peer((".gitallowed", ".git/config"), git_secrets.read),
}
"""Tools by name, with the files that are looked for by themselves."""
