"""Reports of other tools, read as what they say: one module for each format, all of them in the table of ``index``."""
