"""Controls over loss and failure in their smaller parts."""

from __future__ import annotations

from typing import Final

from holdfast.model.activity import Control

RESILIENCE: Final = (
    Control(
        id="databases-backed-up",
        title="Databases are backed up",
        states="Every database has backups for as many days as it is needed to notice a loss.",
        activity="iac-analysis",
        stride=("denial-of-service", "tampering"),
        frameworks=("NIST-800-53 CP-9", "ISO-27001 A.8.13", "SOC-2 A1.2", "CIS-Controls-8 11.2"),
    ),
    Control(
        id="files-backed-up",
        title="Files and objects are backed up",
        states="Files and objects that were overwritten or deleted can be had back.",
        activity="iac-analysis",
        stride=("denial-of-service", "tampering"),
        frameworks=("NIST-800-53 CP-9", "ISO-27001 A.8.13", "SOC-2 A1.2", "CIS-Controls-8 11.2"),
    ),
    Control(
        id="backups-tamper-proof",
        title="Backups cannot be destroyed",
        states="Whoever gets into the account cannot delete the backups too.",
        activity="iac-analysis",
        stride=("denial-of-service", "tampering"),
        frameworks=("NIST-800-53 CP-9", "CIS-Controls-8 11.3"),
    ),
    Control(
        id="last-copy-kept",
        title="A last copy is kept",
        states="What is deleted on purpose leaves a last snapshot.",
        activity="iac-analysis",
        stride=("denial-of-service",),
        frameworks=("NIST-800-53 CP-9", "ISO-27001 A.8.13"),
    ),
    Control(
        id="copies-elsewhere",
        title="Copies stand in another region",
        states="The loss of one region is not the loss of the data.",
        activity="iac-analysis",
        stride=("denial-of-service",),
        frameworks=("NIST-800-53 CP-6", "NIST-800-53 CP-9", "ISO-27001 A.8.14", "SOC-2 A1.2", "CIS-Controls-8 11.4"),
    ),
    Control(
        id="databases-in-several-zones",
        title="Databases stand in several zones",
        states="The loss of one zone stops no database, cache or broker.",
        activity="iac-analysis",
        stride=("denial-of-service",),
        frameworks=("NIST-800-53 CP-10", "ISO-27001 A.8.14", "SOC-2 A1.2"),
    ),
    Control(
        id="machines-in-several-zones",
        title="Machines stand in several zones",
        states="The loss of one zone stops no service.",
        activity="iac-analysis",
        stride=("denial-of-service",),
        frameworks=("NIST-800-53 CP-10", "ISO-27001 A.8.14", "SOC-2 A1.2"),
    ),
    Control(
        id="failed-parts-replaced",
        title="Failed parts are replaced",
        states="A machine or container that no longer answers is noticed and replaced.",
        activity="iac-analysis",
        stride=("denial-of-service",),
        frameworks=("NIST-800-53 CP-10", "ISO-27001 A.8.14", "SOC-2 A1.1"),
    ),
    Control(
        id="calls-limited",
        title="Calls are limited",
        states="No caller can use up what all callers share.",
        activity="iac-analysis",
        stride=("denial-of-service",),
        frameworks=("ASVS-5.0 2.4.1", "NIST-800-53 SC-5", "NIST-800-53 SC-6", "SOC-2 A1.1"),
    ),
    Control(
        id="memory-limited",
        title="Memory and processes are limited",
        states="No container takes the memory or the processes of its neighbours.",
        activity="container-hardening",
        stride=("denial-of-service",),
        frameworks=("NIST-800-53 SC-6",),
    ),
    Control(
        id="services-deletion-protected",
        title="Services are protected against deletion",
        states="A running database, balancer or directory is not deleted by one call.",
        activity="iac-analysis",
        stride=("denial-of-service",),
        frameworks=("NIST-800-53 CP-9", "NIST-800-53 CM-5"),
    ),
    Control(
        id="managed-services-patched",
        title="Managed services get fixes",
        states="Databases, brokers, clusters and run-times take fixes by themselves and are not past their end.",
        activity="configuration-scanning",
        stride=("tampering", "elevation-of-privilege", "denial-of-service"),
        frameworks=("NIST-800-53 SI-2", "ISO-27001 A.8.8", "SOC-2 CC7.1", "PCI-DSS-4.0 6.3.3", "CIS-Controls-8 7.3"),
    ),
)
