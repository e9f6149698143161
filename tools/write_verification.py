"""Writes the table of docs/verification.md: which vendor is asked what."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from holdfast.checks.secrets.verifiers import VERIFIERS
from holdfast.model.verification import Verifier

ROOT: Final = Path(__file__).resolve().parent.parent
PAGE: Final = "docs/verification.md"
_OPENING: Final = "<!-- verifiers -->\n"
_CLOSING: Final = "<!-- /verifiers -->"


def page() -> str:
    """The page as it must be. Raises ValueError when it has lost its marks."""
    text = (ROOT / PAGE).read_text(encoding="utf-8")
    before, opening, rest = text.partition(_OPENING)
    _, closing, after = rest.partition(_CLOSING)
    if not opening or not closing:
        raise ValueError(f"{PAGE} needs {_OPENING.strip()} and {_CLOSING}")
    return f"{before}{opening}\n{chr(10).join(_table())}\n\n{closing}{after}"


def main() -> int:
    """Write the page if it differs; always 0."""
    text = page()
    (ROOT / PAGE).write_text(text, encoding="utf-8", newline="\n")
    sys.stdout.write(f"{PAGE}: {len(VERIFIERS)} calls\n")
    return 0


def _table() -> Iterator[str]:
    yield "| Vendor | Credentials | Call | The value goes into | A refusal means |"
    yield "|---|---|---|---|---|"
    for item in sorted(VERIFIERS, key=lambda each: (each.vendor.casefold(), each.types, each.starts)):
        names = ", ".join(f"[{name}](checks/{name}.md)" for name in item.types)
        only = f" that start with `{item.starts}`" if item.starts else ""
        address = item.url.partition("?")[0].removeprefix("https://")
        call = f"[`{item.method} {address}`]({item.docs})"
        yield f"| {item.vendor} | {names}{only} | {call} | {_carrier(item)} | {_refusal(item)} |"


def _carrier(item: Verifier) -> str:
    if item.signed:
        return "a signature; it is not sent itself"
    if item.basic:
        return "Basic authentication" + (", with its other half" if item.partner else "")
    if item.header:
        return f"the header `{item.header}`"
    return "the address"


def _refusal(item: Verifier) -> str:
    if not item.dead:
        return "nothing"
    return f"unknown: {item.elsewhere}" if item.elsewhere else "dead"


if __name__ == "__main__":
    sys.exit(main())
