"""The baseline: findings that were there before, accepted. Sorted, without lines or times, so that it merges."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Final

from holdfast.model.errors import ConfigError
from holdfast.model.finding import Finding
from holdfast.model.noun import fact, noun

PATH: Final = ".holdfast/baseline.json"
VERSION: Final = 1


@noun
class Baseline:
    """The project's key for marks, and the findings known by fingerprint."""

    key: bytes
    known: Mapping[str, tuple[str, str]] = fact(default_factory=dict)
    """Fingerprint to (check name, path where it was)."""


def fresh() -> Baseline:
    """An empty baseline with a new project key."""
    import secrets

    return Baseline(key=secrets.token_bytes(16))


def read(text: str, name: str) -> Baseline:
    """Read a baseline's text. Raises ConfigError naming ``name`` when it is none of ours."""
    try:
        data = json.loads(text)
        if data["version"] != VERSION:
            raise ConfigError(f"{name}: baseline version {data['version']} is not known", advice="Update Holdfast.")
        known = {item: (str(entry["check"]), str(entry["path"])) for item, entry in data["findings"].items()}
        return Baseline(key=bytes.fromhex(data["key"]), known=known)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        advice = "Undo its last change, or write it anew with `holdfast baseline write`."
        raise ConfigError(f"{name}: this is no baseline: {error}", advice=advice) from error


def write(baseline: Baseline) -> str:
    """The text of a baseline: one line per finding, sorted, so that two branches mostly merge without a conflict."""
    rows = [
        f"  {json.dumps(item)}: {json.dumps({'check': check, 'path': path})}"
        for item, (check, path) in sorted(baseline.known.items())
    ]
    body = ",\n".join(rows)
    findings = f"{{\n{body}\n }}" if rows else "{}"
    return f'{{"version": {VERSION},\n "key": "{baseline.key.hex()}",\n "findings": {findings}\n}}\n'


def of(findings: Iterable[Finding], key: bytes) -> Baseline:
    """A baseline that knows these findings."""
    return Baseline(key=key, known={item.fingerprint: (item.check.name, item.fail.at.path) for item in findings})


def merge(base: Baseline | None, ours: Baseline, theirs: Baseline) -> Baseline:
    """Both sides' changes since ``base`` (None where the baseline is new on both sides) in one baseline.

    What either side took out is out: should it still be there, it is reported again. Raises ConfigError when the sides
    have different keys, as names under one key say nothing under the other.
    """
    if ours.key != theirs.key:
        raise ConfigError(
            "the two sides were made under different project keys",
            advice="Keep one of the two files, finish the merge, then run `holdfast baseline write` and look at the "
            "difference.",
        )
    before = base.known if base and base.key == ours.key else {}
    known: dict[str, tuple[str, str]] = {}
    for item in ours.known.keys() | theirs.known.keys():
        left, right, old = ours.known.get(item), theirs.known.get(item), before.get(item)
        entry = (right if left == old else left) if left and right else left or right
        if entry and (old is None or (left and right)):
            known[item] = entry
    return Baseline(key=ours.key, known=known)
