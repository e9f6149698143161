"""Reads Compose files: services that are started together on one host."""
