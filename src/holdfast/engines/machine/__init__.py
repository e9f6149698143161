"""Looks at the machine that Holdfast runs on."""
