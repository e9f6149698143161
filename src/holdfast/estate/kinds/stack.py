"""What a deployment is as a whole, and what it tells others."""

from __future__ import annotations

from holdfast.model.kind import kind
from holdfast.model.resource import Resource
from holdfast.model.value import Value


@kind
class Stack(Resource):
    """Resources that are made, changed and deleted together out of one template."""

    own_role: Value[bool] | None = None
    """It is changed with a role of its own, and not with the rights of whoever asks."""
    announced: Value[bool] | None = None
    """Somebody is told of what happens to it."""


@kind
class StackOutput(Resource):
    """A value that a deployment shows to everyone who may look at it."""

    shows_secret: Value[bool] | None = None
    """It is a credential."""
