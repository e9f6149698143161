"""Whom a robot keeps up to date: those whose packages or images it proposes new versions of, and nobody else."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import Final, NamedTuple

from holdfast.kit.expressions import expression
from holdfast.model.system import Sort
from holdfast.threats.seed import containers
from holdfast.threats.seed.draft import Draft, Piece
from holdfast.threats.seed.seen import Seen

_RENOVATE: Final = expression(r"^(?:\.git(?:hub|lab)/)?(?:renovate\.json5?|\.renovaterc(?:\.json5?)?)$")
_DEPENDABOT: Final = expression(r"^\.github/dependabot\.ya?ml$")
_ENTRY: Final = expression(r"""package-ecosystem["']?:\s*["']?([\w\-]+)""")
_WIDEST: Final = 400
"""Characters of a line that are read: more is no name of a folder."""
_FOLDER: Final = expression(r"""^\s*(?:-\s*)?["']?(?:director(?:y|ies)["']?:\s*)?\[?\s*["']?(/[^"'\s,\]#]*)""")
_MANAGERS: Final = expression(r"[\"']?enabledManagers[\"']?\s*:\s*\[([^\]]{0,2000})\]")
_WORD: Final = expression(r"[\"']([\w\-.]+)[\"']")
_OF: Final = {
    **dict.fromkeys(("pip", "uv", "poetry", "pipenv", "pip_requirements", "pep621", "setup-cfg"), "Python"),
    **dict.fromkeys(("npm", "bun", "yarn", "pnpm"), "Node"),
    **dict.fromkeys(("maven", "gradle", "gradle-wrapper"), "Java"),
    **dict.fromkeys(("docker", "docker-compose", "dockerfile", "helm", "kubernetes", "helm-values"), "images"),
    "gomod": "Go",
    "cargo": "Rust",
    "nuget": ".NET",
    "bundler": "Ruby",
    "composer": "PHP",
}
"""What the entries of a robot are about."""
_MANIFESTS: Final = (
    (r"^(?:pyproject\.toml|requirements[\w.\-]*\.(?:txt|in)|setup\.(?:py|cfg)|Pipfile)$", "Python"),
    (r"^package\.json$", "Node"),
    (r"^(?:pom\.xml|build\.gradle(?:\.kts)?)$", "Java"),
    (r"^go\.mod$", "Go"),
    (r"^Cargo\.toml$", "Rust"),
    (r"\.(?:cs|fs|vb)proj$|^Directory\.Packages\.props$", ".NET"),
    (r"^Gemfile$", "Ruby"),
    (r"^composer\.json$", "PHP"),
)
_MANIFEST: Final = tuple((expression(pattern), language) for pattern, language in _MANIFESTS)
"""Files that name the packages of a language."""


class _Watch(NamedTuple):
    """One entry of a robot: what it is about, and below which folder; empty for the whole tree."""

    ecosystem: str
    folder: str


def upkeep(draft: Draft, seen: Seen) -> None:
    """State ``patched`` of what a robot proposes new versions for, in the languages that it is written in."""
    watched = [each for path in seen.paths if _DEPENDABOT.search(path) for each in _watches(seen.text(path))]
    for path in seen.paths:
        if _RENOVATE.search(path):
            some = _MANAGERS.search(seen.text(path))
            named = [_OF.get(word, word) for word in _WORD.findall(some[1])] if some else list(_OF.values())
            watched += [_Watch(language, "") for language in dict.fromkeys(named)]
    for piece in draft.pieces.values() if watched else ():
        if piece.sort is Sort.ENTITY or not (piece.paths or "container" in piece.technologies):
            continue
        used = _used(draft, seen, piece)
        if used and all(any(_covers(watch, *each) for watch in watched) for each in used):
            piece.say("patched", "yes")


def _watches(text: str) -> Iterator[_Watch]:
    """The entries of a file of the robot, by its lines: each begins with what it is about."""
    found = list(_ENTRY.finditer(text))
    for number, match in enumerate(found):
        end = found[number + 1].start() if number + 1 < len(found) else len(text)
        before = text[text.rfind("updates", 0, match.start()) : match.start()] if number == 0 else ""
        rows = (before + text[match.end() : end]).split("\n")
        folders = [told[1].strip("/") for row in rows if (told := _FOLDER.search(row.strip()[:_WIDEST]))]
        for folder in folders or [""]:
            plain = folder.partition("*")[0].rstrip("/")
            yield _Watch(_OF.get(match[1], match[1]), "" if plain == "." else plain)


def _used(draft: Draft, seen: Seen, piece: Piece) -> set[tuple[str, str]]:
    """Languages and images that a piece is made of, each with the folder that names them."""
    if not piece.paths:
        return {("images", posixpath.dirname(each.rpartition(":")[0])) for each in piece.source[:1]}
    found = set()
    for path in seen.paths:
        folder, _, name = path.rpartition("/")
        language = next((word for pattern, word in _MANIFEST if pattern.search(name)), "")
        if language and draft.owner(path) is piece:
            found.add((language, folder))
    if not found:
        files = (path for path in seen.paths if draft.owner(path) is piece)
        found = {("images", posixpath.dirname(path)) for path in files if containers.is_dockerfile(path)}
    return found


def _covers(watch: _Watch, ecosystem: str, folder: str) -> bool:
    same = watch.ecosystem == ecosystem
    return same and (not watch.folder or folder == watch.folder or folder.startswith(f"{watch.folder}/"))
