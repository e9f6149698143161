"""Charts without Helm: which they are, what belongs to them, and where in a template a line stands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.estate.kubernetes.helm.chart import Chart, folders, is_template, split
from holdfast.estate.kubernetes.helm.lines import Lines
from holdfast.estate.kubernetes.helm.rendered import reading
from holdfast.model.place import Place

TEMPLATE = b"""{{- if .Values.on }}
apiVersion: v1
kind: Pod
metadata:
  name: {{ .Release.Name }}
spec:
  containers:
    - name: one
      image: {{ .Values.image }}
    - name: two
      {{- with .Values.security }}
      securityContext:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      image: {{ .Values.other }}
{{- end }}
"""
MADE = b"""---
# Source: store/templates/pod.yaml
apiVersion: v1
kind: Pod
metadata:
  name: holdfast
spec:
  containers:
    - name: one
      image: shop:1
    - name: two
      securityContext:
        privileged: true
      image: shop:2
"""


def about(name: str, more: str = "") -> bytes:
    return f"apiVersion: v2\nname: {name}\nversion: 1.0.0\n{more}".encode()


@pytest.mark.parametrize(
    ("line", "stands"),
    [(1, 2), (2, 3), (4, 5), (7, 8), (8, 9), (9, 10), (10, 12), (11, 12), (12, 15), (13, 15), (99, 15)],
)
def test_a_line_stands_where_its_text_or_its_key_or_what_asks_for_it_does(line: int, stands: int) -> None:
    made = MADE.split(b"\n", 2)[2]
    place = Lines("t.yaml", TEMPLATE, made).place(Place(path="made", line=line, end_line=line))
    assert (place.path, place.line, place.end_line, place.route) == ("t.yaml", stands, stands, ("helm",))


def test_columns_follow_a_line_that_is_as_it_was_and_else_the_whole_line_stands() -> None:
    lines = Lines("t.yaml", b"a:\n    on: true # why\n  off: {{ .x }}", b"on: true # why\noff: 1\n")
    same = lines.place(Place(path="made", line=1, column=1, end_line=1, end_column=9))
    assert (same.line, same.column, same.end_column) == (2, 5, 13)
    keyed = lines.place(Place(path="made", line=2, column=1, end_line=2, end_column=7))
    assert (keyed.line, keyed.column, keyed.end_column) == (3, 3, 16)


@given(st.binary(max_size=400), st.binary(max_size=400), st.integers(-3, 40), st.integers(-3, 40))
def test_every_place_lies_in_the_template(template: bytes, made: bytes, line: int, end: int) -> None:
    place = Lines("t.yaml", template, made).place(Place(path="made", line=line, end_line=end, column=3, end_column=7))
    count = template.decode("utf-8", "replace").count("\n") + 1
    assert 1 <= place.line <= place.end_line <= count
    assert place.column >= 1
    assert place.end_column >= (place.column if place.line == place.end_line else 1)


def test_manifests_are_kept_by_the_template_that_they_come_from() -> None:
    text = b"---\n# Source: a/templates/x.yaml\nk: 1\n---\n# Source: b\nk: 2\n---\n# Source: a/templates/x.yaml\nk: 3\n"
    assert split(b"noise\n" + text) == {"a/templates/x.yaml": b"---\nk: 1\n---\nk: 3\n", "b": b"---\nk: 2\n"}


@given(st.binary(max_size=300))
def test_any_output_is_a_reading(output: bytes) -> None:
    chart = Chart(folder="c", files={"c/Chart.yaml": about("store"), "c/templates/pod.yaml": TEMPLATE})
    made = b"---\n# Source: store/templates/pod.yaml\n" + output
    found = reading(chart, made, {"c/templates/pod.yaml", "c/Chart.yaml"}, ["c/templates/pod.yaml"])
    places = [*(each.place for each in found.resources), *(each.place for each in found.gaps)]
    assert all(place.path.startswith("c/") for place in places)


@given(
    st.dictionaries(
        st.sampled_from(["Chart.yaml", "charts/a/Chart.yaml", "charts/a.tgz!a/Chart.yaml", "../x"]),
        st.binary(max_size=80),
    )
)
def test_any_files_are_a_chart_that_stays_in_its_folder(files: dict[str, bytes]) -> None:
    chart = Chart(folder="c", files={f"c/{path}": data for path, data in files.items()})
    assert all(".." not in where.split("/") for where in chart.places)
    assert chart.path("any/templates/x.yaml").startswith("c/")


def test_a_chart_that_another_one_brings_along_is_none_of_its_own() -> None:
    paths = ["a/Chart.yaml", "a/charts/b/Chart.yaml", "a/charts/b/charts/c/Chart.yaml", "charts/d/Chart.yaml", "x.yaml"]
    assert folders(paths) == ["a", "charts/d"]
    assert folders(["Chart.yaml", "charts/d/Chart.yaml"]) == [""]


def test_what_is_a_template() -> None:
    assert is_template("a", "a/templates/x/y.yaml")
    assert is_template("a", "a/charts/b/charts/c/templates/y.yaml")
    assert is_template("", "templates/y.yaml")
    assert not is_template("a", "a/crds/y.yaml")
    assert not is_template("a", "ab/templates/y.yaml")


def test_charts_within_are_found_by_their_name_and_alias_in_folders_and_archives() -> None:
    needs = "dependencies:\n  - {name: db, alias: orders}\n  - {name: db, alias: users}\n"
    files = {
        "s/Chart.yaml": about("store", needs),
        "s/templates/a.yaml": b"",
        "s/charts/folder/Chart.yaml": about("db"),
        "s/charts/folder/templates/a.yaml": b"",
        "s/charts/q-1.tgz!q/Chart.yaml": about("q"),
        "s/charts/q-1.tgz!q/templates/a.yaml": b"",
        "s/charts/q-1.tgz!q/charts/r-2.tgz!r/Chart.yaml": about("r"),
        "s/charts/q-1.tgz!q/charts/r-2.tgz!r/templates/a.yaml": b"",
    }
    chart = Chart(folder="s", files=files)
    for name in ("db", "orders", "users"):
        assert chart.path(f"store/charts/{name}/templates/a.yaml") == "s/charts/folder/templates/a.yaml"
    assert chart.path("store/templates/a.yaml") == "s/templates/a.yaml"
    assert chart.path("store/charts/q/templates/a.yaml") == "s/charts/q-1.tgz!q/templates/a.yaml"
    within = "s/charts/q-1.tgz!q/charts/r-2.tgz!r/templates/a.yaml"
    assert chart.path("store/charts/q/charts/r/templates/a.yaml") == within
    assert chart.places["charts/q/charts/r/templates/a.yaml"] == within
    assert chart.path("store/templates/none.yaml") == "s/Chart.yaml"
    assert chart.path("../../etc/passwd") == "s/Chart.yaml"


def test_a_library_and_a_schema() -> None:
    files = {
        "Chart.yaml": about("lib", "type: library\n"),
        "values.schema.json": b"{}",
        "charts/a/values.schema.json": b"",
    }
    chart = Chart(folder="", files=files)
    assert chart.is_library
    assert set(chart.places) == {"Chart.yaml"}


def test_a_template_with_expressions_of_another_language_is_read() -> None:
    files = {"Chart.yaml": about("store"), "templates/pod.yaml": TEMPLATE}
    made = MADE + b"  nodeName: '{{ $labels.node }}'\n"
    found = reading(Chart(folder="", files=files), made, {"templates/pod.yaml"}, ["templates/pod.yaml"])
    assert {each.address for each in found.resources} >= {"Pod/holdfast", "Pod/holdfast container two"}
    assert found.gaps == ()
