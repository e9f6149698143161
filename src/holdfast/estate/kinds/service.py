"""Services that a provider runs: how they are reached, and what is special about some of them."""

from __future__ import annotations

from holdfast.model.kind import kind
from holdfast.model.resource import Resource
from holdfast.model.value import Value


@kind
class ServiceEndpoint(Resource):
    """Where a service of the provider answers, whatever it does."""

    public: Value[bool] | None = None
    """Every network may try to sign in; not here where the service is made for visitors, or cannot be closed."""
    tls_required: Value[bool] | None = None
    """Requests without TLS are refused."""
    min_tls: Value[str | None] | None = None
    """The oldest version of TLS that it accepts."""
    shared_keys: Value[bool] | None = None
    """Whoever knows one of its keys gets in, without an identity of their own."""


@kind
class Vault(Resource):
    """Where keys, secrets and certificates are kept together."""

    purge_protected: Value[bool] | None = None
    """What was deleted cannot be destroyed before its time."""
    recovery_days: Value[float | None] | None = None
    """How long something deleted can be brought back; 0 where it cannot."""
    role_based: Value[bool] | None = None
    """Roles decide about access, and not a list of its own."""
    access_logged: Value[bool] | None = None
    """Who used which key or secret is recorded."""


@kind
class WebApp(Resource):
    """A web application, or the web side of a function, on a platform that the provider runs."""

    tls_required: Value[bool] | None = None
    """Plain HTTP is sent on to HTTPS or refused."""
    min_tls: Value[str | None] | None = None
    """The oldest version of TLS that it accepts."""
    auth_required: Value[bool] | None = None
    """The platform asks visitors to sign in."""
    client_certificates: Value[bool] | None = None
    """Visitors must show a certificate."""
    has_role: Value[bool] | None = None
    """It has an identity of its own, so that no keys need to be put on it."""
    debug_open: Value[bool] | None = None
    """A debugger may be attached from elsewhere."""
    plain_ftp: Value[bool] | None = None
    """Its files may be changed over unencrypted FTP."""
    cors_open: Value[bool] | None = None
    """Scripts of every web site may call it."""
    http2: Value[bool] | None = None
    """It speaks HTTP/2."""
    access_logged: Value[bool] | None = None
    """Requests are recorded."""
    errors_logged: Value[bool] | None = None
    """What goes wrong is recorded in detail."""
    health_checked: Value[bool] | None = None
    """An instance that does not answer is replaced."""
    secret_literals: Value[tuple[Value[str], ...]] | None = None
    """Names of settings that hold a credential in plain text."""


@kind
class CustomRole(Resource):
    """A role that the team defined, in a cloud whose roles are lists of operations."""

    allows_everything: Value[bool] | None = None
    """It allows every operation on what it is assigned for."""
    grants_roles: Value[bool] | None = None
    """Who has it may give roles to themselves and others."""
