"""What it all means. Pure."""
