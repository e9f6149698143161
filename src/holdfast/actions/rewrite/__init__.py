"""Changes code where a rule knows a rewrite that is certain."""
