"""Reads container images without a daemon: layouts, layers, the merged files, and the databases of packages in them."""
