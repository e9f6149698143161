"""What the security settings of an EMR cluster, which are JSON, say about encryption.

Source: "Create a security configuration", Amazon EMR management guide.
"""

from __future__ import annotations

from typing import Any

from holdfast.estate.aws_policy import parsed
from holdfast.estate.facts import switch
from holdfast.model.tree import absent, at, present
from holdfast.model.value import Tree, Unknown, Value


def security_settings(document: Tree) -> dict[str, Value[Any] | None]:
    """Encryption on the way, at rest in the object store, and at rest on disks."""
    tree = parsed(document)
    if isinstance(tree, Unknown):
        return {"tls_required": tree, "encrypted": tree, "disk_encrypted": tree}
    encryption = at(tree, "EncryptionConfiguration")
    if isinstance(encryption, Unknown) or encryption.value is None:
        encryption = absent(document)
    at_rest = switch("EnableAtRestEncryption")(encryption)
    local = present(at(encryption, "AtRestEncryptionConfiguration", "LocalDiskEncryptionConfiguration"))
    return {
        "tls_required": switch("EnableInTransitEncryption")(encryption),
        "encrypted": at_rest,
        "disk_encrypted": local,
    }
