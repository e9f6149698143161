"""Judges resources."""
