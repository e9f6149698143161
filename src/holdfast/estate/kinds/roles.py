"""Roles given to somebody, in clouds where that is a resource of its own."""

from __future__ import annotations

from holdfast.model.kind import kind
from holdfast.model.resource import Resource
from holdfast.model.value import Value


@kind
class RoleGrant(Resource):
    """A role given to some members, on one resource or on a whole part of an organisation."""

    scope: Value[str] | None = None
    """What it holds for: ``organization``, ``folder``, ``project``, ``billing account``, ``service account``, or the
    word for a single resource: ``topic``, ``secret``, ``run service`` …"""
    role: Value[str | None] | None = None
    """The role's name, e.g. ``roles/viewer``."""
    members: Value[tuple[Value[str], ...]] | None = None
    """Who gets it: ``user:…``, ``group:…``, ``serviceAccount:…``, ``allUsers`` …"""
    limited: Value[bool] | None = None
    """A condition restricts it."""
