"""One call: bounded, without a trace, and certain about whom it talks to."""

from __future__ import annotations

import logging
import shutil
import ssl
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from holdfast.kit import http
from holdfast.kit.http import Call, Http, Reply
from tests.worlds.machine import Machine
from tests.worlds.planted import github
from tests.worlds.shop import REFUSED, USAGE, shop
from tests.worlds.vendors import Heard, Said, said, vendors

TOKEN = github(77)
PROXIES = [f"{name}_PROXY" for name in ("HTTP", "HTTPS", "ALL", "NO")]


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*PROXIES, "SSL_CERT_FILE", "SSL_CERT_DIR"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture
def client() -> Iterator[Http]:
    made = Http()
    yield made
    made.close()


def get(url: str) -> Call:
    return Call(method="GET", url=url, headers={"Authorization": f"Bearer {TOKEN}"})


def answer_to(client: Http, words: Said, seconds: float = 5) -> tuple[Reply, list[Heard]]:
    with vendors(lambda _: words) as server:
        return client.send(get(f"{server.url}/user"), seconds), server.heard


def test_an_answer_comes_back_whole(client: Http) -> None:
    reply, heard = answer_to(client, said(401, message="no"))
    assert (reply.status, reply.body, reply.trouble) == (401, b'{"message": "no"}', "")
    assert heard[0].headers["Authorization"] == f"Bearer {TOKEN}"
    assert heard[0].headers["Accept-Encoding"] == "identity"


def test_a_redirect_is_not_followed(client: Http) -> None:
    with vendors(lambda _: said(200, login="kim")) as other:
        reply, _ = answer_to(client, Said(302, b"", (("Location", f"{other.url}/elsewhere"),)))
        assert reply.status == 302
        assert other.heard == []


def test_a_huge_answer_is_not_read_to_its_end(client: Http) -> None:
    reply, _ = answer_to(client, Said(200, b"x" * (http.MOST_BYTES * 40)))
    assert (reply.status, reply.body, reply.trouble) == (0, b"", http.TOO_MUCH)


@pytest.mark.parametrize("words", [Said(hang=True), Said(drip=True, body=b"{")])
def test_silence_ends_the_call(client: Http, words: Said) -> None:
    reply, _ = answer_to(client, words, seconds=0.3)
    assert reply.trouble == http.SLOW


def test_what_is_no_http_is_told(client: Http) -> None:
    with vendors(lambda _: said(200)) as server:
        gone = server.url
    assert client.send(get(gone), 5).trouble == http.UNREACHED
    assert client.send(get("http://name.invalid/"), 5).trouble in (http.UNREACHED, http.SLOW)
    assert client.send(get("nonsense://"), 5).trouble == http.BROKEN


def test_cookies_are_not_kept(client: Http) -> None:
    with vendors(lambda _: Said(headers=(("Set-Cookie", "session=1; Path=/"),))) as server:
        for _ in range(2):
            client.send(get(server.url), 5)
        assert [call.headers.get("Cookie") for call in server.heard] == [None, None]


def test_a_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    with vendors(lambda _: said(200, via="proxy")) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        through = Http()
        assert b"proxy" in through.send(get("http://api.vendor.example/user"), 5).body
        assert [call.path for call in proxy.heard] == ["http://api.vendor.example/user"]
        with vendors(lambda _: said(200, via="nobody")) as near:
            assert b"nobody" in through.send(get(f"{near.url}/user"), 5).body
        through.close()
        assert len(proxy.heard) == 1


def test_nothing_is_logged_and_nothing_has_a_text_form(client: Http, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    answers = [said(200, login="kim"), Said(302, b"", (("Location", f"/{TOKEN}"),)), Said(200, b"\xff")]
    with vendors(lambda _: answers.pop()) as server:
        replies = [client.send(get(f"{server.url}/bot{TOKEN}/getMe"), 5) for _ in range(3)]
    assert [reply.status for reply in replies] == [200, 302, 200]
    assert TOKEN not in caplog.text
    assert TOKEN not in repr(get(f"http://x/{TOKEN}"))
    assert "kim" not in repr(Reply(body=b"kim"))


@pytest.mark.skipif(shutil.which("openssl") is None, reason="makes the certificate")
def test_a_certificate_that_nobody_vouches_for_ends_the_call(client: Http, tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "cert.pem"
    words = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"]
    files = ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(["openssl", *words, *files], check=True, capture_output=True)
    heard: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            heard.append(self.path)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        reply = client.send(get(f"https://127.0.0.1:{server.server_port}/user"), 5)
        server.shutdown()
        thread.join()
    assert reply.trouble == http.UNTRUSTED
    assert heard == []


def test_without_httpx_the_wish_is_refused_with_advice(machine: Machine, tmp_path: Path) -> None:
    blocked = tmp_path / "blocked"
    blocked.mkdir()
    (blocked / "httpx.py").write_text("raise ImportError('not here')\n")
    root = shop(machine)
    path = f"{blocked}:{machine.environment['PYTHONPATH']}"
    answer = machine.holdfast(root, "scan", "--verify", PYTHONPATH=path)
    assert answer.code == USAGE
    assert "holdfast[verify]" in answer.err
    assert answer.out == ""
    assert machine.holdfast(root, "scan", PYTHONPATH=path).code == REFUSED
