"""Changes which version a manifest asks for, and says which command brings its lock file along."""
