"""ScoutSuite's results (``scoutsuite_results_*.js``, or the JSON in it): rules over a cloud account.

Source: ScoutSuite's results: ``services.NAME.findings``, each with what was checked and what was flagged.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Final

from holdfast.formats.foreign.document import BadError, Document, Node, Shape, placed, told
from holdfast.formats.foreign.words import moment, place, severity, slug
from holdfast.model.errors import UsageError
from holdfast.model.foreign import Answer, Foreign, Item, Look, Lost

_START: Final = re.compile(rb"\s*scoutsuite_results\s*=\s*")
_LEVELS: Final = {"danger": "high", "warning": "medium"}
_MOST_FLAGGED: Final = 10_000


def fits(document: Document) -> bool:
    """Whether a document is one."""
    if document.shape is Shape.TEXT:
        return _START.match(document.data[:200]) is not None
    return document.shape is Shape.JSON and document.top.has("services", "last_run", "provider_code")


def read(document: Document) -> Foreign:
    """What its rules flagged, and which were checked and flagged nothing. Raises UsageError for a broken script."""
    top = document.top if document.shape is Shape.JSON else _script(document)
    lost: list[Lost] = []
    services = [node for _, node in top.pairs("services")]
    findings = [row for service in services for row in service.pairs("findings")]
    items = tuple(told(findings, _items, lost))
    account = top.text("account_id")
    return Foreign(
        format="scoutsuite",
        tool="scoutsuite",
        version=top.text("last_run", "version"),
        when=moment(top.text("last_run", "time")),
        looks=(
            Look(
                items=items,
                subject=f"account:{slug(top.text('provider_code'))}:{account}" if account else "",
                wants="account:PROVIDER:NUMBER",
                count=len(items),
                states=True,
            ),
        ),
        lost=placed(document, lost),
    )


def _script(document: Document) -> Node:
    match = _START.match(document.data)
    text = document.data[match.end() :].decode("utf-8", "replace").rstrip(" \t\r\n;") if match else ""
    try:
        return Node(json.loads(text))
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        said = f"{document.path}:{line}: behind its first words it is no JSON"
        raise UsageError(said, advice="Write the report again with the tool that made it.") from None


def _items(finding: tuple[str, Node]) -> Iterator[Item]:
    name, row = finding
    checked, flagged = row.number("checked_items"), row.number("flagged_items")
    if checked is None or flagged is None:
        raise BadError(row.where, "it does not say how much was checked and flagged")
    title = row.text("description")
    spots = row.texts("items")[:_MOST_FLAGGED] if flagged else ()
    for spot in spots or ((row.text("service") or "-",) if flagged else ()):
        yield Item(
            rule=name,
            kind="cloud",
            answer=Answer.FAIL,
            place=place(spot),
            title=title,
            says=f"{title}: flagged",
            severity=severity(_LEVELS.get(row.text("level"), row.text("level"))),
            parts=(spot,),
        )
    if checked > flagged or not flagged:
        yield Item(
            rule=name,
            kind="cloud",
            answer=Answer.OK if checked else Answer.ABSENT,
            place=place(row.text("service") or "-"),
            title=title,
            severity=severity(_LEVELS.get(row.text("level"), row.text("level"))),
            count=max(1, int(checked - flagged)),
            everywhere=True,
        )
