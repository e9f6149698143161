"""Whether a program uses a setting that it is handed together with many others."""

from __future__ import annotations

from typing import Final

from holdfast.kit.expressions import expression
from holdfast.threats.seed.draft import Piece
from holdfast.threats.seed.seen import Seen

_IMPLIED: Final = expression(
    r"^(?:SPRING_|QUARKUS_|MICRONAUT_|ASPNETCORE_|OTEL_|EUREKA_|RAILS_|DJANGO_|PG[A-Z]+$|DATABASE_URL$)|__"
)
"""Settings that a framework reads under its own name, so that no code names them."""
_DESCRIBES: Final = expression(
    r"(?i)\.(?:md|rst|adoc|txt|svg|png|jpe?g|gif|lock|map|min\.js)$|(?:^|/)(?:k8s|kubernetes)/"
)
_LARGEST: Final = 1 << 18
_MOST: Final = 1500
_WHOLE: Final = 16 << 20


class Uses:
    """What the files of each program say, read once."""

    def __init__(self, seen: Seen) -> None:
        """``seen`` is the tree that the programs lie in."""
        self._seen = seen
        self._known: dict[tuple[str, ...], str] = {}

    def named(self, piece: Piece, name: str) -> bool:
        """Whether a program's own files name a setting; true where there are no files that could."""
        if not piece.paths or _IMPLIED.search(name):
            return True
        files = self._text(tuple(piece.paths))
        return not files or name in files

    def _text(self, globs: tuple[str, ...]) -> str:
        if globs not in self._known:
            starts = tuple(glob.rstrip("*") for glob in globs)
            own = [path for path in sorted(self._seen.paths) if path.startswith(starts) and not _DESCRIBES.search(path)]
            texts: list[str] = []
            room = _WHOLE
            for path in own[:_MOST]:
                text = self._seen.text(path)[:_LARGEST]
                room -= len(text)
                if room < 0:
                    break
                texts.append(text)
            self._known[globs] = "\n".join(texts)
        return self._known[globs]
