"""Puts kustomizations together: resources, components, generators, patches, and what changes all of them."""
