"""Holdfast: security by design, with evidence."""

__version__ = "0.1.0"
