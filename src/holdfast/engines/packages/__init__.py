"""Looks at packages: which advisories are about them, how near that is, and what would mend it."""
