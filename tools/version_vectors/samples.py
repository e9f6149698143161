"""Versions that are drawn at random from what makes an order difficult, the same ones each time."""

from __future__ import annotations

import random
from collections.abc import Mapping
from itertools import pairwise
from typing import Final

_SEED: Final = 20_261_130
_COUNT: Final = 320
_NUMBERS: Final = ("0", "1", "2", "3", "9", "10", "11", "01", "00", "100", "20230101", "4294967296")

GRAMMARS: Final[Mapping[str, str]] = {
    "pypi": (
        "N.N N.N.N N N!N.N N.NaN N.N.bN N.Nrc N.N-rc.N N.NcN N.Npre1 N.N.postN N.N-N N.N.devN N.NaN.devN "
        "N.N.postN.devN N.N+local N.N+N N.N+abc.N N.N+N.N vN.N N.N.N.N N.Nalpha N.N_beta_N N.NRC1 N.Nrev1"
    ),
    "pypi-legacy": (
        "N.N-foo foo-N N.N-W-W W N.N.W.N WN N..N N.N-beta-W N.N-rc-W N.N-final-W N-W.0.0 N.N@N N.N-W.0 W-W-N "
        "N.N--W N.0.0-W N.N_W N.N/W 2004d W.dev-N pre-W-N N.N-c-foo"
    ),
    "npm": (
        "N.N.N N.N.N N.N.N-N N.N.N-W N.N.N-W.N N.N.N-W.W N.N.N-WN N.N.N-N.N N.N.N-N.W vN.N.N N.N.N+N "
        "N.N.N-W+N =vN.N.N N.N.NW N.N.N-W-W N.N.N-- N.N.N-0 N.N.N-rc.1.2.3"
    ),
    "go": (
        "vN.N.N vN.N.N vN.N vN vN.N.N-N vN.N.N-W vN.N.N-W.N vN.N.N+incompatible vN.N.N-WN "
        "v0.0.0-20230101000000-abcdef123456 vN.N.N-0.20230101120000-abcdefabcdef vN.N.N-W.0.2022010112-abcdef "
        "vN.N.N-W+incompatible vN.N.N-W.W vN.N.N-N.N"
    ),
    "maven": (
        "N N.N N.N.N N.N.N.N N-W N.W N.N-W N.N.W N-N N.N-N N-W-N N.W.N NW NWN N.N-WN N.N.WN N.N-W-N N-W-W "
        "N.N-SNAPSHOT N.N-rcN-SNAPSHOT N.N.Final N.N.GA N.N-releaseN N-spN N.NaN N.NbN N.NmN N-a N-alpha.N "
        "N..N N--N N.-N N.0.0 N-0 N-0-W N.0-0.N N-crN W WN N-1-2 N.N-20230101.010203-N N.N_W N-jreN N.N-WN-N "
        "N.N-ga-N N.N-xN.N"
    ),
    "cargo": (
        "S.S.S S.S.S S.S.S-S S.S.S-W S.S.S-W.S S.S.S-W.W S.S.S-WN S.S.S-S.S S.S.S-- S.S.S-W-W S.S.S-S.W S.S.S-W.0.W"
    ),
    "rubygems": (
        "N N.N N.N.N N.N.N.N N.W N.N.W N.N.WN N.N.W.N N.N-W N.N-N N.NW N.N.NWN N.0.0 N.0.W N.0.0.N N.N.rcN "
        "N.N.pre.N N.W.0.W N.W.0 N.W.0.N N.0.W.N N.N.betaN.N"
    ),
    "composer": (
        "N.N.N vN.N N N.N.N.N N.N-betaN N.N.N-RCN N.N-alpha.N N.N-pN N.N-patchN N.N.N-plN N.N-dev N.x-dev "
        "N.N.x-dev N.N-beta N.NaN N.NbN N.N-RC-N N.N.N-stable 20230101 2023.01.02 2023-01-02 N.N+build "
        "N.N-beta.N.N N.N.N-betaN-dev N.N-alphaN+x"
    ),
    "dpkg": (
        "N N.N N.N-N N:N.N-N N.N~W-N N.N~WN N.N~~W N.N+W-N N.N+debNuN N.NW N.NWN-N N.N-W N.N-NubuntuN "
        "N.N-N~bpo1 N.N.W N.N-0 0:N.N N.N+git20230101.abc-N N~ N~~ N.N-N.N N-N-N N.N-N+debNuN N.N+dfsg-N "
        "N.N~rcN+W-N N.N:N-1"
    ),
    "rpm": (
        "N N.N N.N-N N:N.N-N N.N~W-N N.N^W-N N.N^ N.N~ N.N-N.elN N.N.W-N N.NW-N N.NWN N_N-N N.N~rcN-N "
        "N.N^git1-N N..N N.N.-N N.N-N.elN_N.N N.N+W-N.N N.N~~W N.N^^W N.N~^W N.N-N.module_elN.N.0+N+abcdef "
        "0:N.N-N WN N.N^W~N aN.N N.N- N-N.WN"
    ),
    "apk": (
        "N N.N N.N.N N.NL N.N_alphaN N.N_beta N.N_preN N.N_rcN N.N_pN N.N_gitN N.N-rN N.N_alphaN-rN "
        "N.NL_pN-rN N.N_cvs N.N_svn N.N_hg N.N_p N.N.0N N.0N N.00 N.N_p_git N.N_alpha_p N.N_rcN_gitN "
        "N.N~abc12 N.N~abc12-rN N.N_pN~ab N.N_beta_alpha"
    ),
    "cran": "N N.N N.N.N N.N-N N.N.N-N N-N N.N.N.N N-N-N N.0.0.N",
    "conan": (
        "N N.N N.N.N N.N-W N.N.N-W.N N.N+W N.N+N cci.20230101 N.N.W N.NW N.N-W+N N.0.0 N.N-W-N W N.WN N.N+N.W "
        "N.N-0 N.N-WN"
    ),
    "hex": ("S.S.S S.S.S S.S.S-S S.S.S-W S.S.S-W.S S.S.S-W.W S.S.S-WN S.S.S-S.S S.S.S+W S.S.S-W-W S.S.S-S.W S.S.S-W+1"),
}
"""Forms with blanks between: N is a number, S one without leading zeros, W a word, L a letter."""
_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "maven": (
        *(
            "alpha",
            "beta",
            "milestone",
            "rc",
            "cr",
            "snapshot",
            "ga",
            "final",
            "release",
            "sp",
            "foo",
            "RC",
            "jre",
            "m",
        ),
        *("b", "a", "x", "SNAPSHOT", "Final", "android"),
    ),
    "rubygems": ("a", "b", "rc", "pre", "beta", "alpha", "x", "RC", "java"),
    "npm": ("alpha", "beta", "rc", "x", "a", "A", "b-1", "next", "0a", "-"),
    "pypi-legacy": ("foo", "bar", "dev", "alpha", "a", "b", "rc", "final", "post", "x", "z", "preview", "pre", "c"),
}
_USUAL: Final = ("alpha", "beta", "rc", "a", "b", "x", "foo", "A", "Z", "git")
_PLAIN: Final = ("0", "1", "2", "10", "9", "100", "11")


def versions(ecosystem: str) -> list[str]:
    """Versions of an ecosystem, each once."""
    source = random.Random(f"{_SEED}{ecosystem}")  # noqa: S311 - the same ones each time
    found: dict[str, None] = {}
    while len(found) < _COUNT:
        found[_fill(source.choice(GRAMMARS[ecosystem].split()), ecosystem, source)] = None
    return list(found)


def pairs(ecosystem: str) -> list[tuple[str, str]]:
    """Pairs of them: each with its neighbour, and with one that differs in little."""
    own = versions(ecosystem)
    source = random.Random(f"{_SEED}{ecosystem}pairs")  # noqa: S311 - the same ones each time
    near = [(one, min(source.sample(own, 40), key=lambda other: _far(one, other))) for one in own]
    return [pair for pair in dict.fromkeys([*pairwise(own), *near]) if pair[0] != pair[1]]


def _far(one: str, other: str) -> int:
    """How little two versions begin alike."""
    if one == other:
        return 1_000
    same = next(
        (at for at, (left, right) in enumerate(zip(one, other, strict=False)) if left != right),
        min(len(one), len(other)),
    )
    return -same


def _fill(grammar: str, ecosystem: str, source: random.Random) -> str:
    numbers = ("0", "1", "2", "3", "10", "01", *source.sample(_NUMBERS, 2))
    made = ""
    for at, char in enumerate(grammar):
        alone = grammar[at + 1 : at + 2] == "" or not grammar[at + 1].isalpha() or grammar[at + 1] in "NSWL"
        if char == "N":
            made += source.choice(numbers if ecosystem not in ("go", "cargo", "hex", "cran") else _PLAIN)
        elif char == "S" and ecosystem in ("cargo", "hex"):
            made += source.choice(_PLAIN)
        elif char == "W" and alone:
            made += source.choice(_WORDS.get(ecosystem, _USUAL))
        elif char == "L":
            made += source.choice("abz")
        else:
            made += char
    return made
