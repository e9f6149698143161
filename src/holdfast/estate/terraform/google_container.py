"""Managed Kubernetes of Google Cloud: clusters, and their machines.

What the platform does unless told otherwise: its own system for containers, shielded machines, repair and updates, no
old ways to the metadata service, no passwords or certificates. Clusters of the mode Autopilot have more of it, which
nobody can turn off. Source: documentation of the provider and "Harden your cluster's security", documentation of GKE.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from holdfast.estate.blocks import Blocks
from holdfast.estate.facts import (
    Fact,
    Frame,
    Row,
    among,
    both,
    contains,
    either,
    fixed,
    given,
    literals,
    matching,
    opposite,
    read_rows,
    some,
    switch,
    where,
)
from holdfast.estate.google_facts import told, whole_world
from holdfast.estate.kinds.compute import Cluster, NodeGroup
from holdfast.estate.links import part
from holdfast.estate.terraform.google_compute import EVERY_INTERFACE, default_account
from holdfast.model.resource import Resource
from holdfast.model.tree import at, items
from holdfast.model.value import Known, Tree

_AUTOPILOT: Final = switch("enable_autopilot")
_NAMED: Final = given("master_authorized_networks_config")
_HIDDEN: Final = either(
    switch("private_cluster_config.enable_private_endpoint"),
    opposite(switch("control_plane_endpoints_config.ip_endpoints_config.enabled", True)),
)
_RANGES: Final = "master_authorized_networks_config.cidr_blocks"


def manual(fact: Fact) -> Fact:
    """A fact of clusters whose machines the team looks after; Autopilot does it well by itself."""
    return where(_AUTOPILOT, fixed(True), fact)


def _logged(kind: str) -> Fact:
    """Whether logs or measures leave a cluster: they do unless somebody turned them off."""
    chosen = f"{kind}_config.enable_components"
    off = either(among(f"{kind}_service", "none"), both(given(f"{kind}_config"), opposite(given(chosen))))
    return where(_AUTOPILOT, fixed(True), opposite(off))


_CLUSTER: Final[dict[str, Fact]] = {
    "public": where(_HIDDEN, fixed(False), either(opposite(_NAMED), some(_RANGES, whole_world("cidr_block")))),
    "customer_key": among("database_encryption.state", "ENCRYPTED"),
    "old_rules": switch("enable_legacy_abac"),
    "password_login": matching("master_auth.username", r"\S"),
    "client_certificate": switch("master_auth.client_certificate_config.issue_client_certificate"),
    "network_policy": manual(either(switch("network_policy.enabled"), among("datapath_provider", "ADVANCED_DATAPATH"))),
    "private_nodes": switch("private_cluster_config.enable_private_nodes"),
    "workload_identity": manual(given("workload_identity_config.workload_pool")),
    "images_checked": either(
        among("binary_authorization.evaluation_mode", "PROJECT_SINGLETON_POLICY_ENFORCE", "POLICY_BINDINGS"),
        switch("binary_authorization.enabled"),
        switch("enable_binary_authorization"),
    ),
    "nodes_attested": manual(switch("enable_shielded_nodes", True)),
    "flows_visible": manual(
        either(switch("enable_intranode_visibility"), among("datapath_provider", "ADVANCED_DATAPATH"))
    ),
    "updated": manual(opposite(among("release_channel.channel", "UNSPECIFIED"))),
    "logged": _logged("logging"),
    "monitored": _logged("monitoring"),
    "secret_literals": literals("master_auth.password"),
}
_ACCOUNT: Final = default_account("node_config", "service_account")
_ALL: Final = contains("node_config.oauth_scopes", *EVERY_INTERFACE)
_HIDING: Final = either(
    among("node_config.workload_metadata_config.mode", "GKE_METADATA", "MODE_UNSPECIFIED", default=True),
    among("node_config.workload_metadata_config.node_metadata", "GKE_METADATA_SERVER", "SECURE"),
)
_NODES: Final[dict[str, Fact]] = {
    "metadata_hidden": told(_HIDING),
    "old_metadata_off": switch("node_config.metadata.disable-legacy-endpoints", True),
    "hardened_image": matching("node_config.image_type", "^COS", default=True),
    "default_account": both(_ACCOUNT, opposite(_ALL)),
    "full_access": both(_ACCOUNT, _ALL),
    "secure_boot": switch("node_config.shielded_instance_config.enable_secure_boot"),
    "boot_measured": switch("node_config.shielded_instance_config.enable_integrity_monitoring", True),
    "customer_key": given("node_config.boot_disk_kms_key"),
}
_KEPT: Final[dict[str, Fact]] = {
    "auto_repaired": opposite(both(given("management"), opposite(switch("management.auto_repair")))),
    "auto_updated": opposite(both(given("management"), opposite(switch("management.auto_upgrade")))),
    "public_ip": told(opposite(switch("network_config.enable_private_nodes"))),
}
_ROWS: Final = (
    Row("google_container_cluster", Cluster, _CLUSTER),
    Row("google_container_node_pool", NodeGroup, {**_NODES, **_KEPT}),
)


def read(blocks: Blocks) -> Iterator[Resource]:
    """Clusters; machines of their first pool, unless that is thrown away; machines of other pools."""
    frame = Frame("google", blocks.language)
    yield from read_rows(_ROWS, blocks, "google")
    for block in blocks.of("google_container_cluster"):
        plain = opposite(either(_AUTOPILOT, switch("remove_default_node_pool"), given("node_pool")))(block.attrs)
        if isinstance(plain, Known) and plain.value:
            yield _nodes(block, frame, "node_config", block.attrs, _NODES)
        for number, pool in enumerate(items(at(block.attrs, "node_pool"))):
            yield _nodes(block, frame, f"node_pool[{number}]", pool, {**_NODES, **_KEPT})


def _nodes(block: Any, frame: Frame, name: str, tree: Tree, facts: dict[str, Fact]) -> Resource:
    return part(block, name, tree, NodeGroup, frame, **{fact: told(tree) for fact, told in facts.items()})
