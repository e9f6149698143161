"""Takes out of a foreign report what must not be kept: whatever the secrets engine knows in its texts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from holdfast.app.rulebook import rulebook
from holdfast.estate.repo.blob import Blob
from holdfast.model.foreign import Foreign, Item, Look
from holdfast.model.policy import Policy

_MASK = "••••"


def cleaned(report: Foreign) -> Foreign:
    """The same report with every credential in its texts masked. What it says about them stays."""
    texts = sorted({text for look in report.looks for item in look.items for text in _texts(item)})
    masks = _masks(texts)
    if not masks:
        return report
    looks = tuple(_look(look, lambda text: masks.get(text, text)) for look in report.looks)
    return Foreign(
        format=report.format,
        tool=report.tool,
        looks=looks,
        version=report.version,
        when=report.when,
        lost=report.lost,
        notes=report.notes,
    )


def _texts(item: Item) -> Iterator[str]:
    yield from (item.rule, item.title, item.says, item.place.path, *item.parts)


def _look(look: Look, clean: Callable[[str], str]) -> Look:
    return replace(look, items=tuple(_item(item, clean) for item in look.items))


def _item(item: Item, clean: Callable[[str], str]) -> Item:
    return replace(
        item,
        rule=clean(item.rule),
        title=clean(item.title),
        says=clean(item.says),
        place=replace(item.place, path=clean(item.place.path)),
        parts=tuple(map(clean, item.parts)),
    )


def _masks(texts: list[str]) -> dict[str, str]:
    """The texts that hold a credential, with the same texts without it."""
    lines = [" ".join(text.splitlines()).encode("utf-8", "replace") for text in texts]
    starts, at = [], 0
    for line in lines:
        starts.append(at)
        at += len(line) + 1
    seen = rulebook(Policy()).looker.look(Blob("report.txt", b"\n".join(lines)))
    spans = sorted((hit.start, hit.end) for hit in seen.hits)
    made: dict[str, str] = {}
    for text, line, start in zip(texts, lines, starts, strict=True):
        end = start + len(line)
        own = [(max(low, start) - start, min(high, end) - start) for low, high in spans if low < end and high > start]
        if own:
            made[text] = _masked(line, own)
    return made


def _masked(line: bytes, spans: list[tuple[int, int]]) -> str:
    parts, at = [], 0
    for low, high in spans:
        if low >= at:
            parts += [line[at:low].decode("utf-8", "replace"), _MASK]
        at = max(at, high)
    return "".join((*parts, line[at:].decode("utf-8", "replace")))
