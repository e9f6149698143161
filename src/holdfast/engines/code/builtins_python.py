"""What Python does by itself."""

from __future__ import annotations

import re
from typing import Final

from holdfast.engines.code import texts
from holdfast.engines.code.boxes import joint
from holdfast.engines.code.builtins_python_calls import CALLS
from holdfast.engines.code.builtins_python_containers import CONTAINERS
from holdfast.engines.code.builtins_python_paths import PATHS_AND_ADDRESSES
from holdfast.engines.code.builtins_python_rows import ROWS
from holdfast.engines.code.builtins_python_texts import TEXTS
from holdfast.engines.code.builtins_templates import TEMPLATES
from holdfast.engines.code.language import Language
from holdfast.engines.code.proofs import PLACES

_KINDS: Final = {
    "str": "str",
    "bytes": "bytes",
    "int": "int",
    "float": "float",
    "bool": "bool",
    "NoneType": "None",
    "list": "list",
    "tuple": "tuple",
    "set": "set",
    "dict": "dict",
    "object": "object",
    "pattern": "re.Pattern",
    "error": "Exception",
}

PYTHON: Final = Language(
    name="python",
    kinds=_KINDS,
    functions=joint(CONTAINERS, TEXTS, PATHS_AND_ADDRESSES, ROWS, CALLS, TEMPLATES),
    never=frozenset({"sys.exit", "exit", "quit", "os._exit", "os.abort", "flask.abort", "werkzeug.exceptions.abort"}),
    mutators=frozenset(
        {"append", "add", "extend", "insert", "update", "write", "writelines", "put", "appendleft", "push", "set"}
    ),
    transparent=frozenset(
        {
            *("asyncio.ensure_future", "asyncio.create_task", "asyncio.run", "asyncio.wait_for", "asyncio.shield"),
            *("asgiref.sync.sync_to_async", "asgiref.sync.async_to_sync", "types.MappingProxyType"),
            *("django.utils.functional.lazy", "functools.cache", "functools.lru_cache", "contextlib.closing"),
        }
    ),
    prefix_tests=frozenset({"startswith", "is_relative_to"}),
    matchers=frozenset({"match", "fullmatch", "search"}),
    match_functions=frozenset({"re.match", "re.fullmatch", "re.search"}),
    type_tests=frozenset({"isinstance"}),
    whole_matchers=frozenset({"fullmatch"}),
    start_matchers=frozenset({"match"}),
    numbers=frozenset(
        {
            *("int", "float", "bool", "complex", "decimal.Decimal", "uuid.UUID"),
            *("datetime.date", "datetime.datetime", "datetime.time", "datetime.timedelta"),
            *(f"pydantic.{each}" for each in ("UUID1", "UUID3", "UUID4", "UUID5", "PositiveInt", "NonNegativeInt")),
            *(
                f"pydantic.{each}"
                for each in ("StrictInt", "StrictBool", "StrictFloat", "NegativeInt", "PositiveFloat")
            ),
            *(f"pydantic.{each}" for each in ("FutureDate", "PastDate", "AwareDatetime", "NaiveDatetime")),
        }
    ),
    relating=frozenset({"os.path.relpath", "posixpath.relpath"}),
    normalising=frozenset(
        {"os.path.realpath", "os.path.abspath", "os.path.normpath", "pathlib.Path.resolve", "pathlib.Path.absolute"}
    ),
    sizes=frozenset(),
    prototype="",
    hands_out=re.compile(rb"\breturn[ \t]+lambda\b|\b(?:def|class)[ \t]+(\w+)\b(?s:.*?)\breturn[ \t]+\1\b(?!\()"),
    imports=re.compile(rb"^[ \t]*(?:from|import)[ \t]+([^\n#;]{1,200})", re.MULTILINE),
    views={
        "urllib.parse.ParseResult.hostname": (PLACES, PLACES),
        "urllib.parse.ParseResult.netloc": (PLACES, PLACES),
        "urllib.parse.ParseResult.scheme": (frozenset(), frozenset()),
        "urllib.parse.SplitResult.hostname": (PLACES, PLACES),
        "urllib.parse.SplitResult.netloc": (PLACES, PLACES),
        "pathlib.Path.suffix": (frozenset({"upload"}), frozenset()),
        "pathlib.PurePath.suffix": (frozenset({"upload"}), frozenset()),
    },
    undoing=frozenset(
        {"html.unescape", "urllib.parse.unquote", "urllib.parse.unquote_plus", "base64.b64decode", "codecs.decode"}
    ),
    appliers={
        "asyncio.to_thread": 0,
        "asyncio.AbstractEventLoop.run_in_executor": 1,
        "?loop.run_in_executor": 1,
        "starlette.concurrency.run_in_threadpool": 0,
        "fastapi.concurrency.run_in_threadpool": 0,
        "concurrent.futures.ThreadPoolExecutor.submit": 0,
        "concurrent.futures.ProcessPoolExecutor.submit": 0,
        "?executor.submit": 0,
        "?pool.submit": 0,
        "contextvars.Context.run": 0,
    },
    enumerations=frozenset({"enum.Enum", "enum.IntEnum", "enum.StrEnum"}),
    dict_methods=frozenset(),
    validators=frozenset({"pydantic.field_validator", "pydantic.validator", "pydantic.v1.validator"}),
    rootless=frozenset({"object", "abc.ABC", "typing.Generic", "typing.Protocol", "typing.NamedTuple", "enum.Enum"}),
    fields_are_keys=False,
    missing_is_none=False,
    joins_with_plus=False,
    hoists=False,
    shares_exports=False,
    plain_annotations=frozenset({"str", "bytes", "dict", "list", "set", "tuple", "object", "typing.Any", "None"}),
    constructor="__init__",
    receiver_first=True,
    attribute=texts.nothing_known,
    character=texts.character,
)
