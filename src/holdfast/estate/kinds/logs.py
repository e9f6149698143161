"""Where logs are kept."""

from __future__ import annotations

from holdfast.model.kind import kind
from holdfast.model.resource import Resource
from holdfast.model.value import Value


@kind
class LogGroup(Resource):
    """A group of logs or a workspace for them."""

    retention_days: Value[float | None] | None = None
    """How long entries are kept; none where nobody said so and they are kept for ever."""
    customer_key: Value[bool] | None = None
    """Encrypted with a key that the team manages."""
