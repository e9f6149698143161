"""Which language a file of program code is in, by its path alone: every file of a scan is asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from holdfast.kit.expressions import expression

_ENDINGS: Final[Mapping[str, str]] = {
    **dict.fromkeys((".js", ".jsx", ".mjs", ".cjs", ".ts", ".tsx", ".mts", ".cts"), "javascript"),
    **dict.fromkeys((".py", ".pyw"), "python"),
}
_TEST: Final = expression(
    r"(?:^|/)(?:(?:unit|integration|functional)?[\-_]?tests?|testing|testdata|specs?|__tests__|__mocks__|fixtures|e2e|cypress|benchmarks?)/"
    r"|(?:^|/)t/(?:unit|integration|smoke)/|(?:^|/)(?:test_[^/]*|[^/]*_tests?|tests|conftest)\.py$|\.(?:test|spec|stories|cy)\.[cm]?[jt]sx?$"
)


def language_of(path: str) -> str:
    """The language whose frontend reads a file; empty where none does. Type declarations hold no code."""
    dot = path.rfind(".")
    language = _ENDINGS.get(path[dot:], "") if dot >= 0 else ""
    return "" if language == "javascript" and path.endswith((".d.ts", ".d.mts", ".d.cts")) else language


def in_tests(path: str) -> bool:
    """Whether a file is code for tests."""
    return bool(_TEST.search(path))
