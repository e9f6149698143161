"""What JSON inside of AWS's resources says about logs: settings of sessions on machines, and of tasks that move data.

Sources: "Session document schema", AWS Systems Manager user guide; "Logging task settings", AWS DMS user guide.
"""

from __future__ import annotations

from typing import Any

from holdfast.estate.aws_policy import parsed
from holdfast.estate.facts import either, fixed, given, switch
from holdfast.model.tree import absent, at
from holdfast.model.value import Tree, Unknown, Value


def session_settings(content: Tree) -> dict[str, Value[Any] | None]:
    """How sessions are recorded and encrypted, beyond the TLS that they always have."""
    tree = parsed(content)
    inputs = at(tree, "inputs")
    if isinstance(inputs, Unknown):
        return {"logged": inputs, "encrypted": fixed(True)(content), "customer_key": inputs}
    return {
        "logged": either(given("cloudWatchLogGroupName"), given("s3BucketName"))(inputs),
        "encrypted": fixed(True)(content),
        "customer_key": given("kmsKeyId")(inputs),
    }


def task_logged(settings: Tree) -> Value[bool]:
    """Whether a task writes a log; it does not where nobody says so."""
    tree = parsed(settings)
    if isinstance(tree, Unknown):
        return tree
    return switch("Logging.EnableLogging")(absent(settings) if tree.value is None else tree)
