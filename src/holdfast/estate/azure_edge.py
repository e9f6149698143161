"""Oldest version of TLS that an application gateway of Azure accepts.

Source: "Application Gateway TLS policy overview".
"""

from __future__ import annotations

from typing import Any, Final

from holdfast.estate.blocks import Block
from holdfast.model.tree import at, mapped
from holdfast.model.value import How, Known, Tree, Unknown, Value

_POLICIES: Final = {
    "appgwsslpolicy20150501": "1.0",
    "appgwsslpolicy20170401": "1.1",
    "appgwsslpolicy20170401s": "1.2",
    "appgwsslpolicy20220101": "1.2",
    "appgwsslpolicy20220101s": "1.2",
}


def gateway_tls(policy: Tree, named: str, minimum: str, block: Block) -> Value[Any]:
    """By the named policy, or the minimum of one that the team wrote; today's default takes 1.2."""
    if isinstance(policy, Unknown):
        return policy
    written = at(policy, minimum)
    if isinstance(written, Unknown) or written.value:
        return mapped(written, lambda value: f"1.{str(value)[-1]}")
    name = at(policy, named)
    if isinstance(name, Unknown) or name.value:
        return mapped(name, lambda value: _POLICIES[str(value).lower()])
    return Known("1.2", block.place, How.DEFAULT)
