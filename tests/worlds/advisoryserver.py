"""A server on the loopback with the layout of OSV's public exports, that can be told to misbehave."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import threading
import time
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.worlds.advisories import Record

ROOT = Path(__file__).parents[2]


def real_archives() -> Path | None:
    """A folder of real archives, where one lies beside the repository or above it."""
    folders = [parent / "shared" / "data" / "osv" for parent in ROOT.parents]
    return next((folder for folder in folders if folder.is_dir()), None)


def zipped(records: Iterable[Record | bytes]) -> bytes:
    """An archive of records, each a member of its id."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, item in enumerate(records):
            if isinstance(item, bytes):
                archive.writestr(f"RAW-{number}.json", item)
            else:
                archive.writestr(f"{item['id']}.json", json.dumps(item))
    return made.getvalue()


def exports(records: Mapping[str, Iterable[Record | bytes]], *, single: bool = True) -> dict[str, bytes]:
    """The files of an export, by path; with ``single`` each record also alone."""
    files = {"ecosystems.txt": "\n".join(records).encode()}
    rows: list[tuple[str, str]] = []
    for ecosystem, items in records.items():
        every = list(items)
        files[f"{ecosystem}/all.zip"] = zipped(every)
        for item in every:
            if isinstance(item, dict):
                rows.append((item["modified"], f"{ecosystem}/{item['id']}"))
                if single:
                    files[f"{ecosystem}/{item['id']}.json"] = json.dumps(item).encode()
    files["modified_id.csv"] = "".join(f"{at},{name}\n" for at, name in sorted(rows, reverse=True)).encode()
    return files


class Server:
    """What it serves and how: everything can be changed while it runs."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = dict(files)
        self.asked: list[str] = []
        """Paths that were asked for, with the range behind a blank."""
        self.cuts: dict[str, list[int]] = {}
        """After how many bytes the next answers for a path break off."""
        self.statuses: dict[str, list[int]] = {}
        """What the next answers for a path are instead."""
        self.headers: dict[str, dict[str, str]] = {}
        """Headers that are sent along for a path."""
        self.slow: dict[str, float] = {}
        """Seconds between the parts of an answer for a path."""
        self.address = ""


class _Handler(BaseHTTPRequestHandler):
    world: Server

    def do_GET(self) -> None:
        world = self.world
        path = self.path.lstrip("/").replace("%20", " ")
        asked_range = self.headers.get("Range", "")
        world.asked.append(f"{path} {asked_range}".strip())
        waiting = world.statuses.get(path)
        if waiting:
            self._end(waiting.pop(0))
            return
        data = world.files.get(path)
        if data is None:
            self._end(404)
            return
        mark = f'"{hashlib.sha256(data).hexdigest()[:16]}"'
        if self.headers.get("If-None-Match") == mark:
            self._end(304)
            return
        start = 0
        if asked_range and self.headers.get("If-Range") == mark:
            start = int(asked_range.removeprefix("bytes=").rstrip("-"))
            if start > len(data):
                self._end(416)
                return
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
        self.send_header("Content-Length", str(len(data) - start))
        self.send_header("ETag", mark)
        for name, value in world.headers.get(path, {}).items():
            self.send_header(name, value)
        self.end_headers()
        self._body(path, data[start:])

    def _body(self, path: str, data: bytes) -> None:
        cuts = self.world.cuts.get(path)
        if cuts:
            data = data[: cuts.pop(0)]
            self.close_connection = True
        pause = self.world.slow.get(path, 0)
        step = 4096 if pause else len(data) or 1
        for at in range(0, len(data), step):
            self.wfile.write(data[at : at + step])
            if pause:
                self.wfile.flush()
                time.sleep(pause)

    def _end(self, status: int) -> None:
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""

    def handle(self) -> None:
        try:
            super().handle()
        except ConnectionError:
            self.close_connection = True


@contextmanager
def serving(files: Mapping[str, bytes]) -> Iterator[Server]:
    """Serve files until the context ends."""
    world = Server(files)
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"world": world}))
    server.daemon_threads = True
    world.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield world
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def md5_header(data: bytes) -> dict[str, str]:
    """The checksum as Google's storage sends it along."""
    made = hashlib.md5(data, usedforsecurity=False).digest()
    return {"x-goog-hash": f"crc32c=AAAAAA==,md5={base64.b64encode(made).decode()}"}
