"""How a report is written."""
