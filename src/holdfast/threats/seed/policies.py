"""What a cluster is told of who may do what in it: policies of its network, and rights of its accounts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from holdfast.estate.kinds.orchestration import AccessBinding, NetworkPolicy
from holdfast.model.resource import Resource
from holdfast.model.system import Sort
from holdfast.model.tree import at as reach
from holdfast.model.tree import items
from holdfast.model.value import Known, Tree
from holdfast.threats.seed.draft import Draft, Piece
from holdfast.threats.seed.images import spoken_at
from holdfast.threats.seed.values import fact, known
from holdfast.threats.seed.words import at

_WEB: Final = (80, 443, 8080, 8443)
_ALL_RIGHTS: Final = frozenset({"cluster-admin", "admin"})


def flows(draft: Draft, own: Iterable[NetworkPolicy], chosen: Callable[[Tree], list[Piece]]) -> None:
    """Draw who may call whom, as policies let pods in and out by the labels of others. ``chosen`` finds pods."""
    for policy in own:
        about = chosen(reach(policy.raw, "spec", "podSelector", "matchLabels"))
        if isinstance(policy.egress_open, Known) and not policy.egress_open.value:
            for piece in about:
                if piece.sort is Sort.PROCESS:
                    piece.say("egress-restricted", "yes")
        source = [at(policy.place.path, policy.place.line)]
        for way, near in (("ingress", "from"), ("egress", "to")):
            for rule in items(reach(policy.raw, "spec", way)):
                for peer in items(reach(rule, near)):
                    for other in chosen(reach(peer, "podSelector", "matchLabels")):
                        for piece in about:
                            start, end = (other, piece) if way == "ingress" else (piece, other)
                            _draw(draft, start, end, rule, source)


def _draw(draft: Draft, start: Piece, end: Piece, rule: Tree, source: list[str]) -> None:
    if start.sort is not Sort.PROCESS:
        return
    ports = [known(reach(port, "port")) for port in items(reach(rule, "ports"))]
    told = next((found for port in ports if (found := spoken_at(port))), None)
    fitting = told is not None and end.sort is Sort.STORE and not set(told.technologies).isdisjoint(end.technologies)
    silent = not end.paths and {"web", "api", "grpc", "proxy"}.isdisjoint(end.technologies)
    if silent and end.sort is Sort.PROCESS and any(port in _WEB for port in ports):
        end.technologies.insert(0, "api")
    draft.pipe(start.id, end.id, source, told.protocol if told is not None and fitting else "")


def rights(pieces: Iterable[tuple[Piece, Resource]], own: Iterable[Resource]) -> None:
    """State what the account of each workload may do in the cluster, by the bindings that stand in the files."""
    mighty: set[str] = set()
    bound: set[str] = set()
    for binding in own:
        if not isinstance(binding, AccessBinding):
            continue
        names = {
            str(known(subject.name))
            for subject in known(binding.subjects) or ()
            if known(subject.kind) == "ServiceAccount"
        }
        bound |= names
        if known(binding.role) in _ALL_RIGHTS and known(binding.everywhere):
            mighty |= names
    for piece, workload in pieces:
        if piece.sort is not Sort.PROCESS:
            continue
        account = str(known(fact(workload, "service_account")) or "default")
        if account in mighty:
            piece.say("privileged", "yes")
            piece.say("least-privilege", "no")
        closed = known(fact(workload, "token_mounted")) is False
        piece.say(
            "cluster-rights", "none" if closed or account not in bound else "all" if account in mighty else "some"
        )
