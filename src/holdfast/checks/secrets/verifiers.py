"""Every verifier: which vendors can be asked whether a credential works. Each call only reads."""

from __future__ import annotations

from typing import Final

from holdfast.checks.secrets.verifiers_platforms import PLATFORMS
from holdfast.checks.secrets.verifiers_services import SERVICES
from holdfast.model.verification import Verifier

VERIFIERS: Final[tuple[Verifier, ...]] = (*PLATFORMS, *SERVICES)
