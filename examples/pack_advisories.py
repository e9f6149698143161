"""Packs the advisories of the example shop as ``holdfast db update --from FOLDER`` takes them: a zip per ecosystem.

Run ``python examples/pack_advisories.py DEST``.
"""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).resolve().parent / "advisories"
MOMENT: Final = (2026, 1, 1, 0, 0, 0)


def pack(dest: Path) -> None:
    """Write ``NAME.zip`` for each folder; the same bytes every time."""
    dest.mkdir(parents=True, exist_ok=True)
    for folder in sorted(path for path in HERE.iterdir() if path.is_dir()):
        with zipfile.ZipFile(dest / f"{folder.name}.zip", "w", zipfile.ZIP_DEFLATED) as packed:
            for path in sorted(folder.glob("*.json")):
                packed.writestr(zipfile.ZipInfo(path.name, MOMENT), path.read_bytes())


def main() -> int:
    """0, or 2 where no folder was named."""
    if len(sys.argv) != 2:
        print("usage: python examples/pack_advisories.py DEST", file=sys.stderr)
        return 2
    pack(Path(sys.argv[1]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
