"""nmap's XML: ports of hosts, and what its scripts say is vulnerable.

Source: nmap's DTD. An open port is wrong only where a service answers that nobody but its own machines should reach;
of any other the report does not say whether it should be open. A port that it says is closed or filtered has passed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from holdfast.formats.foreign.document import Document, clip
from holdfast.formats.foreign.words import moment, place, public_names, weaknesses
from holdfast.formats.xmltree import Element
from holdfast.model.check import Severity
from holdfast.model.foreign import Answer, Foreign, Item, Look

_GUARDED: Final[Mapping[int, str]] = {
    21: "ftp",
    23: "telnet",
    69: "tftp",
    111: "rpcbind",
    135: "msrpc",
    139: "netbios",
    445: "smb",
    512: "rexec",
    513: "rlogin",
    514: "rsh",
    873: "rsync",
    1433: "mssql",
    1521: "oracle",
    2049: "nfs",
    2375: "docker",
    2379: "etcd",
    3306: "mysql",
    3389: "rdp",
    5432: "postgresql",
    5900: "vnc",
    5984: "couchdb",
    6379: "redis",
    6443: "kubernetes",
    9200: "elasticsearch",
    10250: "kubelet",
    11211: "memcached",
    27017: "mongodb",
}
"""Ports of services that no stranger should reach, and their names."""
_CLOSED: Final = ("closed", "filtered", "open|filtered", "closed|filtered")
_STATES: Final = {
    "VULNERABLE": Answer.FAIL,
    "LIKELY VULNERABLE": Answer.FAIL,
    "VULNERABLE (Exploitable)": Answer.FAIL,
    "NOT VULNERABLE": Answer.OK,
}


def fits(document: Document) -> bool:
    """Whether a document is one."""
    return document.named("nmaprun")


def read(document: Document) -> Foreign:
    """What it says of every host that was up."""
    top = document.element
    asked = {number for row in top.all("scaninfo") for number in _numbers(row.attributes.get("services", ""))}
    finished = top.first("runstats", "finished")
    ended = finished is not None and finished.attributes.get("exit", "success") == "success"
    stamp = finished.attributes.get("time", "") if finished is not None else top.attributes.get("start", "")
    hosts = [host for host in top.all("host") if _up(host)]
    return Foreign(
        format="nmap",
        tool="nmap",
        version=top.attributes.get("version", ""),
        when=moment(float(stamp)) if stamp.isdigit() else "",
        looks=tuple(_look(host, asked if ended else set()) for host in hosts),
        notes=() if ended else ("It did not finish: what it does not tell closes nothing.",),
    )


def _up(host: Element) -> bool:
    status = host.first("status")
    return status is None or status.attributes.get("state") == "up"


def _numbers(text: str) -> Iterator[int]:
    """The ports of ``22-23,80``; none that is beyond any port."""
    for part in text.split(",")[:10_000]:
        low, _, high = part.partition("-")
        if low.isdigit() and (not high or high.isdigit()) and len(low) < 6 and len(high) < 6:
            yield from range(int(low), min(int(high or low), 65_535) + 1)


def _look(host: Element, asked: set[int]) -> Look:
    address = next((row.attributes.get("addr", "") for row in host.all("address")), "")
    ports = list(host.all("ports", "port"))
    items = [item for port in ports for item in _port(port, address)]
    items += [item for script in host.all("hostscript", "script") for item in _script(script, f"{address}", address)]
    told = {number for port in ports if (number := _number(port))}
    rest = {row.attributes.get("state", "") for row in host.all("ports", "extraports")}
    if rest and rest <= {*_CLOSED}:
        items += [_guarded(number, address, Answer.OK, "") for number in sorted((asked & _GUARDED.keys()) - told)]
    return Look(items=tuple(items), subject=f"host:{address}" if address else "", states=True, count=len(asked))


def _number(port: Element) -> int:
    text = port.attributes.get("portid", "")
    return int(text) if text.isdigit() and len(text) < 6 else 0


def _port(port: Element, address: str) -> Iterator[Item]:
    number = _number(port)
    protocol = port.attributes.get("protocol", "tcp")
    status = port.first("state")
    state = status.attributes.get("state", "") if status is not None else ""
    service = port.first("service")
    name = service.attributes.get("name", "") if service is not None else ""
    where = f"{address}:{number}/{protocol}"
    for script in port.all("script"):
        yield from _script(script, where, address)
    if number in _GUARDED and protocol == "tcp":
        answer = Answer.FAIL if state == "open" else Answer.OK if state in _CLOSED else Answer.UNSURE
        yield _guarded(number, address, answer, name)
    elif state == "open":
        yield Item(
            rule=f"port-{number}-{protocol}",
            kind="network",
            answer=Answer.UNSURE,
            place=place(where),
            title=f"Port {number}/{protocol} is open where it should be",
            says=clip(f"{name or 'a service'} answers; whether it should, the report does not say"),
            severity=Severity.INFO,
        )


def _guarded(number: int, address: str, answer: Answer, name: str) -> Item:
    service = _GUARDED[number]
    return Item(
        rule=f"reachable-{service}",
        kind="network",
        answer=answer,
        place=place(f"{address}:{number}/tcp"),
        title=f"Nobody else can reach {service}",
        says=clip(f"port {number} is open: {name or service} answers"),
        severity=Severity.HIGH,
        topics=("open-port",),
    )


def _script(script: Element, where: str, address: str) -> Iterator[Item]:
    """A script that looks for a weakness says its state in a table for each one."""
    for table in script.all("table"):
        said = {row.attributes.get("key", ""): row.text for row in table.all("elem")}
        answer = _STATES.get(said.get("state", ""))
        if answer is None:
            continue
        ids = [row.text for inner in table.all("table") for row in inner.all("elem")]
        name = script.attributes.get("id", "") or "script"
        title = clip(said.get("title", "") or name)
        yield Item(
            rule=name,
            kind="network",
            answer=answer,
            place=place(where or address),
            title=title,
            says=clip(f"{said.get('state', '').lower()}: {title}"),
            severity=Severity.HIGH,
            cwe=weaknesses(*(text for text in ids if "cwe" in text.lower())),
            names=public_names(*ids),
        )
