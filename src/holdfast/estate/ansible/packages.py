"""Tasks that bring something from elsewhere onto a machine: downloads, packages, repositories, commands."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from holdfast.estate.ansible.host import elements, part
from holdfast.estate.blocks import Block, Blocks
from holdfast.estate.kinds.host import HostCommand, HostDownload, HostPackage
from holdfast.model.resource import Resource
from holdfast.model.tree import at, flag, mapped, present
from holdfast.model.value import How, Known, Tree, Unknown, Value

_DOWNLOADS: Final[Mapping[str, str]] = {
    "get_url": "url",
    "unarchive": "src",
    "apt_key": "url",
    "rpm_key": "key",
    "win_get_url": "url",
    "uri": "url",
}
"""Modules that fetch something, and where they say from where."""
_SUMS: Final = ("checksum", "sha256sum", "fingerprint", "id")
_COMMANDS: Final = ("shell", "command", "raw", "win_shell", "win_command")
_PACKAGES: Final = ("apt", "yum", "dnf", "dnf5", "zypper", "package", "pip", "apk", "npm", "gem")
_REPOSITORIES: Final = ("apt_repository", "deb822_repository", "yum_repository", "zypper_repository")
MODULES: Final = frozenset({*_DOWNLOADS, *_COMMANDS, *_PACKAGES, *_REPOSITORIES})
_REMOTE: Final = re.compile(r"^[a-z][a-z0-9+.\-]*://", re.IGNORECASE)
_NEAR: Final = re.compile(r"^[a-z]+://(?:localhost|127\.\d+\.\d+\.\d+|\[::1\]|0\.0\.0\.0|169\.254\.169\.254)\b", re.I)
_SHELL: Final = r"(?:sudo\s+(?:-\S+\s+)*)?(?:\S*/)?(?:(?:ba|z|da|k|a)?sh|python[0-9.]*|perl|ruby|node|php)\b"
_RUN: Final = re.compile(
    rf"\b(?:curl|wget)\b[^|;&\n]{{0,300}}\|\s*{_SHELL}"
    r"|(?:\b(?:ba|z|da|k)?sh|\beval|\bsource)\s+(?:-c\s+)?[\"']?(?:<\(|\$\(|`)\s*(?:curl|wget)\b"
    r"|\b(?:iex|Invoke-Expression)\b[^\n]*(?:DownloadString|Invoke-WebRequest|\biwr\b)",
    re.IGNORECASE,
)
_UNCHECKED: Final = re.compile(
    r"\bcurl\b(?:[^|;&\n]{0,300}\s)(?:-[a-zA-Z]*k[a-zA-Z]*|--insecure)(?=\s|$)"
    r"|\bwget\b[^|;&\n]{0,300}\s--no-check-certificate\b"
    r"|http\.sslVerify[= ]\s*[\"']?(?:false|0)\b|\bGIT_SSL_NO_VERIFY=[\"']?(?:1|true)\b"
    r"|\bNODE_TLS_REJECT_UNAUTHORIZED=[\"']?0\b|\bstrict-ssl[= ]+[\"']?false\b"
    r"|\bpip[0-9.]*\b[^|;&\n]{0,300}\s--trusted-host\b"
)
_MOST: Final = 65_536
_FILLED: Final = re.compile(r"\{\{(?:(?!\{\{|\}\}).){0,2000}+\}\}", re.DOTALL)
_NEARBY: Final = re.compile(r"https?://(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])\b")


def read(blocks: Blocks) -> Iterator[Resource]:
    """Downloads, packages and commands."""
    for block in blocks.all:
        for made in (_download, _package, _repository, _command):
            found = made(block)
            if found is not None:
                yield found


def _download(block: Block) -> Resource | None:
    source = at(block.attrs, _DOWNLOADS.get(block.type, "url"))
    checked = at(block.attrs, "validate_certs")
    far = isinstance(source, Known) and isinstance(source.value, str) and _REMOTE.match(source.value) is not None
    if block.type in _DOWNLOADS:
        if not far and not (isinstance(source, Unknown) and block.type != "unarchive"):
            return None
    elif block.type in (*_PACKAGES, *_REPOSITORIES) or (isinstance(checked, Known) and checked.value is None):
        return None
    kept = block.type in _DOWNLOADS and block.type != "uri"
    return part(
        block,
        HostDownload,
        certificate_checked=None if _near(source) else flag(checked, True),
        tls=_tls(source) if kept else None,
        checksum_given=_given(block, _SUMS) if kept else None,
    )


def _near(source: Tree) -> bool:
    return isinstance(source, Known) and isinstance(source.value, str) and _NEAR.match(source.value) is not None


def _tls(source: Tree) -> Value[bool] | None:
    if _near(source):
        return None
    return mapped(source, lambda url: not str(url).lower().startswith(("http://", "ftp://")))


def _given(block: Block, names: tuple[str, ...]) -> Value[bool]:
    told = [present(at(block.attrs, name)) for name in names]
    there = next((each for each in told if isinstance(each, Known) and each.value), None)
    unknown = next((each for each in told if isinstance(each, Unknown)), None)
    return there or (Known(True, unknown.place, How.COMPUTED) if unknown else told[0])


def _not(fact: Value[bool]) -> Value[bool]:
    return fact._replace(value=not fact.value) if isinstance(fact, Known) else fact


def _all(*facts: Value[bool]) -> Value[bool]:
    """True where all are; else the first that is false, else the first that is unknown."""
    false = next((each for each in facts if isinstance(each, Known) and not each.value), None)
    unknown = next((each for each in facts if isinstance(each, Unknown)), None)
    return false or unknown or facts[0]


def _package(block: Block) -> Resource | None:
    if block.type not in _PACKAGES:
        return None
    attrs = block.attrs
    unsigned = [_not(flag(at(attrs, name), False)) for name in ("allow_unauthenticated", "disable_gpg_check")]
    if block.type == "apt":
        unsigned.append(_not(flag(at(attrs, "force"), False)))
    manager = block.type in ("apt", "yum", "dnf", "dnf5", "zypper")
    certificates = [flag(at(attrs, name), True) for name in ("validate_certs", "sslverify")]
    return part(
        block,
        HostPackage,
        signature_checked=_all(*unsigned) if manager else None,
        certificate_checked=_trusting(at(attrs, "extra_args")) if block.type == "pip" else _all(*certificates),
        newest=mapped(at(attrs, "state"), lambda word: word == "latest"),
    )


def _trusting(arguments: Tree) -> Value[bool]:
    if isinstance(arguments, Known) and arguments.value is None:
        return Known(True, arguments.place, How.DEFAULT)
    return mapped(arguments, lambda value: "--trusted-host" not in str(value))


def _repository(block: Block) -> Resource | None:
    if block.type not in _REPOSITORIES or _absent(block):
        return None
    facts: Callable[[Block], dict[str, Value[Any] | None]] = _KINDS[block.type]
    return part(block, HostPackage, **facts(block))


def _absent(block: Block) -> bool:
    state = at(block.attrs, "state")
    return isinstance(state, Known) and state.value == "absent"


def _apt(block: Block) -> dict[str, Value[Any] | None]:
    line = at(block.attrs, "repo")
    return {
        "signature_checked": mapped(line, lambda text: "trusted=yes" not in str(text).replace(" ", "")),
        "certificate_checked": flag(at(block.attrs, "validate_certs"), True),
        "tls": mapped(line, lambda text: "http://" not in str(text)),
    }


def _deb822(block: Block) -> dict[str, Value[Any] | None]:
    lax = [_not(flag(at(block.attrs, name), False)) for name in ("trusted", "allow_insecure", "allow_weak")]
    return {"signature_checked": _all(*lax), "tls": _addresses(at(block.attrs, "uris"))}


def _yum(block: Block) -> dict[str, Value[Any] | None]:
    signed = at(block.attrs, "gpgcheck")
    absent = isinstance(signed, Known) and signed.value is None
    return {
        "signature_checked": None if absent else flag(signed, True),
        "certificate_checked": _all(*(flag(at(block.attrs, name), True) for name in ("validate_certs", "sslverify"))),
        "tls": _addresses(at(block.attrs, "baseurl")),
    }


def _zypper(block: Block) -> dict[str, Value[Any] | None]:
    return {
        "signature_checked": _not(flag(at(block.attrs, "disable_gpg_check"), False)),
        "tls": _addresses(at(block.attrs, "repo")),
    }


def _addresses(tree: Tree) -> Value[bool] | None:
    """Whether none of some addresses is in clear; None where there are none."""
    told = [mapped(each, lambda url: not str(url).lower().startswith("http://")) for each in elements(tree)]
    if isinstance(tree, Unknown):
        return tree
    return _all(*told) if told else None


_KINDS: Final[Mapping[str, Callable[[Block], dict[str, Value[Any] | None]]]] = {
    "apt_repository": _apt,
    "deb822_repository": _deb822,
    "yum_repository": _yum,
    "zypper_repository": _zypper,
}


def _command(block: Block) -> Resource | None:
    if block.type not in _COMMANDS:
        return None
    command = at(block.attrs, "cmd")
    if isinstance(command, Known) and command.value is None:
        words = at(block.attrs, "argv")
        if isinstance(words, Unknown) or not isinstance(words.value, list):
            return None
        told = " ".join(str(each.value) for each in words.value if isinstance(each, Known))
        command = Known(told, words.place)
    return part(
        block,
        HostCommand,
        runs_download=_search(_RUN, command, block),
        certificate_checked=_not(_search(_UNCHECKED, command, block)),
    )


def _search(pattern: re.Pattern[str], command: Tree, block: Block) -> Value[bool]:
    """Whether a command matches. One with variables still tells by what is written around them."""
    if isinstance(command, Unknown):
        written = at(block.attrs, "task", "written", "cmd")
        raw = written.value if isinstance(written, Known) else None
        if not isinstance(raw, str) or not _FILLED.sub("", raw).strip():
            return command
        command = Known(raw, command.place)
    return mapped(command, lambda text: _matches(pattern, str(text)))


def _matches(pattern: re.Pattern[str], text: str) -> bool:
    """Whether a line of a command matches; what only talks to the machine itself does not count."""
    lines = text[:_MOST].replace("\\\n", " ").splitlines()
    return any(pattern.search(line) and not _NEARBY.search(line) for line in lines)
