"""What people write in the place of a licence, as an SPDX expression.

Metadata of packages names licences in many ways: ids, names, classifiers of PyPI, short forms, several in a row. What
does not say which one is meant (``BSD``, ``GPL``) stays what it is: nobody is served by a guess.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from holdfast.formats.licenceterms import is_expression, known, parse

_MOST: Final = 400
_NOISE: Final = re.compile(r"\b(?:the|license|licence|licensed|software|under|terms|of|version|open source)\b")
_VERSION: Final = re.compile(r"\bv(?:er)?\.?\s*(?=\d)")
_OTHER: Final = re.compile(r"[^a-z0-9.+]+")
_ZEROS: Final = re.compile(r"(?<=\d)\.0(?=\s|$|\+)")
_LATER: Final = re.compile(r"\b(?:or|and) (?:any )?(?:later|newer|above|higher|greater)(?: versions?)?\b")
_SEVERAL: Final = re.compile(r"\s*(?:/|\|)\s*|\s+or\s+", re.IGNORECASE)
_TOGETHER: Final = re.compile(r"\s+(?:and|&)\s+", re.IGNORECASE)
_CLASSIFIER: Final = re.compile(r"^License :: (?:.* :: )?", re.IGNORECASE)
_BRACKETS: Final = re.compile(r"\s*\([^()]*\)\s*$")

_ALIASES: Final[Mapping[str, str]] = {
    "0bsd": "0BSD",
    "2 clause bsd": "BSD-2-Clause",
    "3 clause bsd": "BSD-3-Clause",
    "academic free 3": "AFL-3.0",
    "agpl 3": "AGPL-3.0-only",
    "agpl 3+": "AGPL-3.0-or-later",
    "agpl3": "AGPL-3.0-only",
    "agpl3+": "AGPL-3.0-or-later",
    "apache": "Apache-2.0",
    "apache 2": "Apache-2.0",
    "apache2": "Apache-2.0",
    "asl 2": "Apache-2.0",
    "boost": "BSL-1.0",
    "boost 1": "BSL-1.0",
    "bsd 2 clause": "BSD-2-Clause",
    "bsd 3 clause": "BSD-3-Clause",
    "bsd 3": "BSD-3-Clause",
    "bsd 2": "BSD-2-Clause",
    "bsd2": "BSD-2-Clause",
    "bsd3": "BSD-3-Clause",
    "modified bsd": "BSD-3-Clause",
    "new bsd": "BSD-3-Clause",
    "revised bsd": "BSD-3-Clause",
    "simplified bsd": "BSD-2-Clause",
    "bsd 3 clause new or revised": "BSD-3-Clause",
    "bsd 2 clause simplified": "BSD-2-Clause",
    "cc0": "CC0-1.0",
    "cc0 1": "CC0-1.0",
    "cc0 1 universal public domain dedication": "CC0-1.0",
    "cc by 4": "CC-BY-4.0",
    "cc by sa 4": "CC-BY-SA-4.0",
    "cddl 1": "CDDL-1.0",
    "cddl 1.1": "CDDL-1.1",
    "common development and distribution 1": "CDDL-1.0",
    "eclipse public 1": "EPL-1.0",
    "eclipse public 2": "EPL-2.0",
    "epl 1": "EPL-1.0",
    "epl 2": "EPL-2.0",
    "eupl 1.2": "EUPL-1.2",
    "european union public 1.2": "EUPL-1.2",
    "expat": "MIT",
    "gnu affero general public 3": "AGPL-3.0-only",
    "gnu affero general public 3+": "AGPL-3.0-or-later",
    "gnu general public 2": "GPL-2.0-only",
    "gnu general public 2+": "GPL-2.0-or-later",
    "gnu general public 3": "GPL-3.0-only",
    "gnu general public 3+": "GPL-3.0-or-later",
    "gnu gpl 2": "GPL-2.0-only",
    "gnu gpl 3": "GPL-3.0-only",
    "gnu lesser general public 2.1": "LGPL-2.1-only",
    "gnu lesser general public 2.1+": "LGPL-2.1-or-later",
    "gnu lesser general public 2": "LGPL-2.0-only",
    "gnu lesser general public 2+": "LGPL-2.0-or-later",
    "gnu lesser general public 3": "LGPL-3.0-only",
    "gnu lesser general public 3+": "LGPL-3.0-or-later",
    "gnu library or lesser general public 2.1": "LGPL-2.1-only",
    "gnu lgpl 2.1": "LGPL-2.1-only",
    "gnu lgpl 3": "LGPL-3.0-only",
    "gpl 2": "GPL-2.0-only",
    "gpl 2+": "GPL-2.0-or-later",
    "gpl 3": "GPL-3.0-only",
    "gpl 3+": "GPL-3.0-or-later",
    "gpl2": "GPL-2.0-only",
    "gpl2+": "GPL-2.0-or-later",
    "gpl3": "GPL-3.0-only",
    "gpl3+": "GPL-3.0-or-later",
    "gplv2": "GPL-2.0-only",
    "gplv2+": "GPL-2.0-or-later",
    "gplv3": "GPL-3.0-only",
    "gplv3+": "GPL-3.0-or-later",
    "historical permission notice and disclaimer": "HPND",
    "isc": "ISC",
    "iscl": "ISC",
    "lgpl 2.1": "LGPL-2.1-only",
    "lgpl 2.1+": "LGPL-2.1-or-later",
    "lgpl 3": "LGPL-3.0-only",
    "lgpl 3+": "LGPL-3.0-or-later",
    "lgplv2.1": "LGPL-2.1-only",
    "lgplv2.1+": "LGPL-2.1-or-later",
    "lgplv3": "LGPL-3.0-only",
    "lgplv3+": "LGPL-3.0-or-later",
    "mit": "MIT",
    "mit cmu": "MIT-CMU",
    "mit no attribution": "MIT-0",
    "mozilla public 1.1": "MPL-1.1",
    "mozilla public 2": "MPL-2.0",
    "mpl 1.1": "MPL-1.1",
    "mpl 2": "MPL-2.0",
    "mpl2": "MPL-2.0",
    "mplv2": "MPL-2.0",
    "ofl 1.1": "OFL-1.1",
    "sil open font 1.1": "OFL-1.1",
    "psf": "PSF-2.0",
    "psf 2": "PSF-2.0",
    "python foundation": "PSF-2.0",
    "unlicense": "Unlicense",
    "upl": "UPL-1.0",
    "universal permissive": "UPL-1.0",
    "w3c": "W3C",
    "wtfpl": "WTFPL",
    "zlib": "Zlib",
    "zlib libpng": "Zlib",
    "zope public": "ZPL-2.1",
    "zpl 2.1": "ZPL-2.1",
}
"""Short forms by what is left of them without noise."""


@lru_cache(maxsize=4096)
def expression_of(told: str) -> str:
    """The SPDX expression that a text means; empty where it does not say which licence it is."""
    text = " ".join(told.split())
    if not text or len(text) > _MOST:
        return ""
    if is_expression(text):
        return str(parse(text))
    text = _CLASSIFIER.sub("", text)
    found = _one(text)
    return found or _several(text, _TOGETHER, " AND ") or _several(text, _SEVERAL, " OR ")


def _one(text: str) -> str:
    for candidate in (text, _BRACKETS.sub("", text)):
        found = _ALIASES.get(_bare(candidate)) or _names().get(_bare(candidate))
        if found:
            return found
    inside = _BRACKETS.search(text)
    return _ALIASES.get(_bare(inside[0].strip(" ()")), "") if inside else ""


def _several(text: str, between: re.Pattern[str], joint: str) -> str:
    parts = [part.strip(" ()") for part in between.split(text.strip(" ()")) if part.strip(" ()")]
    if not 1 < len(parts) <= 8:
        return ""
    found = [str(parse(part)) if is_expression(part) else _one(part) for part in parts]
    return str(parse(joint.join(found))) if all(found) else ""


def _bare(text: str) -> str:
    """A name without what says nothing: case, punctuation, ``the … license, version``; ``2.0`` as ``2``."""
    text = _VERSION.sub(" ", text.lower().replace("-", " "))
    text = _LATER.sub("+", text)
    text = _OTHER.sub(" ", _NOISE.sub(" ", text))
    text = " ".join(text.split()).replace(" +", "+").strip(". ")
    return _ZEROS.sub("", text)


@lru_cache(maxsize=1)
def _names() -> Mapping[str, str]:
    """Ids of the list by their bare names; a name that two of them have says nothing."""
    found: dict[str, str] = {}
    for entry in sorted(known().values(), key=lambda item: item.deprecated):
        if not entry.deprecated:
            bare = _bare(entry.name)
            found[bare] = "" if bare in found else entry.id
    return found
