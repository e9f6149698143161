"""Charts in the main job, with a program in Helm's place: rendered, placed, bounded, never where it must not run."""

from __future__ import annotations

import json
import sys
import tarfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from tests.worlds.machine import Machine, write
from tests.worlds.planted import github
from tests.worlds.shop import INCOMPLETE, PASSED, REFUSED

HELM = """#!PYTHON
import os, re, sys, time
from pathlib import Path

if sys.argv[1] == "version":
    print(os.environ.get("X_VERSION") or Path(__file__).with_name("version").read_text())
    sys.exit()
log = Path(__file__).with_name("log")
assert sys.argv[1:3] == ["template", "holdfast"] and sys.argv[4:7] == ["--namespace", "holdfast", "--kube-version"]
folder = Path(sys.argv[3])
files = sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file() or path.is_symlink())
with log.open("a") as out:
    print(repr((sorted(os.environ.items()), files, os.getcwd())), file=out)
mode = (folder / "mode").read_text() if (folder / "mode").exists() else ""
if mode == "hang":
    time.sleep(600)
if mode == "flood":
    while True:
        sys.stdout.write("x" * (1 << 20))
if mode:
    sys.exit("walk.go:74: found something\\nError: " + mode)
values = dict(re.findall(r"(?m)^(\\w+): (.*)$", (folder / "values.yaml").read_text()))

def name(chart):
    return re.search(r"(?m)^name: (.*)$", (chart / "Chart.yaml").read_text())[1]

def render(chart, called):
    for inner in sorted((chart / "charts").glob("*/Chart.yaml")):
        render(inner.parent, called + "/charts/" + name(inner.parent))
    for path in sorted((chart / "templates").rglob("*.yaml")):
        text = re.sub(r"(?s)\\{\\{ if \\.Values\\.(\\w+) \\}\\}\\n(.*)\\{\\{ end \\}\\}\\n",
                      lambda found: found[2] if values.get(found[1]) == "true" else "", path.read_text())
        text = re.sub(r"\\{\\{ \\.Values\\.(\\w+) \\}\\}", lambda found: values[found[1]], text)
        if text.strip():
            print("---\\n# Source: " + called + "/" + str(path.relative_to(chart)) + "\\n" + text.strip("\\n"))

render(folder, name(folder))
"""
POD = """{{ if .Values.enabled }}
apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
    - name: web
      image: shop@sha256:{{ .Values.digest }}
      securityContext:
        privileged: {{ .Values.privileged }}
{{ end }}
"""
PRIVILEGED = "privileged-container"
VALUES = f"enabled: true\nprivileged: true\ndigest: {'0' * 64}\n"
CHART = {
    "Chart.yaml": "apiVersion: v2\nname: store\nversion: 1.0.0\n",
    "values.yaml": VALUES,
    "templates/pod.yaml": POD,
}
UNREAD = "A template of a Helm chart; charts are not rendered"


class Shop:
    """A repository with a chart, on a machine with a helm."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.root = machine.repo()
        self.programs = machine.folder / "programs"
        self.programs.mkdir()
        self.put(self.programs)
        self.chart("deploy")

    def put(self, folder: Path, version: str = "v3.15.2+g1a500d5") -> None:
        """Install the program."""
        program = folder / "helm"
        program.write_text(HELM.replace("PYTHON", sys.executable), encoding="utf-8")
        program.chmod(0o755)
        (folder / "version").write_text(version, encoding="utf-8")

    def chart(self, folder: str, **more: str) -> None:
        """Write a chart, with more files or other ones; two underscores stand for a slash, and a dot follows one."""
        files = CHART | {name.replace("__", "/").replace("_", "."): text for name, text in more.items()}
        write(self.root / folder, files)

    def answer(self, *words: str, **more: str) -> tuple[int, dict[str, Any], str]:
        """Scan; exit code, report, and what was announced."""
        words = words or ("--since", "all")
        environment = {"PATH": f"{self.programs}:{self.machine.environment['PATH']}"} | more
        said = self.machine.holdfast(self.root, "scan", "--format", "json", *words, data=b"", **environment)
        return said.code, json.loads(said.out), said.err

    def ran(self) -> list[tuple[dict[str, str], list[str], str]]:
        """Environment, files and folder of each run."""
        log = self.programs / "log"
        lines = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
        return [(dict(each[0]), each[1], each[2]) for each in map(eval, lines)]


@pytest.fixture
def shop(machine: Machine) -> Shop:
    return Shop(machine)


def places(found: dict[str, Any], name: str = PRIVILEGED) -> dict[str, str]:
    return {
        f"{item['place']['path']}:{item['place']['line']}": item["state"]
        for item in found["findings"]
        if item["name"] == name
    }


def gaps(found: dict[str, Any]) -> str:
    return "\n".join(f"{item['place']} {item['says']}" for item in found["notices"] if item["kind"] == "unread")


def test_a_finding_stands_in_the_template_and_says_inside_helm(shop: Shop) -> None:
    code, found, said = shop.answer()
    assert code == REFUSED
    assert places(found) == {"deploy/templates/pod.yaml:11": "new"}
    (item,) = (each for each in found["findings"] if each["name"] == PRIVILEGED)
    assert item["place"]["route"] == ["helm"]
    assert item["resource"]["line"] == 8
    assert "privileged: {{ .Values.privileged }}" in json.dumps(item)
    assert "Rendering the Helm chart deploy with helm v3.15.2" in said
    assert gaps(found) == ""


def test_it_runs_on_a_copy_with_nothing_of_the_users(shop: Shop) -> None:
    (shop.root / "secret").write_text("outside", encoding="utf-8")
    (shop.root / "deploy" / "linked").symlink_to(shop.root / "secret")
    (shop.root / "deploy" / "values.schema.json").write_text("{}", encoding="utf-8")
    shop.answer(KUBECONFIG="/kim/.kube/config", HELM_PLUGINS="/kim/plugins", HTTPS_PROXY="http://proxy:1")
    ((environment, files, folder),) = shop.ran()
    assert files == sorted(CHART)
    assert {key for key in environment if key.startswith(("HELM", "KUBE", "HTTP"))} >= {"HELM_PLUGINS", "KUBECONFIG"}
    where = [value for key, value in environment.items() if key not in ("PATH", "LC_ALL", "LC_CTYPE", "PWD")]
    assert where and all(value.startswith(folder) for value in where)
    assert not Path(folder).exists()


@pytest.mark.parametrize(
    "words", [("--no-helm",), ("--only", "secrets"), ("--staged",), ("deploy/templates/pod.yaml",)]
)
def test_it_does_not_run_where_it_is_not_wanted(shop: Shop, words: tuple[str, ...]) -> None:
    shop.machine.git(shop.root, "add", "-A")
    shop.answer(*words)
    assert shop.ran() == []


def test_no_hook_runs_it(shop: Shop) -> None:
    shop.machine.git(shop.root, "add", "-A")
    path = f"{shop.programs}:{shop.machine.environment['PATH']}"
    shop.machine.holdfast(shop.root, "hook", "run", "pre-commit", PATH=path)
    assert shop.ran() == []


def test_without_a_helm_templates_are_counted_as_not_read(shop: Shop) -> None:
    (shop.programs / "helm").unlink()
    _code, found, _ = shop.answer()
    assert places(found) == {}
    assert UNREAD in gaps(found)


def test_a_helm_of_the_scanned_folder_is_not_run(shop: Shop) -> None:
    (shop.programs / "helm").unlink()
    (shop.root / "bin").mkdir()
    shop.put(shop.root / "bin")
    _, found, _ = shop.answer(PATH=f"{shop.root / 'bin'}:{shop.machine.environment['PATH']}")
    assert not (shop.root / "bin" / "log").exists()
    assert UNREAD in gaps(found)


@pytest.mark.parametrize("version", ["v2.17.0", "v3.11.0", "what?"])
def test_an_old_helm_renders_nothing(shop: Shop, version: str) -> None:
    shop.put(shop.programs, version)
    _, found, said = shop.answer()
    assert shop.ran() == []
    assert ("older than 3.11.1" in said) == version.startswith("v")
    assert UNREAD in gaps(found)


def test_a_template_of_which_the_values_make_nothing_is_a_gap(shop: Shop) -> None:
    shop.chart("deploy", values_yaml=VALUES.replace("enabled: true", "enabled: false"))
    _code, found, _ = shop.answer()
    assert places(found) == {}
    assert "deploy/templates/pod.yaml:1" in gaps(found)
    assert "its own values make nothing" in gaps(found)


def test_a_missing_dependency_is_a_gap_and_no_fault(shop: Shop) -> None:
    says = "found in Chart.yaml, but missing in charts/ directory: redis"
    shop.chart("deploy", mode=f"An error occurred. You may need to run `x` to fetch missing dependencies: {says}")
    code, found, _ = shop.answer()
    assert code == PASSED
    assert f"rendered: {says}" in gaps(found)
    assert UNREAD in gaps(found)


def test_what_should_have_worked_is_a_fault_at_its_place_without_a_secret(shop: Shop) -> None:
    token = github()
    shop.chart("deploy", mode=f"YAML parse error on store/templates/pod.yaml:7: {token}")
    code, found, _ = shop.answer("--only", "container", "--since", "all")
    assert code == INCOMPLETE
    (item,) = (each for each in found["skipped"] if "Helm" in each["why"])
    assert item["path"] == "deploy/templates/pod.yaml"
    assert token not in json.dumps(found)


def test_one_that_prints_without_end_is_stopped(shop: Shop) -> None:
    shop.chart("deploy", mode="flood")
    shop.chart("fine")
    code, found, _ = shop.answer()
    assert code == REFUSED
    assert any("printed more than 32 MiB" in item["why"] for item in found["skipped"])
    assert places(found) == {"fine/templates/pod.yaml:11": "new"}


def test_one_that_hangs_is_stopped_and_the_time_is_for_all(shop: Shop) -> None:
    shop.chart("deploy", mode="hang")
    shop.chart("later")
    code, found, _ = shop.answer("--since", "all", "--time-limit", "8")
    assert code == INCOMPLETE
    whys = {item["path"]: item["why"] for item in found["skipped"]}
    assert "took longer than" in whys["deploy/Chart.yaml"]
    assert "the time for all Helm charts was over" in whys["later/Chart.yaml"]


def test_a_chart_under_charts_is_rendered_with_its_parent_only(shop: Shop) -> None:
    shop.chart("deploy/charts/cache", Chart_yaml="apiVersion: v2\nname: inner\nversion: 1.0.0\n")
    _, found, said = shop.answer()
    assert len(shop.ran()) == 1
    assert "the Helm chart deploy with" in said
    assert set(places(found)) == {"deploy/templates/pod.yaml:11", "deploy/charts/cache/templates/pod.yaml:11"}


def test_a_packed_chart_is_unpacked_and_named_as_an_archive(shop: Shop) -> None:
    packed = BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for name, text in CHART.items():
            entry = tarfile.TarInfo(f"inner/{name}")
            entry.size = len(text)
            archive.addfile(entry, BytesIO(text.encode()))
    folder = shop.root / "deploy" / "charts"
    folder.mkdir()
    (folder / "inner-1.0.0.tgz").write_bytes(packed.getvalue())
    chart = CHART["Chart.yaml"].replace("store", "outer")
    shop.chart("deploy", Chart_yaml=chart)
    _, found, _ = shop.answer()
    assert set(places(found)) == {
        "deploy/templates/pod.yaml:11",
        "deploy/charts/inner-1.0.0.tgz!inner/templates/pod.yaml:11",
    }


def test_what_the_chart_had_before_is_known_and_rendered_once_for_the_same_files(shop: Shop) -> None:
    shop.chart("other")
    shop.machine.commit(shop.root)
    write(shop.root, {"other/values.yaml": VALUES + "more: 1\n", "new/Chart.yaml": CHART["Chart.yaml"]})
    shop.chart("new", templates__pod_yaml=POD.replace("name: shop", "name: new"))
    code, found, _ = shop.answer("--since", "HEAD")
    assert code == REFUSED
    assert places(found) == {
        "deploy/templates/pod.yaml:11": "known",
        "other/templates/pod.yaml:11": "known",
        "new/templates/pod.yaml:11": "new",
    }


def test_a_comment_in_the_template_accepts(shop: Shop) -> None:
    accepted = POD.replace(
        "        privileged:", f'        # holdfast: ignore[{PRIVILEGED}] reason="the node agent"\n        privileged:'
    )
    shop.chart("deploy", templates__pod_yaml=accepted)
    _, found, _ = shop.answer()
    assert set(places(found).values()) == {"suppressed"}


def test_an_excluded_template_has_no_finding(shop: Shop) -> None:
    _, found, _ = shop.answer("--since", "all", "--exclude", "deploy/templates/")
    assert places(found) == {}
    assert len(shop.ran()) == 1


def test_the_estate_names_what_a_chart_deploys(shop: Shop) -> None:
    path = f"{shop.programs}:{shop.machine.environment['PATH']}"
    answer = shop.machine.holdfast(shop.root, "estate", "--format", "json", PATH=path)
    found = json.loads(answer.out)
    assert "Pod/shop container web" in {item["address"] for item in found["resources"]}
    assert "Pod/shop" in shop.machine.holdfast(shop.root, "estate", PATH=path).out.partition("deploy\n")[2]
    assert "Rendering" in answer.err


@pytest.mark.parametrize(
    ("version", "says"), [("v3.15.2", "v3.15.2 at"), ("v3.2.0", "older than 3.11.1"), ("", "not on PATH")]
)
def test_doctor_tells_which_helm_there_is(shop: Shop, version: str, says: str) -> None:
    shop.put(shop.programs, version)
    if not version:
        (shop.programs / "helm").unlink()
    path = f"{shop.programs}:{shop.machine.environment['PATH']}"
    assert says in shop.machine.holdfast(shop.root, "doctor", PATH=path).out
