"""What engines of relational databases on AWS do about connections without TLS.

Source: "Using SSL/TLS to encrypt a connection to a DB instance", Amazon RDS and Aurora user guides.
"""

from __future__ import annotations

from typing import Final

_FORCED_SINCE: Final = {"postgres": 15, "aurora-postgresql": 17}


def tls_parameter(family: str) -> tuple[str, bool] | None:
    """The parameter by which a family of engines refuses such connections, and its default; None where none does."""
    name = family.lower()
    engine = name.rstrip("0123456789.")
    if engine in _FORCED_SINCE:
        version = name.removeprefix(engine).split(".")[0]
        return "rds.force_ssl", version.isdigit() and int(version) >= _FORCED_SINCE[engine]
    if name.startswith("sqlserver"):
        return "rds.force_ssl", False
    if name.startswith(("mysql", "mariadb", "aurora-mysql")):
        return "require_secure_transport", False
    return None
