"""Finds regular expressions that take far longer than their input is long, and proves it with a text.

``slowness`` answers for one expression. It never runs the expression itself: an automaton tells where two ways through
the expression read the same text, and a machine that counts its steps tries a text made of that.
"""

from holdfast.engines.code.regex.slowness import Slow, slowness

__all__ = ["Slow", "slowness"]
