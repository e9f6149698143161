"""How an image is built: the build, the images that it starts from, its steps."""

from __future__ import annotations

from typing import Final

from holdfast.model.kind import kind
from holdfast.model.noun import noun
from holdfast.model.place import Place
from holdfast.model.resource import Resource
from holdfast.model.value import Value

_ACTIONS: Final = frozenset({"install", "add", "update", "upgrade", "dist-upgrade", "config", "clone"})
"""Actions that a finding may name."""


@kind
class ImageBuild(Resource):
    """What comes out of a build: the settings of its last stage."""

    user: Value[str | None] | None = None
    """The user that it runs as, without its group; None where nothing says. Not here where it starts nothing."""
    base: Value[str | None] | None = None
    """The image that the last stage is made from, through the stages before it."""
    unnamed: Value[str] | None = None
    """Who it runs as where it names nobody, in words."""
    health_checked: Value[bool] | None = None
    """It says how to find out whether it works. Not here where it starts nothing."""
    ports: Value[tuple[Value[str], ...]] | None = None
    """Ports that it exposes, without protocol."""
    serves: Value[bool] | None = None
    """It runs on and answers requests: it exposes a port, or starts a program that is known for it."""


@kind
class BaseImage(Resource):
    """An image that a build takes something from: a base, or the source of a copy."""

    image: Value[str | None] | None = None
    """The reference as it is after its variables are put in."""
    tag: Value[str | None] | None = None
    """Its tag; None for none, which means ``latest``. Not here for ``scratch`` and for stages of the same build."""
    digest: Value[str | None] | None = None
    """Its digest; None for none. Not here likewise."""


@noun
class Command:
    """One simple command of a step."""

    program: Value[str]
    """The name of what is run, without its folder; what ``sudo`` and ``env`` run counts."""
    action: Value[str]
    """Its first word that is no option, e.g. ``install``; empty for none."""
    options: Value[tuple[Value[str], ...]]
    """Its options, with their values behind ``=``."""
    text: Value[str]
    """The whole command with single spaces. It may hold a secret."""
    unpinned: Value[tuple[Value[str], ...]]
    """Packages that it installs without saying which version."""
    place: Place

    def __str__(self) -> str:
        """The program, and what a package manager does; other arguments may hold secrets."""
        action = getattr(self.action, "value", "")
        return f"{getattr(self.program, 'value', '')} {action if action in _ACTIONS else ''}".strip()


@kind
class BuildStep(Resource):
    """One instruction of a build that makes or sets something."""

    instruction: Value[str] | None = None
    """``RUN``, ``COPY``, ``ADD``, ``ENV``, ``ARG``, ``USER``, ``WORKDIR``, ``CMD`` …"""
    commands: Value[tuple[Command, ...]] | None = None
    """What a ``RUN`` runs, one by one."""
    piped_to_shell: Value[bool] | None = None
    """A ``RUN`` downloads a script and runs it at once."""
    sources: Value[tuple[Value[str], ...]] | None = None
    """What ``COPY`` and ``ADD`` take from the build's folder or from the network."""
    whole_context: Value[bool] | None = None
    """A ``COPY`` or ``ADD`` takes the whole folder, and no ``.dockerignore`` leaves anything out."""
    history_copied: Value[bool] | None = None
    """It takes the whole repository with ``.git``, although a ``.dockerignore`` is there; not here without one."""
    checked: Value[bool] | None = None
    """An ``ADD`` says the digest of what it takes from the network."""
    lone_update: Value[bool] | None = None
    """A ``RUN`` brings the list of packages up to date and installs none."""
    relative_folder: Value[bool] | None = None
    """A ``WORKDIR`` depends on the folder before it."""
    onbuild: Value[bool] | None = None
    """It does nothing here, and runs when another image is built from this one."""
    mode: Value[str | None] | None = None
    """The mode that ``COPY`` and ``ADD`` give."""
    insecure: Value[bool] | None = None
    """A ``RUN`` leaves the sandbox of the build (``--security=insecure``)."""
    host_network: Value[bool] | None = None
    """A ``RUN`` uses the network of the builder."""
    secret_literals: Value[tuple[Value[str], ...]] | None = None
    """Names of variables of ``ENV`` and ``ARG`` that hold a credential in clear."""
    secret_arguments: Value[tuple[Value[str], ...]] | None = None
    """Names of ``ARG`` and ``ENV`` that are there to take a credential when the image is built."""
    variables: Value[tuple[Value[str], ...]] | None = None
    """What ``ENV`` sets, each as ``NAME=value``. It may hold a secret."""


@kind
class Image(Resource):
    """An image that was built: what is in it, whoever put it there. Paths stand without a slash before them."""

    distribution: Value[str | None] | None = None
    """Name and release for people; None where nothing says."""
    support_left: Value[float] | None = None
    """Days until the release gets no more fixes, below 0 when that is past. Not here for one without releases."""
    support_ends: Value[str] | None = None
    """The last day of support, as a date."""
    age: Value[float] | None = None
    """Days since it was made."""
    vouched: Value[bool] | None = None
    """A signature or an attestation lies beside it. Not here where its form has no place for one."""
    raised: Value[tuple[Value[str], ...]] | None = None
    """Programs that run with the rights of their owner or group, where distributions have them."""
    odd_raised: Value[tuple[Value[str], ...]] | None = None
    """The same anywhere else, or a shell or an interpreter."""
    writable: Value[tuple[Value[str], ...]] | None = None
    """Files that everybody may write, and folders in which everybody may delete what others put there."""
    caches: Value[tuple[Value[str], ...]] | None = None
    """Folders with what package managers keep for their next run."""
    ssh_servers: Value[tuple[Value[str], ...]] | None = None
    host_keys: Value[tuple[Value[str], ...]] | None = None
    """Private keys by which a host proves that it is itself."""
    admitted: Value[tuple[Value[str], ...]] | None = None
    """Lists of keys that may log in."""
    repositories: Value[tuple[Value[str], ...]] | None = None
    """Folders with the history of a repository."""
    open_users: Value[tuple[Value[str], ...]] | None = None
    """Users who need no password."""
    password_users: Value[tuple[Value[str], ...]] | None = None
    """Users with a password."""
    other_roots: Value[tuple[Value[str], ...]] | None = None
    """Users besides root who have its number."""
    free_sudo: Value[tuple[Value[str], ...]] | None = None
    """Who may run everything as root without a password."""
