"""Use case: say how the ground stands that Holdfast stands on."""

from __future__ import annotations

from pathlib import Path

from holdfast.actions import hooks
from holdfast.app import helm
from holdfast.app.ledgers import placed
from holdfast.app.lookup import Lookup
from holdfast.app.policy import Policies, environment
from holdfast.engines.machine.doctor import Ground, look
from holdfast.estate.repo.git import toplevel
from holdfast.kit.places import cache_folder, data_folder
from holdfast.model.diagnosis import Diagnosis, Health
from holdfast.model.errors import AdvisoryError, ConfigError, UsageError
from holdfast.model.policy import Policy


def diagnose(folder: Path) -> list[Diagnosis]:
    """Look at the machine and the repository from ``folder``. Raises UsageError when it is none."""
    if not folder.is_dir():
        raise UsageError(f"{folder} is not a folder", advice="Name a folder, or leave it out for the current one.")
    root = toplevel(folder) or folder

    def describe() -> str:
        policy = _policy(root)
        return f"preset {policy.preset} ({policy.origin('preset')})"

    try:
        place = placed(root, _policy(root))
    except UsageError:
        place = placed(root, Policy())
    ground = Ground(root=root, cache=cache_folder(), data=data_folder(), ledger=place.path)
    found = look(
        ground,
        policy=describe,
        hooks=lambda: hooks.status(folder),
        helm=lambda: _helm(root),
        advisories=lambda: _advisories(root),
    )
    server = Diagnosis(title="Ledger", state=Health.OK, says=f"on a server, {place}; it is asked when it is needed")
    return [server if place.url and item.title == server.title else item for item in found]


def _advisories(root: Path) -> Diagnosis:
    try:
        known = Lookup(_policy(root))
    except ConfigError:  # told under its own title
        known = Lookup(Policy())
    try:
        says = known.says
    except AdvisoryError as error:
        return Diagnosis(title="Advisories", state=Health.WARN, says=str(error), advice=error.advice)
    says = says.replace(" were asked", "")
    return Diagnosis(title="Advisories", state=Health.OK, says=says.rstrip("."))


def _helm(root: Path) -> Diagnosis:
    found = helm.found(environment(), root.resolve())
    if found is None:
        return Diagnosis(title="Helm", state=Health.OK, says="not on PATH: Helm charts are counted as not read")
    version = found.version()
    says = f"v{'.'.join(map(str, version))} at {found.program}" if version else f"{found.program} tells no version"
    if version < helm.OLDEST:
        oldest = ".".join(map(str, helm.OLDEST))
        return Diagnosis(
            title="Helm", state=Health.WARN, says=says, advice=f"Charts are not rendered by one older than {oldest}."
        )
    return Diagnosis(title="Helm", state=Health.OK, says=says)


def _policy(root: Path) -> Policy:
    return Policies(root, {}, environment()).root
