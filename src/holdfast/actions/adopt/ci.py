"""Plans a pipeline file; one that is there is left as it is."""

from __future__ import annotations

import json

from holdfast.actions.adopt.pipelines import PIPELINES, Pipeline
from holdfast.actions.changes import capture
from holdfast.model.adoption import Surroundings
from holdfast.model.errors import UsageError
from holdfast.model.plan import Change, Plan, Snapshot


def plan_ci(surroundings: Surroundings, system: str, version: str) -> Plan:
    """Plan the pipeline file of a CI system, which installs ``version``. Raises UsageError for an unknown system."""
    if system not in PIPELINES:
        raise UsageError(f"{system!r} is no CI system known here", advice=f"Use one of: {', '.join(PIPELINES)}.")
    pipeline = PIPELINES[system]
    root = surroundings.root
    path = next((name for name in (pipeline.path, pipeline.beside) if name and capture(root / name) is None), "")
    changes = []
    if path:
        text = render(pipeline, version, surroundings.default_branch or "main")
        changes.append(Change(path=root / path, before=None, after=Snapshot(data=text.encode())))
    return Plan(
        title=f"run in {pipeline.title}", root=root, changes=tuple(changes), notes=tuple(_notes(pipeline, path))
    )


def render(pipeline: Pipeline, version: str, branch: str) -> str:
    """The text of a pipeline file."""
    return pipeline.text.replace("@VERSION@", version).replace("@BRANCH@", json.dumps(branch))


def _notes(pipeline: Pipeline, path: str) -> list[str]:
    if path == pipeline.path:
        return []
    if path:
        return [f"{pipeline.path} is there already and is left as it is: {pipeline.joins}."]
    there = pipeline.beside or pipeline.path
    steps = 'run "pip install holdfast" and "holdfast scan" in it, on a clone that is not shallow'
    return [f"{there} is there already and is left as it is" + (f": {steps}." if not pipeline.beside else ".")]
