"""Which names of other files a file looks into, because these bring data or lead it on."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from hashlib import blake2b
from typing import TYPE_CHECKING

from holdfast.estate.codefiles import language_of

if TYPE_CHECKING:
    from holdfast.app.codeanswers import Answer
    from holdfast.app.codenames import Names
    from holdfast.app.codeproject import More


class Offers:
    """What files offer to each other now, and what they did last time."""

    def __init__(self, names: Names, more: More) -> None:
        self._names = names
        self._more = more
        self._stems: dict[str, dict[str, list[bytes]]] = {}
        """By the last segment of a module's name: files, each with its names."""

    def turned(self, answers: dict[str, Answer], looked: Collection[str]) -> list[str]:
        """Files whose answer was made with other offers than those of now; of one just looked at they are noted."""
        changed = self._changed(answers)
        self._stems = {}
        todo = []
        for path, answer in answers.items():
            if path in looked:
                answers[path] = answer._replace(offers=self._offered(path, answers))
            elif self._may_differ(path, answer, changed) and self._offered(path, answers) != answer.offers:
                todo.append(path)
        return todo

    def _changed(self, answers: Mapping[str, Answer]) -> set[bytes] | None:
        """Names that are offered now and were not, or the other way; None where it is not known."""
        last = self._names.interest
        if last is None:
            return None
        changed: set[str] = set()
        for path in {*last, *answers}:
            now = answers[path].interest if path in answers else ()
            changed |= set(last.get(path, ())) ^ set(now)
        return {name.encode("utf-8", "surrogateescape") for name in changed}

    def _may_differ(self, path: str, answer: Answer, changed: set[bytes] | None) -> bool:
        if changed is None or self._names.offers.get(path) != answer.offers:
            return True
        data = self._more(path) or b""
        return bool(changed) and (any(name in data for name in changed) or not _plain(data))

    def _offered(self, path: str, answers: Mapping[str, Answer]) -> str:
        """Changes with the names of other files that a file has in its text and whose modules it names."""
        from holdfast.engines.code.demand import imported, stem
        from holdfast.engines.code.languages import LANGUAGES

        stems = self._by_stem(answers)
        data = self._more(path) or b""
        near = set(stems)
        if _plain(data):
            near &= {*imported(LANGUAGES[language_of(path)], data)[1], stem(path)}
        found = {
            name
            for each in near
            for other, names in stems[each].items()
            if other != path
            for name in names
            if name in data or not _plain(data)
        }
        return blake2b(b"\n".join(sorted(found)), digest_size=8).hexdigest() if found else ""

    def _by_stem(self, answers: Mapping[str, Answer]) -> dict[str, dict[str, list[bytes]]]:
        from holdfast.engines.code.demand import stem, telling

        if not self._stems:
            for path, answer in answers.items():
                names = [name.encode("utf-8", "surrogateescape") for name in answer.interest if telling(name)]
                if names:
                    self._stems.setdefault(stem(path), {})[path] = names
        return self._stems


def _plain(data: bytes) -> bool:
    """Whether a text holds names as they are written in UTF-8."""
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True
