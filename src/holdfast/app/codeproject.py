"""The files of a project as the solver asks for them: read once, parsed on demand, imports resolved by language."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Final

from holdfast.estate.codefiles import language_of
from holdfast.estate.frontends import FRONTENDS, Finder, Frontend, Links, face, pages

if TYPE_CHECKING:
    from holdfast.estate.kinds.code import Module

More = Callable[[str], "bytes | None"]
_KEPT: Final = 96 * 1024 * 1024
"""Bytes of source text that are kept, with the modules made of them."""


class Files:
    """Project for the solver; see ``engines.code.outcome.Project``. Also notes what was asked for."""

    def __init__(self, paths: Collection[str], more: More) -> None:
        """Take every path of the tree, for imports, and how a file is read."""
        self.paths = paths
        self._more = more
        self.manifests: set[str] = set()
        """Files that were asked for to find out what imports mean, those included that are not there."""
        self._modules: OrderedDict[str, Module | None] = OrderedDict()
        self._bytes = 0
        self.faults: dict[str, str] = {}
        """Files that no frontend could make anything of, each with the reason."""
        self._frontends: dict[str, Frontend] = {}
        self._links: dict[str, Links] = {}
        self._templates: Finder | None = None
        self._pages: dict[tuple[str, str], Module | None] = {}

    def language(self, path: str) -> str:
        """The language of a file; empty where no frontend reads it."""
        return language_of(path)

    def module(self, path: str) -> Module | None:
        """A file as a module; None where it is not there, or is of no language that is read."""
        if path in self._modules:
            self._modules.move_to_end(path)
            return self._modules[path]
        language = language_of(path)
        data = self._more(path) if language else None
        found = self._read(language, path, data) if data is not None else None
        self._keep(path, found)
        return found

    def _read(self, language: str, path: str, data: bytes) -> Module | None:
        try:
            return self._frontend(language).read(path, data)
        except Exception as error:  # one file that nobody thought of must not stop the others
            self.faults[path] = f"the frontend failed: {type(error).__name__}"
            return None

    def data(self, path: str) -> bytes:
        """A file's content in UTF-8, as its module's offsets count it; empty where there is none."""
        found = self.module(path)
        if found is not None:
            return found.data
        return next((page.data for (each, _), page in self._pages.items() if each == path and page is not None), b"")

    def unread(self, path: str, data: bytes) -> str:
        """Why a file of a language is not read, such as a bundle; empty where it is."""
        return self.faults.get(path) or face(language_of(path)).unread(path, data)

    def resolve(self, module: str, importer: str) -> str | None:
        """The file that an import means; None for the outside."""
        return self._linked(language_of(importer)).resolve(module, importer)

    def outside(self, module: str, importer: str) -> str:
        """The name of an import by which rules know it."""
        return self._linked(language_of(importer)).outside(module, importer)

    def meant(self, module: str, importer: str) -> str:
        """The file that an import means, or the name of what is outside."""
        return self.resolve(module, importer) or f"?{self.outside(module, importer)}"

    def template(self, name: str, importer: str) -> str | None:
        """The file that the name of a template means; None where there is none."""
        if self._templates is None:
            self._templates = pages().Templates(self.paths)
        return self._templates.find(name, importer)

    def page(self, path: str, language: str) -> Module | None:
        """A template as a module of one function, for a program in a language."""
        key = (path, language)
        if key not in self._pages:
            data = self._more(path)
            self._pages[key] = None if data is None else self._page(path, data, language)
        return self._pages[key]

    def _page(self, path: str, data: bytes, language: str) -> Module | None:
        try:
            return pages().read(path, data, "javascript" if language == "javascript" else "python")
        except Exception as error:  # one template that nobody thought of must not stop the others
            self.faults[path] = f"the frontend failed: {type(error).__name__}"
            return None

    def _frontend(self, language: str) -> Frontend:
        found = self._frontends.get(language)
        if found is None:
            found = self._frontends[language] = face(language).Frontend()
        return found

    def _linked(self, language: str) -> Links:
        found = self._links.get(language)
        if found is None:
            found = self._links[language] = face(language).Links(self.paths, self._manifest)
        return found

    def _manifest(self, path: str) -> bytes | None:
        self.manifests.add(path)
        return self._more(path)

    def _keep(self, path: str, found: Module | None) -> None:
        self._modules[path] = found
        self._bytes += len(found.data) if found is not None else 0
        while self._bytes > _KEPT and len(self._modules) > 1:
            _, old = self._modules.popitem(last=False)
            self._bytes -= len(old.data) if old is not None else 0


def languages() -> tuple[str, ...]:
    """Every language that is read."""
    return tuple(FRONTENDS)
