"""From instructions to resources: stages, the images they start from, their steps, and what comes out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from holdfast.estate.credentials import literal_secret, named_secret
from holdfast.estate.dockerfile.lines import Instruction, Text
from holdfast.estate.dockerfile.steps import command_facts, downloads_and_runs, exec_form, run_commands, updates_alone
from holdfast.estate.imagename import image_name, non_root
from holdfast.estate.kinds.image import BaseImage, BuildStep, ImageBuild
from holdfast.estate.variables import expand
from holdfast.kit.expressions import expression
from holdfast.model.place import Place
from holdfast.model.resource import Resource
from holdfast.model.tree import mapped
from holdfast.model.value import How, Known, Tree, Unknown, Value

_FROM: Final = expression(r"(\S+)(?:\s+[Aa][Ss]\s+(\S+))?")
_PAIR: Final = expression(r"([A-Za-z_][\w.\-]*)=((?:\"(?:\\.|[^\"\\])*\"|'[^']*'|\\.|[^\s\"'\\])*)", re.DOTALL)
_OWN: Final = expression(r"(?:sh|bash|tini|dumb-init|catatonit|docker-init)$")
_SERVERS: Final = expression(
    r"(?:^|[/\s])(?:node|nodejs|npm|yarn|pnpm|gunicorn|uvicorn|hypercorn|waitress-serve|flask|nginx|httpd|apache2?\w*|java"
    r"|catalina\.sh|dotnet|rails|puma|unicorn|php-fpm\S*|php|streamlit|celery|serve|server|supervisord|caddy|haproxy|traefik"
    r"|redis-server|postgres|mysqld|mongod|http-server|ng|next|vite|sshd|rackup|bundle|deno|bun|daphne|uwsgi|\S+\.jar"
    r"|(?:app|main|server|index|manage|wsgi)\.(?:py|js|ts|rb|php))(?:\s|$)"
)
"""What is started by images that answer requests."""
_ABSOLUTE: Final = expression(r"[/\\]|[A-Za-z]:|\$|%")
_DROPPERS: Final = frozenset({"gosu", "su-exec", "setpriv", "chpst"})


@dataclass(slots=True)
class Stage:
    """One stage while it is read."""

    place: Place
    name: str
    image: Value[str]
    parent: Stage | None
    scope: dict[str, Value[str]]
    user: Value[str | None] | None = None
    healthy: Value[bool] | None = None
    ports: list[Value[str]] = field(default_factory=list)
    starts: Value[bool] | None = None
    serves: Value[bool] | None = None
    shell: str = "sh"


@dataclass(slots=True)
class Build:
    """A Dockerfile while it is read."""

    path: str
    ignored: bool
    """A ``.dockerignore`` keeps files out of the build."""
    history_kept: bool = False
    """It is built from the top of the repository, and the ``.dockerignore`` lets ``.git`` in."""
    scope: dict[str, Value[str]] = field(default_factory=dict)
    stages: list[Stage] = field(default_factory=list)
    out: list[Resource] = field(default_factory=list)
    _histories: list[tuple[int, Stage]] = field(default_factory=list)
    """Which of the steps in ``out`` may take the history along, and to which stage."""

    def take(self, instruction: Instruction) -> None:
        """Take one instruction."""
        if instruction.keyword == "FROM":
            self._from(instruction)
        elif instruction.keyword == "ARG" and not self.stages:
            for name, value, place in _pairs(instruction.body):
                self.scope[name] = _argument(name, value, self.scope, place)
            self._step(instruction, {})
        elif self.stages:
            _TAKE.get(instruction.keyword, Build._other)(self, instruction)

    def _from(self, instruction: Instruction) -> None:
        found = _FROM.match(instruction.body.text)
        if found is None:
            return
        place = instruction.body.place(found.start(1), found.end(1))
        image = expand(found[1], self.scope, place)
        parent = self._stage(image)
        scope = dict(parent.scope) if parent else {}
        self.stages.append(Stage(instruction.place, (found[2] or "").lower(), image, parent, scope))
        self._image(image, parent is not None, instruction.place)

    def _stage(self, image: Value[str]) -> Stage | None:
        """The stage of this build that a reference means."""
        if isinstance(image, Unknown):
            return None
        name = image.value.lower()
        for stage in reversed(self.stages):
            if stage.name and stage.name == name:
                return stage
        return None

    def _image(self, image: Value[str], own: bool, place: Place) -> None:
        if isinstance(image, Known) and (own or image.value == "scratch"):
            facts: dict[str, Value[str | None] | None] = {"image": image}
        elif isinstance(image, Known):
            parts = image_name(image.value)
            facts = {
                "image": image,
                "tag": image._replace(value=parts.tag),
                "digest": image._replace(value=parts.digest),
            }
        else:
            facts = {"image": image, "tag": image, "digest": image}
        self._add(BaseImage, "FROM", place, facts)

    def _add(
        self, kind: type[Resource], type: str, place: Place, facts: Mapping[str, Any], raw: Tree | None = None
    ) -> None:
        self.out.append(
            kind(
                address=f"{self.path}:{type} {place.line}" if kind is not ImageBuild else self.path,
                type=type,
                provider="docker",
                language="dockerfile",
                place=place,
                raw=raw or Known({}, place),
                **facts,
            )
        )

    def _step(self, instruction: Instruction, facts: dict[str, Any]) -> None:
        name = Known(instruction.keyword, instruction.place)
        facts = {"onbuild": Known(instruction.onbuild, instruction.place), **facts}
        said = Known({"text": Known(instruction.body.text, instruction.place)}, instruction.place)
        self._add(BuildStep, instruction.keyword, instruction.place, {"instruction": name, **facts}, said)

    def _other(self, instruction: Instruction) -> None:
        self._step(instruction, {})

    def _run(self, instruction: Instruction) -> None:
        found, understood = run_commands(instruction, self.stages[-1].shell)
        place = instruction.place
        facts: dict[str, Any] = {
            "insecure": Known(instruction.flag("security") == "insecure", place),
            "host_network": Known(instruction.flag("network") == "host", place),
        }
        if understood:
            facts["commands"] = Known(tuple(command_facts(simple, text) for simple, text in found), place)
            facts["lone_update"] = Known(updates_alone(facts["commands"].value), place)
            facts["piped_to_shell"] = downloads_and_runs(found) or Known(False, place)
        self._step(instruction, facts)

    def _copy(self, instruction: Instruction) -> None:
        words = exec_form(instruction.body.text) or instruction.body.text.split()
        sources = [word.strip("\"'") for word in words[:-1] if not word.startswith("<<")]
        place, origin = instruction.place, instruction.flag("from")
        mode = instruction.flag("chmod")
        facts: dict[str, Any] = {"mode": Known(mode, place)}
        facts["checked"] = Known(instruction.flag("checksum") is not None, place)
        if origin is None:
            scope = self.stages[-1].scope
            facts["sources"] = Known(tuple(expand(each, scope, place) for each in sources), place)
            takes_all = any(each in (".", "./", "*", "./*", "/") for each in sources)
            facts["whole_context"] = Known(takes_all and not self.ignored, place)
            if self.ignored:
                facts["history_copied"] = Known(takes_all and self.history_kept, place)
        else:
            self._copied_from(origin, instruction)
        self._step(instruction, facts)
        if "history_copied" in facts:
            self._histories.append((len(self.out) - 1, self.stages[-1]))

    def _copied_from(self, origin: str, instruction: Instruction) -> None:
        image = expand(origin, self.scope | self.stages[-1].scope, instruction.place)
        if isinstance(image, Known) and not image.value.isdigit() and self._stage(image) is None and ":" in image.value:
            self._image(image, own=False, place=instruction.place)

    def _env(self, instruction: Instruction) -> None:
        scope, place = self.stages[-1].scope, instruction.place
        set_to: list[Value[str]] = []
        secrets: list[Value[str]] = []
        taken: list[Value[str]] = []
        for name, value, at in _pairs(instruction.body):
            content = expand(value or "", scope, at)
            scope[name] = content
            if isinstance(content, Known):
                set_to.append(content._replace(value=f"{name}={content.value}"))
            if isinstance(content, Unknown) or "$" in (value or ""):
                taken += [Known(name, at)] * named_secret(name)
            elif literal_secret(name, content.value):
                secrets.append(Known(name, at))
        facts = {"secret_literals": secrets, "secret_arguments": taken, "variables": set_to}
        self._step(instruction, {key: Known(tuple(value), place) for key, value in facts.items()})

    def _arg(self, instruction: Instruction) -> None:
        scope, place = self.stages[-1].scope, instruction.place
        secrets: list[Value[str]] = []
        taken: list[Value[str]] = []
        for name, value, at in _pairs(instruction.body):
            if value is None and name in self.scope:
                scope[name] = self.scope[name]
            else:
                scope[name] = _argument(name, value, scope, at)
            if value and literal_secret(name, value):
                secrets.append(Known(name, at))
            elif named_secret(name) and not value:
                taken.append(Known(name, at))
        facts = {"secret_literals": secrets, "secret_arguments": taken}
        self._step(instruction, {key: Known(tuple(value), place) for key, value in facts.items()})

    def _user(self, instruction: Instruction) -> None:
        stage, body = self.stages[-1], instruction.body.text.strip()
        if not instruction.onbuild:
            user = expand(body, stage.scope, instruction.place)
            stage.user = mapped(user, lambda text: text.partition(":")[0].strip())
        self._step(instruction, {})

    def _workdir(self, instruction: Instruction) -> None:
        told = instruction.body.text.strip().strip("\"'")
        if told.startswith("$"):
            told_value = expand(told, self.stages[-1].scope, instruction.place)
        else:
            told_value = Known(told, instruction.place)
        self._step(instruction, {"relative_folder": mapped(told_value, lambda path: not _ABSOLUTE.match(path))})

    def _healthcheck(self, instruction: Instruction) -> None:
        on = instruction.body.text.strip().upper() != "NONE"
        self.stages[-1].healthy = Known(on, instruction.place)
        self._step(instruction, {})

    def _expose(self, instruction: Instruction) -> None:
        stage = self.stages[-1]
        for word in instruction.body.text.split():
            port = expand(word, stage.scope, instruction.place)
            stage.ports.append(mapped(port, lambda text: text.partition("/")[0]))
        self._step(instruction, {})

    def _start(self, instruction: Instruction) -> None:
        stage = self.stages[-1]
        words = exec_form(instruction.body.text) or instruction.body.text.split()
        if words and not instruction.onbuild:
            stage.starts = Known(True, instruction.place)
            if any(_SERVERS.search(word) for word in words[:12]):
                stage.serves = stage.starts
            user = _dropped(words)
            if user:
                stage.user = Known(user, instruction.place, How.COMPUTED)
        self._step(instruction, {})

    def _shell(self, instruction: Instruction) -> None:
        words = exec_form(instruction.body.text) or ["sh"]
        self.stages[-1].shell = words[0].rpartition("/")[2] if words else "sh"
        self._step(instruction, {})

    def result(self) -> None:
        """Add what comes out of the build: the last stage on top of those that it starts from."""
        if not self.stages:
            return
        chain = [self.stages[-1]]
        while (below := chain[-1].parent) is not None:
            chain.append(below)
        self._forget_histories(chain)
        base, place = chain[-1].image, self.stages[-1].place
        starts = next((stage.starts for stage in chain if stage.starts is not None), None)
        empty = isinstance(base, Known) and base.value == "scratch" and starts is None
        user = next((stage.user for stage in chain if stage.user is not None), None)
        healthy = next((stage.healthy for stage in chain if stage.healthy is not None), None)
        facts: dict[str, Any] = {
            "base": base,
            "unnamed": mapped(base, lambda name: f"the one of {name}, which is root unless that image says otherwise"),
            "user": None if empty else user or _base_user(base, place),
            "health_checked": None if empty else healthy or Known(False, place, How.DEFAULT),
            "ports": Known(tuple(port for stage in reversed(chain) for port in stage.ports), place),
        }
        serves = next((stage.serves for stage in chain if stage.serves is not None), None)
        facts["serves"] = serves or Known(bool(facts["ports"].value), place, How.COMPUTED)
        self._add(ImageBuild, "Dockerfile", place, facts)

    def _forget_histories(self, chain: list[Stage]) -> None:
        """What a stage takes that the image is not made of stays behind."""
        for index, stage in self._histories:
            step = self.out[index]
            if isinstance(step, BuildStep) and not any(stage is each for each in chain):
                self.out[index] = replace(step, history_copied=Known(False, step.place))


def _base_user(base: Value[str], place: Place) -> Value[str | None]:
    """The user of an image that sets none itself: what its base is known for."""
    if isinstance(base, Unknown):
        return Unknown(f"the base image is unknown: {base.why}", place)
    return Known("nonroot" if non_root(base.value) else None, place, How.DEFAULT)


def _dropped(words: Iterable[str]) -> str:
    """The user that a start command changes to by itself (``gosu app …``); empty for none."""
    rest = [word for word in words if not _OWN.search(word) and word != "--"]
    if len(rest) > 1 and rest[0].rpartition("/")[2] in _DROPPERS:
        return next((word.partition(":")[0] for word in rest[1:] if not word.startswith("-")), "")
    return ""


def _argument(name: str, value: str | None, scope: dict[str, Value[str]], place: Place) -> Value[str]:
    if value is None:
        return Unknown(f"build argument {name} has no default", place)
    return expand(value, scope, place)


def _pairs(body: Text) -> Iterator[tuple[str, str | None, Place]]:
    """Names and values of ENV and ARG, without quotes; None for an ARG without a value."""
    text = body.text
    first = text.split(None, 1)
    if first and "=" not in first[0] and len(first) == 2 and not _PAIR.search(first[1]):
        yield first[0], first[1].strip().strip("\"'"), body.place()
        return
    for match in re.finditer(rf"{_PAIR.pattern}|([A-Za-z_]\w*)(?=\s|$)", text, re.DOTALL):
        place = body.place(match.start(), match.end())
        if match[3]:
            yield match[3], None, place
        else:
            yield match[1], _bare(match[2]), place


def _bare(value: str) -> str:
    """A value without its quotes and escapes."""
    return re.sub(r"\\(.)|[\"']", lambda found: found[1] or "", value, flags=re.DOTALL)


_TAKE: Final = {
    "RUN": Build._run,
    "COPY": Build._copy,
    "ADD": Build._copy,
    "ENV": Build._env,
    "ARG": Build._arg,
    "USER": Build._user,
    "WORKDIR": Build._workdir,
    "HEALTHCHECK": Build._healthcheck,
    "EXPOSE": Build._expose,
    "CMD": Build._start,
    "ENTRYPOINT": Build._start,
    "SHELL": Build._shell,
}
