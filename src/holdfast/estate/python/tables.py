"""Who lowers which kind of node."""

from __future__ import annotations

from holdfast.estate.python.compound import COMPOUNDS
from holdfast.estate.python.definitions import DEFINITIONS, LAMBDAS
from holdfast.estate.python.expressions import EXPRESSIONS
from holdfast.estate.python.grammar import by_id
from holdfast.estate.python.imports import IMPORTS
from holdfast.estate.python.lowering import Express, State, Tables
from holdfast.estate.python.patterns import MATCHES
from holdfast.estate.python.statements import SIMPLE
from holdfast.estate.python.texts import TEXTS

_EXPRESSIONS: dict[str, Express] = {**EXPRESSIONS, **TEXTS, **LAMBDAS}
_STATEMENTS: dict[str, State] = {**SIMPLE, **IMPORTS, **COMPOUNDS, **DEFINITIONS, **MATCHES}

TABLES = Tables(expressions=by_id(_EXPRESSIONS), statements=by_id(_STATEMENTS))
