"""Every kind by its name in rules: the name of its class in kebab case.

Rules are held against it when they are compiled; a scan needs only the names, and imports only the kinds that it meets.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from holdfast.estate.kinds.audit import (
    AccountSetting,
    ConfigRecorder,
    ThreatDetection,
    Trail,
)
from holdfast.estate.kinds.compute import (
    Cluster,
    ContainerCluster,
    ContainerService,
    ContainerTask,
    Desktop,
    Fleet,
    Function,
    FunctionUrl,
    Instance,
    NodeGroup,
    Notebook,
)
from holdfast.estate.kinds.edge import (
    Accelerator,
    ApiDomain,
    ApiGateway,
    ApiMethod,
    Cdn,
    Certificate,
    DnsZone,
    Domain,
    GraphApi,
    GraphCache,
    Listener,
    LoadBalancer,
    TargetGroup,
    Waf,
)
from holdfast.estate.kinds.identity import (
    AccessKey,
    IdentityBroker,
    PasswordPolicy,
    Policy,
    PolicyAttachment,
    PolicyStatement,
    Role,
    User,
    UserDirectory,
)
from holdfast.estate.kinds.network import (
    FirewallGroup,
    FirewallPolicy,
    FirewallRule,
    FlowLog,
    Network,
    NetworkFirewall,
    NetworkLink,
    Subnet,
    VpnTunnel,
)
from holdfast.model.resource import Resource

KINDS: Final[Mapping[str, type[Resource]]] = {
    "accelerator": Accelerator,
    "access-key": AccessKey,
    "account-setting": AccountSetting,
    "api-domain": ApiDomain,
    "api-gateway": ApiGateway,
    "api-method": ApiMethod,
    "cdn": Cdn,
    "certificate": Certificate,
    "cluster": Cluster,
    "config-recorder": ConfigRecorder,
    "container-cluster": ContainerCluster,
    "container-service": ContainerService,
    "container-task": ContainerTask,
    "desktop": Desktop,
    "dns-zone": DnsZone,
    "domain": Domain,
    "firewall-group": FirewallGroup,
    "firewall-policy": FirewallPolicy,
    "firewall-rule": FirewallRule,
    "fleet": Fleet,
    "flow-log": FlowLog,
    "function": Function,
    "function-url": FunctionUrl,
    "graph-api": GraphApi,
    "graph-cache": GraphCache,
    "identity-broker": IdentityBroker,
    "instance": Instance,
    "listener": Listener,
    "load-balancer": LoadBalancer,
    "network": Network,
    "network-firewall": NetworkFirewall,
    "network-link": NetworkLink,
    "node-group": NodeGroup,
    "notebook": Notebook,
    "password-policy": PasswordPolicy,
    "policy": Policy,
    "policy-attachment": PolicyAttachment,
    "policy-statement": PolicyStatement,
    "role": Role,
    "subnet": Subnet,
    "target-group": TargetGroup,
    "threat-detection": ThreatDetection,
    "trail": Trail,
    "user": User,
    "user-directory": UserDirectory,
    "vpn-tunnel": VpnTunnel,
    "waf": Waf,
    "resource": Resource,
}
