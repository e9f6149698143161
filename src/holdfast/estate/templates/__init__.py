"""Reads the templates of pages as functions of their variables, so that data can be followed into them."""

from holdfast.estate.templates.finding import Templates
from holdfast.estate.templates.reading import read

__all__ = ["Templates", "read"]
