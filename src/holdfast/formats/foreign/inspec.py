"""InSpec's JSON (also of CINC Auditor): controls of profiles, tried on a machine, a container or an account.

Source: InSpec's reporters ``json`` and ``json-min``.
"""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.formats.foreign.document import Document, Node, Shape, clip, placed, told
from holdfast.formats.foreign.words import moment, newest, path_of, place, severity, weaknesses
from holdfast.model.foreign import Answer, Foreign, Item, Look, Lost
from holdfast.model.observation import Strength


def fits(document: Document) -> bool:
    """Whether a document is one."""
    top = document.top
    small = top.has("controls", "statistics") and not top.has("profiles")
    return document.shape is Shape.JSON and ((top.has("profiles", "statistics")) or small)


def read(document: Document) -> Foreign:
    """What it says of every control: it passes when all of its tests did."""
    top = document.top
    lost: list[Lost] = []
    items = [item for profile in top.items("profiles") for item in _profile(profile, lost)]
    times = (moment(node.text("start_time")) for row in _controls(top) for node in row.items("results"))
    items += told(_grouped(top.items("controls")), _small, lost)
    target = top.text("platform", "target_id")
    return Foreign(
        format="inspec",
        tool="inspec",
        version=top.text("version"),
        when=newest(times),
        looks=(
            Look(
                items=tuple(items),
                subject=f"host:{target}" if target else "",
                wants="host:NAME",
                count=len(items),
                whole=True,
                states=True,
                strength=Strength.TEST,
            ),
        ),
        lost=placed(document, lost),
    )


def _controls(top: Node) -> Iterator[Node]:
    for profile in top.items("profiles"):
        yield from profile.items("controls")


def _profile(profile: Node, lost: list[Lost]) -> Iterator[Item]:
    name = profile.text("name")
    yield from told(profile.items("controls"), lambda node: _item(node, name), lost)


def _item(node: Node, profile: str) -> Item:
    rows = node.items("results")
    words = [row.text("status") for row in rows]
    failed = next((row for row in rows if row.text("status") == "failed"), Node({}))
    waived = node.text("waiver_data", "justification") or node.at("waiver_data", "run").value is False
    impact = node.number("impact")
    answer = _answer(words, impact, waived=bool(waived))
    said = failed.text("message") or failed.text("code_desc")
    return Item(
        rule=node.must("id"),
        kind="host",
        answer=answer,
        place=place(path_of(node.text("source_location", "ref")) or profile, node.whole("source_location", "line")),
        title=node.text("title"),
        says=_said(answer, said, str(node.text("waiver_data", "justification"))),
        severity=severity("", (impact if impact is not None else 0.5) * 10),
        parts=(profile,),
        everywhere=True,
        cwe=weaknesses(*node.texts("tags", "cwe")),
        controls=node.texts("tags", "control"),
        threats=node.texts("tags", "threat"),
    )


def _answer(words: list[str], impact: float | None, *, waived: bool) -> Answer:
    if waived:
        return Answer.UNSURE
    if "failed" in words:
        return Answer.FAIL
    if words and all(word == "passed" for word in words):
        return Answer.OK
    return Answer.ABSENT if impact == 0 else Answer.UNSURE


def _said(answer: Answer, failed: str, waiver: str) -> str:
    if answer is Answer.UNSURE:
        return clip(f"waived: {waiver}" if waiver else "not all of its tests were run")
    return failed


def _grouped(rows: list[Node]) -> list[Node]:
    """The rows of ``json-min``, one for each control: it has one for each test."""
    groups: dict[tuple[str, str], list[Node]] = {}
    for row in rows:
        groups.setdefault((row.text("profile_id"), row.text("id")), []).append(row)
    return [Node({"rows": [row.value for row in several]}, several[0].where) for several in groups.values()]


def _small(group: Node) -> Item:
    rows = group.items("rows")
    answer = _answer([row.text("status") for row in rows], None, waived=False)
    failed = next((row for row in rows if row.text("status") == "failed"), Node({}))
    profile = rows[0].text("profile_id")
    return Item(
        rule=rows[0].must("id"),
        kind="host",
        answer=answer,
        place=place(profile),
        title=min(row.text("code_desc") for row in rows),
        says=_said(answer, failed.text("message") or failed.text("code_desc"), ""),
        parts=(profile,),
        everywhere=True,
    )
