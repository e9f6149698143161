"""The hook script: POSIX sh, the same on Linux, macOS and Git for Windows.

It must never stand in the way of a commit when Holdfast itself is gone: then it says how to repair, and passes.
"""

from __future__ import annotations

import os
import re
import shlex
from typing import Final

from holdfast.model.hook import HookKind

VERSION: Final = 1
"""Raised whenever the text below changes, so that people see why their hook is rewritten."""

_MARK: Final = re.compile(rb"\A#![^\n]*\n# holdfast-hook (\d+) ([a-z-]+)\n")
_RELAYS: Final = re.compile(rb"\A#![^\n]*\n# holdfast-relay \d+ ")
_PYTHON: Final = re.compile(rb"^python=(.*?)\n(?:\[|case) ", re.MULTILINE | re.DOTALL)

# git closes a commit hook's input; the others are told there what is pushed, and the chained hook wants to read it too.
_PLAIN_CALL: Final = """call() { "$@"; }
"""
_FEEDING_CALL: Final = """input=$(cat)
call() {
  printf '%s' "${input:+$input
}" 2>/dev/null | "$@"
}
"""

# The older hook may call a copy of this script that a hook manager moved aside: that copy must not begin again.
# A failure may come from a Python that lost the package or its libraries: only then is it asked a second time.
_TEXT: Final = """#!/bin/sh
# holdfast-hook @VERSION@ @KIND@
# Written by "holdfast hook install"; "holdfast hook uninstall" puts back what was here before.
# A hook that was here before is kept beside this file as @KIND@@KEPT@ and runs first.
python=@PYTHON@
[ "${HOLDFAST_CHAIN-}" = "@KIND@ $PWD" ] && exit 0
case $0 in */*) here=${0%/*} ;; *) here=. ;; esac
@CALL@
before=@BEFORE@
if [ -x "$before" ]; then
  HOLDFAST_CHAIN="@KIND@ $PWD"
  export HOLDFAST_CHAIN
  call "$before" "$@" || exit
  unset HOLDFAST_CHAIN
fi

case ",${SKIP-}," in *[,\\ ]holdfast[,\\ ]*) HOLDFAST_SKIP=${HOLDFAST_SKIP:-SKIP=$SKIP} ;; esac
if [ -n "${HOLDFAST_SKIP-}" ]; then
  printf 'holdfast: @KIND@ check skipped (%s)\\n' "$HOLDFAST_SKIP" >&2
  exit 0
fi

if [ -x "$python" ]; then
  call "$python" -I -m holdfast hook run @KIND@ "$@" && exit
  code=$?
  "$python" -I -c 'import holdfast' </dev/null >/dev/null 2>&1 && exit "$code"
fi
if command -v holdfast >/dev/null 2>&1; then
  call holdfast hook run @KIND@ "$@"
  code=$?
  case $code in 126 | 127) ;; *) exit "$code" ;; esac
fi
printf 'holdfast: not found, nothing was checked. Install it and run "holdfast hook install", or delete %s\\n' "$0" >&2
exit 0
"""

# One folder for every repository keeps git from the repository's own hooks, so each is called from there.
_OWN: Final = "$(git rev-parse --git-common-dir 2>/dev/null)/hooks/@KIND@"
_RELAY: Final = """#!/bin/sh
# holdfast-relay @VERSION@ @KIND@
# Written by "holdfast hook fleet install". This folder stands in for each repository's own hooks, so they are called.
own=@OWN@
[ ! -x "$own" ] || exec "$own" "$@"
"""
RELAYED: Final = (
    *("applypatch-msg", "pre-applypatch", "post-applypatch", "pre-merge-commit", "prepare-commit-msg", "commit-msg"),
    *("post-commit", "pre-rebase", "post-checkout", "post-merge", "post-rewrite", "sendemail-validate", "pre-auto-gc"),
    *("post-index-change", "reference-transaction", "pre-receive", "update", "proc-receive", "post-receive"),
    "post-update",
)
"""The other hooks that git looks for in its folder; push-to-checkout is left out, as git acts by itself without it."""

KEPT: Final = ".before-holdfast"
"""Ending of the name under which an older hook is kept."""


def render(kind: HookKind, python: str, *, shared: bool = False) -> bytes:
    """Return the script for one kind of hook that calls the interpreter at ``python``.

    A ``shared`` one stands in a folder that many repositories use, and runs each repository's own hook first.
    """
    path = python.replace("\\", "/") if os.name == "nt" else python
    text = (
        _TEXT.replace("@CALL@", _PLAIN_CALL if kind is HookKind.PRE_COMMIT else _FEEDING_CALL)
        .replace("@BEFORE@", _OWN if shared else "$here/@KIND@@KEPT@")
        .replace("@VERSION@", str(VERSION))
        .replace("@KIND@", kind)
        .replace("@KEPT@", KEPT)
        .replace("@PYTHON@", shlex.quote(path))
    )
    return os.fsencode(text)


def relay(name: str) -> bytes:
    """Return the script that stands in a shared folder for a hook that Holdfast has nothing to do with."""
    return _RELAY.replace("@OWN@", _OWN).replace("@VERSION@", str(VERSION)).replace("@KIND@", name).encode()


def ours(data: bytes) -> bool:
    """Whether a hook's text was written by some version of Holdfast."""
    return _MARK.match(data) is not None


def relays(data: bytes) -> bool:
    """Whether a hook's text only calls the repository's own hook."""
    return _RELAYS.match(data) is not None


def interpreter(data: bytes) -> str:
    """Return the interpreter that one of our scripts calls; empty where it cannot be told."""
    found = _PYTHON.search(data)
    if found is None:
        return ""
    try:
        words = shlex.split(os.fsdecode(found[1]))
    except ValueError:
        return ""
    return words[0] if words else ""
