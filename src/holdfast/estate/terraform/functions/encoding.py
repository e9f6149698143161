"""Functions that encode, decode and hash."""

from __future__ import annotations

import base64
import csv
import hashlib
import json
import zlib
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import quote_plus, unquote_plus

from holdfast.estate.terraform.functions.asked import Asked
from holdfast.estate.terraform.functions.jsontext import json_text
from holdfast.estate.terraform.functions.yamltext import yaml_text
from holdfast.estate.terraform.values import (
    Bad,
    Hidden,
    Rich,
    Spent,
    as_text,
    bare,
    dressed,
    partly,
    refs_of,
    trail_of,
    whole,
)
from holdfast.model.value import How, Known, Tree, Unknown

LIMIT: Final = 1 << 20


def _encoder(write: Callable[[Any], str]) -> Callable[[list[Tree], Asked], Tree]:
    """A function that writes a value as a text and keeps the tree; a part that is unknown leaves the rest readable."""

    def encode(args: list[Tree], asked: Asked) -> Tree:
        (tree,) = args
        try:
            text = write(bare(tree, [LIMIT]))
        except Hidden as hidden:
            return partly(hidden.unknown.why, asked.place, refs_of((*args, hidden.unknown)), tree=tree)
        if len(text) > LIMIT:
            raise Spent("a text is too long")
        return Known(Rich(text, tree=tree), asked.place, How.COMPUTED, trail_of(args), refs_of(args))

    return encode


def _decoder(load: Callable[[str], Any]) -> Callable[[list[Tree], Asked], Tree]:
    """A function that reads a text: the tree that it was made of, or a new one."""

    def decode(args: list[Tree], asked: Asked) -> Tree:
        (text,) = args
        tree = getattr(text if isinstance(text, Unknown) else text.value, "tree", None)
        if isinstance(tree, Known | Unknown):
            return tree
        if isinstance(text, Unknown):
            return Unknown(text.why, asked.place, text.refs)
        return dressed(load(str(as_text(text.value))), asked.place, text.refs, text.trail)

    return decode


def _json(text: str) -> Any:
    try:
        return json.loads(text, parse_float=lambda word: whole(float(word)))
    except (ValueError, RecursionError):
        raise Bad("a text is no JSON") from None


def _yaml(text: str) -> Any:
    from holdfast.formats.hcl.yamlvalues import load

    return load(text)


def _hash(name: str, encode: Callable[[bytes], str]) -> Callable[[Any], str]:
    return lambda text: encode(hashlib.new(name, as_text(text).encode(), usedforsecurity=False).digest())


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _base64decode(text: Any) -> str:
    return base64.b64decode(as_text(text), validate=True).decode()


def _base64gzip(text: Any) -> str:
    raise Bad("a compressed text differs from one program to another")


def _base64gunzip(text: Any) -> str:
    reader = zlib.decompressobj(16 + zlib.MAX_WBITS)
    data = reader.decompress(base64.b64decode(as_text(text), validate=True), LIMIT)
    if not reader.eof:
        raise Bad("a compressed text is too long, or broken")
    return data.decode()


def _csvdecode(text: Any) -> list[dict[str, str]]:
    rows = list(csv.reader(as_text(text).splitlines(), strict=True))
    names = rows[0]
    if len(set(names)) != len(names) or any(len(row) != len(names) for row in rows if row):
        raise Bad("a row of CSV has the wrong length")
    return [dict(zip(names, row, strict=True)) for row in rows[1:] if row]


def _textencodebase64(text: Any, name: Any) -> str:
    return _b64(as_text(text).encode(_codec(name)))


def _textdecodebase64(text: Any, name: Any) -> str:
    return base64.b64decode(as_text(text), validate=True).decode(_codec(name))


def _codec(name: Any) -> str:
    known = {
        "utf-8": "utf-8",
        "utf-16le": "utf-16-le",
        "utf-16be": "utf-16-be",
        "us-ascii": "ascii",
        "iso-8859-1": "latin-1",
    }
    if as_text(name).lower() not in known:
        raise Bad("an encoding is not known")
    return known[as_text(name).lower()]


def _uuidv5(space: Any, name: Any) -> str:
    import uuid  # takes two milliseconds, and hardly anybody calls this function

    known = {
        "dns": uuid.NAMESPACE_DNS,
        "url": uuid.NAMESPACE_URL,
        "oid": uuid.NAMESPACE_OID,
        "x500": uuid.NAMESPACE_X500,
    }
    return str(uuid.uuid5(known.get(as_text(space)) or uuid.UUID(as_text(space)), as_text(name)))


FUNCTIONS: Final[dict[str, Callable[..., Any]]] = {
    "base64decode": _base64decode,
    "base64encode": lambda text: _b64(as_text(text).encode()),
    "base64gunzip": _base64gunzip,
    "base64gzip": _base64gzip,
    "base64sha256": _hash("sha256", _b64),
    "base64sha512": _hash("sha512", _b64),
    "csvdecode": _csvdecode,
    "md5": _hash("md5", bytes.hex),
    "sha1": _hash("sha1", bytes.hex),
    "sha256": _hash("sha256", bytes.hex),
    "sha512": _hash("sha512", bytes.hex),
    "textdecodebase64": _textdecodebase64,
    "textencodebase64": _textencodebase64,
    "urldecode": lambda text: unquote_plus(as_text(text)),
    "urlencode": lambda text: quote_plus(as_text(text), safe="~"),
    "uuidv5": _uuidv5,
}
TREES: Final[dict[str, Callable[[list[Tree], Asked], Tree]]] = {
    "jsondecode": _decoder(_json),
    "jsonencode": _encoder(json_text),
    "yamldecode": _decoder(_yaml),
    "yamlencode": _encoder(yaml_text),
}
