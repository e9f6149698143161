"""Clair v4's report about an image, as ``clairctl report --out json`` and its API give it.

Source: the schema of Clair's VulnerabilityReport.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from holdfast.formats.foreign.document import Document, Node, Shape, placed, told
from holdfast.formats.foreign.packages import weak
from holdfast.formats.foreign.words import public_names
from holdfast.model.foreign import Foreign, Item, Look, Lost


def fits(document: Document) -> bool:
    """Whether a document is one."""
    return document.shape is Shape.JSON and document.top.has("manifest_hash", "packages", "package_vulnerabilities")


def read(document: Document) -> Foreign:
    """What it says of all packages of an image."""
    top = document.top
    lost: list[Lost] = []
    digest = top.text("manifest_hash")
    records = dict(top.pairs("vulnerabilities"))
    packages = dict(top.pairs("packages"))
    rows = top.pairs("package_vulnerabilities")
    items = tuple(
        item
        for name, ids in rows
        for item in told([ids], partial(_items, package=packages.get(name, Node({}, ids.where)), records=records), lost)
    )
    return Foreign(
        format="clair",
        tool="clair",
        looks=(
            Look(
                items=items,
                subject=f"image:{digest}" if digest else "",
                wants="image:NAME",
                count=len(packages),
                whole=bool(packages),
            ),
        ),
        lost=placed(document, lost),
        notes=("It names the image by its digest only; --subject image:NAME keeps its builds together.",),
    )


def _items(ids: Node, package: Node, records: Mapping[str, Node]) -> Iterator[Item]:
    name = package.must("name")
    for number in ids.texts():
        record = records.get(number, Node({}, ids.where))
        yield weak(
            record.must("name"),
            name,
            package.text("version"),
            path="packages",
            word=record.text("normalized_severity") or record.text("severity"),
            fixed=record.text("fixed_in_version"),
            title=record.text("description"),
            others=public_names(record.text("links")),
        )
