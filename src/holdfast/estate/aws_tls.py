"""Whether a policy of AWS turns away requests that do not come over TLS."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from holdfast.estate.aws_policy import Holder, policy
from holdfast.estate.kinds.identity import Condition, PolicyStatement
from holdfast.model.place import Place
from holdfast.model.value import How, Known, Tree, Unknown, Value

_HOLDER: Final = Holder("", "", "", Place(path=""))


def tls_demanded(documents: Iterable[Tree], near: Tree) -> Value[bool]:
    """True where a document denies everyone who comes without TLS; false at ``near`` where none does."""
    unknown: Unknown | None = None
    for document in documents:
        for found in policy(document, _HOLDER, ""):
            if not isinstance(found, PolicyStatement):
                continue
            if isinstance(found.allow, Unknown) or isinstance(found.conditions, Unknown):
                unknown = found.allow if isinstance(found.allow, Unknown) else unknown
                unknown = found.conditions if isinstance(found.conditions, Unknown) else unknown
            elif _turns_away(found):
                return Known(True, found.place, How.EXPLICIT)
    return unknown or Known(False, near.place, How.DEFAULT)


def _turns_away(statement: PolicyStatement) -> bool:
    denies = isinstance(statement.allow, Known) and not statement.allow.value
    conditions = statement.conditions.value if isinstance(statement.conditions, Known) else ()
    return denies and any(_without_tls(condition) for condition in conditions)


def _without_tls(condition: Condition) -> bool:
    operator, key = condition.operator.lower(), condition.key.lower()
    if key == "aws:securetransport" and operator.startswith("bool"):
        return any(isinstance(value, Known) and value.value.lower() == "false" for value in condition.values)
    return key == "s3:tlsversion" and operator.startswith("numericlessthan")
