"""What objects that stand together say about each other."""

from __future__ import annotations

from collections.abc import Iterable

from holdfast.estate.kubernetes.objects import Object, labels
from holdfast.model.tree import at
from holdfast.model.value import How, Known, Tree, Unknown, Value


class Links:
    """An index of the objects of one unit, by what others ask about."""

    def __init__(self, objects: Iterable[Object]) -> None:
        """Look at every object once."""
        self._accounts: dict[tuple[str, str], Tree] = {}
        self._scaled: set[tuple[str, str, str]] = set()
        self._budgets: list[tuple[str, Tree]] = []
        self._policies: dict[str, Object] = {}
        for made in objects:
            kind = made.kind
            if kind == "ServiceAccount":
                self._accounts[_space(made), made.name] = at(made.tree, "automountServiceAccountToken")
            elif kind in ("HorizontalPodAutoscaler", "ScaledObject"):
                target = at(made.tree, "spec", "scaleTargetRef")
                self._scaled.add((_space(made), _text(at(target, "kind")) or "Deployment", _text(at(target, "name"))))
            elif kind == "PodDisruptionBudget":
                self._budgets.append((_space(made), at(made.tree, "spec", "selector", "matchLabels")))
            elif kind in ("NetworkPolicy", "CiliumNetworkPolicy"):
                self._policies.setdefault(_space(made), made)

    def account(self, made: Object, name: str) -> Tree | None:
        """What the account of a workload says about its token; None where the account isn't here."""
        return self._accounts.get((_space(made), name))

    def scaled(self, made: Object) -> bool:
        """Whether something else decides how many copies run."""
        return (_space(made), made.kind, made.name) in self._scaled

    def budgeted(self, made: Object, metadata: Tree) -> Value[bool]:
        """Whether a disruption budget is about the pods of a workload."""
        own = labels(at(metadata, "labels"))
        for space, selector in self._budgets:
            wanted = labels(selector)
            if space == _space(made) and wanted and wanted.items() <= own.items():
                return Known(True, selector.place, How.COMPUTED)
        return Known(False, made.place, How.DEFAULT)

    def restricted(self, name: Value[str | None], near: Tree) -> Value[bool]:
        """Whether a network policy is about a namespace."""
        if isinstance(name, Unknown):
            return name
        found = self._policies.get(name.value or "")
        return Known(True, found.place, How.COMPUTED) if found else Known(False, near.place, How.DEFAULT)


def _space(made: Object) -> str:
    namespace = made.namespace
    return namespace.value or "" if isinstance(namespace, Known) else ""


def _text(tree: Tree) -> str:
    return tree.value if isinstance(tree, Known) and isinstance(tree.value, str) else ""
