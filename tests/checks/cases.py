"""Cases of judged checks: Markdown files whose fences are small worlds with an expected verdict.

A heading of level 2 names the check that the fences below it are about. A fence says its language and the verdict:
``ok``, ``fail`` or ``unsure``; comments ``fail: name`` pin findings to their lines. A line ``# --- path`` starts
another file of the same world.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path

from holdfast.checks.cloud.judges import JUDGES as CLOUD
from holdfast.checks.container.judges import JUDGES as CONTAINER
from holdfast.checks.pipeline.judges import JUDGES as PIPELINE
from holdfast.engines.posture.look import FAIL, OK, UNSURE, Judged, look
from holdfast.estate.languages import FILES, files_of
from holdfast.estate.readers import READERS
from holdfast.estate.sniff import reader_of
from holdfast.formats.judgedrules import JudgedPack, compile_rules, read_rules, rule_files
from holdfast.model.reading import Reader, Reading

from .imagecases import image_reading

IMAGE = "image"
"""The language of fences that tell an image; it is no language of files."""
HERE = Path(__file__).parent
CHECKS = Path(__file__).resolve().parents[2] / "src" / "holdfast" / "checks"
JUDGES = {"cloud": CLOUD, "container": CONTAINER, "pipeline": PIPELINE}
_FENCE = re.compile(r"(?ms)^```([\w\-]+)(?:[ ]+(ok|fail|unsure))?[ ]*\n(.*?)^```[ ]*$")
_HEADING = re.compile(r"(?m)^## +([a-z0-9\-]+) *$")
_PIN = re.compile(r"\b(fail|unsure): ([a-z0-9\-]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One fence."""

    check: str
    language: str
    expected: str
    files: Mapping[str, bytes]
    where: str
    """``file.md:line``."""

    @property
    def pins(self) -> set[tuple[str, int]]:
        """Path and line of every comment that expects a finding of the check."""
        return {
            (path, number)
            for path, data in self.files.items()
            for number, line in enumerate(data.decode().splitlines(), 1)
            for match in _PIN.finditer(line)
            if match[1] == "fail" and match[2] == self.check
        }


def cases() -> list[Case]:
    """Every case of every file below this folder; those of code have a form of their own."""
    return [case for path in sorted(HERE.glob("*/*.md")) if path.parent.name != "code" for case in _of(path)]


def _of(path: Path) -> Iterator[Case]:
    text = path.read_text(encoding="utf-8")
    headings = [(match.start(), match[1]) for match in _HEADING.finditer(text)]
    for match in _FENCE.finditer(text):
        above = [name for start, name in headings if start < match.start()]
        if not above or (match[1] not in FILES and match[1] != IMAGE):
            raise ValueError(f"{path}: a fence without a check or of an unknown language: {match[1]}")
        line = text.count("\n", 0, match.start()) + 1
        yield Case(
            check=above[-1],
            language=match[1],
            expected=match[2] or _expected(match[3], above[-1]),
            files={IMAGE: match[3].encode()} if match[1] == IMAGE else files_of(match[1], match[3]),
            where=f"{path.parent.name}/{path.name}:{line}",
        )


def _expected(text: str, check: str) -> str:
    found = {match[1] for match in _PIN.finditer(text) if match[2] == check}
    return "fail" if "fail" in found else "unsure" if "unsure" in found else "ok"


@cache
def pack() -> JudgedPack:
    """Every rule as it stands in the YAML files now."""
    rules = [rule for family, path in rule_files(CHECKS) for rule in read_rules(path, family)]
    return JudgedPack(compile_rules(rules, "test")[0], JUDGES)


def readings(files: Mapping[str, bytes]) -> list[Reading]:
    """What every reader makes of some files, or of an image that is told."""
    if IMAGE in files:
        return [image_reading(files[IMAGE].decode())]
    claimed: dict[str, dict[str, bytes]] = {}
    for path, data in files.items():
        name = reader_of(path, data)
        if name:
            claimed.setdefault(name, {})[path] = data
    found = []
    for name, own in claimed.items():
        reader: Reader = import_module(READERS[name])
        found += [reader.read(unit, files) for unit in reader.units(own)]
    return found


def judged(files: Mapping[str, bytes], check: str) -> list[Judged]:
    """What a check says about some files."""
    resources = [resource for reading in readings(files) for resource in reading.resources]
    return [item for item in look(resources, pack().of) if item.rule.check.name == check]


def verdict(found: list[Judged]) -> str:
    """The verdict of several answers: the worst one; empty where nobody looked."""
    told = {item.verdict for item in found}
    return next((word for word in ("crash", FAIL, UNSURE, OK) if word in told), "")


def lines(found: list[Judged]) -> set[tuple[str, int]]:
    """Path and line of every finding."""
    return {(breach.at.path, breach.at.line) for item in found for breach in item.breaches}
