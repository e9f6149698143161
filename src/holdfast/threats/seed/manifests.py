"""What manifests of packages alone tell: a store that nothing else speaks of may be there for nobody."""

from __future__ import annotations

from typing import Final

from holdfast.kit.expressions import expression
from holdfast.model.package import Reach
from holdfast.model.system import Sort
from holdfast.threats.seed.clients import Client
from holdfast.threats.seed.draft import Draft, Piece
from holdfast.threats.seed.seen import Seen

_EMBEDDED: Final = expression(r"(?:^|[:/])(?:hsqldb|h2|derby)$")
"""Packages of databases that live in the program that asks them."""
_SETTINGS: Final = expression(
    r"(?i)\.(?:properties|ya?ml|toml|ini|conf|cfg|exs|env|json|config)$|(?:^|/)\.env[\w.\-]*$|(?:^|/)config/|\.(?:prisma|tf)$"
)
_LISTS: Final = expression(
    r"(?i)(?:^|/)(?:package(?:-lock)?\.json|pnpm-\S+|cargo\.\w+|pyproject\.toml|composer\.\w+|pubspec\.\w+|\S*lock\S*|renovate\S*"
    r"|dependabot\S*|pom\.xml|packages\.config|\S*\.deps\.json)$|^\.(?!env)"
)
"""Files that list packages, and say nothing of what is used."""
_WORDS: Final = {
    "sql": r"jdbc:|postgres|mysql|mariadb|sqlite|sqlserver|database_url|db_host",
    "postgresql": r"postgres",
    "mysql": r"mysql|mariadb",
    "mongodb": r"mongo",
    "redis": r"redis|valkey",
    "stream": r"kafka",
    "queue": r"amqp|rabbit",
    "search": r"elastic|opensearch",
    "object-storage": r"minio|s3",
    "vector-store": r"qdrant|weaviate|milvus|chroma|pinecone",
}
_LARGEST: Final = 1 << 16
_MOST: Final = 3000


def spoken_of(known: Client, owner: Piece, seen: Seen) -> bool:
    """Whether settings of a program speak of the store that one of its packages is made for."""
    word = expression(f"(?i){_WORDS.get(known.technology, known.technology)}")
    starts = tuple(glob.rstrip("*") for glob in owner.paths)
    own = [path for path in sorted(seen.paths) if _SETTINGS.search(path) and not _LISTS.search(path)]
    near = [path for path in own if path.startswith(starts)] if starts else own
    return any(word.search(seen.text(path)[:_LARGEST]) for path in near[:_MOST])


def embedded(draft: Draft, seen: Seen) -> None:
    """Say of a database that only code tells of that it lives in memory, where a package of such a one is used."""
    named = [
        package.name
        for inventory in seen.inventories
        for package in inventory.packages
        if package.reach is Reach.RUNTIME and package.direct is not False
    ]
    if any(_EMBEDDED.search(name) for name in named):
        for piece in draft.of(Sort.STORE):
            if piece.origins == {"code"} and "sql" in piece.technologies:
                piece.say("in-memory", "yes", guess=True)
