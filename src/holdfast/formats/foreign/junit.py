"""JUnit XML: test cases that say by a property which weakness, control or threat they are about.

A property stands in the test case, or in its suite for all of them; a name that holds ``CWE-89`` or ``cwe_89`` says so
as well. Other test cases are about other things: they are counted, and nothing is made of them.
Source: the elements of Ant's JUnit formatter, and ``record_property`` of pytest.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from holdfast.formats.foreign.document import Document, clip, placed, told
from holdfast.formats.foreign.words import moment, newest, path_of, place, severity, slug, weaknesses
from holdfast.formats.xmltree import Element
from holdfast.model.check import Severity
from holdfast.model.foreign import Answer, Foreign, Item, Look, Lost
from holdfast.model.observation import Strength
from holdfast.model.place import Place

_DEEP = 20


class _Case(NamedTuple):
    element: Element
    suite: str
    properties: tuple[tuple[str, str], ...]

    @property
    def line(self) -> int:
        return self.element.line


def fits(document: Document) -> bool:
    """Whether a document is one."""
    return document.named("testsuites", "testsuite")


def read(document: Document) -> Foreign:
    """What the test cases say that are about security."""
    lost: list[Lost] = []
    cases = list(_cases(document.element, (), 0))
    about = [case for case in cases if _about(case)]
    items = tuple(told(about, _item, lost))
    notes = []
    if len(cases) > len(about):
        said = "names" if len(cases) - len(about) == 1 else "name"
        notes.append(
            f"{len(cases) - len(about):,} of {len(cases):,} test cases {said} no weakness, control or threat; "
            "nothing is made of them."
        )
    suites = [document.element, *document.element.all("testsuite")]
    return Foreign(
        format="junit",
        tool="junit",
        when=newest(moment(suite.attributes.get("timestamp", "")) for suite in suites),
        looks=(Look(items=items, count=len(items), states=True, strength=Strength.TEST),),
        lost=placed(document, lost),
        notes=tuple(notes),
    )


def _cases(suite: Element, above: tuple[tuple[str, str], ...], depth: int) -> Iterator[_Case]:
    own = (*above, *_properties(suite))
    name = suite.attributes.get("name", "")
    for child in suite.children:
        if child.name == "testcase":
            yield _Case(child, name, (*own, *_properties(child)))
        elif child.name == "testsuite" and depth < _DEEP:
            yield from _cases(child, own, depth + 1)


def _properties(element: Element) -> Iterator[tuple[str, str]]:
    for item in element.all("properties", "property"):
        value = item.attributes.get("value", "") or item.text
        yield item.attributes.get("name", "").lower(), clip(value)


def _said(case: _Case, *names: str) -> tuple[str, ...]:
    found = (part.strip() for name, value in case.properties if name in names for part in value.split(","))
    return tuple(dict.fromkeys(part for part in found if part))


def _weaknesses(case: _Case) -> tuple[int, ...]:
    named = (case.element.attributes.get(key, "") for key in ("name", "classname"))
    return weaknesses(*_said(case, "cwe", "cwes"), *(name for name in named if "cwe" in name.lower()))


def _about(case: _Case) -> bool:
    return bool(_weaknesses(case) or _said(case, "control", "controls", "threat", "threats"))


def _item(case: _Case) -> Item:
    given = case.element.attributes
    whole = ".".join(part for part in (given.get("classname", "") or case.suite, given.get("name", "")) if part)
    bad = next((child for child in case.element.children if child.name in ("failure", "error", "skipped")), None)
    sort = bad.name if bad is not None else ""
    answer = {"": Answer.OK, "failure": Answer.FAIL}.get(sort, Answer.UNSURE)
    first = (bad.attributes.get("message", "") or bad.text) if bad is not None else ""
    words = {"error": "the test broke: ", "skipped": "the test was skipped: "}.get(sort, "")
    word = next(iter(_said(case, "severity")), "")
    return Item(
        rule=clip(slug_of(whole), 200),
        kind="test",
        answer=answer,
        place=_place(case, whole),
        title=clip(f"The test {whole} passes"),
        says=clip(words + (first.splitlines()[0] if first.strip() else "no reason is given")) if sort else "",
        severity=severity(word) if word else Severity.HIGH,
        parts=(whole,),
        everywhere=True,
        cwe=_weaknesses(case),
        controls=_said(case, "control", "controls"),
        threats=_said(case, "threat", "threats"),
    )


def slug_of(name: str) -> str:
    """The name of a test on one line."""
    return " ".join(name.split()) or slug("")


def _place(case: _Case, name: str) -> Place:
    line = case.element.attributes.get("line", "")
    path = path_of(case.element.attributes.get("file", ""))
    return place(path or clip(name, 200), int(line) + 1 if line.isdigit() and len(line) < 8 else 1)
