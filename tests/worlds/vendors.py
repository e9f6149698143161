"""A server on this machine that answers as vendors do, or misbehaves, and remembers what it was asked."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Heard:
    """One call as the server got it."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Said:
    """What the server answers: a status, headers and a body, whole or in pieces."""

    status: int = 200
    body: bytes = b"{}"
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "application/json"),)
    hang: bool = False
    """Nothing is answered until the server is stopped."""
    drip: bool = False
    """The body never ends: a byte, and then silence until the server is stopped."""


def said(status: int, **fields: Any) -> Said:
    """An answer in JSON."""
    return Said(status, json.dumps(fields).encode())


Answering = Callable[[Heard], Said]


@dataclass(slots=True)
class Vendors:
    """The server from outside."""

    answer: Answering
    heard: list[Heard] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)
    url: str = ""

    def base(self, *origins: str) -> dict[str, str]:
        """Every origin, mapped to this server."""
        return dict.fromkeys(origins, self.url)


@contextmanager
def vendors(answer: Answering) -> Iterator[Vendors]:
    """A running server; stopped, with every thread of it ended, when the block is left."""
    state = Vendors(answer)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _serve(self) -> None:
            size = int(self.headers.get("Content-Length") or 0)
            heard = Heard(self.command, self.path, dict(self.headers), self.rfile.read(size))
            state.heard.append(heard)
            _say(self, state.answer(heard), state.stopping)

        def do_GET(self) -> None:
            self._serve()

        def do_POST(self) -> None:
            self._serve()

        def do_CONNECT(self) -> None:
            self._serve()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.block_on_close = True
    server.daemon_threads = False
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    state.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield state
    finally:
        state.stopping.set()
        server.shutdown()
        thread.join()
        server.server_close()


def _say(handler: BaseHTTPRequestHandler, words: Said, stopping: threading.Event) -> None:
    handler.close_connection = True
    try:
        if words.hang:
            stopping.wait(60)
            return
        handler.send_response(words.status)
        for name, value in (*words.headers, ("Connection", "close")):
            handler.send_header(name, value)
        if not words.drip:
            handler.send_header("Content-Length", str(len(words.body)))
        handler.end_headers()
        handler.wfile.write(words.body)
        if words.drip:
            handler.wfile.flush()
            stopping.wait(60)
    except OSError:
        return  # the client has heard enough


START: Final = datetime(2027, 1, 31, 12, tzinfo=UTC)


class QuickClock:
    """A clock that nobody waits for: sleeping, and whatever else takes time, only moves it."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def now(self) -> float:
        """Seconds that only ever grow."""
        return self.seconds

    def sleep(self, seconds: float) -> None:
        """Let some time go by."""
        assert seconds >= 0
        self.seconds += seconds

    def utc(self) -> datetime:
        """The time of day, in UTC."""
        return START + timedelta(seconds=self.seconds - 1000)
