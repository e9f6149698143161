"""What a secret store is given to keep: whether it is the secret itself, or only stands in for it.

Secrets are often made with a stand-in, which somebody replaces later by hand; that is no finding. A value may be a
text, or JSON with names and values, of which those count whose names say that they hold a credential.
"""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.estate.aws_policy import parsed
from holdfast.estate.credentials import literal_secret
from holdfast.estate.facts import is_written
from holdfast.model.tree import fields
from holdfast.model.value import Known, Tree, Unknown, Value


def written(document: Tree, name: str, near: Tree) -> Value[tuple[Value[str], ...]]:
    """The name of the attribute, or of each entry of a JSON value, that holds a credential in clear."""
    found = tuple(_found(document, name))
    return Known(found, near.place)


def _found(document: Tree, name: str) -> Iterator[Known[str]]:
    if isinstance(document, Unknown):
        return
    tree = parsed(document) if isinstance(document.value, str) and document.value.lstrip()[:1] == "{" else document
    if isinstance(tree, Known) and isinstance(tree.value, dict):
        for called, inner in fields(tree):
            if isinstance(inner, Known) and is_written(inner.value) and literal_secret(called, str(inner.value)):
                yield Known(called, inner.place, inner.how, inner.trail)
    elif is_written(document.value) and literal_secret("password", str(document.value)):
        yield Known(name, document.place, document.how, document.trail)
