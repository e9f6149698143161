"""Which files are understood together, what becomes a gap, and that any content is read in peace."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from holdfast.estate.kubernetes import reader
from holdfast.model.reading import Reading
from holdfast.model.resource import Resource

POD = b"apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n    - {name: c, image: 'x:1'}\n"


def read(files: dict[str, bytes]) -> list[Reading]:
    return [reader.read(unit, files) for unit in reader.units(files)]


def resources(files: dict[str, bytes]) -> list[Resource]:
    return [resource for reading in read(files) for resource in reading.resources]


def test_plain_manifests_belong_to_their_folder() -> None:
    files = {"a/x.yaml": POD, "a/y.yaml": POD, "b/z.json": b'{"apiVersion": "v1", "kind": "Secret"}'}
    assert [(unit.root, unit.paths) for unit in reader.units(files)] == [
        ("a", ("a/x.yaml", "a/y.yaml")),
        ("b", ("b/z.json",)),
    ]


def test_what_a_kustomization_takes_in_is_not_read_apart() -> None:
    files = {
        "base/kustomization.yaml": b"resources: [pod.yaml]\n",
        "base/pod.yaml": POD,
        "prod/kustomization.yaml": b"resources: [../base]\n",
        "test/kustomization.yaml": b"resources: [../base]\n",
    }
    assert [unit.root for unit in reader.units(files)] == ["prod/kustomization.yaml", "test/kustomization.yaml"]
    assert reader.units(files)[0].paths == ("base/kustomization.yaml", "base/pod.yaml", "prod/kustomization.yaml")


def test_kustomizations_in_a_circle_are_read_once_and_end() -> None:
    files = {"a/kustomization.yaml": b"resources: [../b]\n", "b/kustomization.yaml": b"resources: [../a, pod.yaml]\n"}
    files["b/pod.yaml"] = POD
    found = read(files)
    assert len(found) == 1
    assert found[0].gaps


def test_templates_of_charts_are_gaps_and_no_faults_but_definitions_are_read() -> None:
    files = {
        "chart/Chart.yaml": b"apiVersion: v2\nname: x\n",
        "chart/templates/pod.yaml": b"apiVersion: v1\nkind: Pod\nmetadata: {name: {{ .Release.Name }}}\n",
        "chart/crds/x.yaml": b"apiVersion: x/v1\nkind: CustomResourceDefinition\nmetadata: {name: x}\n",
    }
    gaps = [gap for reading in read(files) for gap in reading.gaps]
    assert [(gap.place.path, gap.fault) for gap in gaps] == [("chart/templates/pod.yaml", False)]
    assert [resource.address for resource in resources(files)] == ["CustomResourceDefinition/x"]


def test_a_broken_document_is_a_fault_and_costs_only_itself() -> None:
    files = {"a.yaml": b"apiVersion: v1\nkind: [\n---\n" + POD}
    (reading,) = read(files)
    assert [gap.fault for gap in reading.gaps] == [True]
    assert reading.resources[0].address == "Pod/a"


def test_long_definitions_are_counted_and_do_not_move_what_follows() -> None:
    long = b"apiVersion: v1\nkind: CustomResourceDefinition\nmetadata:\n  name: x.y\nspec: " + b"a" * 9000 + b"\n---\n"
    found = resources({"a.yaml": POD + b"---\n" + long + POD})
    assert [(each.address, each.place.line) for each in found if type(each) is Resource] == [
        ("CustomResourceDefinition/x.y", 7)
    ]
    assert [each.place.line for each in found if type(each).__name__ == "Workload"] == [1, 14]


def test_lists_and_templates_hold_objects() -> None:
    text = b"""apiVersion: v1
kind: List
items:
  - apiVersion: v1
    kind: List
    items: [{apiVersion: v1, kind: Secret, metadata: {name: inner}}]
---
apiVersion: template.openshift.io/v1
kind: Template
objects:
  - apiVersion: v1
    kind: Secret
    metadata: {name: "${NAME}"}
"""
    assert [each.address for each in resources({"a.yaml": text})] == ["Secret/inner", "Secret/?"]


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 99999) | st.text(max_size=8) | st.sampled_from(["0", "*", "/", "${X}"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)
KINDS = st.sampled_from(
    [
        *("Pod", "Deployment", "CronJob", "Service", "Ingress", "NetworkPolicy", "Role", "ClusterRoleBinding", "List"),
        *("ServiceAccount", "PodSecurityPolicy", "ConfigMap", "KubeletConfiguration", "ClusterConfiguration"),
        *("Namespace", "Template", "PodDisruptionBudget", "HorizontalPodAutoscaler"),
    ]
)
FIELDS = st.sampled_from(
    [
        *("containers", "securityContext", "volumes", "hostNetwork", "template", "spec", "metadata", "ports", "rules"),
        *("env", "args", "capabilities", "resources", "tls", "ingress", "egress", "subjects", "roleRef", "apiServer"),
        *("initContainers", "affinity", "annotations", "labels", "name", "image", "runAsUser", "hostPath", "data"),
    ]
)
MAPPINGS = st.recursive(
    VALUES,
    lambda inner: st.dictionaries(FIELDS, inner | st.lists(inner, max_size=2), max_size=4),
    max_leaves=12,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(KINDS, MAPPINGS, MAPPINGS)
def test_objects_of_any_form_are_read(kind: str, spec: object, metadata: object) -> None:
    import json

    whole = {"apiVersion": "v1", "kind": kind, "spec": spec, "metadata": metadata, "data": spec, "rules": spec}
    text = json.dumps(whole | {"items": [spec], "objects": [metadata], "subjects": spec, "apiServer": spec})
    (reading,) = read({"a.json": text.encode("utf-8", "surrogatepass")})
    assert reading.gaps == () or reading.resources == ()
