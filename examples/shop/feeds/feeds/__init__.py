"""Nightly import of supplier price lists."""
