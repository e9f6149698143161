"""Checks of build and deployment pipelines."""
