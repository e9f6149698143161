"""Reads the pipelines of GitLab."""
