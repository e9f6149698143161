"""Who stands outside: customers and callers, operators and developers, and the pipeline that releases."""

from __future__ import annotations

from typing import Final

from holdfast.estate.kinds.pipeline import Pipeline, PipelineJob
from holdfast.model.system import UNKNOWN, Sort
from holdfast.threats.seed import managed, releases
from holdfast.threats.seed.draft import Draft, Piece, Zone, spoken
from holdfast.threats.seed.seen import Seen
from holdfast.threats.seed.words import at

INTERNET: Final = "internet"
_PAGES: Final = frozenset({"web", "cdn", "browser"})
_LANGUAGES: Final = {
    "github-actions": "GitHub Actions",
    "gitlab-ci": "GitLab CI",
    "azure-pipelines": "Azure Pipelines",
    "bitbucket-pipelines": "Bitbucket Pipelines",
    "circleci": "CircleCI",
    "jenkins": "Jenkins",
}
_MOST: Final = 3
_MOST_TOOLS: Final = 5


def add(draft: Draft, seen: Seen) -> None:
    """Draw those outside and what they reach, and the boundary to the internet where something faces it."""
    _customers(draft)
    _operators(draft)
    _pipeline(draft, seen)
    if any(piece.zone == INTERNET for piece in draft.pieces.values()):
        draft.zone(Zone(id=INTERNET, name="Internet", kind="internet"))


def _customers(draft: Draft) -> None:
    """People or programs that call what faces the internet; what stands behind a front is reached through it."""
    behind = {end for start, end in draft.pipes if draft.pieces[start].front}
    facing = [piece for piece in draft.of(Sort.PROCESS) if piece.facts.get("exposure") == "internet"]
    doors = [piece for piece in facing if piece.id not in behind or "opened" in piece.origins]
    doors = [piece for piece in doors if not {"helper", managed.INNER} & piece.origins]
    doors = [piece for piece in doors if {"bastion", "admin"}.isdisjoint(piece.technologies)]
    doors = [piece for piece in doors if "exposure" not in piece.guessed]
    if not doors:
        return
    people = any(_PAGES & set(piece.technologies) for piece in facing) or any(
        piece.front and "api" not in piece.technologies for piece in doors
    )
    made = Piece(
        id="customer" if people else "caller",
        name="Customer" if people else "Calling program",
        sort=Sort.ENTITY,
        technologies=["browser"] if people else ["api"],
        facts={"human": "yes" if people else "no"},
        zone=INTERNET,
        source=[source for piece in doors for source in piece.source[:1]][:_MOST],
        origins={"outside"},
    )
    caller = draft.add(made)
    for piece in doors:
        grpc = "grpc" in piece.technologies and not _PAGES & set(piece.technologies)
        pipe = draft.pipe(
            caller.id, piece.id, piece.source[:1], "grpc" if grpc and piece.tls != "no" else spoken(piece)
        )
        if pipe is not None:
            pipe.facts.setdefault("network", "public")
            pipe.facts.setdefault("encrypted-in-transit", piece.tls or UNKNOWN)
    if people:
        managed.signed_in(draft, caller)


def _operators(draft: Draft) -> None:
    """People who look after it, where something is made for them."""
    tools = [piece for piece in draft.of(Sort.PROCESS) if {"admin", "bastion"} & set(piece.technologies)]
    tools += [
        piece for piece in draft.of(Sort.PROCESS) if piece.facts.get("administers") == "yes" and piece not in tools
    ]
    tools += [piece for piece in draft.of(Sort.PROCESS) if "shell-exposure" in piece.facts and piece not in tools]
    tools = tools[:_MOST_TOOLS]
    if not tools:
        return
    made = Piece(
        id="operator",
        name="Operator",
        sort=Sort.ENTITY,
        technologies=["admin"],
        facts={"human": "yes"},
        zone=INTERNET if any(piece.facts.get("exposure") == "internet" for piece in tools) else "",
        source=tools[0].source[:1],
        origins={"outside"},
    )
    operator = draft.add(made)
    for piece in tools:
        shell = "bastion" in piece.technologies or "shell-exposure" in piece.facts
        protocol = "ssh" if shell else spoken(piece)
        fronts = [draft.pieces[start] for start, end in draft.pipes if end == piece.id and draft.pieces[start].front]
        hidden = "proxied" in piece.origins and "opened" not in piece.origins
        door = fronts[0] if hidden and fronts else piece  # its only way from outside is through that
        pipe = draft.pipe(operator.id, door.id, piece.source[:1], protocol)
        if pipe is not None and piece.facts.get("exposure") == "internet":
            pipe.facts.setdefault("network", "public")
        if pipe is not None:
            said = "tls" if protocol == "ssh" else piece.tls or UNKNOWN
            pipe.facts.setdefault("encrypted-in-transit", said)


def _pipeline(draft: Draft, seen: Seen) -> None:
    """The pipeline, who pushes to it, and what it releases."""
    own = [part.resource for part in seen.parts if isinstance(part.resource, Pipeline | PipelineJob)]
    own = [each for each in own if each.language in _LANGUAGES]
    if not own or not any("cloud" in piece.origins or piece.paths for piece in draft.of(Sort.PROCESS)):
        return
    names = list(dict.fromkeys(_LANGUAGES[each.language] for each in own))
    files = list(dict.fromkeys(at(each.place.path, 1) for each in own))
    made = Piece(
        id="pipeline",
        name=f"Pipeline ({names[0]})" if len(names) == 1 else "Pipelines",
        sort=Sort.PROCESS,
        technologies=["pipeline"],
        facts={"builds-code": "yes"},
        source=files[:_MOST],
        origins={"pipeline"},
    )
    every = [part.resource for part in seen.parts if part.resource.language in _LANGUAGES]
    releases.facts(made, every)
    releases.inner_packages(made, seen)
    steps = releases.deploying(every)
    made.say("deploys", "yes" if steps else "no")
    pipeline = draft.add(made)
    developer = draft.add(
        Piece(
            id="developer",
            name="Developer",
            sort=Sort.ENTITY,
            technologies=["repository"],
            facts={"human": "yes", "phishing-resistant": UNKNOWN, "trusted-device": UNKNOWN},
            source=files[:1],
            origins={"outside"},
        )
    )
    push = draft.pipe(developer.id, pipeline.id, files[:1], "https")
    if push is not None:
        push.facts.setdefault("encrypted-in-transit", "tls")
    source = [at(each.place.path, each.place.line) for each in steps[:_MOST]]
    registries = [piece for piece in draft.of(Sort.STORE) if "registry" in piece.technologies][:1]
    for target in [*registries, *(releases.targets(draft, steps) if steps else ())]:
        draft.pipe(pipeline.id, target.id, source if target not in registries else files[:1], "https")
