"""What lies in an image, as facts that checks ask for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date
from typing import Any, Final

from holdfast.estate.image import accounts
from holdfast.estate.image.distribution import Distribution
from holdfast.estate.image.image import CONFIG, Image
from holdfast.estate.image.tars import FILE, FOLDER
from holdfast.estate.image.tree import Node
from holdfast.estate.kinds.image import Image as Facts
from holdfast.model.place import Place
from holdfast.model.value import Known, Unknown, Value

_SETUID, _SETGID, _STICKY, _OTHERS, _RUNS = 0o4000, 0o2000, 0o1000, 0o002, 0o111
_HOMES: Final = re.compile(
    r"(?:usr/)?(?:local/)?s?bin/[^/]+|(?:usr/)?lib(?:exec|64)?/.+|opt/google/chrome/chrome-sandbox|usr/games/.+"
)
"""Where distributions have programs that raise rights."""
_SHELLS: Final = re.compile(
    r".*/(?:(?:ba|da|z|k|c|tc|fi|a)?sh|busybox|python[\d.]*|perl[\d.]*|ruby[\d.]*|node|php[\d.]*|lua[\d.]*|find|vim?|nano"
    r"|less|more|awk|gawk|mawk|sed|cp|mv|dd|tar|zip|env|nmap|docker|gdb|strace|tee|xargs|make|gcc|git|curl|wget)"
)
"""Programs with which anybody who may run them as root is root."""
_SHARED: Final = re.compile(r"(?:(?:var/)?tmp|dev|proc|sys|run|var/run|var/lock)(?:/.*)?")
"""Where everybody writes, or what is there only while it runs."""
_CACHES: Final = (
    *("var/lib/apt/lists", "var/cache/apt/archives", "var/cache/apk", "var/cache/dnf", "var/cache/yum"),
    *("var/cache/zypp/packages", "root/.cache/pip", "root/.npm/_cacache", "var/cache/libdnf5"),
)
_KEPT: Final = re.compile(r"(?:^|/)(?:lock|partial|auxfiles|README[^/]*|\.placeholder|CACHEDIR\.TAG)$")
_SERVERS: Final = frozenset(
    {"usr/sbin/sshd", "usr/local/sbin/sshd", "usr/sbin/dropbear", "sbin/sshd", "usr/bin/dropbear"}
)
_HOST_KEY: Final = re.compile(r"etc/(?:ssh/ssh_host_\w+_key|dropbear/dropbear_\w+_host_key)")
_ADMITTED: Final = re.compile(r"(?:root|home/[^/]+)/\.ssh/authorized_keys2?")
_HEAD: Final = re.compile(r"(?:(.+)/)?\.git/HEAD")
_SUDO: Final = re.compile(r"etc/(?:sudoers|sudoers\.d/[^/.]+)")
_MOST: Final = 1000
"""Paths that one fact names."""

Words = list[Known[str]]


@dataclass(slots=True, eq=False, repr=False)
class _Found:
    """Paths by what they show, while the tree is walked."""

    raised: Words = field(default_factory=list)
    odd_raised: Words = field(default_factory=list)
    writable: Words = field(default_factory=list)
    caches: dict[str, Known[str]] = field(default_factory=dict)
    ssh_servers: Words = field(default_factory=list)
    host_keys: Words = field(default_factory=list)
    admitted: Words = field(default_factory=list)
    repositories: Words = field(default_factory=list)
    sudo: list[str] = field(default_factory=list)

    def take(self, path: str, node: Node) -> None:
        """Take one thing of the tree."""
        if node.kind == FOLDER:
            loose = node.mode & _OTHERS and not node.mode & _STICKY
            if loose and not _SHARED.fullmatch(path):
                self.writable.append(_word(path))
        elif node.kind == FILE:
            self._file(path, node)

    def _file(self, path: str, node: Node) -> None:
        mode = node.mode
        if mode & (_SETUID | _SETGID) and mode & _RUNS:
            usual = _HOMES.fullmatch(path) and not (mode & _SETUID and _SHELLS.fullmatch(path))
            (self.raised if usual else self.odd_raised).append(_word(path))
        if mode & _OTHERS and not _SHARED.fullmatch(path):
            self.writable.append(_word(path))
        if path in _SERVERS and mode & _RUNS:
            self.ssh_servers.append(_word(path))
        for pattern, found in ((_HOST_KEY, self.host_keys), (_ADMITTED, self.admitted)):
            if node.size and pattern.fullmatch(path):
                found.append(_word(path))
        head = _HEAD.fullmatch(path)
        if head:
            self.repositories.append(Known(f"{head[1]}/.git" if head[1] else ".git", _place(path)))
        if _SUDO.fullmatch(path):
            self.sudo.append(path)
        if node.size and not _KEPT.search(path):
            for folder in _CACHES:
                if path.startswith(f"{folder}/"):
                    self.caches.setdefault(folder, Known(folder, _place(path)))


def _place(path: str) -> Place:
    return Place(path=path)


def _word(path: str) -> Known[str]:
    return Known(path, _place(path))


def facts(image: Image, found: Distribution | None, today: date) -> Facts:
    """What checks ask of an image, after all its layers were read. ``today`` is what ages are counted to."""
    place = Place(path=CONFIG)
    seen = _Found()
    for path, node in image.tree.walk():
        seen.take(path, node)
    told: dict[str, Any] = {
        **_paths(image, seen, place),
        **_times(image, found, today, place),
        "distribution": Known(found.name if found else None, place),
        "vouched": None if image.manifest.signed is None else Known(image.manifest.signed, place),
    }
    return Facts(address=image.name, type="image", provider="docker", language="image", place=place, **told)


def _paths(image: Image, seen: _Found, place: Place) -> dict[str, Value[tuple[Value[str], ...]]]:
    """Facts about paths; unknown where a layer could not be read and nothing was found."""
    lists: dict[str, Callable[[], Iterable[Known[str]]]] = {
        "raised": lambda: seen.raised,
        "odd_raised": lambda: seen.odd_raised,
        "writable": lambda: seen.writable,
        "caches": lambda: seen.caches.values(),
        "ssh_servers": lambda: seen.ssh_servers,
        "host_keys": lambda: seen.host_keys,
        "admitted": lambda: seen.admitted,
        "repositories": lambda: seen.repositories,
        "open_users": lambda: accounts.without_password(image.more),
        "password_users": lambda: accounts.with_password(image.more),
        "other_roots": lambda: accounts.other_roots(image.more),
        "free_sudo": lambda: accounts.free_sudo(image.more, seen.sudo),
    }
    told: dict[str, Value[tuple[Value[str], ...]]] = {}
    for name, make in lists.items():
        words = tuple(make())[:_MOST]
        if image.broken and not words:
            told[name] = Unknown("a layer of the image could not be read", place)
        else:
            told[name] = Known(words, words[0].place if words else place)
    return told


def _times(image: Image, found: Distribution | None, today: date, place: Place) -> dict[str, Any]:
    """How old it is and how long its distribution is supported."""
    named = Place(path=found.path) if found is not None else place
    created = image.config.created
    told: dict[str, Any] = {
        "age": Known(float((today - created.astimezone(UTC).date()).days), place)
        if created is not None
        else Unknown("it does not say when it was made", place)
    }
    if found is None or found.rolling:
        return told
    if found.ends is None:
        unknown = Unknown(f"the end of support of {found.name} is not known here", named)
        return {**told, "support_left": unknown, "support_ends": unknown}
    left = float((found.ends - today).days)
    return {**told, "support_left": Known(left, named), "support_ends": Known(found.ends.isoformat(), named)}
