"""How it is seen."""
