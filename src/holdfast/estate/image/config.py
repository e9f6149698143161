"""The configuration of an image: how it runs, and the steps that made it.

Source: OCI image specification, config.md; Docker image specification 1.2 for ``Healthcheck`` and ``OnBuild``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from holdfast.estate.image.documents import rows, table, texts, word, words
from holdfast.model.noun import fact, noun

_SHELL: Final = re.compile(
    r"(?:/bin/(?:ba|a)?sh(?:\s+-o\s+\w+|\s+-[a-z]+)*?\s+-[a-z]*c|cmd\s+/S\s+/C|powershell\s+-Command)\s+"
)
_ARGUMENTS: Final = re.compile(r"\|\d+ ")
_NOTHING: Final = re.compile(r"(?:RUN )?/bin/sh -c #\(nop\)\s*")
_SUFFIX: Final = re.compile(r"\s+# buildkit\s*$")
_WORD: Final = re.compile(
    r"(?:ADD|ARG|CMD|COPY|ENTRYPOINT|ENV|EXPOSE|HEALTHCHECK|LABEL|MAINTAINER|ONBUILD|RUN|SHELL|STOPSIGNAL|USER|VOLUME"
    r"|WORKDIR) "
)
_CONTENT: Final = re.compile(r"^((?:ADD|COPY) (?:--\S+ )*)(?:file|dir|multi):[0-9a-f]{8,64} in ")
_PORTS: Final = re.compile(r"^EXPOSE map\[(.*)\]$")
_MOST: Final = 10_000
_EPOCH: Final = 2013
"""Docker is as old; an image that says to be older was given a date on purpose, to be built reproducibly."""


@noun
class Step:
    """One step of the history."""

    said: str
    """As it stands there."""
    empty: bool
    """It changed no file, and has no layer."""
    comment: str = ""

    @property
    def instruction(self) -> str:
        """As a Dockerfile would say it; empty for what is none. One line, however many it had."""
        return _instruction(self.said)


@noun
class Config:
    """How an image runs, and what made it."""

    created: datetime | None
    """When, if it says so and means it."""
    platform: str
    user: str
    env: tuple[str, ...] = fact(repr=False)
    """Each as ``NAME=value``."""
    ports: tuple[str, ...]
    entrypoint: tuple[str, ...] = fact(repr=False)
    command: tuple[str, ...] = fact(repr=False)
    health: tuple[str, ...] | None
    """The test; None where none is set."""
    labels: Mapping[str, str] = fact(repr=False)
    steps: tuple[Step, ...] = fact(repr=False)
    inner: tuple[str, ...]
    """Digest of each layer's content, from the lowest."""

    def lines(self) -> Iterator[str]:
        """How it runs, as lines of a Dockerfile; the first has no meaning in it."""
        yield f"# {self.platform}, made {self.created.isoformat() if self.created else 'nobody says when'}"
        yield from (f"ENV {name}={_quoted(value)}" for name, _, value in (each.partition("=") for each in self.env))
        yield from (f"LABEL {_quoted(name)}={_quoted(value)}" for name, value in sorted(self.labels.items()))
        yield from (f"EXPOSE {port}" for port in self.ports)
        if self.user:
            yield f"USER {_line(self.user)}"
        if self.health is not None:
            kind, rest = (self.health[0] if self.health else ""), self.health[1:]
            told = _line(" ".join(rest)) if kind == "CMD-SHELL" else json.dumps(rest)
            yield "HEALTHCHECK NONE" if kind == "NONE" else f"HEALTHCHECK CMD {told}"
        if self.entrypoint:
            yield f"ENTRYPOINT {json.dumps(self.entrypoint)}"
        if self.command:
            yield f"CMD {json.dumps(self.command)}"

    def history(self) -> Iterator[str]:
        """Its steps, one a line behind a first one without meaning; what is no instruction is a comment."""
        yield "# the history of the image, the oldest step first"
        for step in self.steps:
            yield step.instruction or f"# {_line(step.said)}".rstrip()


def read_config(told: Mapping[str, Any]) -> Config:
    """A configuration from its document; what has another type than expected counts as missing."""
    own = table(told.get("config"))
    parts = [word(told.get(key)) for key in ("os", "architecture", "variant")]
    health = table(own.get("Healthcheck"))
    return Config(
        created=_time(word(told.get("created"))),
        platform="/".join(part for part in parts if part),
        user=word(own.get("User")),
        env=words(own.get("Env")),
        ports=tuple(sorted(_line(str(port)) for port in table(own.get("ExposedPorts")))),
        entrypoint=words(own.get("Entrypoint")),
        command=words(own.get("Cmd")),
        health=words(health.get("Test")) if health else None,
        labels=texts(own.get("Labels")),
        steps=tuple(_step(table(each)) for each in rows(told.get("history"))[:_MOST]),
        inner=words(table(told.get("rootfs")).get("diff_ids")),
    )


def _step(told: Mapping[str, Any]) -> Step:
    return Step(
        said=word(told.get("created_by")), empty=told.get("empty_layer") is True, comment=word(told.get("comment"))
    )


def _time(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(re.sub(r"\.\d+", "", text).replace("Z", "+00:00"))
    except ValueError:
        return None
    found = found if found.tzinfo else found.replace(tzinfo=UTC)
    return found if found.year >= _EPOCH else None


def _line(text: str) -> str:
    return " ".join(text.split())


def _quoted(text: str) -> str:
    """A value as ENV takes it: bare where that is safe, else in quotes, on one line."""
    if re.fullmatch(r"[\w./:@%+,=~\-]+", text):
        return text
    plain = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ").replace("\r", " ")
    return f'"{plain}"'


def _instruction(said: str) -> str:
    text = _SUFFIX.sub("", said.strip())
    text = text.split("\nFROM ")[0].rstrip("|") if "#(nop)" in text else text  # buildah names the base behind it
    made = _NOTHING.match(text)
    if made:
        text = text[made.end() :]
    if "<<" in text and "\n" in text:
        return ""  # a here-document, of which the history keeps too little to be read again
    text = _line(text)
    if not text.startswith("RUN ") and (_SHELL.match(text) or _ARGUMENTS.match(text)):
        text = f"RUN {text}"
    if not _WORD.match(text):
        return ""
    if text.startswith("RUN "):
        return _ran(text)
    if text.startswith("HEALTHCHECK &{"):
        return "HEALTHCHECK NONE" if '["NONE"]' in text else "HEALTHCHECK CMD true"
    ports = _PORTS.match(text)
    if ports:
        return "EXPOSE " + " ".join(part.partition(":")[0] for part in ports[1].split())
    return _CONTENT.sub(r"\1", text)


def _ran(text: str) -> str:
    """A step that ran something, without the shell and the build's arguments before it."""
    body = text[4:]
    if _ARGUMENTS.match(body):
        shell = _SHELL.search(body)
        return f"RUN {body[shell.end() :]}" if shell else ""
    shell = _SHELL.match(body)
    return f"RUN {body[shell.end() :]}" if shell else f"RUN {body}"
