"""Makes test vectors of version orders with the ecosystems' own tools: ``python -m tools.version_vectors``."""
