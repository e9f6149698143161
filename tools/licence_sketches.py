"""Makes the sketches of licence texts from a zip of ``<id>.txt`` files; run by hand when the SPDX list moves."""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path
from typing import Final

from holdfast.formats.licenceterms import known
from holdfast.formats.licencetexts import written

_HOME: Final = Path(__file__).resolve().parent.parent / "src" / "holdfast" / "formats"
_BESIDE: Final = frozenset(
    (
        *("BSD-4-Clause", "BSD-4-Clause-UC", "BUSL-1.1", "Beerware", "BlueOak-1.0.0", "CC-BY-3.0", "CC-BY-4.0"),
        *("CC-BY-NC-4.0", "CC-BY-NC-SA-4.0", "CC-BY-ND-4.0", "CC-BY-SA-3.0", "CC-BY-SA-4.0", "CC0-1.0", "Elastic-2.0"),
        *("FTL", "HPND-sell-variant", "ICU", "IJG", "ImageMagick", "JSON", "Libpng", "MIT-CMU", "OpenSSL", "PSF-2.0"),
        *("PolyForm-Noncommercial-1.0.0", "Ruby", "SSPL-1.0", "TCL", "Vim", "WTFPL", "X11", "bzip2-1.0.6", "curl"),
        *("libpng-2.0", "libtiff", "zlib-acknowledgement"),
    )
)
"""Licences that are often met though the Open Source Initiative has not approved them."""


def main() -> int:
    """Write the file; 2 where no zip was named."""
    if len(sys.argv) != 2:
        sys.stderr.write("usage: python -m tools.licence_sketches ZIP\n")
        return 2
    with zipfile.ZipFile(sys.argv[1]) as packed:
        names = {Path(name).stem: name for name in packed.namelist() if name.endswith(".txt")}
        wanted = [
            entry.id
            for entry in known().values()
            if not entry.deprecated and (entry.osi or entry.id in _BESIDE) and entry.id in names
        ]
        # The text of "or later" is that of "only": which of them is meant stands elsewhere.
        texts = [(name, packed.read(names[name]).decode("utf-8")) for name in wanted if not name.endswith("-or-later")]
    (_HOME / "spdx_sketches.json").write_text(written(texts), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
