"""A small mirror of advisories, and the database that is brought up to date from it."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

from holdfast.app import advisories
from holdfast.app.advisories import Change
from holdfast.store.advisories import Advisories
from tests.worlds.advisories import Record, about, record, since
from tests.worlds.advisoryserver import Server, exports

KEV = {
    "dateReleased": "2026-11-01T00:00:00Z",
    "vulnerabilities": [{"cveID": "CVE-2026-1000", "dateAdded": "2026-10-01"}],
}
EPSS = b"#model_version:v1,score_date:2026-11-02T00:00:00+0000\ncve,epss,percentile\nCVE-2026-1000,0.5,0.9\n"


def mirrored(fixed: str = "2.0.0", modified: str = "2026-01-02T00:00:00Z") -> dict[str, list[Record | bytes]]:
    return {
        "npm": [
            {
                **record("GHSA-1", about("npm", "a", *since(fixed=fixed)), aliases=["CVE-2026-1000"]),
                "modified": modified,
            },
            record("GHSA-2", about("npm", "b", *since())),
        ],
        "PyPI": [record("PYSEC-1", about("PyPI", "c", *since(fixed="3.0")))],
        "Debian": [record("DSA-1", about("Debian:12", "d", *since(fixed="1.0-2")))],
        "OSS-Fuzz": [record("OSV-1", about("OSS-Fuzz", "e", versions=["1"]))],
    }


def mirror_files(**more: Any) -> dict[str, bytes]:
    lists = {"kev.json": json.dumps(KEV).encode(), "epss_scores-current.csv.gz": gzip.compress(EPSS)}
    return {**exports(mirrored(**more)), **lists}


def update(source: str | Path | Server, **more: Any) -> list[Change]:
    address = source.address if isinstance(source, Server) else str(source)
    return advisories.update(source=address, say=lambda _: None, **more)


def fixed(ecosystem: str = "npm", name: str = "a") -> list[str]:
    known = Advisories()
    found = [item.affected[0].ranges[0].fixed for item in known.find([(ecosystem, name)])]
    known.close()
    return found
