"""Functions, services, messages, data and tools of Google Cloud that the platform runs.

All that they keep is encrypted at rest by the platform; what a team chooses is the key. Source: documentation of the
provider, arguments and defaults of each type.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from holdfast.estate.blocks import Blocks
from holdfast.estate.facts import (
    Fact,
    Frame,
    Row,
    among,
    either,
    fixed,
    given,
    opposite,
    reach,
    read_rows,
    secret_entries,
    secret_pairs,
    some,
    switch,
)
from holdfast.estate.google_facts import only, told
from holdfast.estate.kinds.analytics import DataJob, DataStore
from holdfast.estate.kinds.build import BuildProject, Registry
from holdfast.estate.kinds.compute import Function, Notebook
from holdfast.estate.kinds.edge import Listener
from holdfast.estate.kinds.messaging import Broker, Topic
from holdfast.estate.links import part
from holdfast.model.resource import Resource
from holdfast.model.tree import at, items, mapped
from holdfast.model.value import How, Known, Tree, Unknown, Value

_RUNTIME: Final = re.compile(r"^(nodejs|python|go|ruby|php|java|dotnet)(\d+)$")
_ONE_PLACE: Final = frozenset({"nodejs", "java", "dotnet"})


def runtime(path: str) -> Fact:
    """A runtime as other clouds spell it: ``python39`` is ``python3.9``, ``nodejs18`` is ``nodejs18.x``."""
    return lambda attrs: mapped(reach(attrs, path), lambda value: None if value is None else _spelled(str(value)))


def _spelled(name: str) -> str:
    match = _RUNTIME.match(name)
    if not match:
        return name
    language, digits = match[1], match[2]
    if language in _ONE_PLACE:
        return {"nodejs": f"nodejs{digits}.x", "dotnet": "dotnetcore3.1" if digits == "3" else f"dotnet{digits}"}.get(
            language, name
        )
    return f"{language}{digits[0]}.{digits[1:]}"


def _kept(*paths: str) -> dict[str, Fact]:
    """What the platform encrypts, and perhaps with a key of the team."""
    return {"encrypted": fixed(True), "customer_key": either(*(given(path) for path in paths))}


def _pairs(containers: str) -> Fact:
    """Variables of every container that hold a credential in clear."""

    def fact(attrs: Tree) -> Value[Any]:
        listed = reach(attrs, containers)
        if isinstance(listed, Unknown):
            return listed
        found: list[Value[str]] = []
        for each in items(listed):
            inner = secret_pairs("env", "name", "value")(each)
            if isinstance(inner, Unknown):
                return inner
            found += inner.value
        return Known(tuple(found), listed.place, How.COMPUTED)

    return fact


_RUN: Final[dict[str, Fact]] = {
    "secret_literals": _pairs("template.containers"),
    "code_signed": either(given("binary_authorization.policy"), switch("binary_authorization.use_default")),
}
_FUNCTIONS: Final = (
    Row(
        "google_cloudfunctions_function",
        Function,
        {
            "runtime": runtime("runtime"),
            "secret_literals": secret_entries("environment_variables"),
            "in_network": given("vpc_connector"),
            "open_ingress": among("ingress_settings", "ALLOW_ALL", default=True),
        },
    ),
    Row(
        "google_cloudfunctions2_function",
        Function,
        {
            "runtime": runtime("build_config.runtime"),
            "secret_literals": secret_entries("service_config.environment_variables"),
            "in_network": either(
                given("service_config.vpc_connector"), given("service_config.direct_vpc_network_interface")
            ),
            "open_ingress": among("service_config.ingress_settings", "ALLOW_ALL", default=True),
        },
    ),
    Row(
        "google_cloud_run_v2_service",
        Function,
        {
            **_RUN,
            "in_network": given("template.vpc_access"),
            "open_ingress": among("ingress", "INGRESS_TRAFFIC_ALL", default=True),
            "callers_asked": opposite(switch("invoker_iam_disabled")),
        },
    ),
    Row("google_cloud_run_v2_job", Function, {"secret_literals": _pairs("template.template.containers")}),
    Row("google_cloud_run_v2_worker_pool", Function, {"secret_literals": _pairs("template.containers")}),
    Row("google_cloud_run_service", Function, {"secret_literals": _pairs("template.spec.containers")}),
    Row(
        "google_app_engine_standard_app_version",
        Function,
        {"runtime": runtime("runtime"), "secret_literals": secret_entries("env_variables")},
    ),
    Row("google_app_engine_flexible_app_version", Function, {"secret_literals": secret_entries("env_variables")}),
)
_OPEN_DATA: Final = either(
    some("access", among("special_group", "allAuthenticatedUsers")),
    some("access", among("iam_member", "allUsers", "allAuthenticatedUsers")),
)


def _airflow(attrs: Tree) -> Any:
    """Whether an environment was made with addresses on the internet; not here where nobody says."""
    for path in ("config.enable_private_environment", "config.private_environment_config.enable_private_endpoint"):
        private = switch(path)(attrs)
        if isinstance(private, Unknown) or private.how is not How.DEFAULT:
            return opposite(switch(path))(attrs)
    return None


_DATA: Final = (
    Row(
        "google_bigquery_dataset",
        DataStore,
        {"public": _OPEN_DATA, **_kept("default_encryption_configuration.kms_key_name")},
    ),
    Row(
        "google_bigquery_table",
        DataStore,
        {**_kept("encryption_configuration.kms_key_name"), "deletion_protected": switch("deletion_protection", True)},
    ),
    Row("google_vertex_ai_dataset", DataStore, _kept("encryption_spec.kms_key_name")),
    Row("google_vertex_ai_featurestore", DataStore, _kept("encryption_spec.kms_key_name")),
    Row("google_vertex_ai_tensorboard", DataStore, _kept("encryption_spec.kms_key_name")),
    Row("google_vertex_ai_metadata_store", DataStore, _kept("encryption_spec.kms_key_name")),
    Row(
        "google_vertex_ai_index_endpoint",
        DataJob,
        {"public": switch("public_endpoint_enabled"), **_kept("encryption_spec.kms_key_name")},
    ),
    Row("google_vertex_ai_endpoint", DataJob, _kept("encryption_spec.kms_key_name")),
    Row(
        "google_dataproc_cluster",
        DataJob,
        {
            "public": told(opposite(switch("cluster_config.gce_cluster_config.internal_ip_only"))),
            **_kept("cluster_config.encryption_config.kms_key_name"),
        },
    ),
    Row(
        "google_dataflow_job",
        DataJob,
        {"public": opposite(among("ip_configuration", "WORKER_IP_PRIVATE")), **_kept("kms_key_name")},
    ),
    Row(
        "google_dataflow_flex_template_job",
        DataJob,
        {"public": opposite(among("ip_configuration", "WORKER_IP_PRIVATE")), **_kept("kms_key_name")},
    ),
    Row(
        "google_composer_environment",
        DataJob,
        {
            "public": _airflow,
            **_kept("config.encryption_config.kms_key_name"),
            "secret_literals": secret_entries("config.software_config.env_variables"),
        },
    ),
    Row(
        "google_data_fusion_instance",
        DataJob,
        {"public": opposite(switch("private_instance")), **_kept("crypto_key_config.key_reference")},
    ),
)
_NOTEBOOKS: Final = (
    Row(
        "google_notebooks_instance",
        Notebook,
        {
            "internet": opposite(switch("no_public_ip")),
            "root_access": told(opposite(switch("metadata.notebook-disable-root"))),
            "customer_key": given("kms_key"),
        },
    ),
    Row(
        "google_workbench_instance",
        Notebook,
        {
            "internet": opposite(switch("gce_setup.disable_public_ip")),
            "root_access": told(opposite(switch("gce_setup.metadata.notebook-disable-root"))),
            "customer_key": given("gce_setup.boot_disk.kms_key"),
        },
    ),
    Row(
        "google_workstations_workstation_config",
        Notebook,
        {
            "internet": opposite(switch("host.gce_instance.disable_public_ip_addresses")),
            "customer_key": given("encryption_key.kms_key"),
        },
    ),
)
_DOCKER: Final = among("format", "DOCKER")
_OTHERS: Final = (
    Row("google_pubsub_topic", Topic, _kept("kms_key_name")),
    Row("google_managed_kafka_cluster", Broker, _kept("gcp_config.kms_key")),
    Row(
        "google_artifact_registry_repository",
        Registry,
        {
            "customer_key": given("kms_key_name"),
            "immutable": only(_DOCKER, switch("docker_config.immutable_tags")),
            "scanned": told(opposite(among("vulnerability_scanning_config.enablement_config", "DISABLED"))),
        },
    ),
    Row(
        "google_cloudbuild_trigger",
        BuildProject,
        {"secret_literals": secret_entries("substitutions")},
    ),
)


def read(blocks: Blocks) -> Iterator[Resource]:
    """Everything that has one row, and the doors of applications on App Engine."""
    frame = Frame("google", blocks.language)
    yield from read_rows((*_FUNCTIONS, *_DATA, *_NOTEBOOKS, *_OTHERS), blocks, "google")
    for type in ("google_app_engine_standard_app_version", "google_app_engine_flexible_app_version"):
        for block in blocks.of(type):
            for number, tree in enumerate(items(at(block.attrs, "handlers"))):
                secure = opposite(among("security_level", "SECURE_NEVER", "SECURE_OPTIONAL"))(tree)
                yield part(block, f"handlers[{number}]", tree, Listener, frame, tls_required=secure)
