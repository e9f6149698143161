"""Looks at program code: follows data from where it comes in to where it does harm."""
