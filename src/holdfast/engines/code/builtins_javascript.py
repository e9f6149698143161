"""What JavaScript does by itself."""

from __future__ import annotations

import re
from typing import Final

from holdfast.engines.code import texts
from holdfast.engines.code.boxes import joint
from holdfast.engines.code.builtins_javascript_containers import CONTAINERS
from holdfast.engines.code.builtins_javascript_injectors import INJECTORS
from holdfast.engines.code.builtins_javascript_texts import TEXTS
from holdfast.engines.code.builtins_templates import TEMPLATES
from holdfast.engines.code.language import Language
from holdfast.engines.code.proofs import PLACES

_KINDS: Final = {
    "str": "String",
    "bytes": "Buffer",
    "int": "Number",
    "float": "Number",
    "bool": "Boolean",
    "NoneType": "null",
    "list": "Array",
    "tuple": "Array",
    "set": "Array",
    "dict": "Object",
    "object": "Object",
    "pattern": "RegExp",
    "error": "Error",
}

_PIPES: Final = tuple(f"@nestjs/common.Parse{each}Pipe" for each in ("Int", "Float", "Bool", "UUID", "Date"))

JAVASCRIPT: Final = Language(
    name="javascript",
    kinds=_KINDS,
    functions=joint(CONTAINERS, INJECTORS, TEXTS, TEMPLATES),
    never=frozenset({"process.exit", "process.abort"}),
    mutators=frozenset({"push", "unshift", "add", "set", "append", "write", "splice", "fill"}),
    transparent=frozenset(
        {
            "Promise.resolve",
            "Object.freeze",
            "Object.seal",
            "structuredClone",
            "util.promisify",
            "util.callbackify",
            "Promise.all",
            "Promise.allSettled",
        }
    ),
    prefix_tests=frozenset({"startsWith"}),
    matchers=frozenset({"test", "exec", "match"}),
    match_functions=frozenset(),
    type_tests=frozenset(),
    whole_matchers=frozenset(),
    start_matchers=frozenset(),
    numbers=frozenset({"Number", "Boolean", "Date", "BigInt", *_PIPES}),
    normalising=frozenset({"path.resolve", "path.normalize", "fs.realpathSync", "fs.realpath"}),
    relating=frozenset({"path.relative", "path.posix.relative"}),
    sizes=frozenset({"length", "byteLength"}),
    prototype="prototype",
    hands_out=re.compile(
        rb"\bthis\.\w+\s*=[^=]|\breturn\s*(?:async\b|function\b|new\b|class\b|\{|\([^()]*\)\s*=>|\w+\s*=>)"
        rb"|=>\s*\(\{|=>\s*(?:async\s*)?(?:\([^()]*\)|\w+)\s*=>"
    ),
    imports=re.compile(rb"(?:from|require\(|import\(?)[ \t]*[\"']([^\"'\n]{1,200})[\"']"),
    views={
        "URL.hostname": (PLACES, PLACES),
        "URL.host": (PLACES, PLACES),
        "URL.origin": (PLACES, frozenset()),
        "URL.protocol": (frozenset({"url-attribute", "dom-navigation"}), frozenset()),
    },
    undoing=frozenset({"decodeURIComponent", "decodeURI", "unescape", "atob", "he.decode"}),
    appliers={"setImmediate": 0, "process.nextTick": 0, "queueMicrotask": 0},
    enumerations=frozenset(),
    dict_methods=frozenset({"hasOwnProperty", "toString", "valueOf", "constructor"}),
    validators=frozenset(),
    rootless=frozenset({"Object"}),
    fields_are_keys=True,
    missing_is_none=True,
    joins_with_plus=True,
    hoists=True,
    shares_exports=True,
    plain_annotations=frozenset({"string", "object", "any", "unknown", "Object", "String", "Array", "Record"}),
    constructor="constructor",
    receiver_first=False,
    attribute=texts.length,
    character=texts.character,
)
