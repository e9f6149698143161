"""Where software is built and its artefacts are kept."""

from __future__ import annotations

from holdfast.model.kind import kind
from holdfast.model.resource import Resource
from holdfast.model.value import Value


@kind
class BuildProject(Resource):
    """A build that a provider runs, a pipeline of them, or the machine for one."""

    encrypted: Value[bool] | None = None
    """Its artefacts are encrypted at rest."""
    customer_key: Value[bool] | None = None
    """With a key that the team manages."""
    logs_encrypted: Value[bool] | None = None
    """Its logs are encrypted at rest."""
    privileged: Value[bool] | None = None
    """Its containers control the machine below."""
    logged: Value[bool] | None = None
    """Its logs are delivered somewhere."""
    tls_checked: Value[bool] | None = None
    """The certificate of its source is checked."""
    session_tokens_required: Value[bool] | None = None
    """Its metadata service answers only with a session token."""
    secret_literals: Value[tuple[Value[str], ...]] | None = None
    """Variables and attributes that hold a credential in plain text: their names."""


@kind
class Registry(Resource):
    """Where images or packages are kept."""

    public: Value[bool] | None = None
    """Everyone may pull from it."""
    customer_key: Value[bool] | None = None
    """Encrypted with a key that the team manages."""
    immutable: Value[bool] | None = None
    """A tag always means the same image."""
    scanned: Value[bool] | None = None
    """New images are looked at for known vulnerabilities."""
    login_required: Value[bool] | None = None
    """Nobody takes or puts images without proving who they are."""
    admin_user: Value[bool] | None = None
    """One shared account with a password may do everything."""
    signed: Value[bool] | None = None
    """It can tell that an image was signed."""
    quarantined: Value[bool] | None = None
    """New images wait until they were looked at."""
