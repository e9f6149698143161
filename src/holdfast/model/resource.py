"""A thing that a team builds or runs, as a typed set of facts."""

from __future__ import annotations

from holdfast.model.noun import fact, noun
from holdfast.model.place import Place
from holdfast.model.value import Known, Tree


@noun
class Resource:
    """What every kind of resource has. The kinds in ``estate.kinds`` add facts of type ``Value``.

    A fact that makes no sense for a resource (its provider has no such thing) is ``None``: not here.
    """

    address: str
    """As its own language names it, e.g. ``module.x.aws_s3_bucket.logs["eu"]`` or ``Deployment/shop/api``."""
    type: str
    """Its type in its own language, e.g. ``aws_s3_bucket``, ``AWS::S3::Bucket``, ``Deployment``."""
    provider: str
    """``aws``, ``azure``, ``google``, ``kubernetes``, ``docker``, ``github`` …"""
    language: str
    """``terraform``, ``tfplan``, ``cloudformation``, ``kubernetes``, ``dockerfile`` …: which fix is shown."""
    place: Place
    """Its whole block."""
    raw: Tree = fact(compare=False, repr=False, default=Known({}, Place(path="")))
    """Its own attributes as they were understood; for checks of an organisation."""
