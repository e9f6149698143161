"""Why a line is not reported: what every type that came near missed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from holdfast.engines.secrets.confirm import context, expression, value_span
from holdfast.engines.secrets.hit import Hit
from holdfast.engines.secrets.noise import judge
from holdfast.estate.repo.blob import Blob
from holdfast.estate.repo.role import configures, role
from holdfast.kit.multimatch import Matcher
from holdfast.model.credential import CredentialType


class NearMiss(NamedTuple):
    """A type that looked at a line and let it go."""

    kind: CredentialType
    why: str


def near_misses(
    blob: Blob, line: int, kinds: Sequence[CredentialType], matcher: Matcher, hits: Sequence[Hit]
) -> Iterator[NearMiss]:
    """Each type with a candidate on ``line`` (from 1) of ``blob`` that ended in no hit, and the reason."""
    text = blob.data if blob.data.endswith(b"\n") else blob.data + b"\n"
    rows = text.split(b"\n")
    start = sum(len(row) + 1 for row in rows[: line - 1])
    end = start + len(rows[line - 1])
    reported = {hit.kind.check.id for hit in hits if start <= hit.start <= end}
    for number in sorted(
        {number for number, at in matcher.positions(text) if number < len(kinds) and start <= at <= end}
    ):
        kind = kinds[number]
        if kind.check.id not in reported:
            yield NearMiss(kind, _reason(kind, text, start, end, blob.path, hits))


def _reason(kind: CredentialType, text: bytes, start: int, end: int, path: str, hits: Sequence[Hit]) -> str:
    matches = list(expression(kind).finditer(text, start, end))
    if not matches:
        return "a keyword or a part of its pattern is there, but the whole does not fit"
    for match in matches:
        first, last = value_span(kind, match, text)
        if any(hit.start < last and first < hit.end for hit in hits):
            return "another check says more about the same value"
        value = text[first:last].decode("utf-8", "replace")
        failed = [valid for valid in kind.valid if not valid(value)]
        if failed:
            says = (failed[0].__doc__ or "").split("\n")[0].rstrip(".")
            return f"the value does not have the documented structure or checksum ({says})"
        if judge(kind, value, context(kind, text, first, last, role(path))) is None:
            return "the value reads as a placeholder, as words, as a reference or as too regular to be a secret"
    if kind.rank < 2 and not configures(path):
        return "values without quotes count in configuration files only"
    return "it was set aside in this kind of file"
