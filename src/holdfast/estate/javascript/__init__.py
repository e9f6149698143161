"""Reads JavaScript and TypeScript, JSX included, as code; and says which file of the project an import means."""

from holdfast.estate.javascript.frontend import Frontend
from holdfast.estate.javascript.links import Links
from holdfast.estate.javascript.unread import unread

__all__ = ["Frontend", "Links", "unread"]
