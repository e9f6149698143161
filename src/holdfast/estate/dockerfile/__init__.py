"""Reads Dockerfiles: how images are built."""
