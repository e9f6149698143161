"""Pages about where a repository stands: for its team, its managers and its auditors."""
