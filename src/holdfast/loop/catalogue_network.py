"""Controls over networks and public addresses in their smaller parts."""

from __future__ import annotations

from typing import Final

from holdfast.model.activity import Control

NETWORK: Final = (
    Control(
        id="administration-ports-closed",
        title="Administration is closed to the internet",
        states="No port of remote administration answers to the internet.",
        activity="iac-analysis",
        stride=("spoofing", "elevation-of-privilege", "denial-of-service"),
        frameworks=("NIST-800-53 SC-7", "NIST-800-53 AC-17", "SOC-2 CC6.6", "PCI-DSS-4.0 1.3.1", "CIS-Controls-8 4.4"),
    ),
    Control(
        id="file-sharing-closed",
        title="File sharing is closed to the internet",
        states="No port of file sharing or of a message broker answers to the internet.",
        activity="iac-analysis",
        stride=("information-disclosure", "tampering", "elevation-of-privilege"),
        frameworks=("NIST-800-53 SC-7", "SOC-2 CC6.6", "PCI-DSS-4.0 1.3.1"),
    ),
    Control(
        id="ports-named",
        title="Open ports are named",
        states="Rules of firewalls open named ports, not ranges or all of them.",
        activity="iac-analysis",
        stride=("information-disclosure", "elevation-of-privilege", "denial-of-service"),
        frameworks=("NIST-800-53 SC-7(5)", "NIST-800-53 CM-7", "PCI-DSS-4.0 1.2.5", "CIS-Controls-8 4.4"),
    ),
    Control(
        id="data-ports-closed",
        title="Data stores are closed to the internet",
        states="No port of a database or cache answers to the internet.",
        activity="iac-analysis",
        stride=("information-disclosure", "tampering"),
        frameworks=("NIST-800-53 SC-7", "SOC-2 CC6.6", "PCI-DSS-4.0 1.4.4"),
    ),
    Control(
        id="default-networks-unused",
        title="Default networks are unused",
        states="Nothing runs in a network, or under a firewall group, that came with the account.",
        activity="iac-analysis",
        stride=("information-disclosure", "elevation-of-privilege"),
        frameworks=("NIST-800-53 CM-6", "NIST-800-53 CM-7", "CIS-Controls-8 4.2"),
    ),
    Control(
        id="cluster-traffic-restricted",
        title="Traffic in clusters is restricted",
        states="Pods are reached only by what has to reach them.",
        activity="container-hardening",
        stride=("information-disclosure", "elevation-of-privilege"),
        frameworks=("NIST-800-53 SC-7", "NIST-800-190 4.3.3", "ISO-27001 A.8.22", "CIS-Controls-8 13.4"),
    ),
    Control(
        id="machines-without-public-address",
        title="Machines have no public address",
        states="Machines, tasks and nodes are reached through a gateway, not by an address of their own.",
        activity="iac-analysis",
        stride=("information-disclosure", "elevation-of-privilege", "denial-of-service"),
        frameworks=("NIST-800-53 SC-7", "SOC-2 CC6.6", "PCI-DSS-4.0 1.4.4"),
    ),
    Control(
        id="cluster-interface-restricted",
        title="The cluster's interface is restricted",
        states="A cluster's control plane and dashboard answer to named networks only.",
        activity="container-hardening",
        stride=("spoofing", "elevation-of-privilege", "denial-of-service"),
        frameworks=("NIST-800-53 SC-7", "NIST-800-190 4.3.1", "PCI-DSS-4.0 1.3.1"),
    ),
    Control(
        id="copies-not-public",
        title="Copies are not public",
        states="No snapshot or image can be taken by everyone.",
        activity="iac-analysis",
        stride=("information-disclosure",),
        frameworks=("NIST-800-53 AC-3", "SOC-2 CC6.1", "CIS-Controls-8 3.3"),
    ),
    Control(
        id="objects-not-public",
        title="Objects are not public",
        states="No bucket can be read, listed or written by everyone.",
        activity="iac-analysis",
        stride=("information-disclosure", "tampering"),
        frameworks=("NIST-800-53 AC-3", "ISO-27001 A.8.3", "SOC-2 CC6.1", "PCI-DSS-4.0 1.4.4", "CIS-Controls-8 3.3"),
    ),
    Control(
        id="network-firewall-decides",
        title="The network firewall refuses by default",
        states="What no rule of a network firewall names is refused.",
        activity="iac-analysis",
        stride=("information-disclosure", "elevation-of-privilege", "denial-of-service"),
        frameworks=("NIST-800-53 SC-7(5)", "SOC-2 CC6.6", "PCI-DSS-4.0 1.3.1"),
    ),
    Control(
        id="malformed-requests-refused",
        title="Malformed requests are refused",
        states="Requests that two servers could read in two ways are refused at the first.",
        activity="iac-analysis",
        stride=("tampering", "elevation-of-privilege", "denial-of-service"),
        frameworks=("ASVS-5.0 4.2.1", "NIST-800-53 SC-7"),
    ),
    Control(
        id="known-exploits-filtered",
        title="Known exploits are filtered",
        states="The web firewall in front of public applications refuses what is known to be an attack.",
        activity="iac-analysis",
        stride=("tampering", "elevation-of-privilege", "denial-of-service"),
        frameworks=("NIST-800-53 SC-7", "PCI-DSS-4.0 6.4.2", "CIS-Controls-8 13.10"),
    ),
)
