"""Reads the pipelines of GitHub Actions."""
