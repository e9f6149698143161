"""Checks of containers, of what builds them and of what runs them."""
