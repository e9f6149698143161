"""Compose services as pieces of a model."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterator
from typing import Final

from holdfast.estate.kinds.container import Container, ContainerVolume, Workload
from holdfast.kit.expressions import expression
from holdfast.model.system import Sort
from holdfast.model.tree import at as reach
from holdfast.model.tree import fields, items
from holdfast.model.value import Known, Tree, Unknown
from holdfast.threats.seed import containers, openings, published, signin, variants
from holdfast.threats.seed.draft import Draft, Piece, Zone
from holdfast.threats.seed.seen import Part, Seen
from holdfast.threats.seed.uses import Uses
from holdfast.threats.seed.values import known, text
from holdfast.threats.seed.words import at, slug, title

_TRIED: Final = expression(
    r"(?i)(?:^|[.\-_/])(?:override|dev(?:el(?:opment)?)?|local(?:host)?|debug|watch)(?:[.\-_/]|$)"
)
"""Names of files that say how something is started on the machine of a developer."""
_CIPHERED: Final = (443, 8443, 4443)
_CONFIGURED: Final = expression(r":/(?:etc|usr/local/etc|opt|bitnami)/|\.(?:conf|cfg|acl|toml|ya?ml|json|ini)(?::|$)")
"""Volumes that bring settings."""
_TLS: Final = expression(r"^traefik\.http\.routers\.[\w\-${}:?]+\.tls(?:\.certresolver)?$")
_RULE: Final = expression(r"^traefik\.http\.routers\.[\w\-]+\.rule$")


def _others(seen: Seen) -> list[str]:
    """Names of services that only files for tests, samples and variants start."""
    own = [part for part in seen.parts if part.resource.language == "compose" and isinstance(part.resource, Workload)]
    aside = [part for part in own if variants.aside(part.unit)]
    kept = {part.resource.address for part in own if not variants.aside(part.unit)}
    names = {part.resource.address for part in aside} - kept if kept else set()
    return sorted(title(name.removeprefix("services.")) for name in names)


def services(seen: Seen) -> Iterator[tuple[str, Part, Container | None, list[ContainerVolume]]]:
    """Every service by its name: the workload, its container and its volumes."""
    own = [part for part in seen.parts if part.resource.language == "compose"]
    aside = {part.unit for part in own if variants.aside(part.unit)}
    kept = [part for part in own if part.unit not in aside] or own
    found = {(part.unit, part.resource.address): part.resource for part in kept if isinstance(part.resource, Container)}
    volumes: dict[tuple[str, str], list[ContainerVolume]] = {}
    for part in kept:
        if isinstance(part.resource, ContainerVolume):
            address = part.resource.address.partition(" volume ")[0]
            volumes.setdefault((part.unit, address), []).append(part.resource)
    for part in kept:
        name = part.resource.address.removeprefix("services.")
        if isinstance(part.resource, Workload) and not containers.passing(name):
            key = (part.unit, part.resource.address)
            yield name, part, found.get(key), volumes.get(key, [])


def add(draft: Draft, seen: Seen) -> list[tuple[Piece, str, str, str]]:
    """Add the services; hosts that they name and nobody answers to, each with piece, scheme and source."""
    draft.aside += _others(seen)
    made: list[tuple[Piece, Part, str]] = []
    networks: Counter[str] = Counter()
    elsewhere = any(not piece.origins.isdisjoint({"cloud", "kubernetes"}) for piece in draft.pieces.values())
    for name, part, container, volumes in services(seen):
        each = _piece(draft, seen, name, part, container, volumes, elsewhere)
        made.append((each, part, name))
        networks.update(_networks(part.resource.raw))
    _zones(draft, made, networks)
    left: list[tuple[Piece, str, str, str]] = []
    before = {key: set(pipe.facts) for key, pipe in draft.pipes.items()}
    shared = _shared(seen, made)
    uses = Uses(seen)
    for each, part, _name in made:
        _links(draft, each, part)
        left += _variables(draft, seen, each, part, shared, uses)
    _proxied(draft, made)
    for key, pipe in draft.pipes.items():
        pipe.tried |= pipe.facts.keys() - before.get(key, set())
    return left


def _piece(
    draft: Draft,
    seen: Seen,
    name: str,
    part: Part,
    container: Container | None,
    volumes: list[ContainerVolume],
    elsewhere: bool,
) -> Piece:
    raw = part.resource.raw
    built = reach(raw, "build")
    is_built = isinstance(built, Unknown) or built.value is not None
    found = containers.what(container, name, is_built)
    if found is None and is_built:
        found = openings.made_from(_dockerfile(part.unit, built), seen)
    made = containers.piece(name, found, "compose", part)
    made.hosts |= {text(raw, "container_name").lower(), text(raw, "hostname").lower()} - {""}
    for alias in _aliases(raw):
        made.hosts.add(alias)
    folder = _folder(part.unit, built) if is_built and found is None else None
    if folder is not None:
        made.paths.append(f"{folder}/**" if folder else "**")
    elif found is None:
        containers.own_folder(made, container, name, seen)
    _exposed(draft, made, container, elsewhere)
    if not elsewhere and not _TRIED.search(posixpath.basename(part.unit)):
        image = containers.image_of(container) or name
        signin.say(made, image, dict(_settings(seen, raw)), _command(seen, raw), _configured(raw))
    made = draft.add(made)
    containers.walls(
        made, part.resource if isinstance(part.resource, Workload) else None, [container] if container else []
    )
    containers.mounts(made, volumes)
    published.prefill(made, _settings(seen, raw))
    doors = known(container.published) if container is not None else None
    openings.say(made, part.unit, volumes, len(doors or ()), seen)
    return made


def _dockerfile(unit: str, built: Tree) -> str:
    """The file that an image of a service is built by."""
    told = built.value if isinstance(built, Known) and isinstance(built.value, str) else text(built, "context")
    named = text(built, "dockerfile") or "Dockerfile"
    return posixpath.normpath(posixpath.join(posixpath.dirname(unit), told or ".", named))


def _folder(unit: str, built: Tree) -> str | None:
    """The folder that a service is built from; None where it lies elsewhere. Empty for the root."""
    told = built.value if isinstance(built, Known) and isinstance(built.value, str) else text(built, "context")
    dockerfile = text(built, "dockerfile")
    if "://" in told or told.startswith("/"):
        return None
    folder = posixpath.normpath(posixpath.join(posixpath.dirname(unit), told or ".", posixpath.dirname(dockerfile)))
    if folder.startswith(".."):
        return None
    return "" if folder == "." else folder


def _exposed(draft: Draft, made: Piece, container: Container | None, elsewhere: bool) -> None:
    """From where a service can be reached: the ports that its host opens for it.

    Those of a developer's machine say little where it is deployed ``elsewhere``, or in a file for development.
    """
    if container is None:
        return
    where = containers.published(container, lambda path: not elsewhere and not _TRIED.search(path))
    tried = where or containers.published(container)
    if not tried:
        return
    inner = made.sort is Sort.STORE or "helper" in made.origins
    if where == "internet" and not inner:
        doors = {known(port.outside) for port in known(container.published) or ()}
        made.tls = made.tls or ("no" if 80 in doors and doors.isdisjoint(_CIPHERED) else "")
    if "exposure" not in draft.pieces.get(made.id, made).facts and tried == "internet" and not inner and not where:
        made.origins.add("published")
    if where == "internet" and made.sort is Sort.PROCESS:
        made.origins.add("opened")
    made.say("exposure", "internal" if tried == "internet" and inner and not where else tried)


def _settings(seen: Seen, raw: Tree) -> Iterator[tuple[str, str | None]]:
    """Variables of a service; None where the value stands in no file that was read."""
    for name, tree in _pairs(seen, raw):
        value = known(tree)
        yield name, None if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _pairs(seen: Seen, raw: Tree) -> Iterator[tuple[str, Tree]]:
    told = reach(raw, "environment")
    pairs: list[tuple[str, Tree]] = list(fields(told))
    yield from pairs
    for each in items(told) if not pairs else ():
        if isinstance(each, Known) and isinstance(each.value, str):
            name, _, value = each.value.partition("=")
            yield name, each._replace(value=value)
        elif isinstance(each, Unknown):
            row = _line(seen.text(each.place.path), each.place.line).strip().lstrip("- \"'")
            yield row.partition("=")[0], each


def _command(seen: Seen, raw: Tree) -> str:
    """How a service is started, as one text."""
    words: list[str] = []
    for name in ("entrypoint", "command"):
        told = reach(raw, name)
        listed = items(told) or [told]
        kept = [each for each in listed if not _TRIED.search(each.place.path)]
        words += [
            _line(seen.text(each.place.path), each.place.line) if isinstance(each, Unknown) else str(each.value)
            for each in kept
        ]
    return " ".join(words)[:8000]


def _configured(raw: Tree) -> bool:
    """Whether more settings lie in files that a service is given."""
    if items(reach(raw, "env_file")) or text(raw, "env_file") or items(reach(raw, "configs")):
        return True
    shown = [known(each) or f":{text(each, 'target')}" for each in items(reach(raw, "volumes"))]
    return any(_CONFIGURED.search(str(each)) for each in shown)


def _aliases(raw: Tree) -> Iterator[str]:
    for _name, network in fields(reach(raw, "networks")):
        for alias in items(reach(network, "aliases")):
            if isinstance(alias, Known) and isinstance(alias.value, str):
                yield alias.value.lower()


def _networks(raw: Tree) -> list[str]:
    told = reach(raw, "networks")
    named = [name for name, _ in fields(told)]
    if named:
        return named
    return [each.value for each in items(told) if isinstance(each, Known) and isinstance(each.value, str)]


def _zones(draft: Draft, made: list[tuple[Piece, Part, str]], networks: Counter[str]) -> None:
    """Put services into the networks that they share, and these into the host that runs them."""
    waiting = [(each, part) for each, part, _ in made if not each.zone]
    if not waiting:
        return
    homes = Counter(each.zone for each, _, _ in made if each.zone)
    if homes:  # what is deployed elsewhere too is developed here: its helpers stand where it stands
        home = homes.most_common(1)[0][0]
        for each, _part in waiting:
            each.zone = home
        return
    source = [at(part.unit, 1) for part in dict.fromkeys(part for _, part in waiting)][:1]
    host = draft.zone(Zone(id="host", name="Container host", kind="host", source=source))
    shared = [name for name, number in networks.items() if number > 1 and name != "default"]
    holds: Counter[str] = Counter()
    for each, part in waiting:
        if each.sort is Sort.STORE:
            holds.update(_networks(part.resource.raw))
    for each, part in waiting:
        own = [name for name in _networks(part.resource.raw) if name in shared]
        if len(shared) < 2 or not own:
            each.zone = host
            continue
        name = min(own, key=lambda item: (holds[item], own.index(item)))
        name_of = f"network-{slug(name)}"
        each.zone = draft.zone(Zone(id=name_of, name=title(name), kind="network", inside=host, source=source))


def _links(draft: Draft, made: Piece, part: Part) -> None:
    """Flows to what a service waits for."""
    raw = part.resource.raw
    waits = reach(raw, "depends_on")
    named = [(name, tree) for name, tree in fields(waits)]
    listed = [*items(reach(raw, "links"))]
    if not named:
        listed += items(waits)
    named += [
        (each.value.partition(":")[0], each)
        for each in listed
        if isinstance(each, Known) and isinstance(each.value, str)
    ]
    for name, tree in named:
        other = draft.called(name)
        if other is not None and _job(tree) != "service_completed_successfully":
            draft.pipe(made.id, other.id, [at(tree.place.path, tree.place.line)], _spoken(other))


def _job(tree: Tree) -> str:
    return text(tree, "condition")


def _spoken(piece: Piece) -> str:
    """What is spoken with a store, by its technologies."""
    words = ("postgresql", "mysql", "mongodb", "redis", "sql", "queue", "stream", "mail")
    found = next((word for word in words if word in piece.technologies), "")
    return {"queue": "amqp", "stream": "kafka", "mail": "smtp"}.get(found, found)


def _shared(seen: Seen, made: list[tuple[Piece, Part, str]]) -> set[str]:
    """Places of variables that several programs are handed together."""
    counted: Counter[str] = Counter()
    for _, part, _ in {(each.id, row): (each, part, row) for each, part, row in made}.values():
        counted.update({at(tree.place.path, tree.place.line) for _, tree in _pairs(seen, part.resource.raw)})
    return {place for place, number in counted.items() if number > 1}


def _variables(
    draft: Draft, seen: Seen, made: Piece, part: Part, shared: set[str], uses: Uses
) -> list[tuple[Piece, str, str, str]]:
    """Flows to hosts that variables name; of those that several are handed, the ones that its own files name."""
    left: list[tuple[Piece, str, str, str]] = []
    if made.sort is not Sort.PROCESS:
        return left
    for name, tree in _pairs(seen, part.resource.raw):
        value = known(tree)
        place = tree.place
        if isinstance(tree, Unknown):  # a variable in it has no default; the host may stand there all the same
            row = _line(seen.text(place.path), place.line)
            value = row.partition("=" if "=" in row.partition(":")[0] else ":")[2].strip().strip("\"'")
        if value is not None:
            source = at(place.path, place.line)
            if source in shared and not uses.named(made, name):
                continue
            left += [
                (made, host, scheme, source) for host, scheme in containers.talk(draft, made, name, str(value), source)
            ]
    return left


def _line(text: str, number: int) -> str:
    rows = text.split("\n")
    return rows[number - 1][:2000] if 0 < number <= len(rows) else ""


def _proxied(draft: Draft, made: list[tuple[Piece, Part, str]]) -> None:
    """Flows from a proxy to the services that ask to stand behind it by their labels."""
    proxies = [each for each, _, _ in made if "proxy" in each.technologies]
    if not proxies:
        return
    for each, part, _name in made:
        told = reach(part.resource.raw, "labels")
        pairs = [(name, tree) for name, tree in fields(told)]
        pairs += [
            (each.value.partition("=")[0], each)
            for each in items(told)
            if not pairs and isinstance(each, Known) and isinstance(each.value, str)
        ]
        rule = next((tree for name, tree in pairs if _RULE.match(name)), None)
        if rule is not None and each.id != proxies[0].id:
            draft.pipe(proxies[0].id, each.id, [at(rule.place.path, rule.place.line)], "http")
            each.facts["exposure"] = "internet"  # its own ports are the development host's; the way is the proxy's
            each.origins.discard("published")
            each.origins.add("proxied")
            if any(_TLS.match(name) for name, _ in pairs):
                each.tls = proxies[0].tls = "tls"
            proxies[0].say("exposure", "internet")
