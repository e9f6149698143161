"""Reads manifests of Kubernetes, and the kustomizations that put them together."""

from holdfast.estate.kubernetes.cluster import resources
from holdfast.estate.kubernetes.objects import Object, documents, relocated

__all__ = ["Object", "documents", "relocated", "resources"]
