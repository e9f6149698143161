"""Credential types, their validators and the rendering of their examples."""
