"""JSON documents of an image, read with care: bounded, verified, and with the types that are expected."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any, Final

from holdfast.estate.image.bundle import Bundle
from holdfast.estate.image.limits import DOCUMENT, Damaged
from holdfast.estate.image.window import Window
from holdfast.model.errors import IncompleteError

_DIGEST: Final = re.compile(r"(sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})")
_AGAIN: Final = "Write or copy the image again, and compare its digest with that of its registry."


def table(value: object) -> dict[str, Any]:
    """A mapping; empty for anything else."""
    return value if isinstance(value, dict) else {}


def rows(value: object) -> list[Any]:
    """A list; empty for anything else."""
    return value if isinstance(value, list) else []


def word(value: object) -> str:
    """A text; empty for anything else."""
    return value if isinstance(value, str) else ""


def words(value: object) -> tuple[str, ...]:
    """The texts of a list; a text alone is a list of one."""
    if isinstance(value, str):
        return (value,)
    return tuple(each for each in rows(value) if isinstance(each, str))


def texts(value: object) -> Mapping[str, str]:
    """The texts of a mapping."""
    return {str(name): each for name, each in table(value).items() if isinstance(each, str)}


def whole(bundle: Bundle, window: Window, name: str) -> bytes:
    """A document's bytes. Raises IncompleteError where they are too many or missing."""
    if window.size > DOCUMENT:
        raise IncompleteError(f"{bundle.where}: {name} has {window.size:,} bytes", advice=_AGAIN)
    try:
        return window.read(0, window.size)
    except Damaged as error:
        raise IncompleteError(f"{bundle.where}: {name}: {error}", advice=_AGAIN) from error


def document(bundle: Bundle, data: bytes, name: str) -> Any:
    """A document as plain data. Raises IncompleteError where it is no JSON."""
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise IncompleteError(f"{bundle.where}: {name} is no JSON", advice=_AGAIN) from error


def digested(data: bytes, digest: str) -> bool:
    """Whether a content has a digest."""
    algorithm, _, wanted = digest.partition(":")
    return hashlib.new(algorithm, data).hexdigest() == wanted


def blob_path(bundle: Bundle, digest: str) -> str:
    """Where a layout keeps what has a digest. Raises IncompleteError for what is none."""
    if not _DIGEST.fullmatch(digest):
        raise IncompleteError(f"{bundle.where}: {digest[:100]!r} is no digest that can be checked", advice=_AGAIN)
    return "blobs/" + digest.replace(":", "/")


def verified(bundle: Bundle, digest: str, what: str) -> bytes:
    """A document of a layout, after its digest was checked. Raises IncompleteError."""
    name = blob_path(bundle, digest)
    window = bundle.part(name)
    if window is None:
        raise IncompleteError(f"{bundle.where}: the {what} {name} is missing", advice=_AGAIN)
    data = whole(bundle, window, name)
    if not digested(data, digest):
        raise IncompleteError(f"{bundle.where}: the {what} {name} does not have its digest", advice=_AGAIN)
    return data
