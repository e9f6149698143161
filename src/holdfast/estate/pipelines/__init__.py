"""What the readers of pipelines share, and the readers of the smaller systems."""

from __future__ import annotations

from holdfast.estate.pipelines.commands import guards, printed, prints, rerun, splice, tolerance
from holdfast.estate.pipelines.files import secret_file
from holdfast.estate.pipelines.parts import System, dependency, image_of, unknown_dependency, variables_of
from holdfast.estate.pipelines.pins import image, pin
from holdfast.estate.pipelines.script import Source, command_texts, texts_of
from holdfast.estate.pipelines.words import (
    guard,
    is_credential_name,
    is_literal_credential,
    rerun_variables,
    variables,
)

__all__ = [
    "Source",
    "System",
    "command_texts",
    "dependency",
    "guard",
    "guards",
    "image",
    "image_of",
    "is_credential_name",
    "is_literal_credential",
    "pin",
    "printed",
    "prints",
    "rerun",
    "rerun_variables",
    "secret_file",
    "splice",
    "texts_of",
    "tolerance",
    "unknown_dependency",
    "variables",
    "variables_of",
]
