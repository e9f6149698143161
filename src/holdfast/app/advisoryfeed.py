"""Where advisories come from: a server with the layout of OSV's public exports."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, Protocol
from urllib.parse import quote, urlsplit

from holdfast.formats.osvarchive import Archive, BadArchive, changes
from holdfast.kit.download import DownloadError, NotThereError, Progress, content, fetch
from holdfast.model.errors import AdvisoryError, UsageError

PUBLIC: Final = {
    "advisories": "https://storage.googleapis.com/osv-vulnerabilities",
    "exploited": "https://www.cisa.gov/sites/default/files/feeds/known_exploited_vulnerabilities.json",
    "epss": "https://epss.empiricalsecurity.com/epss_scores-current.csv.gz",
}
"""The public services: OSV's export, CISA's catalogue of exploited weaknesses, FIRST's forecasts."""
BESIDE: Final = {
    "exploited": ("kev.json", "known_exploited_vulnerabilities.json"),
    "epss": ("epss_scores-current.csv.gz",),
}
"""Under which names a server of one's own has the lists."""
_MOST_ZIP: Final = 4 << 30
_MOST_INDEX: Final = 1 << 30
MOST_LIST: Final = 64 << 20
_MOST_RECORD: Final = 32 << 20
_LARGE: Final = 8 << 20
_LONGEST_LINE: Final = 1024
AGAIN: Final = "The database in use was not touched. Try again; what is here already is not fetched again."

Say = Callable[[str], None]


class Feed(Protocol):
    """Gives what an update needs. Each method raises AdvisoryError when it cannot."""

    name: str
    """As it is told to people."""

    def ecosystems(self) -> list[str]:
        """The names of all ecosystems."""

    def index(self) -> Iterator[tuple[str, str, str]] | None:
        """When which advisory of which ecosystem was modified, the newest first; None where there is no index."""

    def archive(self, ecosystem: str) -> Archive:
        """All advisories of an ecosystem; to be closed."""

    def record(self, ecosystem: str, name: str) -> bytes | None:
        """One advisory; None where single ones are not to be had."""

    def listing(self, name: str) -> bytes | None:
        """The content of a list about CVEs, ``exploited`` or ``epss``; None where it has none."""


class WebFeed:
    """A server."""

    def __init__(self, base: str, parts: Path, say: Say, lists: dict[str, str] | None = None) -> None:
        """Take the server's address, where to keep what is fetched until the update is done, and who is told.

        ``lists`` are the addresses of the lists; without, they are looked for at the server. Raises UsageError.
        """
        address = urlsplit(base)
        if address.scheme not in ("https", "http") or not address.hostname or address.username or address.password:
            raise UsageError(
                "the address of the advisories is no address of a web server without credentials",
                advice="Give https://HOST/PATH, or a folder.",
            )
        self.name = base.rstrip("/")
        self._parts, self._say, self._lists = parts, say, lists

    def ecosystems(self) -> list[str]:
        """The lines of ``ecosystems.txt``."""
        with _told(f"{self.name}/ecosystems.txt"):
            return lines(content(f"{self.name}/ecosystems.txt", most=MOST_LIST))

    def index(self) -> Iterator[tuple[str, str, str]] | None:
        """The lines of ``modified_id.csv``."""
        path = self._parts / "modified_id.csv"
        try:
            self._fetch(f"{self.name}/modified_id.csv", path, _MOST_INDEX)
        except _MissingError:
            return None
        return index_of(path)

    def archive(self, ecosystem: str) -> Archive:
        """``<ecosystem>/all.zip``."""
        path = self._parts / f"{quote(ecosystem, safe='')}.zip"
        url = f"{self.name}/{quote(ecosystem)}/all.zip"
        try:
            self._fetch(url, path, _MOST_ZIP)
        except _MissingError as error:
            raise AdvisoryError(f"{url} is not there", advice=AGAIN) from error
        try:
            return Archive(path)
        except BadArchive as error:
            path.unlink(missing_ok=True)
            raise AdvisoryError(f"{url} {error}", advice=AGAIN) from error

    def record(self, ecosystem: str, name: str) -> bytes | None:
        """``<ecosystem>/<id>.json``."""
        url = f"{self.name}/{quote(ecosystem)}/{quote(name, safe='')}.json"
        try:
            with _told(url):
                return content(url, most=_MOST_RECORD)
        except _MissingError:
            return None

    def listing(self, name: str) -> bytes | None:
        """The list at its own address, else at the server."""
        known = (self._lists or {}).get(name)
        for url in (known,) if known else tuple(f"{self.name}/{one}" for one in BESIDE[name]):
            with suppress(_MissingError), _told(url):
                self._say(f"Fetching {url}")
                return content(url, most=MOST_LIST)
        return None

    def _fetch(self, url: str, path: Path, most: int) -> None:
        self._say(f"Fetching {url}")
        with _told(url):
            fetch(url, path, most=most, progress=_tenths(url, self._say))


class _MissingError(AdvisoryError):
    """There is no such file."""


@contextmanager
def _told(url: str) -> Iterator[None]:
    """Turn what a download says into an error for people."""
    try:
        yield
    except NotThereError as error:
        raise _MissingError(f"{url} {error}", advice=AGAIN) from error
    except DownloadError as error:
        raise AdvisoryError(f"{url} {error}", advice=AGAIN) from error


def _tenths(url: str, say: Say) -> Progress:
    """Tells each tenth of a large file."""
    told = 0

    def progress(there: int, total: int) -> None:
        nonlocal told
        tenth = there * 10 // total if total > _LARGE else 0
        if tenth > told:
            told = tenth
            say(f"  {url.rpartition('/')[2]}: {tenth * 10} % of {total >> 20:,} MiB")

    return progress


def lines(data: bytes) -> list[str]:
    """The lines of a short list that are not empty."""
    return [line.strip() for line in data.decode("utf-8", "replace").splitlines() if line.strip()]


def index_of(path: Path) -> Iterator[tuple[str, str, str]]:
    """The lines of an index, compressed or not. Raises AdvisoryError where it cannot be read."""
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            yield from changes(iter(lambda: file.readline(_LONGEST_LINE), b""))
    except (OSError, EOFError, zlib.error, BadArchive) as error:
        raise AdvisoryError(f"the index {path.name} {error}", advice=AGAIN) from error
