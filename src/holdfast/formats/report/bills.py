"""What a subject is made of and what is said about it, as documents that other tools read."""

from __future__ import annotations

from holdfast.formats import cyclonedx as boms
from holdfast.formats import openvex as vexes
from holdfast.formats import spdx as spdxes
from holdfast.formats.report.look import Look
from holdfast.model.bom import Bom
from holdfast.model.report import Report


def cyclonedx(report: Report, _look: Look) -> str:
    """A bill of materials in CycloneDX, with what is said about known weaknesses."""
    return boms.write(_bom(report), report.statements)


def spdx(report: Report, _look: Look) -> str:
    """A bill of materials in SPDX."""
    return spdxes.write(_bom(report))


def openvex(report: Report, _look: Look) -> str:
    """Drafts of statements about known weaknesses."""
    return vexes.write(report.statements, author=f"holdfast {report.tool}", seen_at=report.seen_at)


def _bom(report: Report) -> Bom:
    return report.bom or Bom(name=report.root, seen_at=report.seen_at, tool=report.tool)
