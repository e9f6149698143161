"""Asks the tools that are installed, and writes what they say to ``tests/formats/versions/vectors``.

Each driver is a program that reads pairs, one a line with a tab between, and prints -1, 0, 1, or ``?`` where the tool
takes one of them for no version. Those of requirements print ``yes``, ``no`` or ``?``.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tools.version_vectors.drivers import DRIVERS, Driver, answers
from tools.version_vectors.rangedrivers import RANGE_DRIVERS
from tools.version_vectors.requirements import requirements
from tools.version_vectors.samples import pairs

_VERSIONS = Path("tests/formats/versions/vectors")
_RANGES = Path("tests/formats/ranges/vectors")
_SIGNS = {"-1": "<", "0": "=", "1": ">"}


def main(names: list[str]) -> None:
    """Write the vectors of the ecosystems that are named; of all without a name."""
    for driver in DRIVERS:
        if not names or driver.ecosystem in names:
            asked = pairs(driver.ecosystem)
            said = [_SIGNS.get(answer, "?") for answer in answers(driver, asked)]
            rows = [[one, sign, other] for (one, other), sign in zip(asked, said, strict=True) if sign != "?"]
            _write(driver, _VERSIONS, rows)
    for driver in RANGE_DRIVERS:
        if not names or driver.ecosystem in names:
            asked = requirements(driver.ecosystem)
            said = answers(driver, asked)
            _write(driver, _RANGES, [[one, other, answer] for (one, other), answer in zip(asked, said, strict=True)])


def _write(driver: Driver, folder: Path, rows: list[list[str]]) -> None:
    head = {"tool": driver.tool, "version": driver.version(), "command": driver.command}
    lines = ",\n".join(json.dumps(row) for row in rows)
    text = json.dumps(head, indent=1)[:-2] + f',\n "pairs": [\n{lines}\n]}}\n'
    (folder / f"{driver.ecosystem}.json").write_text(text, encoding="utf-8")
    sys.stdout.write(f"{driver.ecosystem}: {len(rows)} pairs, {driver.tool} {head['version']}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
