"""Names for what is drafted: slugs for ids, and titles for people."""

from __future__ import annotations

from typing import Final

from holdfast.kit.expressions import expression

_CAMEL: Final = expression(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_NO_SLUG: Final = expression(r"[^a-z0-9]+")
_SHORT: Final = frozenset(
    {
        "api",
        "ui",
        "db",
        "cdn",
        "sql",
        "http",
        "id",
        "crm",
        "cms",
        "erp",
        "sso",
        "pdf",
        "ai",
        "ml",
        "llm",
        "aws",
        "dns",
        "mq",
        "sftp",
        "smtp",
    }
)
_SERVICE: Final = expression(r"([a-z]{2,})(?<!micro)service$")
_LONGEST: Final = 48


def slug(text: str) -> str:
    """An id of a text: lower case, with dashes; ``part`` where nothing is left."""
    apart = _CAMEL.sub("-", text)
    return _NO_SLUG.sub("-", apart.lower()).strip("-")[:_LONGEST].strip("-") or "part"


def title(text: str) -> str:
    """A name for people of an id: ``image-worker`` becomes ``Image worker``, ``api`` becomes ``API``."""
    apart = _SERVICE.sub(r"\1-service", slug(text))
    words = [word.upper() if word in _SHORT else word for word in apart.split("-")]
    first = words[0]
    return " ".join([first if first.isupper() else first[:1].upper() + first[1:], *words[1:]])


def at(path: str, line: int) -> str:
    """A source as a model keeps it."""
    return f"{path}:{line}"
