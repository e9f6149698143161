"""The controls that stand against threats: what they state, whom they counter, and what speaks for them."""

from __future__ import annotations

from typing import Final

from holdfast.loop.catalogue_behaviour import BEHAVIOUR
from holdfast.loop.catalogue_code import CODE
from holdfast.loop.catalogue_code_parts import CODE_PARTS
from holdfast.loop.catalogue_containers import CONTAINERS
from holdfast.loop.catalogue_delivery import DELIVERY
from holdfast.loop.catalogue_encryption import ENCRYPTION
from holdfast.loop.catalogue_identity import IDENTITY
from holdfast.loop.catalogue_infrastructure import INFRASTRUCTURE
from holdfast.loop.catalogue_network import NETWORK
from holdfast.loop.catalogue_operations import OPERATIONS
from holdfast.loop.catalogue_packages import PACKAGES
from holdfast.loop.catalogue_people import PEOPLE
from holdfast.loop.catalogue_pipelines import PIPELINES
from holdfast.loop.catalogue_production import PRODUCTION
from holdfast.loop.catalogue_resilience import RESILIENCE
from holdfast.loop.catalogue_secrets import SECRETS
from holdfast.loop.catalogue_watching import WATCHING
from holdfast.model.activity import Control

CONTROLS: Final[tuple[Control, ...]] = (
    *SECRETS,
    *CODE,
    *CODE_PARTS,
    *INFRASTRUCTURE,
    *ENCRYPTION,
    *NETWORK,
    *IDENTITY,
    *WATCHING,
    *RESILIENCE,
    *CONTAINERS,
    *PIPELINES,
    *PACKAGES,
    *PEOPLE,
    *BEHAVIOUR,
    *DELIVERY,
    *PRODUCTION,
    *OPERATIONS,
)
"""Every control, by what it is about. An id is forever."""
