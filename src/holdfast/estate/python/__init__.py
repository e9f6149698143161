"""Reads Python, from 2.7 to 3.14, into the kinds of code.

``Frontend().read`` makes a module of a file's bytes; ``Links`` tells which file of the project an import means.
"""

from holdfast.estate.python.frontend import Frontend
from holdfast.estate.python.links import Links
from holdfast.estate.python.unread import unread

__all__ = ["Frontend", "Links", "unread"]
