"""Container images made when a test runs: layers with tarfile, layouts and docker archives around them."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import tarfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

INDEX = "application/vnd.oci.image.index.v1+json"
MANIFEST = "application/vnd.oci.image.manifest.v1+json"
CONFIG = "application/vnd.oci.image.config.v1+json"
LAYER = "application/vnd.oci.image.layer.v1.tar"
MADE = "2026-10-01T00:00:00Z"


@dataclass(frozen=True)
class Entry:
    """One entry of a layer that is more than a file with a content."""

    content: bytes = b""
    mode: int = 0o644
    type: bytes = tarfile.REGTYPE
    target: str = ""
    uid: int = 0
    pax: Mapping[str, str] = field(default_factory=dict)


def folder(mode: int = 0o755) -> Entry:
    """A folder."""
    return Entry(mode=mode, type=tarfile.DIRTYPE)


def link(target: str) -> Entry:
    """A symbolic link."""
    return Entry(mode=0o777, type=tarfile.SYMTYPE, target=target)


def hard(target: str) -> Entry:
    """A hard link."""
    return Entry(type=tarfile.LNKTYPE, target=target)


Files = Mapping[str, "bytes | str | Entry"]


def layer(files: Files | Iterable[tuple[str, bytes | str | Entry]], form: int = tarfile.PAX_FORMAT) -> bytes:
    """A layer as a tar."""
    held = io.BytesIO()
    pairs = files.items() if isinstance(files, Mapping) else files
    with tarfile.open(fileobj=held, mode="w", format=form) as archive:
        for name, given in pairs:
            entry = given if isinstance(given, Entry) else Entry(given.encode() if isinstance(given, str) else given)
            member = tarfile.TarInfo(name)
            member.size, member.mode, member.type = len(entry.content), entry.mode, entry.type
            member.linkname, member.uid = entry.target, entry.uid
            member.pax_headers = dict(entry.pax)
            archive.addfile(member, io.BytesIO(entry.content))
    return held.getvalue()


def digest(data: bytes) -> str:
    """Its digest."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def packed(data: bytes) -> bytes:
    """Compressed with gzip, the same at each run."""
    return gzip.compress(data, 6, mtime=0)


@dataclass
class World:
    """One image, written in any form."""

    layers: Sequence[bytes]
    config: Mapping[str, Any] = field(default_factory=dict)
    """What ``config`` holds."""
    history: Sequence[Mapping[str, Any]] | None = None
    made: str | None = MADE
    annotations: Mapping[str, str] = field(default_factory=dict)
    platform: str = "linux/amd64"
    ref: str = "latest"
    compress: Callable[[bytes], bytes] = packed
    more: Mapping[str, Any] = field(default_factory=dict)
    """What else the configuration holds."""

    def document(self) -> bytes:
        """The configuration."""
        system, architecture = self.platform.split("/")[:2]
        steps = [{"created_by": f"RUN step {number}"} for number in range(1, len(self.layers) + 1)]
        told: dict[str, Any] = {
            "architecture": architecture,
            "os": system,
            "config": dict(self.config),
            "rootfs": {"type": "layers", "diff_ids": [digest(each) for each in self.layers]},
            "history": [dict(each) for each in self.history] if self.history is not None else steps,
            **self.more,
        }
        if self.made is not None:
            told["created"] = self.made
        return json.dumps(told).encode()

    def blobs(self) -> tuple[dict[str, bytes], dict[str, Any]]:
        """What a layout keeps of it by digest, and what an index says of it."""
        config, stored = self.document(), [self.compress(each) for each in self.layers]
        manifest = json.dumps(
            {
                "schemaVersion": 2,
                "mediaType": MANIFEST,
                "config": {"mediaType": CONFIG, "digest": digest(config), "size": len(config)},
                "layers": [
                    {"mediaType": f"{LAYER}+gzip", "digest": digest(each), "size": len(each)} for each in stored
                ],
                "annotations": dict(self.annotations),
            }
        ).encode()
        system, architecture = self.platform.split("/")[:2]
        entry = {
            "mediaType": MANIFEST,
            "digest": digest(manifest),
            "size": len(manifest),
            "platform": {"os": system, "architecture": architecture},
            "annotations": {"org.opencontainers.image.ref.name": self.ref} if self.ref else {},
        }
        return {digest(each): each for each in (config, manifest, *stored)}, entry

    def folder(self, path: Path) -> Path:
        """Written as a layout in a folder."""
        blobs, entry = self.blobs()
        return layout(path, blobs, [entry])

    def tar(self, path: Path) -> Path:
        """Written as a layout in a tar."""
        whole = self.folder(path.with_suffix(".folder"))
        with tarfile.open(path, "w") as archive:
            for item in sorted(whole.rglob("*")):
                if item.is_file():
                    archive.add(item, f"./{item.relative_to(whole).as_posix()}")
        return path

    def saved(self, path: Path, *, old: bool = True) -> Path:
        """Written as ``docker save`` did before version 25, or does since."""
        config = self.document()
        name = f"{digest(config)[7:]}.json" if old else f"blobs/{digest(config).replace(':', '/')}"
        files: dict[str, bytes | str | Entry] = {name: config}
        names: list[str] = []
        for number, each in enumerate(self.layers):
            where = f"{number:064x}/layer.tar" if old else f"blobs/{digest(each).replace(':', '/')}"
            same = next((other for other, data in files.items() if data == each), "")
            files[where] = each if not same or same == where else link(f"../{same}")
            names.append(where)
        files["manifest.json"] = json.dumps([{"Config": name, "RepoTags": [f"shop/api:{self.ref}"], "Layers": names}])
        path.write_bytes(layer(files))
        return path


def layout(path: Path, blobs: Mapping[str, bytes], entries: Sequence[Mapping[str, Any]]) -> Path:
    """A layout in a folder."""
    path.mkdir(parents=True, exist_ok=True)
    for name, data in blobs.items():
        where = path / "blobs" / name.replace(":", "/")
        where.parent.mkdir(parents=True, exist_ok=True)
        where.write_bytes(data)
    (path / "oci-layout").write_text('{"imageLayoutVersion": "1.0.0"}')
    (path / "index.json").write_text(json.dumps({"schemaVersion": 2, "mediaType": INDEX, "manifests": list(entries)}))
    return path
