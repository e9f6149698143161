"""What git calls at a commit or a push."""
