"""How the parts meet: one function per use case."""
