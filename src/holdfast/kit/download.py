"""Brings files from an address onto the disk: bounded, resumed where it broke off, and compared with what was promised.

Proxies and certificates are those of the environment. What is fetched stands under its name only when it is whole.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import http.client
import json
import re
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, Final
from urllib.parse import urlsplit

_CHUNK: Final = 1 << 18
_QUIET_SECONDS: Final = 30
"""So long a server may say nothing."""
_TRIES: Final = 4
_PAUSE: Final = 0.5
"""Before the second try; doubled each time."""
_ALL_SECONDS: Final = 3600
_RANGE: Final = re.compile(r"bytes ([0-9]+)-[0-9]+/([0-9]+)")
_PASSING: Final = (408, 425, 429, 500, 502, 503, 504)
"""Answers that another try may better."""
_HEADERS: Final = {"User-Agent": "holdfast", "Accept-Encoding": "identity"}

Progress = Callable[[int, int], None]
"""Told how many bytes are there, and how many there will be (0 for unknown)."""


class DownloadError(Exception):
    """The file could not be fetched; reads behind its address."""


class NotThereError(DownloadError):
    """The server says that there is no such file."""


class _BrokenError(Exception):
    """One try failed; another one may not."""


def fetch(url: str, target: Path, *, most: int, progress: Progress | None = None) -> None:
    """Bring a file of at most ``most`` bytes to ``target``; what an earlier run began is gone on with.

    A file that is there already is fetched only where the server has another one. Raises DownloadError.
    """
    _checked(url)
    ends = time.monotonic() + _ALL_SECONDS
    why = ""
    for number in range(_TRIES):
        if number:
            time.sleep(_PAUSE * 2 ** (number - 1))
        try:
            _try(url, target, most, ends, progress)
        except _BrokenError as error:
            why = str(error)
        else:
            return
    raise DownloadError(why)


def content(url: str, *, most: int) -> bytes:
    """The content of a small file. Raises DownloadError."""
    _checked(url)
    why = ""
    for number in range(_TRIES):
        if number:
            time.sleep(_PAUSE * 2 ** (number - 1))
        try:
            return _content(url, most)
        except _BrokenError as error:
            why = str(error)
    raise DownloadError(why)


def _checked(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in ("https", "http") or not parts.hostname:
        raise DownloadError("is no address of a web server")


def _content(url: str, most: int) -> bytes:
    answer = _open(url, {})
    try:
        data = answer.read(most + 1)
        promised = _length(answer)
        if len(data) > most or promised > most:
            raise DownloadError(f"has more than {most:,} bytes")
        if promised not in (-1, len(data)):
            raise _BrokenError("broke off in the middle")
        _compare(answer.headers, {name: _made(name, data) for name in ("md5", "sha256")})
        return bytes(data)
    except (OSError, http.client.HTTPException) as error:
        raise _BrokenError(f"broke off: {error}") from error
    finally:
        answer.close()


def _made(name: str, data: bytes) -> bytes:
    made = hashlib.new(name, usedforsecurity=False)
    made.update(data)
    return made.digest()


def _try(url: str, target: Path, most: int, ends: float, progress: Progress | None) -> None:
    part, note = target.with_name(target.name + ".part"), target.with_name(target.name + ".json")
    known = _noted(note)
    mark = known.get("mark", "") if known.get("url") == url else ""
    begun = part.stat().st_size if mark and part.is_file() else 0
    headers = {}
    if mark and target.is_file():
        headers["If-None-Match" if mark.startswith(('"', "W/")) else "If-Modified-Since"] = mark
    elif begun and not mark.startswith("W/"):
        headers = {"Range": f"bytes={begun}-", "If-Range": mark}
    answer = _open(url, headers)
    try:
        if answer.status == 304:
            return
        begun = _goes_on(answer, begun)
        total = begun + _length(answer) if _length(answer) >= 0 else 0
        if total > most:
            raise DownloadError(f"has more than {most:,} bytes")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.unlink(missing_ok=True)  # the note is about the new file from now on
        note.write_text(json.dumps({"url": url, "mark": _mark(answer)}), encoding="utf-8")
        with part.open("ab" if begun else "wb") as file:
            _copy(answer, file, (begun, total, most), ends, progress)
        _compare(answer.headers, _digests(part))
    except _WrongError:
        part.unlink(missing_ok=True)  # going on with it could only fail again
        raise
    except (OSError, http.client.HTTPException) as error:
        raise _BrokenError(f"broke off: {error}") from error
    finally:
        answer.close()
    part.replace(target)


class _WrongError(_BrokenError):
    """What came is not what was promised."""


def _goes_on(answer: Any, begun: int) -> int:
    """How many bytes that are there already the answer goes on behind."""
    if answer.status != 206:
        return 0
    found = _RANGE.fullmatch(answer.headers.get("Content-Range", ""))
    if found is None or int(found[1]) != begun:
        raise _WrongError("answered with another part than was asked for")
    return begun


def _copy(answer: Any, file: IO[bytes], sizes: tuple[int, int, int], ends: float, progress: Progress | None) -> None:
    there, total, most = sizes
    while piece := answer.read1(_CHUNK):
        there += len(piece)
        if there > most:
            raise DownloadError(f"has more than {most:,} bytes")
        if time.monotonic() > ends:
            raise DownloadError("takes too long")
        file.write(piece)
        file.flush()  # whoever kills this run keeps what is there
        if progress is not None:
            progress(there, total)
    if total and there != total:
        raise _BrokenError(f"broke off after {there:,} of {total:,} bytes")


def _digests(path: Path) -> dict[str, bytes]:
    md5, sha256 = hashlib.md5(usedforsecurity=False), hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_CHUNK):
            md5.update(piece)
            sha256.update(piece)
    return {"md5": md5.digest(), "sha256": sha256.digest()}


def _compare(headers: Any, digests: dict[str, bytes]) -> None:
    """Compare with the digests that the server sends along: of the web's standard, and of Google's storage."""
    promised = [("md5", headers.get("Content-MD5", ""))]
    for line in headers.get_all("x-goog-hash") or ():
        promised += [("md5", part.strip()[4:]) for part in line.split(",") if part.strip().startswith("md5=")]
    for line in headers.get_all("Repr-Digest") or ():
        found = re.search(r"sha-256=:([A-Za-z0-9+/=]+):", line)
        promised += [("sha256", found[1])] if found else []
    for name, text in promised:
        with suppress(binascii.Error, ValueError):
            if text and base64.b64decode(text, validate=True) != digests[name]:
                raise _WrongError("is not what its server promised: the checksum differs")


def _open(url: str, headers: dict[str, str]) -> Any:
    request = urllib.request.Request(url, headers={**_HEADERS, **headers})  # noqa: S310 - the scheme was checked
    try:
        return urllib.request.urlopen(request, timeout=_QUIET_SECONDS)  # noqa: S310
    except urllib.error.HTTPError as error:
        with error:
            return _refused(error)
    except (OSError, http.client.HTTPException, ValueError) as error:
        reason = error.reason if isinstance(error, urllib.error.URLError) else error
        raise _BrokenError(f"cannot be reached: {reason}") from error


def _refused(error: urllib.error.HTTPError) -> urllib.error.HTTPError:
    """The answer where nothing has changed. Raises what every other answer means."""
    if error.code == 304:
        return error
    if error.code in (404, 410):
        raise NotThereError("is not there")
    if error.code == 416:  # what is here is longer than what is there
        raise _WrongError("has become another file")
    says = f"answered {error.code}"
    raise _BrokenError(says) if error.code in _PASSING else DownloadError(says)


def _length(answer: Any) -> int:
    text = answer.headers.get("Content-Length", "")
    return int(text) if text.isdigit() else -1


def _mark(answer: Any) -> str:
    """By what the server tells this file from another of the same name."""
    return str(answer.headers.get("ETag") or answer.headers.get("Last-Modified") or "")


def _noted(note: Path) -> dict[str, str]:
    try:
        found = json.loads(note.read_bytes()[:10_000])
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) and all(isinstance(value, str) for value in found.values()) else {}
