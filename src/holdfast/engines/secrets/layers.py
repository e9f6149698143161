"""Text inside of text: the expressions that tell where encodings, adjacent literals and manifests hide some."""

from __future__ import annotations

from typing import Final, NamedTuple

from holdfast.kit.multimatch import Pattern


class Layer(NamedTuple):
    """One way to hide text."""

    reader: str
    """Name of the reader that decodes it."""
    pattern: str
    part: int = 0
    """Expressions that start at nearly every character are kept apart from the rest, for speed."""


# Text in base64 has few digits at the first three places of four, and text in hexadecimal begins each pair with 2 to 7,
# or is a tab or a line end: twelve such characters at the start of a run are rare, and few states tell them.
_FOUR: Final = "[CDI-Za-f][ACDEFGHQSTUVWXgijklmnwyz0-3][ABEFIJMNQRUVYZcdghklopstwx014589][A-Za-z0-9+/]"
_PAIR: Final = "(?:[2-7][0-9A-Fa-f]|0[9AaDd])"
_RUN: Final = f"[^A-Za-z0-9+/](?:(?:{_FOUR}){{3}}|{_PAIR}{{6}})"
_ESCAPED: Final = (
    r"(?:\\x[0-9A-Fa-f]{2}){5}|(?:\\u00[0-9A-Fa-f]{2}){5}|(?:%[2-7][0-9A-Fa-f]){5}|(?:&#x?[0-9A-Fa-f]{2,3};){5}"
)
# Looser than what joins literals, where that spares states; the reader asks for the joint itself.
_CONCATENATED: Final = r"""["'][ \t\\]{0,5}[+.&][ \t\\]{0,5}["'][A-Za-z0-9_+/=\-]{4}"""
_CONTINUED: Final = r"""["'][ \t\\+.&]*\r?\n\s[ \t+.&]*[rbuf]?["'][A-Za-z0-9_+/=\-]{12}"""
_NAME_THEN_VALUE: Final = (
    r"""(?:name|key|Name|Key)["']?[ \t]{0,4}[:=][ \t]{0,4}["']?[A-Za-z0-9_.\-]{2,60}["']?,?[ \t]{0,4}\r?\n"""
    r"""[ \t]{0,60}["']?[Vv]alue["']?[ \t]{0,4}[:=]"""
)
_ELEMENTS: Final = (
    r"<(?:param-name|[Nn]ame|key)>[A-Za-z0-9_.\-]{2,60}</[a-zA-Z\-]+>\s{0,60}<(?:param-value|[Vv]alue|string)>"
)
_VARIABLE: Final = r"""variable[ \t]{1,8}"[A-Za-z0-9_\-]{2,60}"[ \t]{0,8}\{"""
_MANIFEST_KIND: Final = r"""kind["']?:[ \t]{0,4}["']?Secret["']?[, \t\r\n]"""

LAYERS: Final = (
    Layer("encoded", _RUN, 1),
    Layer("escapes", _ESCAPED),
    Layer("joined", _CONCATENATED, 1),
    Layer("joined", _CONTINUED, 1),
    Layer("two lines", _NAME_THEN_VALUE),
    Layer("elements", _ELEMENTS),
    Layer("variable", _VARIABLE),
    Layer("manifest", _MANIFEST_KIND),
)


def patterns(first: int) -> list[Pattern]:
    """The layers' expressions, numbered from ``first`` in their order."""
    return [Pattern(layer.pattern, first + at, False, (), False, layer.part) for at, layer in enumerate(LAYERS)]
