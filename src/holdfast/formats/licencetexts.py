"""Which licence a text is, by the words that it shares with the texts of the SPDX License List.

A text is cut into runs of five words, each as a number of 32 bits; the smallest of these are kept as its sketch. Two
sketches estimate what share of all runs two texts have in common. Source: Broder, "On the resemblance and containment
of documents" (1997). Numbers of texts are data; the texts themselves are not kept.
"""

from __future__ import annotations

import base64
import json
import re
import struct
from collections.abc import Iterable, Mapping
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Final, NamedTuple

KEPT: Final = 192
"""Numbers in a sketch."""
_RUN: Final = 5
_MOST: Final = 256 * 1024
_LEAST: Final = 0.8
"""Share of runs from which on a text is that licence."""
_COPYRIGHT: Final = re.compile(
    r"(?im)^[^\n]{0,40}\b(?:copyright|\(c\)|©)[^\n]*\d{4}[^\n]*$|^[ \t]*all rights reserved\.?[ \t]*$"
)
_WORD: Final = re.compile(r"[a-z0-9]+")
_TAG: Final = re.compile(r"SPDX-License-Identifier:\s*([^\n*#]{1,200})")


class Found(NamedTuple):
    """The licence that a text is most like."""

    id: str
    share: float
    """Of the runs of words that both have, 0 to 1."""


def sketch(text: str) -> tuple[int, ...]:
    """The sketch of a text, in ascending order; empty for one of too few words."""
    words = _WORD.findall(_COPYRIGHT.sub("", text[:_MOST]).lower())
    runs = {" ".join(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1)}
    return tuple(sorted({_number(run) for run in runs})[:KEPT])


def licence_of(text: str) -> Found | None:
    """The licence whose text this is, or that the text names by its SPDX tag; None where it is like none."""
    tag = _TAG.search(text[:_MOST])
    if tag is not None:
        from holdfast.formats.licencewords import expression_of

        if said := expression_of(tag[1].strip()):
            return Found(said, 1.0)
    own = sketch(text)
    if not own:
        return None
    found = max((Found(name, _shared(own, other)) for name, other in _known().items()), key=lambda each: each.share)
    return found if found.share >= _LEAST else None


def written(texts: Iterable[tuple[str, str]]) -> str:
    """The file of sketches for (id, text) pairs."""
    rows = {
        name: base64.b64encode(struct.pack(f"<{len(own)}I", *own)).decode()
        for name, text in texts
        if (own := sketch(text))
    }
    lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(row)}" for name, row in sorted(rows.items()))
    return f'{{"source": "sketches of the texts of the SPDX License List", "sketches": {{\n{lines}\n}}}}\n'


def _number(run: str) -> int:
    return int.from_bytes(blake2b(run.encode(), digest_size=4).digest(), "little")


def _shared(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """What share of their runs two texts have in common, by the smallest numbers of both together."""
    both = sorted({*one, *other})[:KEPT]
    first, second = set(one), set(other)
    return sum(number in first and number in second for number in both) / len(both)


@lru_cache(maxsize=1)
def _known() -> Mapping[str, tuple[int, ...]]:
    found = json.loads((Path(__file__).parent / "spdx_sketches.json").read_text(encoding="utf-8"))
    return {name: _unpacked(base64.b64decode(row)) for name, row in found["sketches"].items()}


def _unpacked(row: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(row) // 4}I", row)
