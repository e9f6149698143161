"""Credential types that a repository brings along: entries as in the pack, from files that may hold anything."""

from __future__ import annotations

import re
import stat
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from holdfast.formats.rules import core, read_types
from holdfast.model.check import Confidence, Persona, Severity
from holdfast.model.errors import ConfigError

MOST_BYTES: Final = 1024 * 1024
"""Largest file that is read."""
RESERVED: Final = "HF-"
"""Ids that begin so belong to the pack."""
ID: Final = re.compile(r"[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)+")
NAME: Final = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_MAY_BE_EMPTY: Final = frozenset({"left", "right", "pairs_with", "references", "silent", "aliases", "valid"})
_LISTS: Final = frozenset(
    {"rotate", "references", "examples", "silent", "keywords", "near", "valid", "aliases", "proves", "files"}
)
_FLAGS: Final = frozenset({"ignore_case", "multiline"})
_NUMBERS: Final = frozenset({"min_entropy"})
_ASCII: Final = frozenset({"pattern", "value", "left", "right", "keywords", "near", "files"})
_CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "severity": tuple(item.word for item in Severity),
    "confidence": tuple(item.word for item in Confidence),
    "persona": tuple(item.word for item in Persona),
}
_PIECE: Final = re.compile(r"\\(.)|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?(?!:|i:)[^)]{0,2}|[+*?}]\+|[\^$]", re.DOTALL)
_OUTSIDE: Final = re.compile(r"^\^|^(?:[^\\]|\\.)*?[\[\]]", re.DOTALL)
_ESCAPES: Final = frozenset("dDwWsSntrfvx0")


class Entry(NamedTuple):
    """One credential type as it was written, and the file that it stands in."""

    path: Path
    fields: dict[str, Any]

    @property
    def where(self) -> str:
        """File and name, as errors begin."""
        return f"{self.path}: {self.fields['name']}"


def read_entries(paths: Sequence[Path], validators: Collection[str], controls: Collection[str]) -> list[Entry]:
    """The entries of some files, examined field by field.

    Raises ConfigError naming the file, the entry and the fault; never anything else, whatever the files hold.
    """
    entries = [Entry(path, fields) for path in paths for fields in _read(path)]
    for entry in entries:
        _examine(entry, validators, controls)
    return entries


def _read(path: Path) -> list[dict[str, Any]]:
    try:
        if not stat.S_ISREG((found := path.stat()).st_mode):
            raise ConfigError(f"{path}: not a file")
        if found.st_size > MOST_BYTES:
            raise ConfigError(f"{path}: larger than {MOST_BYTES:,} bytes", advice="Split it into several files.")
        return read_types(path)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror or error}") from error
    except RecursionError as error:
        raise ConfigError(f"{path}: nested too deep") from error
    except (ValueError, TypeError) as error:  # bytes that are no UTF-8, impossible dates, keys that are no text
        raise ConfigError(f"{path}: cannot be read: {error}", advice="Mend the YAML.") from error


def _examine(entry: Entry, validators: Collection[str], controls: Collection[str]) -> None:
    fields, where = entry.fields, f"{entry.path}: {entry.fields.get('name')!s}"
    for key, value in fields.items():
        fault = _fault(key, value)
        if fault:
            raise ConfigError(f"{where}: {key} {fault}")
    if not ID.fullmatch(fields["id"]) or fields["id"].startswith(RESERVED):
        advice = f"Write one of your own in capitals, as ORG-0001; {RESERVED}… belongs to the pack."
        raise ConfigError(f"{where}: the id {fields['id']!r} cannot be used", advice=advice)
    if not NAME.fullmatch(fields["name"]):
        raise ConfigError(f"{where}: the name is not made of small letters, digits and single hyphens")
    for key, known in (("valid", validators), ("proves", controls)):
        unknown = sorted(set(fields.get(key, ())) - set(known))
        if unknown:
            advice = f"One of: {', '.join(sorted(known))}."
            raise ConfigError(f"{where}: {key} {unknown[0]!r} is unknown", advice=advice)
    if fields["format"] == "checksum" and not fields.get("valid"):
        raise ConfigError(f"{where}: format checksum needs valid", advice="Name the validator of the checksum.")
    fault = _unsupported(str(fields["value" if fields["format"] == "context" else "pattern"])) or _uncompiled(fields)
    if fault:
        advice = "Use what `re` and Hyperscan have in common: no look-around, anchors, named groups or back references."
        raise ConfigError(f"{where}: the pattern {fault}", advice=advice)


def _fault(key: str, value: object) -> str:
    """What is wrong with the value of a field; empty when it has the right kind."""
    if key in _FLAGS:
        return "" if isinstance(value, bool) else "is neither true nor false"
    if key in _NUMBERS:
        right = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 8
        return "" if right else "is not a number from 0 to 8"
    texts = value if key in _LISTS else [value]
    if not isinstance(texts, list):
        return "is not a list of texts"
    if not all(isinstance(item, str) for item in texts):
        return "holds something that is no text" if key in _LISTS else "is no text"
    if key not in _MAY_BE_EMPTY and not (texts and all(item.strip() for item in texts)):
        return "is empty"
    if key in _ASCII and not all(item.isascii() for item in texts):
        return "holds characters beyond ASCII"
    if key == "files" and any(re.search(r"[\s,]", item) for item in texts):
        return "holds an ending with a space or a comma"
    choices = _CHOICES.get(key)
    return f"is not one of {', '.join(choices)}" if choices and value not in choices else ""


def _unsupported(pattern: str) -> str:
    """What of a pattern is not in the subset that ``re`` and Hyperscan read alike; empty when all is."""
    for match in _PIECE.finditer(pattern):
        piece, escaped = match[0], match[1]
        if escaped is not None:
            if escaped.isalnum() and escaped not in _ESCAPES:
                return f"uses {piece}"
        elif not piece.startswith("[") or "[" in piece[1:]:
            return f"uses {piece}" if not piece.startswith("[") else f"has [ inside of {piece}: write it as \\["
    return ""


def _uncompiled(fields: Mapping[str, Any]) -> str:
    """Why the expressions of an entry cannot be used; empty when they can."""
    import warnings

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            whole = re.compile(core(fields).encode())
            for side in ("left", "right"):
                if _OUTSIDE.search(fields.get(side, "")):
                    return f"cannot be read: {side} is the inside of a class, so write ^ and brackets as \\^, \\[, \\]"
                if fields.get(side):
                    re.compile(f"[{fields[side]}]".encode())
    except (re.error, OverflowError, RecursionError, Warning) as error:
        return f"cannot be read: {error}"
    if whole.groups > 1:
        return "has more than one group: its one group, if any, is the secret value"
    return "matches the empty text" if whole.match(b"") else ""


def refuse_twins(entries: Sequence[Entry], others: Mapping[str, str]) -> None:
    """Raise ConfigError for a name or id that is given twice; ``others`` maps those of the pack to what they mean."""
    seen: dict[str, str] = {}
    for entry in entries:
        for key in ("name", "id"):
            word = entry.fields[key]
            if word in others:
                raise ConfigError(f"{entry.where}: the {key} {word!r} belongs to the pack: {others[word]}")
            if word in seen:
                raise ConfigError(f"{entry.where}: the {key} {word!r} is given twice, first in {seen[word]}")
        seen |= {entry.fields[key]: entry.where for key in ("name", "id")}


def refuse_strangers(entries: Sequence[Entry], names: Collection[str], refused: Callable[[int], str]) -> None:
    """Raise ConfigError for a partner that does not exist, and for a pattern that the matcher refuses.

    ``refused`` says why the matcher refuses the pattern of an entry by its number; empty when it takes it.
    """
    for number, entry in enumerate(entries):
        partner = entry.fields.get("pairs_with", "")
        if partner and partner not in names:
            raise ConfigError(f"{entry.where}: pairs_with {partner!r} is no credential type")
        why = refused(number)
        if why:
            raise ConfigError(f"{entry.where}: the matcher refuses the pattern: {why}", advice="Make it simpler.")
