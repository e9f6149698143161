"""Kinds of a machine's own setup: files, downloads, packages, commands, users, protections."""

from __future__ import annotations

from holdfast.model.kind import kind
from holdfast.model.resource import Resource
from holdfast.model.value import Value


@kind
class HostFile(Resource):
    """A file or directory that is put on a machine."""

    path: Value[str | None] | None = None
    """Where it is put."""
    mode: Value[str | None] | None = None
    """Its rights as they are written; None where the system's default decides."""
    world_writable: Value[bool] | None = None
    """Everyone on the machine may change it, and nothing (the sticky bit) limits that."""
    private_key_readable: Value[bool] | None = None
    """It is a private key that others than its owner may read; not here where it is none."""
    sudo_without_password: Value[bool] | None = None
    """It lets somebody run every command as root without a password; not here where it is no rule for that."""


@kind
class HostDownload(Resource):
    """Something that is fetched from a server while a machine is set up."""

    certificate_checked: Value[bool] | None = None
    """The server has to show a certificate that holds."""
    tls: Value[bool] | None = None
    """It is fetched over an encrypted connection; not here for what stays on the machine."""
    checksum_given: Value[bool] | None = None
    """What comes is compared with a checksum; not here where nothing is kept of it."""


@kind
class HostPackage(Resource):
    """Software that is installed, or a repository that it comes from."""

    signature_checked: Value[bool] | None = None
    """Only signed packages are accepted."""
    certificate_checked: Value[bool] | None = None
    """The server has to show a certificate that holds."""
    tls: Value[bool] | None = None
    """Packages come over an encrypted connection."""
    newest: Value[bool] | None = None
    """Whatever is newest on that day is installed."""


@kind
class HostCommand(Resource):
    """A command that is run on a machine."""

    runs_download: Value[bool] | None = None
    """What a server answers is run at once."""
    certificate_checked: Value[bool] | None = None
    """It does not turn the check of certificates off."""


@kind
class HostUser(Resource):
    """An account on a machine."""

    password_literal: Value[bool] | None = None
    """Its password, or the hash of it, stands in the file."""


@kind
class HostLogin(Resource):
    """How people come onto a machine."""

    root_login: Value[bool] | None = None
    """Root may log in over the network; not here where nothing is said about it."""
    password_login: Value[bool] | None = None
    """A password is enough to log in; not here where nothing is said about it."""
    empty_passwords: Value[bool] | None = None
    """An empty password is accepted; not here where nothing is said about it."""


@kind
class HostGuard(Resource):
    """Something that protects a machine: its firewall, its mandatory access control."""

    name: Value[str | None] | None = None
    """``firewalld``, ``ufw``, ``selinux`` …"""
    enabled: Value[bool] | None = None
    """It is on."""


@kind
class HostTask(Resource):
    """A step of a run, whatever it does."""

    secret_literals: Value[tuple[Value[str], ...]] | None = None
    """Names of arguments that hold a credential in plain text."""
    secret_logged: Value[bool] | None = None
    """It works with a credential in a way that shows it in the log; not here where it works with none."""
