"""ZAP's report in JSON or XML: what it saw of web sites.

Source: ZAP's "traditional" reports. They name the sites, and neither the pages that were looked at nor the rules that
were used: a quick look and a thorough one look alike. What was sent and answered is not read.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from holdfast.formats.foreign.document import Document, Node, Shape, clip, placed, told
from holdfast.formats.foreign.words import moment, place, severity, weaknesses
from holdfast.formats.foreign.xmlnodes import node_of
from holdfast.model.foreign import Answer, Foreign, Item, Look, Lost

_RISKS: Final = {"0": "info", "1": "low", "2": "medium", "3": "high"}


def fits(document: Document) -> bool:
    """Whether a document is one."""
    if document.shape is Shape.XML:
        return document.named("OWASPZAPReport")
    return document.shape is Shape.JSON and document.top.has("@version", "site")


def read(document: Document) -> Foreign:
    """The alerts, site by site and page by page."""
    xml = document.shape is Shape.XML
    top = node_of(document.element) if xml else document.top
    lost: list[Lost] = []
    sites = top.items("site") or ([top.at("site")] if top.at("site").value else [])
    note = "A report of ZAP does not say which pages and rules it tried: it opens, and never closes."
    return Foreign(
        format="zap",
        tool="zap",
        version=top.text("@version") or top.text("version"),
        when=moment(top.text("created")),
        looks=tuple(
            Look(items=tuple(told(_alerts(site), _items, lost)), subject=_subject(site), wants="site:ADDRESS")
            for site in sites
        ),
        lost=placed(document, lost),
        notes=(note,),
    )


def _subject(site: Node) -> str:
    name = site.text("@name") or site.text("name")
    return f"site:{name}" if name else ""


def _alerts(site: Node) -> list[Node]:
    rows = site.items("alerts") or site.items("alerts", "alertitem")
    one = site.at("alerts", "alertitem")
    return rows or ([one] if one.value else [])


def _items(alert: Node) -> Iterator[Item]:
    rule = alert.text("alertRef") or alert.must("pluginid")
    title = alert.first("alert", "name").text()
    rows = alert.items("instances") or alert.items("instances", "instance")
    one = alert.at("instances", "instance")
    seen: set[tuple[str, str, str]] = set()
    for node in rows or ([one] if one.value else [Node({}, alert.where)]):
        page = node.text("uri").partition("?")[0].partition("#")[0] or "every page"
        key = (page, node.text("method"), node.text("param"))
        if key in seen:
            continue
        seen.add(key)
        at = f" in {key[2]}" if key[2] else ""
        yield Item(
            rule=rule,
            kind="web",
            answer=Answer.FAIL,
            place=place(page),
            title=title,
            says=clip(f"{key[1]} {page}{at}: {title}".strip()),
            severity=severity(_RISKS.get(alert.text("riskcode"), "medium")),
            parts=key,
            cwe=weaknesses(alert.text("cweid")),
        )
