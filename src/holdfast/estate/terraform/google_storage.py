"""Buckets, disks, snapshots, images and file shares of Google Cloud.

All of them are encrypted at rest by the platform, whatever is set; what a team chooses is the key. Source:
"Default encryption at rest" and "Buckets", documentation of Google Cloud.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from holdfast.estate.blocks import Block, Blocks
from holdfast.estate.facts import (
    Fact,
    Frame,
    Row,
    among,
    contains,
    either,
    fixed,
    given,
    matching,
    opposite,
    some,
    switch,
)
from holdfast.estate.google_facts import only, open_to_everyone, told
from holdfast.estate.kinds.storage import Bucket, Disk, FileSystem, MachineImage, Snapshot
from holdfast.estate.links import emitted, part
from holdfast.model.resource import Resource
from holdfast.model.tree import at, items, mapped, text
from holdfast.model.value import Known, Tree, Unknown, Value

_LASTING: Final = opposite(given("retention_policy"))
_BUCKETS: Final = (
    Row(
        "google_storage_bucket",
        Bucket,
        {
            "public_block_set": among("public_access_prevention", "enforced"),
            "acls_disabled": switch("uniform_bucket_level_access"),
            "website": given("website"),
            "cors_open": some("cors", contains("origin", "*")),
            "customer_key": given("encryption.default_kms_key_name"),
            "versioned": only(_LASTING, switch("versioning.enabled")),
            "locked": either(switch("retention_policy.is_locked"), switch("enable_object_retention")),
            "logged": given("logging.log_bucket"),
        },
    ),
)


def _keyed(*paths: str) -> dict[str, Fact]:
    return {"encrypted": fixed(True), "customer_key": either(*(given(path) for path in paths))}


_DISK: Final = _keyed(
    *("disk_encryption_key.kms_key_self_link", "disk_encryption_key.raw_key", "disk_encryption_key.rsa_encrypted_key")
)
_KEPT: Final = (
    Row("google_compute_disk", Disk, _DISK),
    Row("google_compute_region_disk", Disk, _DISK),
    Row(
        "google_compute_snapshot",
        Snapshot,
        _keyed("snapshot_encryption_key.kms_key_self_link", "snapshot_encryption_key.raw_key"),
    ),
    Row(
        "google_compute_image",
        MachineImage,
        _keyed("image_encryption_key.kms_key_self_link", "image_encryption_key.raw_key"),
    ),
    Row(
        "google_compute_machine_image",
        MachineImage,
        _keyed("machine_image_encryption_key.kms_key_name", "machine_image_encryption_key.raw_key"),
    ),
    Row(
        "google_filestore_instance",
        FileSystem,
        {
            **_keyed("kms_key_name"),
            "multi_zone": among("tier", "ENTERPRISE", "REGIONAL"),
        },
    ),
    Row("google_netapp_volume", FileSystem, {"public": told(matching("export_policy.rules.allowed_clients", r"/0$"))}),
)
_WRITES: Final = (
    r"roles/storage\.(?:admin|object(?:Admin|Creator|User)|legacy(?:Bucket(?:Writer|Owner)|ObjectOwner))$"
    r"|^roles/(?:owner|editor)$"
)
_IAM: Final = ("google_storage_bucket_iam", "google_storage_managed_folder_iam")
_ACLS: Final = ("google_storage_bucket_acl", "google_storage_default_object_acl", "google_storage_object_acl")
_ENTITIES: Final = (
    *("google_storage_bucket_access_control", "google_storage_default_object_access_control"),
    "google_storage_object_access_control",
)
_READY_MADE: Final = frozenset({"publicread", "publicreadwrite", "authenticatedread"})
_ENTRY: Final = re.compile(r"^(?:READER|WRITER|OWNER):all(?:Authenticated)?Users$", re.IGNORECASE)


def read(blocks: Blocks) -> Iterator[Resource]:
    """Buckets with who may use them, disks, snapshots, images, file shares."""
    frame = Frame("google", blocks.language)
    yield from emitted(_BUCKETS, frame, blocks)
    yield from emitted(_KEPT, frame, blocks)
    for type in _IAM:
        for block in blocks.of(f"{type}_member", f"{type}_binding"):
            yield from _granted(block, frame)
    for block in blocks.of(*_ACLS):
        yield _listed(block, frame)
    for block in blocks.of(*_ENTITIES):
        role, entity = at(block.attrs, "role"), at(block.attrs, "entity")
        yield _opened(block, frame, open_to_everyone([entity]), mapped(role, lambda value: str(value) != "READER"))
    for block in blocks.of("google_compute_image_iam_member", "google_compute_image_iam_binding"):
        public = open_to_everyone(members(block.attrs))
        yield part(block, "", block.attrs, MachineImage, frame, public=public)


def members(attrs: Tree) -> list[Tree]:
    """Who gets a role, of a block that names one or several."""
    several = at(attrs, "members")
    if isinstance(several, Unknown):
        return [several]
    single = at(attrs, "member")
    alone = isinstance(single, Unknown) or single.value is not None
    # What a finding points at is the attribute; its elements may stand anywhere.
    return [single] if alone else [each._replace(place=several.place) for each in items(several)]


def _granted(block: Block, frame: Frame) -> Iterator[Resource]:
    public = open_to_everyone(members(block.attrs))
    yield _opened(block, frame, public, matching("role", _WRITES)(block.attrs))


def _listed(block: Block, frame: Frame) -> Resource:
    """An access list: a ready-made one by its name, or entries such as ``READER:allUsers``."""
    named = at(block.attrs, "predefined_acl")
    ready: Value[bool] = mapped(named, lambda value: str(value).lower() in _READY_MADE)
    writes: Value[bool] = mapped(named, lambda value: str(value).lower() == "publicreadwrite")
    entry = _open_entry(at(block.attrs, "role_entity"))
    if entry is None or not isinstance(ready, Known) or ready.value:
        return _opened(block, frame, ready, writes, acl=text(named))
    open_: Value[bool] = mapped(entry, lambda value: bool(_ENTRY.match(str(value))))
    return _opened(block, frame, open_, mapped(entry, lambda value: not str(value).startswith("READER")))


def _open_entry(listed: Tree) -> Tree | None:
    """The entry of an access list that is for everyone, else any; None where there is no list."""
    if isinstance(listed, Unknown):
        return listed
    found = items(listed)
    everyone = (each for each in found if isinstance(each, Known) and _ENTRY.match(str(each.value)))
    return next(everyone, found[0] if found else None)


def _opened(block: Block, frame: Frame, public: Value[bool] | None, writing: Value[bool], **more: Any) -> Resource:
    """A setting of a bucket: readable by everyone, and writable too where the role lets them write."""
    writable: Value[bool] | None = public
    if isinstance(public, Known):
        if public.value and isinstance(writing, Unknown):
            writable = Known(False, public.place)
        elif isinstance(writing, Known):
            writable = public._replace(value=public.value and writing.value)
    return part(block, "", block.attrs, Bucket, frame, public=public, public_write=writable, **more)
