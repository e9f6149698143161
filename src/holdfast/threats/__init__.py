"""What could go wrong: the system model as code, and what is drafted of it."""
