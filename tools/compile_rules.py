"""Compiles every rule into the packs that travel in the wheel; run by the build, and by hand."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
RULES_VERSION = "2026.12.0"
"""Version of the rule pack; raised whenever a type is added, removed or changed."""


def compile_rules() -> None:
    """Write the packs and their guidance beside what they are made of."""
    sys.path.insert(0, str(ROOT / "src"))
    try:
        from holdfast.formats.coderules import write_code
        from holdfast.formats.judgedrules import write_judged
        from holdfast.formats.rules import write_pack
        from holdfast.threats.rules import write_threats

        write_pack(ROOT / "src/holdfast/checks/secrets", RULES_VERSION)
        write_judged(ROOT / "src/holdfast/checks", RULES_VERSION)
        write_code(ROOT / "src/holdfast/checks", RULES_VERSION)
        write_threats(ROOT / "src/holdfast/threats", RULES_VERSION)
    finally:
        sys.path.pop(0)


try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:
    pass
else:

    class CompileRules(BuildHookInterface):  # type: ignore[misc, type-arg, unused-ignore]
        """Compiles the rules before a wheel, ordinary or editable, is put together."""

        def initialize(self, version: str, build_data: dict[str, Any]) -> None:
            """Run before the build."""
            compile_rules()


if __name__ == "__main__":
    compile_rules()
