"""The file that says which dependencies Dependabot renews."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.estate.github.system import GITHUB, literal
from holdfast.estate.kinds.pipeline import DependencyUpdates
from holdfast.estate.pipelines import variables_of
from holdfast.model.resource import Resource
from holdfast.model.tree import at, fields, items, mapped, number
from holdfast.model.value import Known, Tree, Value


def updates(tree: Tree, path: str) -> Iterator[Resource]:
    """One resource for each entry of ``updates``, and one for each registry with credentials."""
    for each in items(at(tree, "updates")):
        name = f"{literal(at(each, 'package-ecosystem'))} {literal(at(each, 'directory'))}".strip()
        runs: Value[bool] = mapped(at(each, "insecure-external-code-execution"), lambda word: word == "allow")
        cooldown = at(each, "cooldown")
        days = at(cooldown, "default-days") if isinstance(cooldown, Known) and cooldown.value is not None else cooldown
        yield DependencyUpdates(
            address=f"{path} {name}",
            type="updates",
            provider=GITHUB.provider,
            language=GITHUB.language,
            place=each.place,
            raw=each,
            runs_foreign_code=runs,
            cooldown_days=number(days),
        )
    for name, registry in fields(at(tree, "registries")):
        yield from variables_of(f"{path} registries.{name}", registry, "job", GITHUB, registry=True)
