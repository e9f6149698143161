"""Repositories and folders as origins of blobs."""
