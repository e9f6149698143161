"""Reads the configuration of the registry that keeps images (CNCF Distribution)."""
