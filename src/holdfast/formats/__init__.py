"""How text is read and written."""
