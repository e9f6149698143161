"""Who looks. Read only."""
