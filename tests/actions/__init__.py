"""Tests of what touches files."""
