"""What a Kubernetes cluster is told as pieces of a model: workloads, services, ingresses, namespaces, policies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from holdfast.estate.kinds.container import Configuration, Container, ContainerVolume, Workload
from holdfast.estate.kinds.orchestration import ClusterService, Ingress, NetworkPolicy
from holdfast.kit.expressions import expression
from holdfast.model.resource import Resource
from holdfast.model.system import UNKNOWN, Sort
from holdfast.model.tree import at as reach
from holdfast.model.tree import fields, items
from holdfast.model.value import Known, Tree, Unknown
from holdfast.threats.seed import containers, policies, published, signin, variants
from holdfast.threats.seed.draft import Draft, Piece, Zone
from holdfast.threats.seed.seen import Part, Seen
from holdfast.threats.seed.uses import Uses
from holdfast.threats.seed.values import fact, known, text, told
from holdfast.threats.seed.words import at, slug, title

_TEMPLATES: Final = (("spec", "template"), ("spec", "jobTemplate", "spec", "template"), ())
_ONCE: Final = ("Job", "CronJob")
_OPEN: Final = ("LoadBalancer", "NodePort")
_WAYS: Final = ("VirtualService", "HTTPRoute", "GRPCRoute", "IngressRoute", "TLSRoute")
_TERRAFORM: Final = "kubernetes_"
_PLATFORM: Final = expression(
    r"^(?:kube-system|kube-public|monitoring|logging|observability|loadtest|istio-system|cert-manager|linkerd|argocd|flux-system)$"
)
"""Namespaces of what runs and watches a cluster, and is no part of what a team builds."""
_SPEAKING: Final = frozenset({"web", "api", "grpc", "graphql", "proxy", "monitoring"})
_PLAIN_PORTS: Final = (80, 8080)
_MOST: Final = 3
_CONFIGURED: Final = expression(
    r"^/(?:etc|usr/local/etc|opt)/|\.(?:conf|cfg|acl|toml|ya?ml)$|conf(?:ig)?(?:/|$)|secret"
)
"""Where settings are mounted."""


@dataclass(slots=True)
class _Run:
    """One cluster while it is drawn."""

    draft: Draft
    seen: Seen
    pieces: list[tuple[Piece, Resource, list[Container]]] = field(default_factory=list)
    left: list[tuple[Piece, str, str, str]] = field(default_factory=list)


def add(draft: Draft, seen: Seen) -> list[tuple[Piece, str, str, str]]:
    """Add the cluster; hosts that its variables name and nobody answers to, each with piece, scheme and source."""
    run = _Run(draft, seen)
    every = [part for part in seen.parts if part.resource.provider == "kubernetes"]
    if not any(isinstance(part.resource, Workload) for part in every):
        return []
    _, others = variants.main([part for part in every if isinstance(part.resource, Workload)])
    own = every
    if others:
        own, _ = variants.main(every)
        draft.aside += [title(_name(part.resource)) for part in others]
    held = published.by_name([*(part.resource for part in own), *(part.resource for part in every)])
    _workloads(run, own, held)
    exposed = [part.resource for part in own]
    _services(run, [each for each in exposed if isinstance(each, ClusterService)])
    _ingresses(run, [each for each in exposed if isinstance(each, Ingress) or each.type in _WAYS])
    chosen = partial(_chosen, run)
    policies.flows(draft, [each for each in exposed if isinstance(each, NetworkPolicy)], chosen)
    policies.rights(((piece, workload) for piece, workload, _ in run.pieces), exposed)
    _variables(run, {each.address: each for each in exposed if isinstance(each, Configuration)})
    for piece, workload, boxes in run.pieces:
        published.say(piece, workload, boxes, held, seen.secret)
    return run.left


def _workloads(run: _Run, parts: list[Part], settings: Mapping[str, Resource]) -> None:
    own = [part.resource for part in parts]
    held: dict[str, list[Container]] = {}
    volumes: dict[str, list[ContainerVolume]] = {}
    for each in own:
        if isinstance(each, Container):
            held.setdefault(_above(each.address), []).append(each)
        elif isinstance(each, ContainerVolume):
            volumes.setdefault(_above(each.address), []).append(each)
    namespaces = Counter(_namespace(each) for each in own if isinstance(each, Workload))
    for part in parts:
        each = part.resource
        if not isinstance(each, Workload) or (each.type == "Job" and containers.passing(_name(each))):
            continue
        name = _name(each)
        boxes = [box for box in held.get(each.address, []) if box.place.path == each.place.path]
        boxes = boxes or held.get(each.address, [])
        main = boxes[0] if boxes else None
        found = containers.what(main, name, built=False)
        if found is not None and found.sort is Sort.STORE and each.type in _ONCE:
            found = None  # it fills or copies such a store, and ends
        made = containers.piece(name, found, "kubernetes", part)
        made.technologies.append("kubernetes")
        if each.type in _ONCE:
            made.technologies.append("batch")
        if found is None:
            containers.own_folder(made, main, name, run.seen)
        if _PLATFORM.search(_namespace(each)):
            made.origins.add("platform")
        made.zone = _zone(run.draft, each, namespaces)
        made = run.draft.add(made)
        containers.walls(made, each, boxes)
        containers.mounts(made, volumes.get(each.address, []))
        if main is not None:
            _signs_in(made, main, name, settings)
        run.pieces.append((made, each, boxes))


def _signs_in(made: Piece, box: Container, name: str, held: Mapping[str, Resource]) -> None:
    """State how what runs in a container knows who calls, as the settings in its own manifest say."""
    told = [*items(reach(box.raw, "command")), *items(reach(box.raw, "args"))]
    command = " ".join(str(known(each)) for each in told)[:8000]
    settings: dict[str, str | None] = {}
    for each in items(reach(box.raw, "env")):
        value = known(reach(each, "value"))
        settings[text(each, "name")] = None if value is None else str(value)
    found = list(published.settings(box, held))
    settings |= {each: value for each, value, _ in found}
    said = [place for each, _, place in found if made.sort is Sort.STORE and signin.sets_password(each)]
    made.source += [place for place in said[:1] if place not in made.source]
    shown = [text(each, "mountPath") for each in items(reach(box.raw, "volumeMounts"))]
    configured = any(_CONFIGURED.search(path) for path in shown) or bool(items(reach(box.raw, "envFrom")))
    signin.say(made, containers.image_of(box) or name, settings, command, configured)


def _above(address: str) -> str:
    for word in (" container ", " volume "):
        address = address.partition(word)[0]
    return address


def _name(resource: Resource) -> str:
    named = text(resource.raw, "metadata", "name")
    return named or resource.address.rpartition("/")[2].rpartition(".")[2]


def _namespace(resource: Resource) -> str:
    told_name = known(fact(resource, "namespace")) or text(resource.raw, "metadata", "namespace")
    return str(told_name or "")


def _zone(draft: Draft, workload: Workload, namespaces: Mapping[str, int]) -> str:
    """The cluster, or the namespace in it where there are several."""
    source = [at(workload.place.path, workload.place.line)]
    named = [name for name in namespaces if name and name != "default"]
    only = f" ({named[0]})" if len(named) == 1 else ""
    cluster = draft.zone(Zone(id="cluster", name=f"Kubernetes cluster{only}", kind="cluster", source=source[:1]))
    name = _namespace(workload)
    if len(named) < 2 or name not in named:
        return cluster
    return draft.zone(
        Zone(id=f"namespace-{slug(name)}", name=title(name), kind="namespace", inside=cluster, source=source)
    )


def _labels(run: _Run) -> Iterator[tuple[Piece, Resource, dict[str, str]]]:
    for piece, workload, _ in run.pieces:
        for path in _TEMPLATES:
            labels = reach(workload.raw, *path, "metadata", "labels")
            found = {name: str(each.value) for name, each in fields(labels) if isinstance(each, Known)}
            if found:
                yield piece, workload, found
                break


def _chosen(run: _Run, selector: Tree) -> list[Piece]:
    """The pieces that a selector is about; none for an empty one."""
    wanted = {name: str(each.value) for name, each in fields(selector) if isinstance(each, Known)}
    if not wanted:
        return []
    found = [piece for piece, _, labels in _labels(run) if wanted.items() <= labels.items()]
    return list({piece.id: piece for piece in found}.values())


def _services(run: _Run, own: list[ClusterService]) -> None:
    for service in own:
        chosen = _chosen(run, reach(service.raw, "spec", "selector"))
        for piece in chosen:
            piece.hosts.add(_name(service).lower())
            for port in items(reach(service.raw, "spec", "ports")):
                if (
                    "grpc" in (text(port, "name") + text(port, "appProtocol")).lower()
                    and "grpc" not in piece.technologies
                ):
                    piece.technologies.append("grpc")
        if known(service.exposure) in _OPEN and not known(service.internal):
            for piece in chosen:
                if piece.sort is Sort.PROCESS:
                    _open(piece, service)
                    piece.tls = piece.tls or _plain(service)
                    if piece.tls == "no" and not piece.paths and not _SPEAKING & set(piece.technologies):
                        piece.technologies.insert(0, "web")
                else:
                    piece.say("exposure", "internet")


def _plain(service: ClusterService) -> str:
    """``no`` where all ports that a door has are those of plain HTTP."""
    ports = [known(reach(port, "port")) for port in items(reach(service.raw, "spec", "ports"))]
    return "no" if ports and all(port in _PLAIN_PORTS for port in ports) else ""


def _open(piece: Piece, door: Resource) -> None:
    piece.say("exposure", "internet")
    source = at(door.place.path, door.place.line)
    if source not in piece.source:
        piece.source.append(source)


def _ingresses(run: _Run, own: list[Resource]) -> None:
    for each in own:
        source = at(each.place.path, each.place.line)
        tls = _encrypted(each) if isinstance(each, Ingress) else ""
        for host in sorted(set(_backends(reach(each.raw, "spec"), 8))):
            piece = run.draft.called(host)
            if piece is None or not any(piece is other for other, _, _ in run.pieces):
                continue
            if each.type == "VirtualService" and not items(reach(each.raw, "spec", "gateways")):
                continue
            _open(piece, each)
            piece.tls = piece.tls or tls
            if source not in piece.source:
                piece.source.append(source)


def _encrypted(way: Ingress) -> str:
    """Whether visitors come over TLS: it has a certificate, and plain requests are led there."""
    if way.tls_required is not None:
        return told(way.tls_required, "tls", "no")
    said = [told(way.tls, "tls", "no"), told(way.redirected, "tls", "no")]
    return next((word for word in ("no", UNKNOWN) if word in said), "tls")


def _backends(tree: Tree, depth: int) -> Iterator[str]:
    """Names of services that a way leads to, however its kind writes them."""
    if isinstance(tree, Unknown) or not depth:
        return
    if isinstance(tree.value, list):
        for each in tree.value:
            yield from _backends(each, depth - 1)
    for name, each in fields(tree):
        if name == "serviceName":
            yield text(each)
        elif name in ("service", "destination", "defaultBackend"):
            yield text(each, "name") or text(each, "host") or text(each, "service", "name")
        elif name in ("backendRefs", "services"):
            yield from (text(ref, "name") for ref in items(each))
        if name not in ("tls",):
            yield from _backends(each, depth - 1)


def _variables(run: _Run, settings: Mapping[str, Configuration]) -> None:
    by_name = {_name(each): each for each in settings.values()}
    taken = Counter(
        name for _, _, boxes in run.pieces for name in {_whole(each) for box in boxes for each in _filled(box)}
    )
    uses = Uses(run.seen)
    for piece, _workload, boxes in run.pieces:
        if piece.sort is not Sort.PROCESS:
            continue
        for box in boxes[:_MOST]:
            shared = {name for name in map(_whole, _filled(box)) if taken[name] > 1}
            for name, value, source in _environment(box, by_name, shared, partial(uses.named, piece)):
                left = containers.talk(run.draft, piece, name, value, source)
                run.left += [(piece, host, scheme, source) for host, scheme in left]


def _filled(box: Container) -> Iterator[Tree]:
    yield from items(reach(box.raw, "envFrom"))


def _whole(entry: Tree) -> str:
    """The name of the config map that all entries of are taken."""
    return text(entry, "configMapRef", "name")


def _environment(
    box: Container, settings: Mapping[str, Configuration], shared: set[str], used: Callable[[str], bool]
) -> Iterator[tuple[str, str, str]]:
    """Variables of a container, those of its config maps too; of one that others take too only what is ``used``."""
    for each in items(reach(box.raw, "env")):
        name, value = text(each, "name"), reach(each, "value")
        source = at(each.place.path, each.place.line)
        if isinstance(value, Known) and isinstance(value.value, str):
            yield name, value.value, source
        held = settings.get(text(each, "valueFrom", "configMapKeyRef", "name"))
        if held is not None:
            yield name, text(held.raw, "data", text(each, "valueFrom", "configMapKeyRef", "key")), source
    for each in items(reach(box.raw, "envFrom")):
        held = settings.get(text(each, "configMapRef", "name"))
        for name, value in fields(reach(held.raw, "data")) if held is not None else ():
            if isinstance(value, Known) and isinstance(value.value, str) and (_whole(each) not in shared or used(name)):
                yield name, value.value, at(value.place.path, value.place.line)
