"""How a value reads: random, like words, or like a stand-in for the real thing."""

from __future__ import annotations

import math
import re
from itertools import pairwise
from typing import Final

from holdfast.kit.expressions import expression

# Letter pairs that make up 93% of those in English words and program identifiers; random letters hit them at 39%.
_FOLLOWERS: Final = (
    "a:abcdgiklmnprstuvwxy b:aceilorsuy c:acehiklorstu d:adeilorstu e:abcdefgilmnopqrstvwxy f:aefilorstu g:aehilnorsu",
    "h:aeiort i:abcdefglmnoprstvxz k:eis l:adeilostuy m:abeimopsu n:acdefgiklnopstuv o:abcdfgiklmnoprstuvw",
    "p:aeiloprstuy q:u r:acdefgiklmnoprstuy s:acehilopstuy t:acdefhilmoprstuy u:abcefilmnprst v:aei w:aeior x:eipt",
    "y:npst z:ez",
)
_PAIRS: Final = frozenset(
    group[0] + second for line in _FOLLOWERS for group in line.split(" ") for second in group.partition(":")[2]
)
_WORDS: Final = expression(r"[A-Z]?[a-z]{2,}|[A-Z]{2,}(?![a-z])|[0-9]+|[A-Za-z]")
_STAND_IN: Final = expression(
    r"^<[^<>]*>$|example|sample|placeholder|change.?(?:me|this|it)|"
    r"replace|redacted|dummy|foobar|insert|your[-_ ]?|my[-_]|tbd|"
    r"xxxx|\*{3}|\.{3}|…|not.?(?:a|the|used|real|needed|set)|fake|notsecret|deadbeef|default|none$|null$|undefined|"
    r"some[-_]|enter[-_ ]|put[-_ ]|add[-_ ]|here$|-here|_here|goes|mock|stub|invalid|bogus|test(?:ing)?[-_]|[-_]test",
    re.IGNORECASE,
)
_STRONG_STAND_IN: Final = expression(
    r"example|placeholder|changeme|redacted|x{5}|X{5}|\*{3}|\.{3}|…|your[-_]|dummy|deadbeefdead|<[a-z]|fake|invalid|insert[-_]|replace|"
    # The keys of AWS's documentation with another end, and the subject of the demonstration token of JWT's.
    r"AKIAIOSFODNN7|wJalrXUtnFEMI|eyJzdWIiOiIxMjM0NTY3ODkw|"
    # Tokens that standards print: RFC 6749, RFC 5849, and a draft of RFC 6750.
    r"^(?:2YotnFZFEjr1zCsicMWpAA|tGzv3JOkF0XG5Qx2TlKWIA|ad180jjd733klru7|kkk9d7dh3k39sjv7|h480djs93hd8)$",
    re.IGNORECASE,
)
# Runs of A and 0 belong to real keys: zero bytes in base64 and padded numbers.
_RUN: Final = expression(r"([^A0])\1{5}|0{12}|A{30}")
_AGAIN: Final = expression(r"(.{8,40})\1|(.{6,40})\2\2")
_COUNTING: Final = "0123456789abcdefghijklmnopqrstuvwxyz"
_LONG: Final = 5
_STEPS: Final = (
    *(_COUNTING[at : at + 7] for at in range(len(_COUNTING) - 6)),
    *("1234567890", "7654321", "fedcba9", "qwertyu", "asdfghj"),
)
_REFERENCE: Final = expression(
    r"^!(?:vault|Ref|Sub|GetAtt|ImportValue|FindInMap|env)\b|"
    r"\$\{|\$\(|\{\{|<%|%\(|#\{|^\$[A-Za-z_]\w*$|[:/]\$[A-Za-z_]|^%[A-Za-z_]+%$|^<.*>$|^\[.*\]$|^@[A-Za-z@]|^\{[A-Za-z_.]*\}|\{[A-Za-z_][\w.\-]*(?::[^{}]*)?\}|"
    r"\b(?:os\.environ|process\.env|ENV[.\[]|getenv|environ\[|secrets\.|vault[:/]|op://|ENC\[|AQICAH|arn:aws|projects/|"
    r"data\.|var\.|local\.|module\.|config\.|settings\.|self\.|this\.|params\.|keyvault|ssm:|sops|ref\+)",
    re.IGNORECASE,
)


def entropy(value: str) -> float:
    """Shannon entropy in bits per character; 0 for an empty value."""
    if not value:
        return 0.0
    size = len(value)
    return -sum((n := value.count(char)) / size * math.log2(n / size) for char in set(value))


def wordlike(value: str) -> float:
    """Share of letter pairs that are common in words, from 0 to 1; 0 where there are no letter pairs."""
    lowered = value.lower()
    pairs = [a + b for a, b in pairwise(lowered) if a.isalpha() and b.isalpha()]
    if not pairs:
        return 0.0
    return sum(pair in _PAIRS for pair in pairs) / len(pairs)


def reads_as_words(value: str) -> bool:
    """The value is made of words, as an identifier, a path or a sentence is."""
    parts = _WORDS.findall(value)
    letters = sum(len(part) for part in parts if len(part) >= 3 and part.isalpha())
    if letters < 0.6 * max(1, sum(char.isalnum() for char in value)):
        return False
    average = letters / max(1, sum(len(part) >= 3 and part.isalpha() for part in parts))
    return average >= 3.6 and wordlike(value) >= 0.72


def patterned(value: str) -> bool:
    """The value repeats or counts: a drawing of a secret rather than one."""
    lowered = value.lower()
    if _RUN.search(value) or any(step in lowered for step in _STEPS):
        return True
    if len(value) >= 16 and len(set(lowered)) <= 5:
        return True
    half = len(value) // 2
    halves = len(value) >= 12 and value[:half] == value[half : 2 * half]
    return halves or _repeats(lowered) or any(_counts(part) for part in re.split(r"[-_]", lowered))


def _repeats(value: str) -> bool:
    """A stretch stands there twice in a row; that any comes back at all is asked first, as it is quickly told."""
    places = len(value) - 7
    if len({value[at : at + 8] for at in range(places)}) >= places:
        return False
    again = _AGAIN.search(value)
    return again is not None and len(set(again[1] or again[2])) >= _LONG


def _counts(part: str) -> bool:
    """Letters and digits take turns, and each count upwards: ``a1b2c3d4e5f6``, ``abc123def456``."""
    letters, digits = ([char for char in part if test(char)] for test in (str.isalpha, str.isdigit))
    if min(len(letters), len(digits)) < _LONG or len(letters) + len(digits) < len(part):
        return False
    return _upwards(letters, "a") and _upwards(digits, "019")


def _upwards(chars: list[str], starts: str) -> bool:
    """Each is the next of the one before, or starts anew."""
    return all(ord(after) - ord(before) == 1 or after in starts for before, after in pairwise(chars)) and (
        len(set(chars)) >= _LONG
    )


def stands_in(value: str) -> bool:
    """The value says of itself that it is none, as changeme, your-token-here and xxxx do."""
    return bool(_STAND_IN.search(value)) or patterned(value)


def surely_stands_in(value: str) -> bool:
    """Like ``stands_in`` but only where chance can be ruled out, for values with a vendor's mark."""
    return bool(_STRONG_STAND_IN.search(value)) or patterned(value)


def refers(value: str) -> bool:
    """The value points at a secret that is kept elsewhere: a variable, a template, a manager's path, ciphertext."""
    return bool(_REFERENCE.search(value))
