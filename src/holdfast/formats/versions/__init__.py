"""How versions are ordered, one module for each scheme; ``index`` knows which ecosystem has which."""
