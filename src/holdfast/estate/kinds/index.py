"""Every kind by its name in rules: the name of its class in kebab case.

Rules are held against it when they are compiled; a scan needs only the names, and imports only the kinds that it meets.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from holdfast.model.resource import Resource

KINDS: Final[Mapping[str, type[Resource]]] = {
    "resource": Resource,
}
