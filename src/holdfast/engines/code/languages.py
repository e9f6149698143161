"""The languages that the solver knows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from holdfast.engines.code.builtins_javascript import JAVASCRIPT
from holdfast.engines.code.builtins_python import PYTHON
from holdfast.engines.code.language import Language

LANGUAGES: Final[Mapping[str, Language]] = {each.name: each for each in (PYTHON, JAVASCRIPT)}
