"""What policies about search collections of AWS say: who reaches them, and with which key they are encrypted.

Source: "Security in Amazon OpenSearch Serverless", Amazon OpenSearch Service developer guide.
"""

from __future__ import annotations

from typing import Any

from holdfast.estate.aws_policy import parsed
from holdfast.estate.facts import opposite, some, switch
from holdfast.model.tree import text
from holdfast.model.value import Tree, Unknown, Value


def collection_policy(sort: Tree, document: Tree) -> dict[str, Value[Any] | None]:
    """Facts of one policy, by its sort: ``network`` or ``encryption``."""
    kind = text(sort)
    if isinstance(kind, Unknown) or kind.value not in ("network", "encryption"):
        return {}
    tree = parsed(document)
    if kind.value == "network":
        return {"public": some("", switch("AllowFromPublic"))(tree)}
    return {"customer_key": opposite(switch("AWSOwnedKey"))(tree)}
