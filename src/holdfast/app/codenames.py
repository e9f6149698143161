"""Names of files that change with their content and with what their imports mean, found out once for each tree."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Final

from holdfast.app.codeimports import modules
from holdfast.engines.code.outcome import PAGE
from holdfast.estate.codefiles import language_of

if TYPE_CHECKING:
    from holdfast.app.codeproject import Files, More

_IMPORT: Final = "\0import\0"
CONTENT: Final = 24
"""How much of a name tells of the content; the rest tells of imports."""


class Names:
    """Of the files of one tree, and of questions about that tree.

    What imports mean hangs on all paths of the tree and on manifests: where these are what they were last time, so is
    what is known of a content.
    """

    def __init__(self, files: Files, more: More, saved: Callable[[str], bytes | None]) -> None:
        """``saved`` gives what ``kept`` made of the same tree last time, by its name."""
        self._files = files
        self._more = more
        self._contents: dict[str, str] = {}
        self.known: dict[str, str] = {}
        """What was asked for."""
        self.tree = _tree(files)
        self._last: dict[str, str] = {}
        self.offers: dict[str, str] = {}
        """What was offered to each file last time; see ``Answer``."""
        self.interest: dict[str, list[str]] | None = None
        """That of each file last time; None where nothing is known of it."""
        try:
            self._take(json.loads(saved(self.tree) or b"null"))
        except (ValueError, TypeError, AttributeError):  # a cache is hostile input
            self._last, self.offers, self.interest = {}, {}, None

    def _take(self, last: Any) -> None:
        if last is None:
            return
        manifests, names, offers, interest = last
        if all(self.content(path) == name for path, name in manifests.items()):
            self._files.manifests.update(manifests)
            self._last = dict(names)
        self.offers, self.interest = dict(offers), dict(interest)

    def kept(self, offers: Mapping[str, str], interest: Mapping[str, tuple[str, ...]]) -> bytes:
        """What is worth to know next time."""
        manifests = {path: self.content(path) for path in sorted(self._files.manifests)}
        last = [manifests, {**self._last, **self.known}, {**self.offers, **offers}, interest]
        return json.dumps(last, separators=(",", ":")).encode("utf-8", "surrogatepass")

    def of(self, path: str) -> str:
        """The name of the file at a path, or of the answer to a question; empty where there is none."""
        found = self.known.get(path)
        if found is None:
            found = self.known[path] = self._named(path)
        return found

    def hold(self, names: Mapping[str, str]) -> bool:
        """Whether files still have these names; most of them are known already."""
        return names.items() <= self.known.items() or all(self.of(path) == name for path, name in names.items())

    def content(self, path: str) -> str:
        """The name of the content alone."""
        found = self._contents.get(path)
        if found is None:
            data = self._more(path)
            found = blake2b(data, digest_size=CONTENT // 2).hexdigest() if data is not None else ""
            self._contents[path] = found
        return found

    def _named(self, path: str) -> str:
        last = self._last.get(path)
        if path.startswith("\0"):
            return self._answered(path) if last is None else last
        content = self.content(path)
        if not content or not language_of(path):
            return content
        return last if last is not None and last[:CONTENT] == content else content + self._meaning(path)

    def _meaning(self, path: str) -> str:
        """Changes with what the imports of a file mean."""
        asked = sorted(set(modules(path, self._more(path) or b"")))
        meant = [f"{module}\0{self._files.meant(module, path)}" for module in asked]
        return blake2b("\n".join(meant).encode("utf-8", "surrogateescape"), digest_size=6).hexdigest()

    def _answered(self, question: str) -> str:
        if question.startswith(PAGE):
            importer, _, name = question.removeprefix(PAGE).partition("\0")
            return self._files.template(name, importer) or ""
        importer, _, module = question.removeprefix(_IMPORT).partition("\0")
        return self._files.meant(module, importer)

    def questions(self, asked: Mapping[str, Mapping[str, str | None]]) -> dict[str, tuple[str, ...]]:
        """For each file the imports that somebody asked for and its text does not tell."""
        found = {}
        for path, meant in asked.items():
            told = set(modules(path, self._more(path) or b""))
            more = tuple(f"{_IMPORT}{path}\0{module}" for module in meant if module not in told)
            if more:
                found[path] = more
        return found


def _tree(files: Files) -> str:
    digest = blake2b(digest_size=16)
    for path in sorted(files.paths):
        digest.update(path.encode("utf-8", "surrogateescape") + b"\0")
    return digest.hexdigest()
