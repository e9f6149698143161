"""Services, ingresses, network policies and namespaces."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from holdfast.estate.kinds.orchestration import ClusterService, Ingress, Namespace, NetworkPolicy
from holdfast.estate.kubernetes.links import Links
from holdfast.estate.kubernetes.objects import Object, default, first
from holdfast.model.resource import Resource
from holdfast.model.tree import absent, at, fields, flag, items, mapped, number, present, text, texts
from holdfast.model.value import Known, Tree, Unknown, Value

_INTERNAL: Final = {
    "service.beta.kubernetes.io/aws-load-balancer-internal": ("true", "0.0.0.0/0"),
    "service.beta.kubernetes.io/aws-load-balancer-scheme": ("internal",),
    "service.beta.kubernetes.io/azure-load-balancer-internal": ("true",),
    "networking.gke.io/load-balancer-type": ("internal",),
    "cloud.google.com/load-balancer-type": ("internal",),
    "service.beta.kubernetes.io/openstack-internal-load-balancer": ("true",),
    "service.kubernetes.io/ibm-load-balancer-cloud-provider-ip-type": ("private",),
    "service.beta.kubernetes.io/oci-load-balancer-internal": ("true",),
    "service.beta.kubernetes.io/do-loadbalancer-network": ("internal",),
}
"""Annotations by which clouds are told to keep an address private, with the values that do so."""
_RANGES: Final = "service.beta.kubernetes.io/load-balancer-source-ranges"
_REDIRECTS: Final = (
    "nginx.ingress.kubernetes.io/ssl-redirect",
    "ingress.kubernetes.io/ssl-redirect",
    "haproxy.org/ssl-redirect",
)
_CERTIFICATES: Final = (
    *("alb.ingress.kubernetes.io/certificate-arn", "networking.gke.io/managed-certificates"),
    *("ingress.gcp.kubernetes.io/pre-shared-cert", "appgw.ingress.kubernetes.io/appgw-ssl-certificate"),
    *("traefik.ingress.kubernetes.io/router.tls", "haproxy.org/ssl-certificate"),
)
"""Annotations by which controllers are given a certificate."""


def service(made: Object) -> Iterator[Resource]:
    """A service."""
    spec, annotations = at(made.tree, "spec"), at(made.tree, "metadata", "annotations")
    ranges = first(at(spec, "loadBalancerSourceRanges"), at(annotations, _RANGES))
    ports = items(at(spec, "ports"))
    told = [each for port in ports for each in _numbers(port)]
    yield made.build(
        ClusterService,
        {
            "exposure": text(at(spec, "type"), "ClusterIP"),
            "internal": _internal(annotations),
            "source_ranges": texts(ranges),
            "external_addresses": texts(at(spec, "externalIPs")),
            "ports": Known(tuple(told), at(spec, "ports").place),
        },
    )


def _numbers(port: Tree) -> Iterator[Value[float | None]]:
    """The number of a port, and that of the port behind it if it is another one."""
    outside, inside = at(port, "port"), at(port, "targetPort")
    if isinstance(outside, Unknown) or outside.value is not None:
        yield number(outside)
    if isinstance(inside, Unknown) or (str(inside.value).isdigit() and inside.value != _content(outside)):
        yield number(inside)


def _content(tree: Tree) -> object:
    return tree.value if isinstance(tree, Known) else None


def _internal(annotations: Tree) -> Value[bool]:
    if isinstance(annotations, Unknown):
        return annotations
    for name, private in _INTERNAL.items():
        told = text(at(annotations, name))
        if isinstance(told, Unknown):
            return told
        if told.value is not None and told.value.lower() in private:
            return Known(True, told.place)
    return default(False, annotations)


def ingress(made: Object) -> Iterator[Resource]:
    """An ingress."""
    spec, annotations = at(made.tree, "spec"), at(made.tree, "metadata", "annotations")
    rules = items(at(spec, "rules"))
    hosts = tuple(text(at(rule, "host"), "*") for rule in rules) or (default("*", spec),)
    tls = present(first(at(spec, "tls"), *(at(annotations, name) for name in _CERTIFICATES)))
    told = first(*(at(annotations, name) for name in _REDIRECTS))
    yield made.build(
        Ingress,
        {
            "tls": tls,
            "redirected": flag(told, default=True),
            "hosts": Known(hosts, at(spec, "rules").place),
            "snippets": _snippets(annotations),
        },
    )


def route(made: Object) -> Iterator[Resource]:
    """A route of OpenShift."""
    spec = at(made.tree, "spec")
    plain = text(at(spec, "tls", "insecureEdgeTerminationPolicy"), "None")
    host = text(at(spec, "host"))
    named = () if isinstance(host, Known) and host.value is None else (mapped(host, str),)
    yield made.build(
        Ingress,
        {
            "tls": present(at(spec, "tls")),
            "redirected": mapped(plain, lambda word: word != "Allow"),
            "hosts": Known(named, spec.place),
        },
    )


def _snippets(annotations: Tree) -> Value[tuple[Value[str], ...]]:
    if isinstance(annotations, Unknown):
        return annotations
    named = [(name, each) for name, each in fields(annotations) if name.endswith("-snippet")]
    return Known(tuple(Known(name.rpartition("/")[2], each.place) for name, each in named), annotations.place)


def network_policy(made: Object) -> Iterator[Resource]:
    """A network policy."""
    spec = at(made.tree, "spec")
    kinds = texts(at(spec, "policyTypes"))
    told = None if isinstance(kinds, Unknown) else {each.value for each in kinds.value if isinstance(each, Known)}
    if told is not None and not told:
        egress = at(spec, "egress")
        told = {"Ingress", "Egress"} if isinstance(egress, Known) and egress.value is not None else {"Ingress"}
    facts: dict[str, Any] = {}
    if told is None or "Ingress" in told:
        facts["ingress_open"] = _open(at(spec, "ingress"), "from")
        facts["open_blocks"] = _blocks(at(spec, "ingress"), "from")
    if told is None or "Egress" in told:
        facts["egress_open"] = _open(at(spec, "egress"), "to")
    yield made.build(NetworkPolicy, facts)


def _open(rules: Tree, side: str) -> Value[bool]:
    """Whether one of the rules names nobody, and so lets everybody in on every port."""
    if isinstance(rules, Unknown):
        return rules
    for rule in items(rules):
        peers = at(rule, side)
        if isinstance(rule, Unknown) or isinstance(peers, Unknown):
            return Unknown("a rule is not known", rules.place)
        if not peers.value and not items(at(rule, "ports")):
            return Known(True, rule.place)
    return default(False, rules)


def _blocks(rules: Tree, side: str) -> Value[tuple[Value[str], ...]]:
    if isinstance(rules, Unknown):
        return rules
    peers = [peer for rule in items(rules) for peer in items(at(rule, side))]
    ranges = [at(peer, "ipBlock", "cidr") for peer in peers]
    return Known(tuple(mapped(each, str) for each in ranges if each != absent(each)), rules.place)


def namespace(made: Object, links: Links) -> Iterator[Resource]:
    """A namespace."""
    name = text(at(made.tree, "metadata", "name"))
    level = at(made.tree, "metadata", "labels", "pod-security.kubernetes.io/enforce")
    facts = {"name": name, "network_restricted": links.restricted(name, made.tree), "pod_security": text(level)}
    yield made.build(Namespace, facts)
