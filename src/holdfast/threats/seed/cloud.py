"""Resources of clouds as pieces of a model, with the flows and the networks that their references tell of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from holdfast.estate.kinds.compute import FunctionUrl
from holdfast.estate.kinds.container import Container, Workload
from holdfast.estate.kinds.edge import Listener
from holdfast.estate.kinds.service import ServiceEndpoint
from holdfast.kit.expressions import expression
from holdfast.model.place import Place
from holdfast.model.resource import Resource
from holdfast.model.system import UNKNOWN, Sort
from holdfast.model.tree import at as reach
from holdfast.model.tree import items
from holdfast.model.value import Known
from holdfast.threats.seed import containers, functions, managed, shells
from holdfast.threats.seed.cloudkinds import ROWS, Row, connected, facts, technologies, whole
from holdfast.threats.seed.draft import Draft, Piece, Zone
from holdfast.threats.seed.seen import Part, Seen
from holdfast.threats.seed.values import refs, text, told
from holdfast.threats.seed.words import at, slug, title

_CLOUDS: Final = {"aws": "AWS", "google": "Google Cloud", "azure": "Azure", "alicloud": "Alibaba Cloud"}
_NOT_A_WAY: Final = frozenset(
    {"FirewallRule", "FirewallGroup", "Network", "Subnet", "Key", "LogGroup", "PasswordPolicy", "NetworkLink"}
)
"""Kinds through which no data goes from one piece to another: two machines of one network need not talk."""
_GRANTS: Final = frozenset({"PolicyStatement", "Policy", "PolicyAttachment", "RoleGrant", "IdentityBroker"})
_KEPT: Final = expression(
    r"subnet_group|subnet|route|internet_gateway|security_group|availability|event_source_mapping"
)
_TRIMMED: Final = expression(r"(?<=[a-z])(?:LambdaFunction|Stage)$|^Serverless(?=[A-Z])")
_STEP: Final = expression(r"\[[^\]]*\]")
_ROLE: Final = expression(r"\baws_iam_role\.\w+")
_GRANT: Final = expression(r'(?m)^resource\s+"(aws_iam_\w*polic\w+)"\s+"([\w\-]+)"\s*\{((?:.|\n){0,4000}?)^\}')
_LARGEST: Final = 1 << 20
_MOST_HOPS: Final = 6


@dataclass(slots=True)
class _Unit:
    """The resources of one template while they are drawn."""

    name: str
    draft: Draft
    parts: list[Resource]
    seen: Seen
    roles: dict[tuple[str, str], set[str]]
    pieces: dict[str, Piece] = field(default_factory=dict)
    """Address to the piece that it is, or is part of."""
    ways: dict[str, set[str]] = field(default_factory=dict)
    """Address to what data may go to from it."""
    refs: dict[str, set[str]] = field(default_factory=dict)
    """Address to all that it refers to."""
    kinds: dict[str, str] = field(default_factory=dict)
    first: dict[str, str] = field(default_factory=dict)
    """Address without steps to the first one with them."""
    places: dict[str, Place] = field(default_factory=dict)
    """Address to where it stands."""

    def read(self) -> None:
        """Find out what refers to what, once."""
        for part in self.parts:
            bare = _bare(part)
            self.places.setdefault(bare, part.place)
            self.kinds.setdefault(bare, type(part).__name__)
            self.first.setdefault(bare, part.address)
            self.refs.setdefault(bare, set()).update(_STEP.sub("", ref) for ref in refs(part.raw))


def add(draft: Draft, seen: Seen) -> list[tuple[Piece, str, str, str]]:
    """Add the resources of clouds; hosts that nobody answers to, each with piece, scheme and source."""
    left: list[tuple[Piece, str, str, str]] = []
    managed.schemas(draft, seen)
    calls: list[tuple[str, str, str]] = []
    for name, parts in _units(seen):
        paths = dict.fromkeys(each.place.path for each in parts)
        unit = _Unit(name, draft, parts, seen, _blocks(paths, seen.text))
        unit.read()
        _pieces(unit)
        _tasks(unit, seen, left)
        _ways(unit)
        _doors(unit)
        shells.say(parts, unit.refs, {_STEP.sub("", name): piece for name, piece in unit.pieces.items()})
        _zones(unit)
        _flows(unit)
        calls += managed.parameters(parts, unit.pieces, unit.ways, unit.kinds, seen)
    managed.elsewhere(draft, calls)
    managed.directories(draft)
    managed.led(draft)
    return left


def _units(seen: Seen) -> Iterator[tuple[str, list[Resource]]]:
    own: dict[str, list[Resource]] = {}
    for part in seen.parts:
        if _cloudy(part):
            own.setdefault(part.unit, []).append(part.resource)
    yield from own.items()


def _cloudy(part: Part) -> bool:
    return part.resource.provider in _CLOUDS or part.resource.language in (
        "terraform",
        "tfplan",
        "cloudformation",
        "arm",
    )


def _pieces(unit: _Unit) -> None:
    for resource in unit.parts:
        machine = managed.machine(resource, _local(resource))
        if machine is not None:
            unit.pieces[resource.address] = unit.draft.add(machine)
        row = ROWS.get(type(resource).__name__)
        if row is None or resource.provider == "kubernetes" or not whole(resource):
            continue
        parent = _parent(unit, resource)
        if parent is not None:
            unit.pieces[resource.address] = parent
            for name, value in facts(resource).items():
                parent.say(name, value)
            continue
        made = _piece(resource, row)
        if "function" in made.technologies and (files := functions.made_from(resource, unit.name, unit.seen)):
            made.paths.append(files)
        unit.pieces[resource.address] = unit.draft.add(made)


def _parent(unit: _Unit, resource: Resource) -> Piece | None:
    """The piece that it is a part of: an instance of a cluster, a stage of a gateway."""
    kind = type(resource).__name__
    for ref in sorted(unit.refs[_bare(resource)] - {_bare(resource)}):
        if unit.kinds.get(ref) == kind and ref in unit.first:
            return unit.pieces.get(unit.first[ref])
    return None


def _piece(resource: Resource, row: Row) -> Piece:
    local = _local(resource)
    called = slug(local)
    if row.group:
        name, made_id = row.group, slug(row.group)
    else:
        word = "" if not row.word or row.word in called.split("-") or called.endswith(row.word) else row.word
        made_id = f"{called}-{word}" if word else called
        name = title(made_id)
    words = technologies(resource, row)
    if row.sort is Sort.STORE and "log-store" in words:
        name, made_id = ROWS["LogGroup"].group, slug(ROWS["LogGroup"].group)
    made = Piece(
        id=made_id,
        name=name,
        sort=row.sort,
        technologies=list(words),
        facts=facts(resource),
        source=[at(resource.place.path, resource.place.line)],
        gathers=bool(row.group) or "log-store" in words,
        hosts=set() if row.group else {called, made_id},
        origins={"cloud"},
        units={resource.address},
        tls=connected(resource, row),
    )
    if row.sort is Sort.PROCESS and "batch" not in made.technologies:
        made.origins.add("process")
    return made


def _local(resource: Resource) -> str:
    """What its own language calls a resource, where that says something: of ``module.media….this`` the module."""
    parts = [part for part in _STEP.sub("", resource.address).split(".") if part]
    names = [part for part in parts if part != "module"]
    last = names[-1] if names else resource.address
    if last.lower() in ("this", "main", "default", "resource", "bucket", "db", "database", "rds") and len(parts) > 2:
        modules = [parts[at_part + 1] for at_part, part in enumerate(parts[:-1]) if part == "module"]
        last = modules[-1] if modules else last
    return _TRIMMED.sub("", last.rpartition("/")[2]) or last


def _tasks(unit: _Unit, seen: Seen, left: list[tuple[Piece, str, str, str]]) -> None:
    """Tasks of containers that the cloud runs."""
    boxes: dict[str, list[Container]] = {}
    for each in unit.parts:
        if isinstance(each, Container) and each.provider != "kubernetes":
            boxes.setdefault(each.address.partition(" container")[0], []).append(each)
    for each in unit.parts:
        if not isinstance(each, Workload) or each.provider == "kubernetes":
            continue
        own = boxes.get(each.address, [])
        name = _local(each)
        found = containers.what(own[0] if own else None, name, built=False)
        made = containers.piece(name, found, "cloud", Part(unit=unit.name, resource=each))
        containers.own_folder(made, own[0] if own else None, name, seen)
        made = unit.draft.add(made)
        containers.walls(made, each, own)
        unit.pieces[each.address] = made
        for box in own:
            unit.pieces[box.address] = made
    for each in unit.parts:
        if isinstance(each, Workload) and each.address in unit.pieces:
            for box in boxes.get(each.address, []):
                left += _variables(unit, unit.pieces[each.address], box)


def _variables(unit: _Unit, made: Piece, box: Container) -> Iterator[tuple[Piece, str, str, str]]:
    for pair in items(reach(box.raw, "environment")):
        name, value = text(pair, "name") or text(pair, "Name"), reach(pair, "value")
        source = at(pair.place.path, pair.place.line)
        if isinstance(value, Known) and isinstance(value.value, str):
            for host, scheme in containers.talk(unit.draft, made, name, value.value, source):
                yield made, host, scheme, source


def _ways(unit: _Unit) -> None:
    """What each resource refers to; what a role may do belongs to the role."""
    for each in unit.parts:
        if type(each).__name__ in _NOT_A_WAY or _KEPT.search(each.type):
            continue
        own = {_STEP.sub("", ref) for ref in refs(each.raw)} - {_bare(each)}
        own |= set(_roles(unit, each)) if type(each).__name__ in _GRANTS else set()
        unit.ways.setdefault(_bare(each), set()).update(own)
        if type(each).__name__ in _GRANTS:
            for ref in own:
                if ".aws_iam_role" in f".{ref}" or "role" in ref.lower() or "service_account" in ref:
                    unit.ways.setdefault(ref, set()).update(own - {ref})


def _roles(unit: _Unit, grant: Resource) -> Iterator[str]:
    """Roles that a grant of Terraform is about: its typed facts are those of the policy, and leave the role out."""
    if grant.language != "terraform":
        return
    *module, kind, name = (".", *_bare(grant).rsplit(".", 2))[-3:]
    for role in unit.roles.get((kind, name), ()):
        yield f"{module[0]}.{role}".lstrip(".")


def _blocks(paths: Iterable[str], text: Callable[[str], str]) -> dict[tuple[str, str], set[str]]:
    """Roles that stand in blocks of Terraform which grant something: type and name of the block to them."""
    found: dict[tuple[str, str], set[str]] = {}
    for path in paths:
        if path.endswith((".tf", ".tofu")):
            for match in _GRANT.finditer(text(path)[:_LARGEST]):
                found.setdefault((match[1], match[2]), set()).update(_ROLE.findall(match[3]))
    return found


def _bare(resource: Resource) -> str:
    return _STEP.sub("", resource.address.partition(" ")[0])


def _doors(unit: _Unit) -> None:
    """What says of a piece how it is reached: listeners, addresses of functions, methods."""
    by_bare = {_STEP.sub("", address.partition(" ")[0]): piece for address, piece in unit.pieces.items()}
    for each in unit.parts:
        if isinstance(each, ServiceEndpoint):
            _endpoint(each, by_bare.get(_bare(each)))
        if not isinstance(each, FunctionUrl | Listener):
            continue
        for ref in refs(each.raw):
            piece = by_bare.get(_STEP.sub("", ref))
            if piece is None or piece.sort is not Sort.PROCESS:
                continue
            if isinstance(each, Listener) and piece.front:
                said = told(each.tls_required, "tls", "no")
                piece.tls = "no" if "no" in (piece.tls, said) else piece.tls or said
            elif isinstance(each, FunctionUrl):
                piece.say("exposure", "internet")
                piece.say("authentication", told(each.auth_required, "token", "none"))


def _endpoint(endpoint: ServiceEndpoint, piece: Piece | None) -> None:
    """How the service answers that a piece is, where that is told apart from it."""
    if piece is None:
        return
    piece.tls = piece.tls or told(endpoint.tls_required, "tls", UNKNOWN)
    if piece.sort is Sort.PROCESS or "database" in piece.technologies:
        piece.say("exposure", told(endpoint.public, "internet", "internal"))


def _zones(unit: _Unit) -> None:
    """Put pieces into the account, and what says so into its network."""
    providers = {each.provider for each in unit.parts if each.provider in _CLOUDS and each.address in unit.pieces}
    for provider in sorted(providers):
        source = [at(each.place.path, each.place.line) for each in unit.parts if each.provider == provider][:1]
        unit.draft.zone(Zone(id=provider, name=f"{_CLOUDS[provider]} account", kind="account", source=source))
    networks = {_bare(each): each for each in unit.parts if type(each).__name__ == "Network" and _whole_network(each)}
    named = {address: _network(unit, each) for address, each in networks.items()}
    for each in unit.parts:
        piece = unit.pieces.get(each.address)
        row = ROWS.get(type(each).__name__)
        if piece is None or piece.zone or each.provider not in _CLOUDS:
            continue
        inside = _reached(unit, _bare(each), set(named)) if row is not None and row.networked else set()
        if not inside and len(named) == 1 and ((row and row.networked) or isinstance(each, Workload)):
            inside = set(named)
        piece.zone = named[min(inside)] if inside else each.provider


def _whole_network(network: Resource) -> bool:
    return not any(word in network.type for word in ("default", "peering", "endpoint"))


def _network(unit: _Unit, network: Resource) -> str:
    name = slug(_local(network))
    source = [at(network.place.path, network.place.line)]
    inside = network.provider if network.provider in unit.draft.zones else ""
    zone = Zone(id=f"network-{name}", name=f"{title(name)} network", kind="network", inside=inside, source=source)
    return unit.draft.zone(zone)


def _reached(unit: _Unit, start: str, goals: set[str]) -> set[str]:
    """Goals that references lead to from a resource, whatever they go through."""
    found: set[str] = set()
    edge, done = {start}, {start}
    for _ in range(_MOST_HOPS):
        edge = {ref for address in edge for ref in unit.refs.get(address, ())} - done
        done |= edge
        found |= edge & goals
        if found:
            break
    return found


def _flows(unit: _Unit) -> None:
    """Flows that references tell of: a process that is given what leads to a store or another process."""
    by_bare = {_STEP.sub("", address.partition(" ")[0]): piece for address, piece in unit.pieces.items()}
    for bare, piece in list(by_bare.items()):
        if piece.sort is not Sort.PROCESS:
            continue
        edge, done = {bare}, {bare}
        for _ in range(_MOST_HOPS):
            edge = {ref for address in edge for ref in unit.ways.get(address, ())} - done
            done |= edge
            for ref in sorted(edge & by_bare.keys()):
                _flow(unit, piece, by_bare[ref], bare)
            edge -= by_bare.keys()
    _fronts(unit, by_bare)
    functions.gateways(unit.draft, unit.parts, by_bare)
    managed.joints(unit.draft, unit.seen, unit.parts, unit.ways, by_bare)


def _flow(unit: _Unit, piece: Piece, other: Piece, bare: str) -> None:
    quiet = {"key-store", "log-store", "registry"}
    if other.front and not piece.front:
        return  # it is told where it is reached from, and does not call there
    if quiet & set(other.technologies) and "object-storage" not in other.technologies:
        return
    place = unit.places[bare]
    unit.draft.pipe(piece.id, other.id, [at(place.path, place.line)])


def _fronts(unit: _Unit, by_bare: dict[str, Piece]) -> None:
    """Flows from load balancers to what stands behind them: both are named by a listener, a group or a service."""
    doors = {bare: piece for bare, piece in by_bare.items() if piece.front}
    if not doors:
        return
    groups: dict[str, set[str]] = {}
    for each in unit.parts:
        kind = type(each).__name__
        if kind in ("TargetGroup", "Listener") or "target_group" in each.type or "TargetGroup" in each.type:
            groups.setdefault(_bare(each), set())
    for door, piece in doors.items():
        mine = {bare for bare in groups if door in unit.ways.get(bare, ())}
        mine |= {ref for bare in mine for ref in unit.ways.get(bare, ()) if ref in groups}
        for bare in mine:
            namesake = unit.draft.called(bare.rpartition(".")[2])
            if namesake is not None and namesake.sort is Sort.PROCESS and not namesake.front:
                unit.draft.pipe(piece.id, namesake.id, piece.source[:1], "http")
        for bare, ways in unit.ways.items():
            if not mine & ways:
                continue
            _behind(unit, piece, {bare, *ways}, by_bare)


def _behind(unit: _Unit, piece: Piece, named: Iterable[str], by_bare: dict[str, Piece]) -> None:
    for ref in named:
        other = by_bare.get(ref)
        if other is not None and other.sort is Sort.PROCESS and not other.front:
            unit.draft.pipe(piece.id, other.id, piece.source[:1], "http")


def nothing_behind(draft: Draft) -> None:
    """Lead fronts of which nobody could tell what stands behind them to what the tree itself says is served."""
    fed = {pipe.start for pipe in draft.pipes.values()}
    behind = [
        piece for piece in draft.of(Sort.PROCESS) if not piece.front and ({"web", "api"} & set(piece.technologies))
    ]
    for piece in draft.of(Sort.PROCESS):
        if piece.front and piece.id not in fed and "cloud" in piece.origins and len(behind) == 1:
            draft.pipe(piece.id, behind[0].id, piece.source[:1], "http")
