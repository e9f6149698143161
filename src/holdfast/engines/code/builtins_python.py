"""What Python does by itself."""

from __future__ import annotations

from typing import Final

from holdfast.engines.code import texts
from holdfast.engines.code.boxes import joint
from holdfast.engines.code.builtins_python_calls import CALLS
from holdfast.engines.code.builtins_python_containers import CONTAINERS
from holdfast.engines.code.builtins_python_rows import ROWS
from holdfast.engines.code.builtins_python_texts import TEXTS
from holdfast.engines.code.language import Language

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
    functions=joint(CONTAINERS, TEXTS, ROWS, CALLS),
    never=frozenset({"sys.exit", "exit", "quit", "os._exit", "os.abort", "flask.abort", "werkzeug.exceptions.abort"}),
    mutators=frozenset(
        {"append", "add", "extend", "insert", "update", "write", "writelines", "put", "appendleft", "push", "set"}
    ),
    transparent=frozenset({"asyncio.ensure_future", "asyncio.create_task", "functools.lru_cache", "functools.wraps()"}),
    prefix_tests=frozenset({"startswith", "is_relative_to"}),
    matchers=frozenset({"match", "fullmatch", "search"}),
    match_functions=frozenset({"re.match", "re.fullmatch", "re.search"}),
    type_tests=frozenset({"isinstance"}),
    whole_matchers=frozenset({"fullmatch"}),
    start_matchers=frozenset({"match"}),
    numbers=frozenset(
        {"int", "float", "bool", "complex", "decimal.Decimal", "uuid.UUID", "datetime.date", "datetime.datetime"}
    ),
    normalising=frozenset(
        {"os.path.realpath", "os.path.abspath", "os.path.normpath", "pathlib.Path.resolve", "pathlib.Path.absolute"}
    ),
    dict_methods=frozenset(),
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
