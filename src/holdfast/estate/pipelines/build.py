"""Makes the resources of the smaller systems."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from holdfast.estate.kinds.pipeline import PipelineJob, PipelineStep, Splice
from holdfast.estate.pipelines.commands import guards, printed, rerun, tolerance
from holdfast.estate.pipelines.parts import System
from holdfast.estate.pipelines.words import is_credential_name
from holdfast.model.tree import flag
from holdfast.model.value import How, Known, Tree, Unknown, Value

Texts = Value[tuple[Value[str], ...]]


def literal(tree: Tree) -> str:
    """The text of a known scalar; empty for anything else."""
    if isinstance(tree, Known) and isinstance(tree.value, bool):
        return "true" if tree.value else "false"
    return str(tree.value) if isinstance(tree, Known) and isinstance(tree.value, str | int | float) else ""


def is_mapping(tree: Tree) -> bool:
    """Whether a tree is a mapping that is known."""
    return isinstance(tree, Known) and isinstance(tree.value, dict)


def script_step(
    address: str,
    tree: Tree,
    system: System,
    commands: Texts,
    spliced: Sequence[Splice] = (),
    *,
    writer_of: Callable[[str], str | None] = lambda _name: None,
    is_secret: Callable[[str], bool] = is_credential_name,
    tolerated: Value[bool] | None = None,
) -> PipelineStep:
    """One script with what its commands say."""
    found: Value[tuple[Splice, ...]] = (
        commands if isinstance(commands, Unknown) else Known((*spliced, *rerun(commands, writer_of)), tree.place)
    )
    return PipelineStep(
        address=address,
        type="script",
        provider=system.provider,
        language=system.language,
        place=tree.place,
        raw=tree,
        commands=commands,
        splices=found,
        printed_secrets=printed(commands, is_secret),
        guards=guards(commands, tree),
        tolerated=tolerance(commands, tolerated or Known(False, tree.place, How.DEFAULT)),
    )


def job_of(address: str, tree: Tree, system: System, **facts: Any) -> PipelineJob:
    """One job with the facts that its system has."""
    return PipelineJob(
        address=address,
        type="job",
        provider=system.provider,
        language=system.language,
        place=tree.place,
        raw=tree,
        **facts,
    )


def choice(tree: Tree, hole: str) -> Value[bool]:
    """A boolean that an expression (which has ``hole`` in it) may decide."""
    if hole in literal(tree):
        return Unknown("an expression decides it", tree.place)
    return flag(tree, False)
