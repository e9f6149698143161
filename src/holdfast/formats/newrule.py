"""The file that a person starts a credential type from: an entry that works, with what each field means."""

from __future__ import annotations

import re

_TEXT = """\
# A credential type of your own. Change what is here, then run: holdfast rules test .holdfast/rules/@NAME@.yaml
# The id is yours for ever, in capitals; HF-… belongs to the pack. The name is what people write in ignore[@NAME@].
- id: @ID@
  name: '@NAME@'
  title: A key of @WORD@
  vendor: '@WORD@'
  severity: high                  # info, low, medium, high, critical
  confidence: high                # low, medium, high
  # How it is told: prefix (a mark in the value), checksum (a mark, and a checksum that a validator verifies),
  # structure (a shape that says all), context (a name before a value without a mark: near and value in place of
  # pattern and keywords).
  format: prefix
  # No look-around, no anchors, no named groups. One group at most: it is then the secret value.
  pattern: '@MARK@_[A-Za-z0-9]{32}'
  # One of these is in every match, letter for letter.
  keywords: ['@MARK@_']
  # More fields: left and right (characters that may not stand beside it, as in A-Za-z0-9_), min_entropy, valid
  # (names of validators), ignore_case, multiline, files (endings of paths), aliases, pairs_with, persona.
  gain: What somebody who has it can do with it.
  rotate:                         # what to do when it has leaked, in order
    - Make a new one and deploy it.
    - Revoke this one, and read the log of what was done with it.
  references: []
  # Templates, filled in when they are run: {base62:32}, {hex:40}, {digits:6}, {uuid}, {b64:…}; braces are doubled.
  examples:                       # lines in which it must be found
    - '@CAPS@=@MARK@_{base62:32}'
    - 'client = connect("@MARK@_{base62:32}")'
  silent:                         # lines of a like shape in which it must not be found
    - '@CAPS@=@MARK@_{base62:12}'
"""


def skeleton(name: str) -> str:
    """The text of the file for a type called ``name`` (kebab)."""
    word = name.partition("-")[0]
    caps = name.replace("-", "_").upper()
    fills = {"MARK": word, "WORD": word.capitalize(), "CAPS": caps, "ID": identity(name), "NAME": name}
    return re.sub(r"@([A-Z]+)@", lambda hole: fills[hole[1]], _TEXT)


def identity(name: str) -> str:
    """The id that a type called ``name`` starts with."""
    return f"ORG-{name.upper()}"
