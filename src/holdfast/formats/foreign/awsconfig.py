"""What AWS Config's rules say of resources, as its API and command line answer.

Source: AWS Config's API: ``GetComplianceDetailsByConfigRule``, ``GetComplianceDetailsByResource`` and
``DescribeComplianceByConfigRule``. They do not name the account.
"""

from __future__ import annotations

from typing import Final

from holdfast.formats.foreign.document import BadError, Document, Node, Shape, clip, placed, told
from holdfast.formats.foreign.words import moment, newest, place
from holdfast.model.foreign import Answer, Foreign, Item, Look, Lost

_STATES: Final = {
    "COMPLIANT": Answer.OK,
    "NON_COMPLIANT": Answer.FAIL,
    "NOT_APPLICABLE": Answer.ABSENT,
    "INSUFFICIENT_DATA": Answer.UNSURE,
}


def fits(document: Document) -> bool:
    """Whether a document is one."""
    top = document.top
    return document.shape is Shape.JSON and (top.has("EvaluationResults") or top.has("ComplianceByConfigRules"))


def read(document: Document) -> Foreign:
    """What its rules say, resource by resource or in all."""
    top = document.top
    lost: list[Lost] = []
    rows = top.items("EvaluationResults")
    items = (*told(rows, _item, lost), *told(top.items("ComplianceByConfigRules"), _rule, lost))
    times = (row.at("ResultRecordedTime").value for row in rows)
    cut = bool(top.text("NextToken"))
    return Foreign(
        format="aws-config",
        tool="aws-config",
        when=newest(moment(time) for time in times if isinstance(time, str | float | int)),
        looks=(Look(items=items, wants="account:aws:NUMBER", count=len(items), states=True),),
        lost=placed(document, lost),
        notes=("It is one page of several; import the others too.",) if cut else (),
    )


def _answer(row: Node, word: str) -> Answer:
    if word not in _STATES:
        raise BadError(row.where, f"it is {clip(word, 40)!r}, which AWS Config does not know")
    return _STATES[word]


def _item(row: Node) -> Item:
    of = row.at("EvaluationResultIdentifier", "EvaluationResultQualifier")
    rule, resource = of.must("ConfigRuleName"), of.text("ResourceId")
    said = row.text("Annotation")
    where = f"{of.text('ResourceType')}/{resource}" if resource else "all resources"
    return Item(
        rule=rule,
        kind="cloud",
        answer=_answer(row, row.text("ComplianceType")),
        place=place(where),
        title=rule.replace("-", " "),
        says=said or f"{where} is not compliant",
        parts=(where,),
    )


def _rule(row: Node) -> Item:
    rule = row.must("ConfigRuleName")
    many = row.text("Compliance", "ComplianceContributorCount", "CappedCount")
    return Item(
        rule=rule,
        kind="cloud",
        answer=_answer(row, row.text("Compliance", "ComplianceType")),
        place=place("all resources"),
        title=rule.replace("-", " "),
        says=f"{many or 'some'} resources are not compliant",
        parts=("all resources",),
        everywhere=True,
    )
