"""Drafts a threat model from what is there: infrastructure, interfaces, routes, clients and packages."""
