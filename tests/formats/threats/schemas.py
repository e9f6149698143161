"""What the formats ask of a document, written down from their published schemas: what must be there, and of what type.

The schemas themselves are others' and are not copied. What is said here was checked against them (Threat Dragon's
schema of version 2 as of August 2026, OTM 0.2.0 as of November 2024): what passes here passed there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

TEXT: Final = {"type": "string"}
WHOLE: Final = {"type": "integer", "minimum": 0}
NUMBER: Final = {"type": "number"}
FLAG: Final = {"type": "boolean"}


def record(needed: str, **fields: Any) -> Mapping[str, Any]:
    """An object with keys that must be there, and the types of those that may be."""
    return {"type": "object", "required": needed.split(), "properties": fields}


def many(of: Mapping[str, Any]) -> Mapping[str, Any]:
    """A list of one sort."""
    return {"type": "array", "items": of}


def one_of(*words: str) -> Mapping[str, Sequence[str]]:
    """A text from a list."""
    return {"enum": list(words)}


_THREAT = record(
    "description mitigation severity status title type",
    description=TEXT,
    mitigation=TEXT,
    severity=one_of("TBD", "Low", "Medium", "High", "Critical"),
    status=one_of("NA", "Open", "Mitigated", "Accepted", "Transferred", "Avoided", "Eliminated"),
    title=TEXT,
    type=one_of(
        "Spoofing",
        "Tampering",
        "Repudiation",
        "Information disclosure",
        "Denial of service",
        "Elevation of privilege",
    ),
    modelType=TEXT,
    score=TEXT,
    number=WHOLE,
)
_DATA = record(
    "hasOpenThreats type",
    hasOpenThreats=FLAG,
    type=one_of("tm.Actor", "tm.Process", "tm.Store", "tm.Flow", "tm.BoundaryBox"),
    name=TEXT,
    description=TEXT,
    outOfScope=FLAG,
    reasonOutOfScope=TEXT,
    isTrustBoundary=FLAG,
    isEncrypted=FLAG,
    isPublicNetwork=FLAG,
    isALog=FLAG,
    protocol=TEXT,
    privilegeLevel=TEXT,
    threats=many(_THREAT),
)
_STROKE = {
    **record("stroke strokeWidth strokeDasharray", stroke=TEXT, strokeWidth=NUMBER),
    "properties": {"stroke": TEXT, "strokeWidth": NUMBER, "strokeDasharray": {"type": ["string", "null"]}},
}
_CELL = record(
    "id shape zIndex",
    id={"type": "string", "minLength": 2},
    shape=one_of("actor", "process", "store", "flow", "trust-boundary-box"),
    zIndex={"type": "integer"},
    data=_DATA,
    position=record("x y", x=NUMBER, y=NUMBER),
    size=record("height width", height={"type": "number", "minimum": 10}, width={"type": "number", "minimum": 10}),
    attrs=record("", body=_STROKE, line=record("targetMarker", stroke=TEXT, strokeWidth=NUMBER)),
    source=record("", cell=TEXT),
    target=record("", cell=TEXT),
    vertices=many(record("x y", x=NUMBER, y=NUMBER)),
    connector=TEXT,
)
_DIAGRAM = record(
    "diagramType id thumbnail title version",
    diagramType=one_of("STRIDE"),
    id=WHOLE,
    thumbnail=TEXT,
    title=TEXT,
    version={"type": "string", "maxLength": 10},
    cells=many(_CELL),
)
THREAT_DRAGON: Final = record(
    "version summary detail",
    version={"type": "string", "maxLength": 10},
    summary=record("title", title=TEXT, owner=TEXT, description=TEXT, id={"type": ["integer", "string"]}),
    detail=record(
        "contributors diagrams diagramTop reviewer threatTop",
        contributors=many(record("", name=TEXT)),
        diagrams=many(_DIAGRAM),
        diagramTop=WHOLE,
        reviewer=TEXT,
        threatTop=WHOLE,
    ),
)

_PARENT = {
    "type": "object",
    "oneOf": [{"required": ["trustZone"]}, {"required": ["component"]}],
    "properties": {"trustZone": TEXT, "component": TEXT},
}
_MORE = {"type": "object"}
_INSTANCES = many(record("threat state", threat=TEXT, state=TEXT, mitigations=many(record("mitigation state"))))
OTM: Final = record(
    "otmVersion project",
    otmVersion=TEXT,
    project=record("name id", name=TEXT, id=TEXT, description=TEXT, owner=TEXT, tags=many(TEXT), attributes=_MORE),
    representations=many(record("name id type")),
    assets=many(
        record(
            "name id risk",
            risk=record(
                "confidentiality integrity availability", confidentiality=NUMBER, integrity=NUMBER, availability=NUMBER
            ),
            attributes=_MORE,
        )
    ),
    trustZones=many(
        record(
            "id name risk",
            id=TEXT,
            name=TEXT,
            type=TEXT,
            risk=record("trustRating", trustRating=NUMBER),
            parent=_PARENT,
            attributes=_MORE,
        )
    ),
    components=many(
        record(
            "id name type parent",
            id=TEXT,
            name=TEXT,
            type=TEXT,
            parent=_PARENT,
            assets=record("", processed=many(TEXT), stored=many(TEXT)),
            threats=_INSTANCES,
            tags=many(TEXT),
            attributes=_MORE,
        )
    ),
    dataflows=many(
        record(
            "id name source destination",
            id=TEXT,
            name=TEXT,
            source=TEXT,
            destination=TEXT,
            bidirectional=FLAG,
            assets=many(TEXT),
            threats=_INSTANCES,
            tags=many(TEXT),
            attributes=_MORE,
        )
    ),
    threats=many(
        record(
            "id name risk",
            id=TEXT,
            name=TEXT,
            description=TEXT,
            categories=many(TEXT),
            cwes=many(TEXT),
            risk=record("likelihood impact", likelihood=NUMBER, impact=NUMBER),
            tags=many(TEXT),
            attributes=_MORE,
        )
    ),
    mitigations=many(record("id name riskReduction", id=TEXT, name=TEXT, riskReduction=NUMBER)),
)
