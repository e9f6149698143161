"""Ports that firewall rules open, and to whom."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterator, Mapping
from typing import Final, NamedTuple, TypeAlias

from holdfast.estate.kinds.network import FirewallRule
from holdfast.model.judgement import Breach, Judge, NotHere
from holdfast.model.value import Known, NotKnown, Unknown, Value, need

Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network
_LAST: Final = 65535
_MANY: Final = 100
"""Wider ranges than this are one finding of their own, which names what lies in it."""
_WIDE_V4: Final = 8
_WIDE_V6: Final = 19

SSH: Final = {22: "SSH"}
RDP: Final = {3389: "Remote Desktop"}
DATABASE: Final = {
    1433: "SQL Server",
    1434: "SQL Server Browser",
    1521: "Oracle",
    2483: "Oracle",
    2484: "Oracle",
    3306: "MySQL",
    5432: "PostgreSQL",
    5433: "PostgreSQL",
    5439: "Redshift",
    5984: "CouchDB",
    7000: "Cassandra",
    7001: "Cassandra",
    7474: "Neo4j",
    7687: "Neo4j",
    8086: "InfluxDB",
    8123: "ClickHouse",
    9042: "Cassandra",
    9160: "Cassandra",
    26257: "CockroachDB",
    27017: "MongoDB",
    27018: "MongoDB",
    27019: "MongoDB",
    28015: "RethinkDB",
    50000: "Db2",
}
CACHE: Final = {
    5601: "Kibana",
    6379: "Redis",
    6380: "Redis",
    8983: "Solr",
    9200: "Elasticsearch",
    9300: "Elasticsearch",
    11211: "Memcached",
    11214: "Memcached",
    11215: "Memcached",
}
ORCHESTRATION: Final = {
    2375: "Docker",
    2376: "Docker",
    2377: "Docker Swarm",
    2379: "etcd",
    2380: "etcd",
    4646: "Nomad",
    6443: "Kubernetes",
    8200: "Vault",
    8500: "Consul",
    10250: "kubelet",
    10255: "kubelet",
}
ADMINISTRATION: Final = {
    23: "Telnet",
    512: "rexec",
    513: "rlogin",
    514: "rsh",
    623: "IPMI",
    5800: "VNC",
    5900: "VNC",
    5901: "VNC",
    5985: "WinRM",
    5986: "WinRM",
}
FILES: Final = {
    20: "FTP",
    21: "FTP",
    69: "TFTP",
    111: "RPC",
    135: "RPC",
    137: "NetBIOS",
    138: "NetBIOS",
    139: "NetBIOS",
    445: "SMB",
    548: "AFP",
    873: "rsync",
    2049: "NFS",
}
MESSAGES: Final = {
    1883: "MQTT",
    2181: "ZooKeeper",
    4222: "NATS",
    5672: "RabbitMQ",
    9092: "Kafka",
    9093: "Kafka",
    9094: "Kafka",
    15672: "RabbitMQ",
    61616: "ActiveMQ",
    8161: "ActiveMQ",
}
INTERNAL: Final = {
    25: "SMTP",
    110: "POP3",
    143: "IMAP",
    161: "SNMP",
    389: "LDAP",
    636: "LDAP",
    8020: "Hadoop",
    8088: "Hadoop",
    9090: "Prometheus",
    9870: "Hadoop",
    50070: "Hadoop",
}
NAMED: Final[Mapping[int, str]] = {
    **SSH,
    **RDP,
    **DATABASE,
    **CACHE,
    **ORCHESTRATION,
    **ADMINISTRATION,
    **FILES,
    **MESSAGES,
    **INTERNAL,
}
_MEANT: Final = frozenset({80, 443, 500, 1194, 4500, 51820})
"""Ports of the web and of lines to other networks (IPsec, OpenVPN, WireGuard), which are made for strangers."""


class Opening(NamedTuple):
    """What a rule opens."""

    peer: Known[str]
    """The range that it is open to."""
    first: int
    last: int

    @property
    def ports(self) -> str:
        """The ports as a person writes them."""
        return f"port {self.first}" if self.first == self.last else f"ports {self.first}-{self.last}"

    def named(self, among: Mapping[int, str]) -> str:
        """Services whose ports lie in it, with their ports; empty for none."""
        found = [f"{name} ({port})" for port, name in sorted(among.items()) if self.first <= port <= self.last]
        return ", ".join(found[:6]) + (f" and {len(found) - 6} more" if len(found) > 6 else "")


def network(text: str) -> Network | None:
    """An address range; None for what is none."""
    try:
        return ipaddress.ip_network(text.strip(), strict=False)
    except ValueError:
        return None


def is_world(range: Network) -> bool:
    """Whether a range means everyone."""
    return range.prefixlen == 0 or str(range) == "2000::/3"


def is_wide(range: Network) -> bool:
    """A very large part of the public addresses, short of all."""
    widest = _WIDE_V4 if range.version == 4 else _WIDE_V6
    return range.prefixlen <= widest and not is_world(range) and not range.is_private


def world(peers: Value[tuple[Value[str], ...]]) -> Known[str] | None:
    """The first range that means everyone, alone or as two halves; None where none does.

    Raises NotKnown where a range is unknown and none of the others means everyone; one that another resource gives
    (a network's own range, an address) is not everyone.
    """
    halves: set[str] = set()
    unknown: Unknown | None = None
    for each in need(peers):
        if isinstance(each, Unknown):
            unknown = unknown or (None if each.refs else each)
            continue
        range = network(each.value)
        if range is None:
            continue
        if is_world(range):
            return each
        if range.prefixlen == 1:
            halves.add(str(range))
            if len({half for half in halves if ":" not in half}) == 2 or len(halves) > 2:
                return each
    if unknown:
        raise NotKnown(unknown)
    return None


def opening(
    rule: FirewallRule, matters: Callable[[int, int], bool], *, layer: str = "group", inbound: bool = True
) -> Opening | None:
    """What a rule opens to everyone; None for nothing, or for ports that do not matter.

    Raises NotHere for rules of another sort, and NotKnown where ports that matter may be open, or may not.
    """
    of_sort(rule, layer, inbound)
    if rule.peers is None:
        raise NotHere
    try:
        ports = ports_of(rule)
    except NotKnown:
        if world(rule.peers) is None:
            return None
        raise
    if ports is None or not matters(*ports):
        return None
    peer = world(rule.peers)
    return None if peer is None else Opening(peer, *ports)


def of_sort(rule: FirewallRule, layer: str, inbound: bool) -> None:
    """Raise NotHere for a rule of another layer or direction, or one that refuses."""
    if rule.layer is None or rule.inbound is None or rule.allow is None:
        raise NotHere
    if need(rule.layer) != layer or need(rule.inbound) != inbound or not need(rule.allow):
        raise NotHere


def ports_of(rule: FirewallRule) -> tuple[int, int] | None:
    """First and last port of a rule; None for protocols without any."""
    protocol = need(rule.protocol) if rule.protocol is not None else "all"
    if protocol not in ("all", "tcp", "udp", "tcp_udp"):
        return None
    if protocol == "all":
        return 0, _LAST
    first = need(rule.from_port) if rule.from_port is not None else None
    last = need(rule.to_port) if rule.to_port is not None else None
    if first is None:
        return 0, _LAST
    return int(first), int(last if last is not None else first)


def all_ports(first: int, last: int) -> bool:
    """Whether a range of ports is all of them."""
    return first <= 1 and last >= _LAST


def _many(first: int, last: int) -> bool:
    return last - first >= _MANY and not all_ports(first, last)


def _few(ports: Mapping[int, str]) -> Callable[[int, int], bool]:
    """Few ports, and some of these among them."""
    return lambda first, last: last - first < _MANY and any(first <= port <= last for port in ports)


def _other(first: int, last: int) -> bool:
    """Few ports, none of which has a name, and not made for strangers."""
    if last - first >= _MANY or any(first <= port <= last for port in NAMED):
        return False
    return not all(port in _MEANT for port in range(first, last + 1))


def _breach(found: Opening, says: str) -> Breach:
    return Breach(found.peer.place, says, found.peer.trail)


def everything(rule: FirewallRule) -> Iterator[Breach]:
    """All ports are open to everyone."""
    if found := opening(rule, all_ports):
        yield _breach(found, f"it opens every port to {found.peer.value}")


def wide_range(rule: FirewallRule) -> Iterator[Breach]:
    """Many ports are open to everyone."""
    if found := opening(rule, _many):
        named = found.named(NAMED)
        yield _breach(found, f"it opens {found.ports} to {found.peer.value}" + (f", with {named}" if named else ""))


def service(ports: Mapping[int, str]) -> Judge:
    """A judge: ports of some services are open to everyone."""
    matters = _few(ports)

    def judge(rule: FirewallRule) -> Iterator[Breach]:
        if found := opening(rule, matters):
            yield _breach(found, f"it opens {found.named(ports)} to {found.peer.value}")

    return judge


def other(rule: FirewallRule) -> Iterator[Breach]:
    """A port that no other check speaks of, and that is not made for visitors, is open to everyone."""
    found = opening(rule, _other)
    if found and not _serves_web(rule):
        yield _breach(found, f"it opens {found.ports} to {found.peer.value}")


def plain_web(rule: FirewallRule) -> Iterator[Breach]:
    """The port of unencrypted web traffic is open to everyone, and no load balancer stands behind it."""
    found = opening(rule, lambda first, last: first == last == 80)
    if found and not _serves_web(rule):
        yield _breach(found, f"it opens port 80 to {found.peer.value}")


def _serves_web(rule: FirewallRule) -> bool:
    return rule.serves_web is not None and need(rule.serves_web)


def out(rule: FirewallRule) -> Iterator[Breach]:
    """Everything may go out to everyone."""
    if found := opening(rule, lambda first, last: last - first >= _MANY, inbound=False):
        what = "all traffic" if all_ports(found.first, found.last) else found.ports
        yield _breach(found, f"it lets {what} out to {found.peer.value}")


def subnet_administration(rule: FirewallRule) -> Iterator[Breach]:
    """A list of a subnet lets everyone at the ports of administrators."""
    if found := opening(rule, _administration, layer="subnet"):
        yield _breach(found, f"it lets {found.peer.value} through to {found.named({**SSH, **RDP})}")


def _administration(first: int, last: int) -> bool:
    return not all_ports(first, last) and any(first <= port <= last for port in (*SSH, *RDP))


def subnet_everything(rule: FirewallRule) -> Iterator[Breach]:
    """A list of a subnet lets everyone through to every port."""
    if found := opening(rule, all_ports, layer="subnet"):
        yield _breach(found, f"it lets {found.peer.value} through to every port")


def wide_peers(rule: FirewallRule) -> Iterator[Breach]:
    """A very large part of the internet, short of all, gets in."""
    of_sort(rule, "group", True)
    if rule.peers is None:
        raise NotHere
    if world(rule.peers) is not None:
        return
    for each in need(rule.peers):
        range = network(each.value) if isinstance(each, Known) else None
        if range is not None and is_wide(range) and isinstance(each, Known):
            yield Breach(each.place, f"it lets in {each.value}, some {range.num_addresses:,} addresses", each.trail)


JUDGES: Final[Mapping[str, Judge]] = {
    "everything-open": everything,
    "wide-range-open": wide_range,
    "ssh-open": service(SSH),
    "rdp-open": service(RDP),
    "database-open": service(DATABASE),
    "cache-open": service(CACHE),
    "orchestration-open": service(ORCHESTRATION),
    "administration-open": service(ADMINISTRATION),
    "files-open": service(FILES),
    "messages-open": service(MESSAGES),
    "internal-open": service(INTERNAL),
    "other-open": other,
    "plain-web-open": plain_web,
    "everything-out": out,
    "subnet-administration-open": subnet_administration,
    "subnet-everything-open": subnet_everything,
    "wide-peers": wide_peers,
}
