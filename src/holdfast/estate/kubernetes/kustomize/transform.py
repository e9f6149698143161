"""What a kustomization changes in all of its objects: namespace, names, labels, images, copies."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from holdfast.estate.imagename import image_name
from holdfast.estate.kubernetes.kustomize.edit import with_change, with_value
from holdfast.estate.kubernetes.kustomize.patches import Item, text
from holdfast.model.tree import at, fields, items
from holdfast.model.value import Hop, How, Known, Tree

_CLUSTER_WIDE: Final = frozenset(
    {
        *("Namespace", "ClusterRole", "ClusterRoleBinding", "CustomResourceDefinition", "PersistentVolume", "Node"),
        *("StorageClass", "PodSecurityPolicy", "PriorityClass", "APIService", "IngressClass", "RuntimeClass"),
        *("ValidatingWebhookConfiguration", "MutatingWebhookConfiguration", "ValidatingAdmissionPolicy"),
        *("ClusterIssuer", "CSIDriver", "SecurityContextConstraints", "ValidatingAdmissionPolicyBinding"),
    }
)
_UNNAMED: Final = frozenset({"Namespace", "CustomResourceDefinition", "APIService"})
"""Kinds that prefixes leave alone."""
_COPIED: Final = frozenset({"Deployment", "StatefulSet", "ReplicaSet", "ReplicationController"})
_MOST_DEPTH: Final = 60


def transformed(tree: Tree, every: list[Item]) -> list[Item]:
    """Objects after everything that a kustomization changes in all of them."""
    namespace, images = at(tree, "namespace"), items(at(tree, "images"))
    prefix, suffix = text(tree, "namePrefix"), text(tree, "nameSuffix")
    added = [at(tree, "commonLabels"), *(at(each, "pairs") for each in items(at(tree, "labels")))]
    pairs = {name: value for each in added for name, value in fields(each)}
    notes = dict(fields(at(tree, "commonAnnotations")))
    copies = {text(each, "name"): at(each, "count") for each in items(at(tree, "replicas"))}
    return [
        _with_copies(_renamed(_one(item, namespace, pairs, notes, images), prefix, suffix), copies) for item in every
    ]


def _one(item: Item, namespace: Tree, pairs: dict[str, Tree], notes: dict[str, Tree], images: list[Tree]) -> Item:
    tree = item.tree
    kind = text(tree, "kind")
    if isinstance(namespace, Known) and namespace.value:
        if kind == "Namespace" and text(tree, "metadata", "name") == "":
            return item
        if kind not in _CLUSTER_WIDE:
            tree = with_value(tree, ("metadata", "namespace"), namespace)
    for path, values in ((("metadata", "labels"), pairs), (("metadata", "annotations"), notes)):
        for name, value in values.items():
            tree = with_value(tree, (*path, name), value)
    template = at(tree, "spec", "template")
    if isinstance(template, Known) and isinstance(template.value, dict):
        for name, value in pairs.items():
            tree = with_value(tree, ("spec", "template", "metadata", "labels", name), value)
    return replace(item, tree=_with_images(tree, images)) if images else replace(item, tree=tree)


def _renamed(item: Item, prefix: str, suffix: str) -> Item:
    name = text(item.tree, "metadata", "name")
    if not (prefix or suffix) or not name or text(item.tree, "kind") in _UNNAMED:
        return item
    place = at(item.tree, "metadata", "name").place
    new = Known(f"{prefix}{name}{suffix}", place, How.COMPUTED)
    return Item(with_value(item.tree, ("metadata", "name"), new), item.called | {name})


def _with_copies(item: Item, copies: dict[str, Tree]) -> Item:
    if text(item.tree, "kind") not in _COPIED:
        return item
    for name in (text(item.tree, "metadata", "name"), *sorted(item.called)):
        if name in copies:
            return replace(item, tree=with_value(item.tree, ("spec", "replicas"), copies[name]))
    return item


def _with_images(tree: Tree, images: list[Tree], depth: int = 0) -> Tree:
    """A tree in which the images of all containers were replaced."""
    if depth > _MOST_DEPTH or not isinstance(tree, Known):
        return tree
    if isinstance(tree.value, list):
        return tree._replace(value=[_with_images(each, images, depth + 1) for each in tree.value])
    if not isinstance(tree.value, dict):
        return tree
    own = {key: _with_images(each, images, depth + 1) for key, each in tree.value.items() if key != "data"}
    for field in ("containers", "initContainers"):
        told = own.get(field)
        if isinstance(told, Known) and isinstance(told.value, list):
            own[field] = told._replace(value=[_with_image(each, images) for each in told.value])
    return tree._replace(value={**tree.value, **own})


def _with_image(container: Tree, images: list[Tree]) -> Tree:
    old = at(container, "image")
    if not isinstance(old, Known) or not isinstance(old.value, str):
        return container
    parts = image_name(old.value)
    for image in images:
        if text(image, "name") != parts.name:
            continue
        name, told = text(image, "newName") or parts.name, at(image, "newTag")
        tag = str(told.value) if isinstance(told, Known) and told.value is not None else ""
        digest = text(image, "digest")
        kept = f"@{parts.digest}" if parts.digest else f":{parts.tag}" if parts.tag else ""
        end = f"@{digest}" if digest else f":{tag}" if tag else kept
        trail = (Hop("image in what the kustomization takes in", old.place),)
        new = Known(f"{name}{end}", image.place, How.COMPUTED, trail)
        return with_change(container, ("image",), lambda _, new=new: new)  # type: ignore[misc]  # bound at once
    return container
