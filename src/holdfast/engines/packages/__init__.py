"""Looks for packages that something is known to be wrong with."""
