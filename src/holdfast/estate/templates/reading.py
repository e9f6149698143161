"""A template as a module with one function, whose parameter holds the variables of the page."""

from __future__ import annotations

from typing import Final, Literal

from holdfast.estate.kinds import code
from holdfast.estate.templates import curly, ejs

_LARGEST: Final = 400_000
Host = Literal["python", "javascript"]


def read(path: str, data: bytes, host: Host) -> code.Module:
    """A template of a program in the language ``host``. Raises nothing for any content: what is broken is left out.

    Its function takes the variables of the page in one mapping, twice: as they are, and for the names that it uses.
    What it prints unescaped is a call of ``template.raw``; a template that it includes, one of ``template.include``.
    """
    name = path.rpartition("/")[2]
    if len(data) > _LARGEST:
        return code.Module(path, host, name, data, ())
    if path.endswith(".ejs") or (host == "javascript" and b"<%" in data and b"{%" not in data):
        names, block = ejs.block(data)
        host = "javascript"
    else:
        names, block = code.Mapping(0, 0, ()), curly.block(data)
    parameters = (code.Parameter(0, 0, code.Name(0, 0, ejs.VARIABLES)), code.Parameter(0, 0, names))
    function = code.Function(0, len(data), name, parameters, lambda: block)
    return code.Module(path, host, name, data, (code.Define(0, len(data), function),))
