"""Reads Azure Resource Manager templates, as people write them and as Bicep compiles them."""
