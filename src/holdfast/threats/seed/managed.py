"""Services that a cloud runs whole: interfaces of GraphQL with their tables, state machines, directories of users."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from typing import Final

from holdfast.kit.expressions import expression
from holdfast.model.resource import Resource
from holdfast.model.system import Sort
from holdfast.threats.seed.draft import Draft, Piece, Pipe, Zone
from holdfast.threats.seed.seen import Seen
from holdfast.threats.seed.words import at, slug, title

MACHINES: Final = ("AWS::StepFunctions::StateMachine", "AWS::Serverless::StateMachine", "aws_sfn_state_machine")
WORKFLOW: Final = "workflow"
"""What marks a state machine."""
SOURCES: Final = ("AWS::AppSync::DataSource", "aws_appsync_datasource")
INNER: Final = "inner"
"""What marks a gateway that only another service of the account may call, as its settings sign each call."""
_SCHEMA: Final = expression(r"(?:^|/)amplify/backend/api/([^/]+)/(?:schema\.graphql|schema/[^/]+\.graphql)$")
_TYPE: Final = expression(r"(?m)^type\s+(\w{1,80})((?:(?!^type\b)[^{}()]|\([^()]{0,3000}\)){0,3000})\{")
"""A type with its directives, whose arguments may hold braces."""
_REMARK: Final = expression(r"(?m)#.*$")
_RULE: Final = expression(r"allow:\s*(\w+)")
_KNOWN: Final = expression(r"AMAZON_COGNITO_USER_POOLS|OPENID_CONNECT|AWS_IAM|AWS_LAMBDA")
_REF: Final = expression(r"!Ref\s+(\w{1,80})|\"(?:Ref|Fn::GetAtt)\":\s*\[?\s*\"(\w{1,80})\"|\$\{(\w{1,80})[.}]")
_ENDING: Final = expression(r"-(?:function|arn|name|url|id)$")
_SIGNED: Final = expression(r"AuthorizationType:\s*[\"']?AWS_IAM")
_LINES: Final = 600
_LARGEST: Final = 1 << 19


def schemas(draft: Draft, seen: Seen) -> None:
    """Draw the interfaces that schemas of Amplify describe, and the table that each model of theirs is kept in."""
    found: dict[str, list[str]] = {}
    for path in sorted(seen.paths):
        match = _SCHEMA.search(path)
        if match:
            found.setdefault(match[1], []).append(path)
    for name, paths in found.items():
        zone = draft.zone(Zone(id="aws", name="AWS account", kind="account", source=[at(paths[0], 1)]))
        called = "GraphQL API" if len(found) == 1 else f"{title(name)} API"
        folder = paths[0].partition(f"/api/{name}/")[0]
        settings = seen.text(f"{folder}/backend-config.json")
        api = draft.add(
            Piece(
                id=slug(called.lower()),
                name=called,
                sort=Sort.PROCESS,
                technologies=["api", "graphql"],
                facts={"exposure": "internet", "takes-input": "yes", "patched": "yes", "pinned-dependencies": "yes"},
                paths=[f"{folder}/api/{name}/**"],
                source=[at(paths[0], 1)],
                zone=zone,
                hosts={name.lower()},
                origins={"cloud"},
                tls="tls",
            )
        )
        if settings:
            api.say("authentication", "token" if _KNOWN.search(settings) else "none")
        for path in paths:
            _models(draft, api, path, seen.text(path)[:_LARGEST])


def _models(draft: Draft, api: Piece, path: str, text: str) -> None:
    bare = _REMARK.sub(lambda match: " " * len(match[0]), text)
    said: list[str] = []
    for match in _TYPE.finditer(bare):
        name, directives = match[1], match[2]
        if "@model" not in directives:
            continue
        said.append(_authorised(directives))
        source = at(path, bare.count("\n", 0, match.start()) + 1)
        table = draft.add(
            Piece(
                id=f"{slug(name)}-table",
                name=f"{title(name)} table",
                sort=Sort.STORE,
                technologies=["database", "key-value"],
                facts={"authorisation": said[-1], "exposure": "internal"},
                source=[source],
                zone=api.zone,
                origins={"cloud"},
                tls="tls",
            )
        )
        if said[-1] == "none" and source not in api.source:
            api.source.append(source)
        draft.pipe(api.id, table.id, [source], "https")
    if said:
        api.say("authorisation", next((word for word in ("none", "policy", "role") if word in said), "owner"))


def _authorised(directives: str) -> str:
    """How a model decides who may do what, as a value of ``authorisation``: the weakest of what its rules say."""
    allowed = set(_RULE.findall(directives)) if "@auth" in directives else {"public"}
    if "public" in allowed:
        return "none"
    return "policy" if "private" in allowed or not allowed else "owner" if "owner" in allowed else "role"


def machine(resource: Resource, local: str) -> Piece | None:
    """A state machine, that leads other services; None for all other resources."""
    if resource.type not in MACHINES:
        return None
    return Piece(
        id=slug(local),
        name=title(local),
        sort=Sort.PROCESS,
        facts={"exposure": "internal"},
        source=[at(resource.place.path, resource.place.line)],
        hosts={slug(local)},
        origins={"cloud", WORKFLOW},
        units={resource.address},
        tls="tls",
    )


def named(resource: Resource, seen: Seen) -> list[str]:
    """Names that the block of a resource refers to."""
    block = _block(resource, seen)
    return list(dict.fromkeys(name for match in _REF.finditer(block) for name in match.groups() if name))


def _block(resource: Resource, seen: Seen) -> str:
    rows = seen.text(resource.place.path).split("\n")
    first, last = resource.place.line - 1, max(resource.place.end_line, resource.place.line)
    return "\n".join(rows[first : min(last, first + _LINES)])


def elsewhere(draft: Draft, calls: Iterable[tuple[str, str, str]]) -> None:
    """Draw flows to what stands in another template, and is known in this one by a parameter called after it."""
    for start, name, source in calls:
        low = slug(name)
        other = draft.pieces.get(low) or draft.pieces.get(_ENDING.sub("", low))
        if other is not None and "cloud" in other.origins and not {"log-store", "key-store"} & set(other.technologies):
            pipe = draft.pipe(start, other.id, [source], "https")
            if other.sort is Sort.PROCESS:
                sure(pipe)


def joints(
    draft: Draft, seen: Seen, parts: Iterable[Resource], ways: Mapping[str, set[str]], by_bare: Mapping[str, Piece]
) -> None:
    """Lead interfaces of GraphQL to the services that their sources of data name, by themselves or by their roles."""
    doors = {
        ref: piece
        for bare, piece in by_bare.items()
        if piece.front
        for ref in ways.get(bare, ())
        if ref not in by_bare and "role" not in ref.lower()
    }
    by_bare = {**doors, **by_bare}  # what stands for a gateway is one of its stages
    apis = [piece for piece in draft.of(Sort.PROCESS) if "graphql" in piece.technologies and "cloud" in piece.origins]
    for each in parts:
        if each.type not in SOURCES or not apis:
            continue
        bare = each.address
        own = [by_bare[ref] for ref in sorted(ways.get(bare, ())) if ref in by_bare]
        api = next((piece for piece in own if piece in apis), apis[0] if len(apis) == 1 else None)
        for target in _targets(bare, ways, by_bare) if api is not None else ():
            if target is api or api is None:
                continue
            sure(draft.pipe(api.id, target.id, [at(each.place.path, each.place.line)], "https"))
            if target.front and _SIGNED.search(_block(each, seen)):
                target.origins.add(INNER)


def _targets(bare: str, ways: Mapping[str, set[str]], by_bare: Mapping[str, Piece]) -> Iterator[Piece]:
    edge, done = {bare}, {bare}
    for _ in range(3):
        edge = {ref for address in edge for ref in ways.get(address, ())} - done
        done |= edge
        yield from (by_bare[ref] for ref in sorted(edge) if ref in by_bare)
        edge -= by_bare.keys()


def sure(pipe: Pipe | None) -> None:
    """State of a call between services of one account that the cloud asks for a signed one."""
    if pipe is not None:
        pipe.facts.setdefault("authentication", "token")
        pipe.facts.setdefault("encrypted-in-transit", "tls")


def led(draft: Draft) -> None:
    """State the same of what state machines call."""
    for (start, end), pipe in draft.pipes.items():
        if WORKFLOW in draft.pieces[start].origins and draft.pieces[end].sort is Sort.PROCESS:
            sure(pipe)


def parameters(
    parts: Iterable[Resource],
    pieces: Mapping[str, Piece],
    ways: Mapping[str, set[str]],
    own: Container[str],
    seen: Seen,
) -> Iterator[tuple[str, str, str]]:
    """What functions and state machines name, themselves or in their roles, that is not this template's ``own``."""
    every = list(parts)
    for each in every:
        piece = pieces.get(each.address)
        if piece is None or not ("function" in piece.technologies or WORKFLOW in piece.origins):
            continue
        roles = {ref for ref in ways.get(each.address, ()) if "role" in ref.lower()}
        for part in (each, *(other for other in every if other.address in roles)):
            for name in named(part, seen):
                if name not in own:
                    yield piece.id, name, at(part.place.path, part.place.line)


def directories(draft: Draft) -> None:
    """Say of a directory of users that the cloud runs what the cloud does for it: upkeep, zones, a bound on tries."""
    for piece in draft.of(Sort.PROCESS):
        if "identity-provider" in piece.technologies and piece.zone == "aws":
            for name in ("patched", "replicated", "rate-limited"):
                piece.say(name, "yes")


def signed_in(draft: Draft, caller: Piece) -> None:
    """Draw that people sign in at the directories of users that the cloud runs."""
    for piece in draft.of(Sort.PROCESS):
        if "identity-provider" in piece.technologies and piece.zone == "aws" and "cloud" in piece.origins:
            pipe = draft.pipe(caller.id, piece.id, piece.source[:1], "https")
            if pipe is not None:
                pipe.facts |= {"network": "public", "encrypted-in-transit": "tls"}
