"""Understands charts of Helm by what `helm template` makes of them. Nothing is run here."""
