"""Credential types as people write them (YAML) and as machines read them (the compiled pack)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

from holdfast.formats.late import Entries, Rows, write_entries, write_rows
from holdfast.formats.pack import NO_FILES, read_head
from holdfast.model.check import Check, Confidence, Guidance, Severity
from holdfast.model.credential import CredentialType
from holdfast.model.errors import ConfigError

_REQUIRED: Final = frozenset(
    {
        "id",
        "name",
        "title",
        "vendor",
        "severity",
        "confidence",
        "format",
        "gain",
        "rotate",
        "references",
        "examples",
        "silent",
    }
)
_OPTIONAL: Final = frozenset(
    {
        *("pattern", "keywords", "near", "value", "min_entropy", "valid", "ignore_case", "left", "right", "pairs_with"),
        *("aliases", "profile", "multiline", "proves", "persona", "files"),
    }
)
FORMATS: Final = ("prefix", "checksum", "context", "structure")
PROFILES: Final = ("token", "random", "password", "basic", "structure")

NEVER: Final = r"\x00\x01holdfast\x01\x00"
"""A pattern that is in no text."""
_IN_TURN: Final = re.compile(r"(\(\?:(?:\[(?:(?!a-z|A-Z|0-9)[^]\\^|])+\]){3,}\)\{[4-9]\})[^|]*")
"""A pattern whose beginning tells enough: what has no literal costs the matcher less when it is short."""
# Between a telling name and its value: the rest of the name, an operator of any common syntax, quotes, a scheme word.
GAP: Final = (
    r"[A-Za-z0-9_.\-]{0,40}[\"'\])>]{0,3}[ \t]{0,30}(?:=>|:=|={1,3}|[:,(>]|[ \t])[ \t]{0,8}"
    r"(?:value[\"']?[ \t]?[=:][ \t]?|[a-z_]{2,20}=)?[\"'`(\\]{0,4}(?:Bearer |bearer |Token |token )?"
)


def read_types(path: Path) -> list[dict[str, Any]]:
    """Read one YAML file of credential types.

    Raises ConfigError naming the file, the entry and the fault.
    """
    try:
        import yaml

        from holdfast.formats import yamlload
    except ImportError as error:
        advice = "Install it where Holdfast is: `pip install PyYAML`, or `pipx inject holdfast PyYAML`."
        raise ConfigError(f"{path}: PyYAML is needed to read it, and it is not installed", advice=advice) from error

    try:
        entries = yamlload.load(path.read_text(encoding="utf-8")) or []
    except yaml.YAMLError as error:
        raise ConfigError(f"{path}: {error}", advice="Mend the YAML.") from error
    if not isinstance(entries, list):
        raise ConfigError(f"{path}: a list of credential types is expected", advice="Start each entry with '- id:'.")
    for number, entry in enumerate(entries, 1):
        _examine(path, number, entry)
    return entries


def _examine(path: Path, number: int, entry: object) -> None:
    if not isinstance(entry, dict):
        raise ConfigError(f"{path}: entry {number} is not a mapping")
    where = f"{path}: {entry.get('name', f'entry {number}')}"
    missing, unknown = _REQUIRED - entry.keys(), entry.keys() - _REQUIRED - _OPTIONAL
    if missing or unknown:
        parts = [f"missing {', '.join(sorted(missing))}"] * bool(missing)
        parts += [f"unknown {', '.join(sorted(unknown))}"] * bool(unknown)
        raise ConfigError(f"{where}: {'; '.join(parts)}")
    if entry["format"] not in FORMATS:
        raise ConfigError(f"{where}: format {entry['format']!r} is not one of {', '.join(FORMATS)}")
    if entry.get("profile", "token") not in PROFILES:
        raise ConfigError(f"{where}: profile {entry['profile']!r} is not one of {', '.join(PROFILES)}")
    shape = {"near", "value"} if entry["format"] == "context" else {"pattern", "keywords"}
    if not shape <= entry.keys():
        raise ConfigError(f"{where}: format {entry['format']} needs {' and '.join(sorted(shape))}")


def core(entry: Mapping[str, Any]) -> str:
    """The pattern of an entry, in the subset common to ``re`` and Hyperscan."""
    if entry["format"] != "context":
        return str(entry["pattern"])
    names = "|".join(re.escape(name) for name in entry["near"])
    return f"(?i:{names}){GAP}({entry['value']})"


def trigger(entry: Mapping[str, Any]) -> str:
    """A smaller pattern for the matcher, which stops inside of every match of the core.

    It may stop too often, never too seldom. For a context it is the name alone, and for a pattern that begins with
    several of the same narrow characters in turn it is these; otherwise a repeat at the very end is cut to its least
    length. A type for certain files is not left to the matcher.
    """
    if "files" in entry:
        return NEVER
    if entry["format"] == "context":
        return "|".join(re.escape(name) for name in entry["near"])
    telling = _IN_TURN.fullmatch(core(entry))
    if telling:
        return telling[1]
    return re.sub(r"\{([1-9]\d*),\d*\}(\)*)$", r"{\1}\2", core(entry))


def compile_pack(folder: Path, version: str) -> tuple[str, str]:
    """Compile every ``*.yaml`` in ``folder`` to the texts of the pack and of its guidance (both JSON)."""
    return compile_types([entry for path in sorted(folder.glob("*.yaml")) for entry in read_types(path)], version)


def compile_types(types: Iterable[Mapping[str, Any]], version: str) -> tuple[str, str]:
    """Compile entries to the texts of a pack and of its guidance (both JSON)."""
    import hashlib
    import json

    entries = sorted(types, key=lambda entry: str(entry["id"]))
    rows = [_row(entry) for entry in entries]
    digest = hashlib.sha256(json.dumps(rows, sort_keys=True).encode()).hexdigest()[:16]
    files = ",".join(sorted({ending for entry in entries for ending in entry.get("files", [])})) or NO_FILES
    head = f"{version} {digest} {len(rows)} {files}\n"
    guidance = {
        entry["id"]: {
            "why": entry["gain"].strip(),
            "steps": entry["rotate"],
            "references": entry["references"],
            "vendor": entry["vendor"],
            "examples": entry["examples"],
            "silent": entry["silent"],
        }
        for entry in entries
    }
    return head + write_rows(rows), write_entries(guidance)


def _row(entry: Mapping[str, Any]) -> list[Any]:
    contextual = entry["format"] == "context"
    keywords = entry["near"] if contextual else entry["keywords"]
    fold = contextual or bool(entry.get("ignore_case"))
    return [
        entry["id"],
        entry["name"],
        entry["title"],
        entry["severity"],
        entry["confidence"],
        core(entry),
        [word.lower() for word in keywords] if fold else list(keywords),
        fold,
        entry.get("profile", "random" if contextual else "token"),
        "" if contextual else entry.get("left", "A-Za-z0-9_"),
        entry.get("right", "A-Za-z0-9_"),
        entry.get("min_entropy", 0.0),
        entry.get("valid", []),
        entry["format"] == "checksum",
        entry.get("pairs_with", ""),
        bool(entry.get("multiline")),
        entry.get("aliases", []),
        entry.get("proves", ["secrets-not-in-code"]),
        bool(entry.get("ignore_case")),
        entry.get("persona", "regular"),
        _rank(entry),
        trigger(entry),
        entry.get("files", []),
    ]


def _rank(entry: Mapping[str, Any]) -> int:
    own = {"checksum": 4, "prefix": 3, "context": 2}
    return own.get(entry["format"], 3 if entry.get("profile") in ("structure", "token") else 1)


def read_rows(text: str, validators: Mapping[str, Callable[[str], bool]]) -> Sequence[CredentialType]:
    """The types of a compiled pack, each read when it is asked for.

    Raises ConfigError, then or now, when the pack was cut, or compiled for another version of this reader.
    """
    head, _, rest = text.partition("\n")
    rows = Rows(rest, partial(_of_row, validators=validators))
    if len(rows) != read_head(head).size:
        raise _unreadable("rows are missing")
    return rows


def _unreadable(why: object) -> ConfigError:
    advice = "In a checkout run `make setup`; else install Holdfast again."
    return ConfigError(f"the compiled rule pack cannot be read: {why}", advice=advice)


def _of_row(line: str, validators: Mapping[str, Callable[[str], bool]]) -> CredentialType:
    import json

    try:
        return _type(json.loads(line), validators)
    except (ValueError, KeyError, TypeError) as error:
        raise _unreadable(error) from error


def _type(row: Sequence[Any], validators: Mapping[str, Callable[[str], bool]]) -> CredentialType:
    (identity, name, title, severity, confidence, pattern, keywords, fold, profile, left, right) = row[:11]
    entropy, valid, checksum, pairs, multiline, aliases, proves, caseless, persona, rank, stop, files = row[11:]
    return CredentialType(
        check=Check(
            id=identity,
            name=name,
            title=title,
            severity=Severity[severity.upper()],
            confidence=Confidence[confidence.upper()],
            engine="secrets",
            proves=tuple(proves),
            cwe=(798,),
            topics=("hardcoded-secret",),
            aliases=tuple(aliases),
        ),
        core=pattern,
        keywords=tuple(keywords),
        fold=fold,
        caseless=caseless,
        profile=profile,
        left=left,
        right=right,
        min_entropy=entropy,
        valid=tuple(validators[word] for word in valid),
        checksum=checksum,
        pairs_with=pairs,
        multiline=multiline,
        rank=rank,
        trigger=stop,
        files=tuple(files),
        pedantic=persona != "regular",
    )


def load_guidance(text: str, own: Mapping[str, Guidance] | None = None) -> Mapping[str, Guidance]:
    """The prose of a compiled pack by check id, each read when it is asked for; ``own`` goes before it."""
    return Entries(text, _guidance, own)


def _guidance(item: Any) -> Guidance:
    return Guidance(
        why=item["why"],
        steps=tuple(item["steps"]),
        references=tuple(item["references"]),
        vendor=item["vendor"],
        examples=tuple(item["examples"]),
        silent=tuple(item["silent"]),
    )


def write_pack(folder: Path, version: str) -> Iterable[Path]:
    """Compile ``folder/types/*.yaml`` into ``folder/pack.json`` and ``folder/guidance.json``; the paths written."""
    texts = compile_pack(folder / "types", version)
    paths = (folder / "pack.json", folder / "guidance.json")
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text, encoding="utf-8")
    return paths
