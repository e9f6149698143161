"""What a configuration includes: files of the same repository, and code from elsewhere."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from holdfast.estate.gitlab.system import GITLAB, literal
from holdfast.estate.kinds.pipeline import PipelineDependency
from holdfast.estate.pipelines import dependency, pin, unknown_dependency
from holdfast.model.tree import at, items
from holdfast.model.value import Known, Tree, Unknown


def local_paths(tree: Tree, top: str) -> Iterator[str]:
    """Paths of the included files of the same repository."""
    for each in items(at(tree, "include")):
        text = literal(each) or literal(at(each, "local"))
        if text and "://" not in text and "$" not in text and "*" not in text:
            yield posixpath.normpath(posixpath.join(top, text.lstrip("/")))


def dependencies(tree: Tree, path: str) -> Iterator[PipelineDependency]:
    """What is included from other places; a template of GitLab itself comes with the server, and is none."""
    include = at(tree, "include")
    if isinstance(include, Unknown):
        yield unknown_dependency(f"{path} include", include, GITLAB, "pipeline", include.why)
        return
    for number, each in enumerate(items(include)):
        if isinstance(each, Unknown):
            yield unknown_dependency(f"{path} include[{number}]", each, GITLAB, "pipeline", each.why)
            continue
        yield from _one(f"{path} include[{number}]", each)


def _one(address: str, each: Known[object]) -> Iterator[PipelineDependency]:
    remote = at(each, "remote")
    url = literal(remote) or (literal(each) if "://" in literal(each) else "")
    if url:
        firm = "digest" if literal(at(each, "integrity")) else "none"
        tree: Tree = remote if literal(remote) else each
        yield dependency(
            *(address, tree, GITLAB),
            form="file",
            name=url,
            version=None,
            pin=firm,
            tls_required=not url.lower().startswith("http:"),
        )
    project, component = at(each, "project"), at(each, "component")
    if isinstance(project, Known) and project.value is not None:
        ref = at(each, "ref")
        if isinstance(ref, Unknown) or "$" in literal(ref):
            yield unknown_dependency(address, project, GITLAB, "pipeline", "a variable decides its revision")
        else:
            version = literal(ref) or None
            yield dependency(
                *(address, ref if version else project, GITLAB),
                form="pipeline",
                name=literal(project),
                version=version,
                pin=pin(version),
            )
    if literal(component):
        yield from _component(address, component)


def _component(address: str, tree: Tree) -> Iterator[PipelineDependency]:
    name, _, version = literal(tree).rpartition("@")
    if "$" in version:
        yield unknown_dependency(address, tree, GITLAB, "action", "a variable decides its version")
        return
    firm = "branch" if version == "~latest" else pin(version)
    own = name.startswith(("$CI_SERVER_FQDN/$CI_PROJECT_PATH", "$CI_SERVER_HOST/$CI_PROJECT_PATH"))
    host = name.partition("/")[0]
    maker = "platform" if "/components/" in name and host in ("gitlab.com", "$CI_SERVER_FQDN") else "other"
    if not own:
        yield dependency(address, tree, GITLAB, form="action", name=name, version=version, pin=firm, maker=maker)
