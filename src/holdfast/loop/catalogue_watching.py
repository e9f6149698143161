"""Controls over logs and alarms in their smaller parts."""

from __future__ import annotations

from typing import Final

from holdfast.model.activity import Control

WATCHING: Final = (
    Control(
        id="audit-trail-complete",
        title="The audit trail is complete",
        states="Every region and every kind of call to the platform is in the audit trail.",
        activity="iac-analysis",
        stride=("repudiation",),
        frameworks=(
            "NIST-800-53 AU-2",
            "NIST-800-53 AU-12",
            "ISO-27001 A.8.15",
            "SOC-2 CC7.2",
            "PCI-DSS-4.0 10.2.1",
            "CIS-Controls-8 8.2",
        ),
    ),
    Control(
        id="audit-log-protected",
        title="The audit log cannot be changed",
        states="Nobody who is audited can change or delete what was logged.",
        activity="iac-analysis",
        stride=("repudiation", "tampering"),
        frameworks=("ASVS-5.0 16.4.2", "NIST-800-53 AU-9", "ISO-27001 A.8.15", "PCI-DSS-4.0 10.3.2"),
    ),
    Control(
        id="logs-retained",
        title="Logs are kept long enough",
        states="Logs are there for as long as somebody may ask for them.",
        activity="iac-analysis",
        stride=("repudiation",),
        frameworks=("NIST-800-53 AU-11", "PCI-DSS-4.0 10.5.1", "CIS-Controls-8 8.10"),
    ),
    Control(
        id="network-flows-logged",
        title="Network flows are logged",
        states="Who talked to whom over the network is recorded.",
        activity="iac-analysis",
        stride=("repudiation", "information-disclosure"),
        frameworks=("NIST-800-53 AU-12", "ISO-27001 A.8.15", "SOC-2 CC7.2", "CIS-Controls-8 13.6"),
    ),
    Control(
        id="configuration-history-recorded",
        title="Changes of configuration are recorded",
        states="What every resource looked like before and after a change is kept.",
        activity="configuration-safety",
        stride=("repudiation", "tampering"),
        frameworks=("NIST-800-53 CM-3", "NIST-800-53 CM-8", "ISO-27001 A.8.9", "SOC-2 CC7.1"),
    ),
    Control(
        id="threat-detection-on",
        title="Threat detection is on",
        states="The platform looks for attacks in what it sees, everywhere.",
        activity="monitoring",
        stride=("repudiation", "elevation-of-privilege"),
        frameworks=("NIST-800-53 SI-4", "ISO-27001 A.8.16", "SOC-2 CC7.2", "CIS-Controls-8 13.3"),
    ),
    Control(
        id="audit-trail-watched",
        title="Somebody watches the audit trail",
        states="Entries of the audit trail reach a place where alarms are made of them.",
        activity="monitoring",
        stride=("repudiation",),
        frameworks=("NIST-800-53 AU-6", "ISO-27001 A.8.16", "SOC-2 CC7.2", "CIS-Controls-8 8.11"),
    ),
    Control(
        id="database-activity-logged",
        title="Activity of databases is logged",
        states="Who read and changed what in a database is recorded.",
        activity="iac-analysis",
        stride=("repudiation",),
        frameworks=("NIST-800-53 AU-12", "ISO-27001 A.8.15", "PCI-DSS-4.0 10.2.1", "CIS-Controls-8 3.14"),
    ),
    Control(
        id="cluster-activity-logged",
        title="Activity of clusters is logged",
        states="Every call to a cluster's interface and every shell in it is recorded.",
        activity="container-hardening",
        stride=("repudiation",),
        frameworks=("NIST-800-53 AU-12", "ISO-27001 A.8.15", "CIS-Controls-8 8.2"),
    ),
    Control(
        id="storage-access-logged",
        title="Access to stores is logged",
        states="Who read what from stores of objects, files and secrets is recorded.",
        activity="iac-analysis",
        stride=("repudiation", "information-disclosure"),
        frameworks=("NIST-800-53 AU-12", "PCI-DSS-4.0 10.2.1", "CIS-Controls-8 3.14"),
    ),
    Control(
        id="web-access-logged",
        title="Web access is logged",
        states="Every request to a public address is recorded.",
        activity="iac-analysis",
        stride=("repudiation",),
        frameworks=("NIST-800-53 AU-12", "ISO-27001 A.8.15", "SOC-2 CC7.2", "CIS-Controls-8 8.5"),
    ),
    Control(
        id="filtered-requests-logged",
        title="What the web firewall decides is logged",
        states="Requests that were let through or refused by a web firewall are recorded.",
        activity="iac-analysis",
        stride=("repudiation",),
        frameworks=("NIST-800-53 AU-12", "PCI-DSS-4.0 10.2.1", "CIS-Controls-8 13.6"),
    ),
    Control(
        id="workloads-measured",
        title="Workloads are measured",
        states="Load, errors and health of what runs are measured and kept.",
        activity="monitoring",
        stride=("denial-of-service", "repudiation"),
        frameworks=("NIST-800-53 AU-6", "NIST-800-53 SI-4", "SOC-2 A1.1"),
    ),
)
