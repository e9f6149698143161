"""Which image of a layout or a docker archive is meant, and what it is made of.

Sources: OCI image specification 1.1 (image-layout.md, image-index.md, manifest.md), Docker image manifest version 2
schema 2, Docker image specification 1.2 (what ``docker save`` writes).
"""

from __future__ import annotations

import platform as machine
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from holdfast.estate.image.bundle import Bundle
from holdfast.estate.image.documents import (
    blob_path,
    digested,
    document,
    rows,
    table,
    texts,
    verified,
    whole,
    word,
    words,
)
from holdfast.model.errors import IncompleteError, UsageError
from holdfast.model.noun import fact, noun

_REF: Final = "org.opencontainers.image.ref.name"
_FULL: Final = "io.containerd.image.name"
_ATTESTED: Final = ("vnd.docker.reference.type", "vnd.docker.reference.digest")
_DEEPEST: Final = 4
_MOST: Final = 1000
_HASH: Final = re.compile(r"(?:.*/)?(?:sha256/)?([0-9a-f]{64})(?:\.json)?")
_MACHINES: Final = {"x86_64": "amd64", "AMD64": "amd64", "aarch64": "arm64", "i686": "386", "armv7l": "arm/v7"}


@noun
class Part:
    """One layer as it lies in the bundle."""

    name: str
    """Where."""
    digest: str = ""
    """That it must have as it lies there; empty where nothing says so."""
    size: int = -1
    """That it must have; -1 where nothing says so."""
    foreign: bool = False
    """Its content is meant to lie elsewhere."""


@noun
class Manifest:
    """One image."""

    names: tuple[str, ...]
    """Names and tags by which it is known here."""
    digest: str
    """Of the manifest; empty for a docker archive."""
    platform: str
    """As its index says; empty where it says nothing."""
    config: bytes = fact(repr=False)
    parts: tuple[Part, ...]
    annotations: Mapping[str, str]
    signed: bool | None
    """A signature or an attestation lies beside it; None where the form has no place for one."""
    others: tuple[str, ...] = ()
    """Platforms that are here too and were not chosen."""


class _Listed(NamedTuple):
    """One image that an index names."""

    digest: str
    platform: str
    name: str
    annotations: Mapping[str, str]


def chosen(bundle: Bundle, platform: str = "", name: str = "") -> Manifest:
    """The image that is meant. Raises UsageError with what there is, IncompleteError for what is broken."""
    index = bundle.part("index.json")
    if index is not None and bundle.part("oci-layout") is not None:
        return _of_layout(bundle, whole(bundle, index, "index.json"), platform, name)
    saved = bundle.part("manifest.json")
    if saved is not None:
        return _of_archive(bundle, whole(bundle, saved, "manifest.json"), platform, name)
    if bundle.part("repositories") is not None:
        advice = "Save the image again with a newer Docker, or copy it with skopeo to an OCI layout."
        raise UsageError(f"{bundle.where}: written by a Docker older than 1.10", advice=advice)
    advice = "Name a folder or a tar in the OCI layout, or what `docker save` wrote."
    raise UsageError(
        f"{bundle.where} is no image: it has no index.json with oci-layout and no manifest.json", advice=advice
    )


def _of_layout(bundle: Bundle, data: bytes, platform: str, name: str) -> Manifest:
    top = document(bundle, data, "index.json")
    images: list[_Listed] = []
    beside: set[str] = set()
    for item in _listed(bundle, top, "", 0, beside):
        if item.digest not in {each.digest for each in images}:
            images.append(item)
        if len(images) > _MOST:
            raise IncompleteError(f"{bundle.where}: it names more than {_MOST:,} images", advice="Copy one out of it.")
    if not images:
        raise UsageError(f"{bundle.where}: its index.json names no image", advice="Copy the image again.")
    named = [item for item in images if not name or name in (item.name, item.name.rpartition(":")[2], item.digest)]
    if not named:
        known = ", ".join(sorted({item.name or item.digest for item in images}))
        raise UsageError(f"{bundle.where} holds no image {name!r}", advice=f"It holds: {known}.")
    item = _fitting(bundle, named, platform)
    manifest = table(document(bundle, verified(bundle, item.digest, "manifest"), "the manifest"))
    config = table(manifest.get("config"))
    parts = tuple(_part(bundle, table(each)) for each in rows(manifest.get("layers")))
    if not config or not word(config.get("digest")):
        advice = "Copy the image with skopeo to an OCI layout; manifests of schema 1 are not read."
        raise UsageError(f"{bundle.where}: the manifest {item.digest} is not that of an image", advice=advice)
    return Manifest(
        names=tuple(sorted({each.name for each in images if each.digest == item.digest and each.name})),
        digest=item.digest,
        platform=item.platform,
        config=verified(bundle, word(config.get("digest")), "configuration"),
        parts=parts,
        annotations={**item.annotations, **texts(manifest.get("annotations"))},
        signed=item.digest in beside or f"tag:{item.digest.replace(':', '-')}" in beside,
        others=tuple(sorted({each.platform for each in named if each.digest != item.digest and each.platform})),
    )


def _part(bundle: Bundle, layer: Mapping[str, Any]) -> Part:
    digest, size = word(layer.get("digest")), layer.get("size")
    foreign = "foreign" in word(layer.get("mediaType")) or "nondistributable" in word(layer.get("mediaType"))
    return Part(
        name=blob_path(bundle, digest), digest=digest, size=size if isinstance(size, int) else -1, foreign=foreign
    )


def _listed(bundle: Bundle, index: object, name: str, depth: int, beside: set[str]) -> Iterator[_Listed]:
    """The images of an index and of those inside of it; ``beside`` learns which have something that vouches."""
    if depth > _DEEPEST:
        raise IncompleteError(f"{bundle.where}: its indexes lie too deep inside of each other", advice="Copy it again.")
    for number, entry in enumerate(rows(table(index).get("manifests"))):
        if number > _MOST:
            raise IncompleteError(f"{bundle.where}: an index is too long", advice="Copy one image out of it.")
        told = table(entry)
        digest, notes = word(told.get("digest")), texts(told.get("annotations"))
        own = notes.get(_FULL) or notes.get(_REF) or name
        if own.rpartition(":")[2].endswith((".sig", ".att", ".sbom")) and "sha256-" in own:
            beside.add(f"tag:{own.rpartition(':')[2].rpartition('.')[0]}")
            continue
        if notes.get(_ATTESTED[0]):
            beside.add(notes.get(_ATTESTED[1], ""))
            continue
        kind = word(told.get("mediaType"))
        if "index" in kind or "manifest.list" in kind:
            inner = document(bundle, verified(bundle, digest, "index"), "an index")
            yield from _listed(bundle, inner, own, depth + 1, beside)
            continue
        if told.get("artifactType") or not _is_image(bundle, digest, beside):
            continue
        yield _Listed(digest, _platform(table(told.get("platform"))), own, notes)


def _is_image(bundle: Bundle, digest: str, beside: set[str]) -> bool:
    """Whether a manifest is that of an image, and not of something that speaks about one."""
    if bundle.part(blob_path(bundle, digest)) is None:
        return True  # another platform, perhaps, that was not copied; if it is meant, that is said then
    manifest = table(document(bundle, verified(bundle, digest, "manifest"), "a manifest"))
    subject = word(table(manifest.get("subject")).get("digest"))
    if subject:
        beside.add(subject)
    kind = word(table(manifest.get("config")).get("mediaType"))
    return not subject and not word(manifest.get("artifactType")) and ("image" in kind or not kind)


def _platform(told: Mapping[str, Any]) -> str:
    parts = [word(told.get(key)) for key in ("os", "architecture", "variant")]
    return "/".join(part for part in parts if part and part != "unknown")


def _fitting(bundle: Bundle, images: list[_Listed], platform: str) -> _Listed:
    """The image for a platform; without one, the only one or that of this machine."""
    if platform:
        wanted = platform if "/" in platform else f"linux/{platform}"
        fit = [item for item in images if not item.platform or f"{item.platform}/".startswith(f"{wanted}/")]
        if not fit:
            known = ", ".join(sorted({item.platform for item in images}))
            raise UsageError(f"{bundle.where} has no image for {platform}", advice=f"It has: {known}.")
        images = fit
    elif len({item.platform for item in images}) > 1:
        here = f"linux/{_MACHINES.get(machine.machine(), machine.machine())}"
        there = [item for item in images if bundle.part(blob_path(bundle, item.digest)) is not None]
        own = [item for item in there if f"{item.platform}/".startswith(f"{here}/")]
        images = own or there or images
        images = [item for item in images if item.platform == images[0].platform]
    if len(images) > 1:
        known = ", ".join(sorted({item.name or item.digest for item in images}))
        raise UsageError(f"{bundle.where} holds several images", advice=f"Name one behind a colon: {known}.")
    return images[0]


def _of_archive(bundle: Bundle, data: bytes, platform: str, name: str) -> Manifest:
    images = [table(each) for each in rows(document(bundle, data, "manifest.json"))]
    if name:
        images = [each for each in images if name in _tags(each)]
    if not images:
        raise UsageError(f"{bundle.where} holds no image{f' {name!r}' if name else ''}", advice="Save the image again.")
    if len(images) > 1:
        known = ", ".join(sorted({_tags(each)[0] for each in images if _tags(each)}))
        raise UsageError(f"{bundle.where} holds several images", advice=f"Name one behind a colon: {known}.")
    path = word(images[0].get("Config"))
    window = bundle.part(path)
    if window is None:
        raise IncompleteError(f"{bundle.where}: the configuration {path!r} is missing", advice="Save the image again.")
    config = whole(bundle, window, path)
    told = _HASH.fullmatch(path)
    if told and not digested(config, f"sha256:{told[1]}"):
        advice = "Save the image again."
        raise IncompleteError(f"{bundle.where}: the configuration {path} does not have its digest", advice=advice)
    own = _platform(table(document(bundle, config, path)))
    wanted = platform if "/" in platform or not platform else f"linux/{platform}"
    if wanted and not f"{own}/".startswith(f"{wanted}/"):
        raise UsageError(f"{bundle.where} has no image for {platform}", advice=f"It has: {own}.")
    return Manifest(
        names=_tags(images[0]),
        digest="",
        platform=own,
        config=config,
        parts=tuple(Part(name=each) for each in words(images[0].get("Layers"))),
        annotations={},
        signed=None,
    )


def _tags(image: Mapping[str, Any]) -> tuple[str, ...]:
    return words(image.get("RepoTags"))
