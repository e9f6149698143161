"""What Poetry adds to Python's requirements. Source: https://python-poetry.org/docs/dependency-specification/."""

from __future__ import annotations

import re
from typing import Final

_PART: Final = re.compile(r"\s*(\^|~(?!=))?\s*v?(\d+(?:\.\d+)*)\s*")


def plain(requirement: str) -> str:
    """A requirement with carets and tildes as PEP 440 writes it; what is none of these stays as it is."""
    if requirement.strip() == "*":
        return ""
    return ",".join(_plain(part) for part in requirement.split(","))


def _plain(part: str) -> str:
    found = _PART.fullmatch(part)
    if found is None or len(part) > 100:
        return part
    sign, text = found[1], found[2]
    if not sign:
        return f"=={text}"
    numbers = [int(number) for number in text.split(".")]
    if sign == "~":
        place = min(len(numbers) - 1, 1)
    else:
        place = next((at for at, number in enumerate(numbers) if number), len(numbers) - 1)
    above = [*numbers[:place], numbers[place] + 1]
    return f">={text},<{'.'.join(map(str, above))}"
