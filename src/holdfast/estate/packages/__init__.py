"""What projects, images and environments are made of: readers of manifests, lock files and of what is installed."""
