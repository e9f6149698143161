"""Pages about checks that judge resources, and the matrix of what they judge; used by ``write_docs``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from holdfast.app.judged import JudgedBook
from holdfast.formats.conditions import fields_of
from holdfast.formats.judgedrules import read_rules, rule_files
from holdfast.loop.catalogue import CONTROLS
from holdfast.model.check import Check, Severity
from holdfast.model.infrastructure import CONCERNS, TOPICS
from tests.checks.cases import CHECKS, Case, cases
from tools.check_pages import NOTE, markdown_table, page_text, safe_prose

_CLOUDS: Final = {"aws_": "AWS", "AWS::": "AWS", "azurerm_": "Azure", "Microsoft.": "Azure", "google_": "Google Cloud"}
_FENCES: Final = {
    "kubernetes": "Kubernetes",
    "kustomize": "Kubernetes",
    "compose": "Compose",
    "dockerfile": "Dockerfile",
    "distribution": "Registry",
    "ansible": "Ansible",
    "serverless": "AWS",
    "arm": "Azure",
    "github-actions": "GitHub",
    "gitlab-ci": "GitLab",
    "azure-pipelines": "Azure Pipelines",
    "bitbucket": "Bitbucket",
    "circleci": "CircleCI",
    "jenkinsfile": "Jenkins",
    "pre-commit": "pre-commit",
}


class Rule(NamedTuple):
    """A rule as it is written, with the cases that run against it."""

    entry: Mapping[str, Any]
    check: Check
    cases: tuple[Case, ...]


def judged_rules() -> list[Rule]:
    """Every judged rule by id."""
    held: dict[str, list[Case]] = {}
    for case in cases():
        held.setdefault(case.check, []).append(case)
    checks = {check.id: check for check in JudgedBook().checks}
    entries = [entry for family, path in rule_files(CHECKS) for entry in read_rules(path, family)]
    found = [Rule(entry, checks[entry["id"]], tuple(held.get(entry["name"], ()))) for entry in entries]
    return sorted(found, key=lambda rule: rule.check.id)


def judged_check_pages() -> Iterator[tuple[str, str]]:
    """Path and text of the page of each judged check, of their index and of the matrix."""
    rules = judged_rules()
    for rule in rules:
        yield f"docs/checks/{rule.check.name}.md", page_text(_page(rule))
    yield "docs/checks/infrastructure.md", page_text(_index(rules))
    yield "docs/checks/matrix.md", page_text(_matrix(rules))


def _page(rule: Rule) -> Iterator[str]:
    check, entry = rule.check, rule.entry
    yield f"# {check.title}"
    yield ""
    yield f"`{check.name}` · {check.id} · judges a {entry['kind'].replace('-', ' ')}"
    yield ""
    yield NOTE
    controls = [f"{item.title} (`{item.id}`)" for item in CONTROLS if item.id in check.proves]
    weaknesses = [f"[CWE-{item}](https://cwe.mitre.org/data/definitions/{item}.html)" for item in check.cwe]
    rows = [
        ("Severity", check.severity.word),
        ("Confidence", check.confidence.word),
        ("For", entry["persona"]),
        ("Engine", check.engine),
        ("Topics", ", ".join(check.topics)),
        ("Concern", CONCERNS.get(entry["concern"], "")),
        ("Weakness", ", ".join(weaknesses)),
        ("Evidence for", ", ".join(controls)),
        ("Numbers", ", ".join(entry["numbers"])),
        ("Also known as", ", ".join(f"`{item}`" for item in check.aliases)),
        ("Tested in", ", ".join(_sources(rule.cases))),
    ]
    yield from markdown_table(("", ""), [row for row in rows if row[1]])
    yield from ("", "## Why it matters", "", safe_prose(entry["why"].strip()))
    yield from ("", "## What to do", "")
    yield from (f"{at}. {safe_prose(step)}" for at, step in enumerate(entry["steps"], 1))
    bad = next((case for case in rule.cases if case.expected == "fail"), None)
    if bad:
        yield from ("", "## Example", "", *_fence(bad.language, _joined(bad.files)))
    for language, text in entry["fix"].items():
        yield from ("", f"## Instead, in {language}", "", *_fence(language, text))
    yield from ("", "## Accept one on purpose", "")
    yield f'In a comment at the head of its block: `holdfast: ignore[{check.name}] reason="…" until=YYYY-MM-DD`,'
    yield "or by address in the policy. See [the guide](../guide.md#infrastructure)."


def _fence(language: str, text: str) -> Iterator[str]:
    yield from (f"```{_COLOURS.get(language, 'yaml')}", text.strip("\n"), "```")


_COLOURS: Final = {
    "terraform": "hcl",
    "tfplan": "json",
    "arm": "json",
    "dockerfile": "dockerfile",
    "jenkinsfile": "groovy",
}


def _joined(files: Mapping[str, bytes]) -> str:
    texts = [(path, data.decode()) for path, data in files.items()]
    return texts[0][1] if len(texts) == 1 else "".join(f"# --- {path}\n{text}" for path, text in texts)


def _sources(held: Sequence[Case]) -> list[str]:
    """Languages in which a case runs; a plan is made from every Terraform one."""
    found = sorted({case.language for case in held})
    return [*found, "tfplan"] if "terraform" in found and "tfplan" not in found else found


def providers(rule: Rule) -> set[str]:
    """Whose resources the failing cases of a rule are."""
    found: set[str] = set()
    for case in rule.cases:
        if case.expected != "fail":
            continue
        text = _joined(case.files)
        if case.language in _FENCES:
            found.add(_FENCES[case.language])
        for sign, cloud in _CLOUDS.items():
            if sign in text:
                found.add(cloud)
        if "kubernetes_" in text:
            found.add("Kubernetes")
    return found


def _index(rules: Sequence[Rule]) -> Iterator[str]:
    count = Counter(rule.check.severity for rule in rules)
    yield "# Checks of infrastructure, containers and pipelines"
    yield ""
    yield NOTE
    yield f"{len(rules)} checks, each with a failing and a good case in every source that its kind comes from:"
    yield ", ".join(f"{count[level]} {level.word}" for level in reversed(Severity) if count[level]) + "."
    yield "[The matrix](matrix.md) shows topics by kind and provider; [credential types](index.md) have their own list."
    yield ""
    rows = (
        (
            rule.check.engine,
            rule.entry["kind"],
            f"[{rule.check.name}]({rule.check.name}.md)",
            rule.check.title,
            rule.check.severity.word,
            rule.entry["persona"],
            rule.check.id,
        )
        for rule in rules
    )
    yield from markdown_table(("Engine", "Kind", "Check", "Finds", "Severity", "For", "Id"), rows)


def _matrix(rules: Sequence[Rule]) -> Iterator[str]:
    triples = {
        (rule.entry["kind"], field, rule.check.name, provider)
        for rule in rules
        for field in (set(fields_of(rule.entry["fail"])) or {rule.entry["judge"]})
        for provider in providers(rule)
    }
    distinct = {(kind, name, provider) for kind, _, name, provider in triples}
    yield "# What is judged: topics by kind"
    yield ""
    yield NOTE
    yield f"{len(distinct)} distinct failures of a kind at a provider, from {len(rules)} checks."
    yield "A number counts the checks of a topic that judge a kind; letters say whose resources their bad cases are."
    yield ""
    yield "A AWS · Z Azure · G Google Cloud · K Kubernetes · C Compose · D Dockerfile · N Ansible · P pipelines"
    for topic in TOPICS:
        own = [rule for rule in rules if topic in rule.check.topics]
        if not own:
            continue
        kinds = sorted({rule.entry["kind"] for rule in own})
        yield from ("", f"## {topic}", "")
        rows = (_row(kind, [rule for rule in own if rule.entry["kind"] == kind]) for kind in kinds)
        yield from markdown_table(("Kind", "Checks", "Providers", "Names"), rows)


def _row(kind: str, rules: Sequence[Rule]) -> tuple[str, str, str, str]:
    whose = sorted({_LETTERS.get(name, "P") for rule in rules for name in providers(rule)})
    names = ", ".join(f"[{rule.check.name}]({rule.check.name}.md)" for rule in rules)
    return kind, str(len(rules)), " ".join(whose), names


_LETTERS: Final = {
    "AWS": "A",
    "Azure": "Z",
    "Google Cloud": "G",
    "Kubernetes": "K",
    "Compose": "C",
    "Dockerfile": "D",
    "Ansible": "N",
}
