"""Tasks about a machine itself: its files, users, logins, protections, and credentials in tasks of any kind."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from holdfast.estate.ansible.modes import private_key_readable, world_writable
from holdfast.estate.ansible.secrets import password_literal, task
from holdfast.estate.blocks import Block, Blocks
from holdfast.estate.facts import Frame
from holdfast.estate.kinds.host import HostFile, HostGuard, HostLogin, HostUser
from holdfast.model.resource import Resource
from holdfast.model.tree import at, flag, items, mapped, text
from holdfast.model.value import Known, Tree, Unknown, Value

_FILES: Final = ("file", "copy", "template", "get_url", "lineinfile", "blockinfile", "replace", "unarchive", "assemble")
_LINES: Final = ("lineinfile", "blockinfile", "replace", "copy")
_SERVICES: Final = ("service", "systemd", "systemd_service", "sysvinit")
_SECRETS: Final = (
    *("mysql_user", "mysql_db", "postgresql_user", "postgresql_db", "mongodb_user", "rabbitmq_user", "htpasswd"),
    *(
        "docker_login",
        "docker_container",
        "podman_container",
        "set_fact",
        "debug",
        "expect",
        "win_user",
        "win_domain_user",
        "proxysql_query",
    ),
    *(
        "influxdb_user",
        "grafana_user",
        "openssl_privatekey",
        "java_cert",
        "mount",
        "cron",
        "slack",
        "mail",
        "ldap_entry",
    ),
)
MODULES: Final = frozenset({*_FILES, *_SERVICES, *_SECRETS, "user", "selinux", "ufw", "uri", "shell", "command", "raw"})
_GUARDS: Final = frozenset(
    {"firewalld", "ufw", "iptables", "ip6tables", "nftables", "apparmor", "auditd", "fail2ban", "falco", "wazuh-agent"}
)
_SUDO: Final = re.compile(r"^/(?:usr/local/)?etc/sudoers(?:$|\.d/)")
_NO_PASSWORD: Final = re.compile(r"NOPASSWD\s*:\s*ALL\b")
_SSHD: Final = re.compile(r"/sshd_config(?:$|\.d/)")
_FRAME: Final = Frame("host", "ansible")


def read(blocks: Blocks) -> Iterator[Resource]:
    """Files, users, logins and protections, and tasks that handle credentials."""
    for block in blocks.all:
        for made in (_file, _login, _user, _guard):
            found = made(block)
            if found is not None:
                yield found
        handled = task(block)
        if handled is not None:
            yield handled


def part(block: Block, kind: type[Resource], **facts: Value[Any] | None) -> Resource:
    """A resource of a kind that a task makes."""
    return kind(
        address=block.address,
        type=block.type,
        provider=_FRAME.provider,
        language=_FRAME.language,
        place=block.place,
        raw=block.attrs,
        **facts,
    )


def _target(block: Block) -> Tree:
    """Where a file goes, by whichever name the module has for it."""
    for name in ("path", "dest", "name", "destfile"):
        tree = at(block.attrs, name)
        if isinstance(tree, Unknown) or tree.value is not None:
            return tree
    return at(block.attrs, "path")


def _is(tree: Tree, *words: str) -> bool:
    return isinstance(tree, Known) and str(tree.value).lower() in words


def _file(block: Block) -> Resource | None:
    if block.type not in _FILES or _is(at(block.attrs, "state"), "absent", "link", "hard"):
        return None
    path, mode = _target(block), at(block.attrs, "mode")
    return part(
        block,
        HostFile,
        path=text(path),
        mode=text(mode),
        world_writable=world_writable(mode),
        private_key_readable=private_key_readable(path, mode, made=block.type in ("copy", "template", "get_url")),
        sudo_without_password=_sudo(block, path),
    )


def _said(block: Block) -> Tree:
    """What is written into the file."""
    for name in ("line", "block", "content", "replace"):
        tree = at(block.attrs, name)
        if isinstance(tree, Unknown) or tree.value is not None:
            return tree
    return at(block.attrs, "line")


def _sudo(block: Block, path: Tree) -> Value[bool] | None:
    if block.type not in _LINES or not isinstance(path, Known) or not _SUDO.search(str(path.value)):
        return None
    said = _said(block)
    if isinstance(said, Known) and said.value is None:
        return None
    return mapped(said, lambda value: _NO_PASSWORD.search(str(value)) is not None)


_LOGIN: Final[Mapping[str, tuple[re.Pattern[str], Callable[[str], bool]]]] = {
    "root_login": (re.compile(r"(?im)^\s*PermitRootLogin\s+(\S+)"), lambda word: word == "yes"),
    "password_login": (re.compile(r"(?im)^\s*PasswordAuthentication\s+(\S+)"), lambda word: word == "yes"),
    "empty_passwords": (re.compile(r"(?im)^\s*PermitEmptyPasswords\s+(\S+)"), lambda word: word == "yes"),
}


def _login(block: Block) -> Resource | None:
    path, said = _target(block), _said(block)
    if block.type not in _LINES or not isinstance(path, Known) or not _SSHD.search(str(path.value)):
        return None
    if isinstance(said, Unknown) or not isinstance(said.value, str) or _is(at(block.attrs, "state"), "absent"):
        return None
    facts: dict[str, Value[bool]] = {}
    for name, (pattern, holds) in _LOGIN.items():
        found = pattern.search(said.value)
        if found is not None:
            facts[name] = Known(holds(found[1].strip("'\"").lower()), said.place, said.how, said.trail)
    return part(block, HostLogin, **facts) if facts else None


def _user(block: Block) -> Resource | None:
    if block.type != "user" or _is(at(block.attrs, "state"), "absent"):
        return None
    return part(block, HostUser, password_literal=password_literal(block))


def _guard(block: Block) -> Resource | None:
    state = at(block.attrs, "state")
    if block.type == "selinux":
        enabled = mapped(state, lambda word: str(word).lower() == "enforcing")
        return part(block, HostGuard, name=Known("selinux", block.place), enabled=enabled)
    if block.type == "ufw" and isinstance(state, Known) and state.value is not None:
        enabled = mapped(state, lambda word: str(word).lower() in ("enabled", "reloaded"))
        return part(block, HostGuard, name=Known("ufw", block.place), enabled=enabled)
    name = at(block.attrs, "name")
    if block.type not in _SERVICES or not isinstance(name, Known):
        return None
    called = str(name.value).removesuffix(".service")
    if called not in _GUARDS:
        return None
    return part(block, HostGuard, name=Known(called, name.place), enabled=_running(block, state))


def _running(block: Block, state: Tree) -> Value[bool]:
    """Whether a service is left on: not stopped, not kept from starting, not masked."""
    told = [
        mapped(state, lambda word: str(word).lower() != "stopped"),
        flag(at(block.attrs, "enabled"), True),
        mapped(flag(at(block.attrs, "masked"), False), lambda masked: not masked),
    ]
    off = next((each for each in told if isinstance(each, Known) and each.value is False), None)
    return off or next((each for each in told if isinstance(each, Unknown)), told[0])


def elements(tree: Tree) -> list[Tree]:
    """A list, or a text with commas as one."""
    if isinstance(tree, Known) and isinstance(tree.value, str):
        return [tree._replace(value=word.strip()) for word in tree.value.split(",")]
    return items(tree)
