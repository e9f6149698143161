"""Which packages a command installs without saying which version."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from holdfast.estate.dockerfile.shell import Word
from holdfast.kit.expressions import expression


class Manager(NamedTuple):
    """How a package manager is told what to install."""

    actions: frozenset[str]
    pinned: re.Pattern[str]
    """A package that says its version, or is no name of a package."""
    valued: frozenset[str] = frozenset()
    """Options whose next word is their value."""
    by_option: frozenset[str] = frozenset()
    """Options that give the version of all packages, or a file of them."""


_ELSEWHERE: Final = r"^[./~$]|/$|^\w+(?:\+\w+)?://|\$|\*|^-"
_OS: Final = expression(rf"{_ELSEWHERE}|=|[<>~]|\.(?:deb|rpm|apk)$|-$")
_RPM: Final = expression(rf"{_ELSEWHERE}|-\d|=|^@|\.(?:rpm)$")
_PIP: Final = expression(rf"{_ELSEWHERE}|===?|@|\.(?:whl|zip|gz)$")
_NODE: Final = expression(rf"{_ELSEWHERE}|.@[\^~]?\d|\.tgz$|#|^git\+|^file:")
_GEM: Final = expression(rf"{_ELSEWHERE}|:\d|\.gem$")
_GO: Final = expression(rf"{_ELSEWHERE}|@(?!latest$)")
_ANY: Final = expression(_ELSEWHERE)

_APT_VALUED: Final = frozenset({"-t", "-o", "-c", "--target-release", "--option"})
MANAGERS: Final = {
    "apt-get": Manager(frozenset({"install"}), _OS, _APT_VALUED),
    "apt": Manager(frozenset({"install"}), _OS, _APT_VALUED),
    "aptitude": Manager(frozenset({"install"}), _OS, _APT_VALUED),
    "apk": Manager(
        frozenset({"add"}), _OS, frozenset({"-X", "--repository", "-t", "--virtual", "-p", "--root", "--keys-dir"})
    ),
    "yum": Manager(frozenset({"install", "localinstall"}), _RPM, frozenset({"-c", "-x"})),
    "dnf": Manager(frozenset({"install"}), _RPM, frozenset({"-c", "-x"})),
    "microdnf": Manager(frozenset({"install"}), _RPM, frozenset({"-c", "-x"})),
    "zypper": Manager(frozenset({"install", "in"}), _RPM, frozenset({"-r", "--from", "-t"})),
    "pip": Manager(
        frozenset({"install"}),
        _PIP,
        frozenset(
            {
                *(
                    "-i",
                    "--index-url",
                    "--extra-index-url",
                    "-f",
                    "--find-links",
                    "-t",
                    "--target",
                    "--prefix",
                    "--root",
                ),
                *(
                    "--trusted-host",
                    "--timeout",
                    "--retries",
                    "--platform",
                    "--python-version",
                    "-b",
                    "--cert",
                    "--src",
                ),
                *("--no-binary", "--only-binary", "--proxy", "--cache-dir", "--upgrade-strategy", "--progress-bar"),
            }
        ),
        frozenset({"-r", "--requirement", "-c", "--constraint", "-e", "--editable", "--require-hashes"}),
    ),
    "npm": Manager(frozenset({"install", "i", "add"}), _NODE, frozenset({"--registry", "--prefix", "--loglevel"})),
    "yarn": Manager(frozenset({"add"}), _NODE, frozenset({"--registry", "--cwd"})),
    "pnpm": Manager(frozenset({"add"}), _NODE, frozenset({"--registry"})),
    "gem": Manager(
        frozenset({"install"}), _GEM, frozenset({"-s", "--source", "-i", "-n"}), frozenset({"-v", "--version", "-f"})
    ),
    "go": Manager(frozenset({"install"}), _GO, frozenset({"-ldflags", "-tags", "-gcflags", "-mod", "-o"})),
    "cargo": Manager(
        frozenset({"install"}),
        _ANY,
        frozenset({"--root", "--features", "--bin", "--target", "--profile"}),
        frozenset({"--version", "--vers", "--git", "--path", "--rev", "--tag"}),
    ),
}
_PIP_NAME: Final = expression(r"pip\d?(?:\.\d+)?")


def manager_name(program: str) -> str:
    """The name of a package manager without a version of its own (``pip3.11`` is ``pip``)."""
    return "pip" if _PIP_NAME.fullmatch(program) else program


def unpinned(program: str, arguments: Sequence[Word]) -> list[Word]:
    """Packages that a command installs in whatever version there is; ``arguments`` are the words behind the program."""
    manager = MANAGERS.get(program)
    if manager is None:
        return []
    found: list[Word] = []
    acted = skips = False
    for word in arguments:
        text = word.text
        if skips:
            skips = False
        elif text.startswith("-") and text != "-":
            if text.partition("=")[0] in manager.by_option:
                return []
            skips = text in manager.valued
        elif not acted:
            acted = text in manager.actions
            if not acted and program != "yarn":
                return []
        elif not manager.pinned.search(text):
            found.append(word)
    return found
