"""Checks of cloud resources."""
