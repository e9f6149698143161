"""Containers that serve a registry of images, as their image and variables tell."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from holdfast.estate.imagename import image_name
from holdfast.model.place import Place
from holdfast.model.value import How, Known, Unknown, Value

_IMAGES: Final = frozenset({"registry", "distribution/distribution"})
_SETTING: Final = "REGISTRY_AUTH"
"""Every setting of the ``auth`` section, as a variable, begins so."""


def sign_in_needed(
    image: Value[str | None], variables: Value[Collection[str]], configured: bool, near: Place
) -> Value[bool] | None:
    """Whether the registry that a container serves asks who comes; None for containers of other images.

    ``configured`` says that a file or a set of variables from elsewhere is laid over its settings.
    """
    if isinstance(image, Unknown) or image.value is None or image_name(image.value).bare not in _IMAGES:
        return None
    if isinstance(variables, Unknown):
        return variables
    if any(name.startswith(_SETTING) for name in variables.value):
        return Known(True, near, How.COMPUTED)
    if configured:
        return Unknown("its settings come from a file that was not read", near)
    return Known(False, near, How.DEFAULT)
