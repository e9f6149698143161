"""Machines of Google Cloud, and the templates that machines are started from.

Source: documentation of the provider and of Compute Engine: "VM metadata", "Shielded VM", "Service accounts".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from holdfast.estate.blocks import Blocks
from holdfast.estate.facts import (
    Fact,
    Row,
    both,
    contains,
    either,
    given,
    matching,
    opposite,
    reach,
    read_rows,
    some,
    switch,
)
from holdfast.estate.google_facts import only, told
from holdfast.estate.kinds.compute import Instance
from holdfast.estate.machine import script_secrets
from holdfast.model.resource import Resource
from holdfast.model.tree import at, fields, items
from holdfast.model.value import How, Known, Tree, Unknown, Value

_DEFAULT: Final = r"^(?:\d+-compute@developer\.gserviceaccount\.com|default)?$"
EVERY_INTERFACE: Final = ("cloud-platform", "https://www.googleapis.com/auth/cloud-platform")


def default_account(holder: str, name: str) -> Fact:
    """Whether machines run as the account that the platform made, also where another resource says its name."""
    path = f"{holder}.{name}"
    spelled = matching(path, _DEFAULT, default=True)

    def fact(attrs: Tree) -> Value[Any]:
        tree = reach(attrs, path)
        if tree.refs:
            made = any("default_service_account" in ref for ref in tree.refs)
            return Known(made, tree.place, How.COMPUTED, (), tree.refs)
        return spelled(attrs)

    return fact


def addressed(attrs: Tree) -> Value[Any]:
    """Whether an interface has an access configuration, which may be empty: it is what gives an address."""
    found = [_configured(each) for each in items(at(attrs, "network_interface"))]
    first = next((each for each in found if isinstance(each, Known) and each.value), None)
    unknown = next((each for each in found if isinstance(each, Unknown)), None)
    whole = at(attrs, "network_interface")
    return whole if isinstance(whole, Unknown) else first or unknown or Known(False, whole.place, How.DEFAULT)


def _configured(interface: Tree) -> Value[bool]:
    for name in ("access_config", "ipv6_access_config"):
        tree = at(interface, name)
        if isinstance(tree, Unknown):
            return tree
        if isinstance(tree.value, list) and tree.value:
            return _there(tree.value[0])
    return Known(False, interface.place, How.DEFAULT)


def _there(config: Tree) -> Value[bool]:
    """Whether a block stands there: one whose parts come from something that nobody knows may have no copies."""
    if isinstance(config, Unknown):
        return config
    unsure = next((each for _, each in fields(config) if isinstance(each, Unknown) and not each.refs), None)
    return unsure or Known(True, config.place, config.how, config.trail)


_ACCOUNT: Final = default_account("service_account", "email")
_ALL: Final = contains("service_account.scopes", *EVERY_INTERFACE)
_MACHINE: Final[dict[str, Fact]] = {
    "public_ip": addressed,
    "serial_console": switch("metadata.serial-port-enable"),
    "forwards": switch("can_ip_forward"),
    "full_access": only(given("service_account"), both(_ACCOUNT, _ALL)),
    "default_account": only(given("service_account"), both(_ACCOUNT, opposite(_ALL))),
    "shared_keys_refused": either(switch("metadata.block-project-ssh-keys"), switch("metadata.enable-oslogin")),
    "identity_login": told(switch("metadata.enable-oslogin")),
    "secure_boot": switch("shielded_instance_config.enable_secure_boot"),
    "boot_measured": both(
        switch("shielded_instance_config.enable_vtpm", True),
        switch("shielded_instance_config.enable_integrity_monitoring", True),
    ),
    "confidential": either(
        switch("confidential_instance_config.enable_confidential_compute"),
        given("confidential_instance_config.confidential_instance_type"),
    ),
    "secret_literals": script_secrets(
        "metadata_startup_script",
        "metadata.startup-script",
        "metadata.user-data",
        "metadata.windows-startup-script-ps1",
    ),
}
_KEY: Final = either(given("boot_disk.kms_key_self_link"), given("boot_disk.disk_encryption_key_raw"))
_TEMPLATE_KEY: Final = some("disk", given("disk_encryption_key.kms_key_self_link"))
_ROWS: Final = (
    Row(
        "google_compute_instance",
        Instance,
        {**_MACHINE, "customer_key": _KEY, "termination_protected": switch("deletion_protection")},
    ),
    Row("google_compute_instance_template", Instance, {**_MACHINE, "customer_key": _TEMPLATE_KEY}),
    Row("google_compute_region_instance_template", Instance, {**_MACHINE, "customer_key": _TEMPLATE_KEY}),
    Row(
        "google_compute_instance_from_template",
        Instance,
        {name: told(fact) for name, fact in _MACHINE.items() if name != "secret_literals"},
    ),
)


def read(blocks: Blocks) -> Iterator[Resource]:
    """Machines and templates."""
    yield from read_rows(_ROWS, blocks, "google")
