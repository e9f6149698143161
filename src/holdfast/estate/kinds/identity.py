"""Kinds of identity: who may do what."""

from __future__ import annotations

from holdfast.model.kind import kind
from holdfast.model.noun import noun
from holdfast.model.resource import Resource
from holdfast.model.value import Value


@noun
class Condition:
    """One restriction of a statement."""

    operator: str
    """``StringEquals``, ``ArnLike`` …"""
    key: str
    """``aws:SourceArn`` …, as it is written."""
    values: tuple[Value[str], ...]
    """What it is compared with."""


@noun
class Principal:
    """Someone whom a statement speaks of."""

    type: str
    """``aws`` (an account, role or user), ``service``, ``federated``, ``canonical``, or ``any`` for ``*`` alone."""
    name: Value[str]
    """An ARN, an account number, a service's name, ``*``."""


@kind
class PolicyStatement(Resource):
    """One statement of a policy: who may, or may not, do what to what, and when."""

    attached: Value[str] | None = None
    """What the policy is for: ``identity`` (what a user, group or role may do), ``trust`` (who may become a role), or
    the resource that it protects: ``bucket``, ``queue``, ``topic``, ``key``, ``function``, ``repository`` …"""
    allow: Value[bool] | None = None
    """It allows; else it denies."""
    actions: Value[tuple[Value[str], ...]] | None = None
    """Actions, with wildcards, as they are written."""
    not_actions: Value[tuple[Value[str], ...]] | None = None
    """All actions but these; empty where ``actions`` are named."""
    targets: Value[tuple[Value[str], ...]] | None = None
    """Resources, with wildcards; empty for trust."""
    not_targets: Value[tuple[Value[str], ...]] | None = None
    """All resources but these."""
    principals: Value[tuple[Principal, ...]] | None = None
    """Who; empty for identity policies."""
    not_principals: Value[tuple[Principal, ...]] | None = None
    """Everybody but these."""
    conditions: Value[tuple[Condition, ...]] | None = None
    """Restrictions; all must hold."""


@kind
class Policy(Resource):
    """A whole policy: what its statements grant together."""

    attached: Value[str] | None = None
    """As on its statements."""
    statements: Value[tuple[PolicyStatement, ...]] | None = None
    """Its statements, in order."""


@kind
class PolicyAttachment(Resource):
    """A ready-made policy given to somebody."""

    policy: Value[str | None] | None = None
    """Name of the policy, without the path before it."""
    to_user: Value[bool] | None = None
    """It is given to a single user, and not to a group or role."""
    broad: Value[bool] | None = None
    """It counts for a whole account, or for several."""


@kind
class AccessKey(Resource):
    """A lasting key of a user."""

    of_root: Value[bool] | None = None
    """It belongs to the owner of the whole account."""
    active: Value[bool] | None = None
    """It works."""
    secret_in_state: Value[bool] | None = None
    """Its secret is kept readable where the tool keeps its state."""
    restricted: Value[bool] | None = None
    """It works only for some services or from some places."""
    handed_to: Value[tuple[Value[str], ...]] | None = None
    """Resources in whose settings it is written, where whoever may look at them reads it: their addresses."""


@kind
class PasswordPolicy(Resource):
    """What passwords must be like: for operators of an account, or for customers in a directory of users."""

    of_customers: Value[bool] | None = None
    """It is for the customers of an application."""
    min_length: Value[float | None] | None = None
    """Fewest characters."""
    needs_lower: Value[bool] | None = None
    """A small letter is needed."""
    needs_upper: Value[bool] | None = None
    """A capital letter is needed."""
    needs_number: Value[bool] | None = None
    """A digit is needed."""
    needs_symbol: Value[bool] | None = None
    """Another character is needed."""
    remembered: Value[float | None] | None = None
    """How many former passwords may not come back."""
    max_age_days: Value[float | None] | None = None
    """After how many days it must be changed; 0 for never."""


@kind
class UserDirectory(Resource):
    """A directory of the users of an application."""

    mfa: Value[str | None] | None = None
    """``off``, ``optional``, ``on``: a second factor."""
    rewritable: Value[tuple[Value[str], ...]] | None = None
    """Attributes of the team's own that an application lets its users write; not here where there are none."""
    attacks_blocked: Value[bool] | None = None
    """Stolen passwords and odd sign-ins are noticed and blocked."""
    deletion_protected: Value[bool] | None = None
    """It can't be deleted by a slip."""


@kind
class IdentityBroker(Resource):
    """Exchanges somebody's proof of identity for credentials of the cloud."""

    admits_guests: Value[bool] | None = None
    """It gives credentials to whoever asks, without a sign-in."""
    classic_flow: Value[bool] | None = None
    """Callers may choose the role for themselves."""
    restricted: Value[bool] | None = None
    """A condition says whose proofs of identity it takes."""
