"""Keeps answers about code by the contents that they hang on, and believes them as long as these say the same."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from holdfast import __version__
from holdfast.app.codeanswers import Account, Answer, Row, Spot, Way
from holdfast.app.codemoves import Moves, Taken, moved, taken
from holdfast.app.codenames import CONTENT, Names

if TYPE_CHECKING:
    from holdfast.app.codeproject import Files, More
    from holdfast.engines.code.parts import Parts
    from holdfast.store.factcache import FactCache


class Kept:
    """Answers of earlier looks at the same files of a tree with the same rules."""

    def __init__(
        self,
        cache: FactCache,
        rules: str,
        scope: str,
        files: Files,
        more: More,
        apart: Callable[[str], Parts],
    ) -> None:
        """``scope`` says among which files was looked; ``apart`` takes a file apart as it stands."""
        self._cache = cache
        self._rules = rules
        self._scope = scope
        self._apart = apart
        self.names = Names(files, more, lambda tree: cache.get(self._key("tree", tree)))
        self._moves: dict[tuple[str, str], Moves | None] = {}
        self._taken: dict[str, Taken] = {}
        self.renewed: set[str] = set()
        """Files whose answer holds although something that it hangs on has changed."""

    def _key(self, kind: str, *parts: str) -> bytes:
        scope = self._scope if kind != "parts" else ""
        text = "\0".join((__version__, self._rules, kind, scope, *parts))
        return blake2b(text.encode("utf-8", "surrogateescape"), digest_size=16).digest()

    def recalled(self, path: str) -> Answer | None:
        """What was found out last time; None where that cannot be read, or where it may be something else now."""
        saved = self._cache.get(self._key("answer", path, self.names.of(path)))
        if saved is None:
            return None
        try:
            answer, read = _answer(json.loads(saved))
            if self.names.hold(answer.needs):
                return answer
            return self._renewed(path, answer, read)
        except (ValueError, TypeError, AttributeError, LookupError):  # a cache is hostile input
            return None

    def _renewed(self, path: str, answer: Answer, read: Iterable[str]) -> Answer | None:
        """An answer that read no part that has changed."""
        changed: dict[str, Moves] = {}
        bits = {needed: int(each, 16) for needed, each in zip(answer.needs, read, strict=True)}
        for needed, name in answer.needs.items():
            if self.names.of(needed) == name:
                continue
            moves = self._moved(needed, name)
            if moves is None or moves.touches(bits[needed]):
                return None
            changed[needed] = moves
        found = moved(answer, changed)
        if found is None:
            return None
        self.renewed.add(path)
        return found._replace(needs={each: self.names.of(each) for each in answer.needs}, read=bits)

    def _moved(self, path: str, name: str) -> Moves | None:
        """What became of a file; None where its imports mean something else, or nothing is known of how it was."""
        key = (path, name)
        if key not in self._moves:
            now = self.names.of(path)
            saved = self._cache.get(self._key("parts", path, name[:CONTENT])) if now else None
            self._moves[key] = None
            if saved is not None and now[CONTENT:] == name[CONTENT:]:
                self._moves[key] = Moves(taken(json.loads(saved)), self._now(path))
        return self._moves[key]

    def _now(self, path: str) -> Taken:
        if path not in self._taken:
            self._taken[path] = taken(self._apart(path))
        return self._taken[path]

    def keep(self, answers: Mapping[str, Answer]) -> None:
        """Remember answers."""
        for path, answer in answers.items():
            self._cache.put(self._key("answer", path, self.names.of(path)), _kept(answer))

    def keep_parts(self, found: Mapping[str, Parts]) -> None:
        """Remember files in parts."""
        for path, parts in found.items():
            key = self._key("parts", path, self.names.content(path))
            if self._cache.get(key) is None:
                self._cache.put(key, _packed(parts))

    def keep_tree(self, offers: Mapping[str, str], interest: Mapping[str, tuple[str, ...]]) -> None:
        """Remember what is known of the tree, if that is anything new."""
        made = self.names.kept(offers, interest)
        key = self._key("tree", self.names.tree)
        if self._cache.get(key) != made:
            self._cache.put(key, made)


def _packed(data: object) -> bytes:
    return json.dumps(data, separators=(",", ":")).encode("utf-8", "surrogatepass")


def _kept(answer: Answer) -> bytes:
    read = [f"{answer.read[each]:x}" for each in answer.needs]
    return _packed(answer._replace(read=read))  # type: ignore[arg-type]


def _answer(saved: Any) -> tuple[Answer, list[str]]:
    account, rows, ways, cuts, interest, needs, read, offers = saved
    routes = tuple(Way(Spot(*at), *rest) for at, *rest in ways)
    found = Answer(Account(*account), _rows(rows), routes, tuple(cuts), tuple(interest), needs, {}, str(offers))
    return found, read


def _rows(saved: Iterable[list[Any]]) -> tuple[Row, ...]:
    return tuple(
        Row(check, Spot(*at), source, sink, value, tuple((says, Spot(*spot)) for says, spot in steps), *rest)
        for check, at, source, sink, value, steps, *rest in saved
    )
