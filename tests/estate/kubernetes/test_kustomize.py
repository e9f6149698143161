"""What kustomizations make of what they take in."""

from __future__ import annotations

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from holdfast.estate.kubernetes.kustomize.build import Built, build
from holdfast.estate.kubernetes.kustomize.edit import merged
from holdfast.formats import jsontree
from holdfast.model.tree import at, plain
from holdfast.model.value import Known, Tree

DEPLOYMENT = b"""apiVersion: apps/v1
kind: Deployment
metadata: {name: api, labels: {app: api}}
spec:
  template:
    spec:
      containers:
        - name: api
          image: registry.example/api:1
          env:
            - {name: A, value: "1"}
            - {name: B, value: "2"}
          args: [one, two]
"""


def made(text: str, **more: bytes) -> Built:
    files = {"kustomization.yaml": text.encode(), "api.yaml": DEPLOYMENT}
    return build("kustomization.yaml", files | {name.replace("__", "/"): data for name, data in more.items()})


def container(built: Built) -> dict[str, object]:
    found = plain(at(built.trees[0], "spec", "template", "spec", "containers", 0))
    assert isinstance(found, dict)
    return found


def test_strategic_patches_merge_lists_by_their_keys() -> None:
    built = made(
        """resources: [api.yaml]
patches:
  - patch: |-
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: api}
      spec:
        template:
          spec:
            containers:
              - name: api
                args: [three]
                env:
                  - {name: B, value: "3"}
                  - {name: A, $patch: delete}
                  - {name: C, value: "4"}
              - {name: sidecar, image: side:1}
"""
    )
    assert container(built) == {
        "name": "api",
        "image": "registry.example/api:1",
        "env": [{"name": "B", "value": "3"}, {"name": "C", "value": "4"}],
        "args": ["three"],
    }
    assert plain(at(built.trees[0], "spec", "template", "spec", "containers", 1, "name")) == "sidecar"


def test_a_value_from_an_inline_patch_stands_where_it_is_written() -> None:
    text = """resources: [api.yaml]
patches:
  - target: {kind: Deployment}
    patch: |-
      - op: add
        path: /spec/replicas
        value: 3
"""
    told = at(made(text).trees[0], "spec", "replicas")
    assert isinstance(told, Known)
    assert (told.value, told.place.path, told.place.line) == (3, "kustomization.yaml", 7)


def test_json_patches_follow_their_operations() -> None:
    operations = [
        {"op": "test", "path": "/metadata/name", "value": "api"},
        {"op": "replace", "path": "/spec/template/spec/containers/0/image", "value": "b:2"},
        {"op": "remove", "path": "/spec/template/spec/containers/0/env/0"},
        {"op": "add", "path": "/spec/template/spec/containers/0/args/-", "value": "three"},
        {"op": "add", "path": "/metadata/labels/a~1b", "value": "c"},
        {"op": "copy", "from": "/metadata/name", "path": "/metadata/labels/copied"},
        {"op": "move", "from": "/metadata/labels/app", "path": "/metadata/labels/moved"},
    ]
    text = f"resources: [api.yaml]\npatches:\n  - target: {{name: a.*}}\n    patch: '{json.dumps(operations)}'\n"
    built = made(text)
    assert container(built) == {
        "name": "api",
        "image": "b:2",
        "env": [{"name": "B", "value": "2"}],
        "args": ["one", "two", "three"],
    }
    assert plain(at(built.trees[0], "metadata", "labels")) == {"a/b": "c", "copied": "api", "moved": "api"}


def test_a_json_patch_that_does_not_fit_changes_nothing_and_is_told() -> None:
    operation = "[{op: replace, path: /spec/none/0/x, value: 1}]"
    built = made(f"resources: [api.yaml]\npatches:\n  - target: {{kind: Deployment}}\n    patch: '{operation}'\n")
    assert container(built)["image"] == "registry.example/api:1"
    assert [gap.why for gap in built.gaps] == ["a patch that does not fit: a path that leads nowhere"]


def test_targets_select_by_expressions_and_labels() -> None:
    def replicas(target: str) -> object:
        patch = "[{op: add, path: /spec/replicas, value: 2}]"
        text = f"resources: [api.yaml]\npatches:\n  - target: {target}\n    patch: '{patch}'\n"
        return plain(at(made(text).trees[0], "spec", "replicas"))

    assert [replicas(each) for each in ("{kind: Deployment}", "{group: apps, version: v1}", "{name: ap.}")] == [2, 2, 2]
    assert [replicas(each) for each in ("{kind: Pod}", "{name: ap}", "{labelSelector: 'app!=api'}")] == [None] * 3
    assert [replicas(each) for each in ("{labelSelector: 'app=api'}", "{labelSelector: app}")] == [2, 2]


def test_names_namespaces_images_and_copies_are_changed_for_all() -> None:
    built = made(
        """resources: [api.yaml]
namespace: shop
namePrefix: eu-
nameSuffix: -blue
commonLabels: {team: shop}
images:
  - {name: registry.example/api, newName: mirror.example/api, digest: "sha256:aa"}
replicas:
  - {name: api, count: 5}
"""
    )
    tree = built.trees[0]
    assert plain(at(tree, "metadata")) == {
        "name": "eu-api-blue",
        "namespace": "shop",
        "labels": {"app": "api", "team": "shop"},
    }
    image = at(tree, "spec", "template", "spec", "containers", 0, "image")
    assert isinstance(image, Known)
    assert (image.value, image.place.line, image.trail[0].place.path) == ("mirror.example/api@sha256:aa", 7, "api.yaml")
    assert plain(at(tree, "spec", "replicas")) == 5


def test_a_patch_finds_an_object_by_the_name_that_it_had_in_its_base() -> None:
    built = build(
        "over/kustomization.yaml",
        {
            "base/kustomization.yaml": b"namePrefix: x-\nresources: [api.yaml]\n",
            "base/api.yaml": DEPLOYMENT,
            "over/kustomization.yaml": b"bases: [../base]\npatchesStrategicMerge: [api.yaml]\n",
            "over/api.yaml": b"apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: api}\nspec: {replicas: 4}\n",
        },
    )
    assert plain(at(built.trees[0], "spec", "replicas")) == 4
    assert plain(at(built.trees[0], "metadata", "name")) == "x-api"


def test_components_change_what_was_there_before_them() -> None:
    built = made(
        "resources: [api.yaml]\ncomponents: [more]\n",
        **{
            "more/kustomization.yaml": b"kind: Component\nnamespace: own\nresources: [pod.yaml]\n",
            "more/pod.yaml": b"apiVersion: v1\nkind: Pod\nmetadata: {name: p}\n",
        },
    )
    assert [plain(at(tree, "metadata", "namespace")) for tree in built.trees] == ["own", "own"]


def test_taking_itself_in_ends_and_is_a_fault() -> None:
    built = made("resources: [api.yaml, ., '', ./x/.., kustomization.yaml]\ncomponents: [., '']\n")
    assert len(built.trees) == 1
    assert sorted(gap.fault for gap in built.gaps) == [False, False, True, True, True, True]


def test_what_is_taken_in_twice_at_each_level_is_bounded() -> None:
    files = {
        f"{level}/kustomization.yaml": f"resources: [../{level + 1}, ../{level + 1}]".encode() for level in range(15)
    }
    files["15/kustomization.yaml"] = b"resources: [api.yaml]"
    built = build("0/kustomization.yaml", files | {"15/api.yaml": DEPLOYMENT})
    assert built.gaps


def test_a_component_alone_does_not_tell_of_patches_without_objects() -> None:
    patch = "patches: [{target: {kind: Pod}, patch: '[{op: remove, path: /spec/x}]'}]\n"
    assert made(f"kind: Component\n{patch}").gaps == ()
    assert [gap.why for gap in made(f"kind: Kustomization\n{patch}").gaps] == ["a patch that finds no object here"]


def test_what_is_not_here_is_a_gap() -> None:
    built = made("resources: [api.yaml, 'https://git.example/base?ref=v1', ../none]\nhelmCharts: [{name: x}]\n")
    assert len(built.trees) == 1
    assert [gap.fault for gap in built.gaps] == [False] * 3


VALUES = st.recursive(
    st.none() | st.booleans() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["name", "env", "containers", "$patch", "a", "ports"]), inner, max_size=3)
    ),
    max_leaves=8,
)


def tree_of(value: object) -> Tree:
    found = jsontree.parse("a.json", json.dumps({"a": value}).encode()).trees
    return at(found[0], "a")


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(VALUES, VALUES)
def test_any_patch_can_be_laid_over_anything(base: object, patch: object) -> None:
    before = tree_of(base)
    old = plain(before)
    merged(before, tree_of(patch))
    assert plain(before) == old


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=60), VALUES)
def test_any_kustomization_is_built(text: str, value: object) -> None:
    names = ("resources", "patches", "components", "images", "namespace", "configMapGenerator", "labels", "replicas")
    for content in (text, json.dumps(dict.fromkeys(names, value))):
        built = build("kustomization.yaml", {"kustomization.yaml": content.encode("utf-8", "surrogatepass")})
        assert isinstance(built, Built)
