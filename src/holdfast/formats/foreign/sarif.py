"""SARIF 2.1.0, of any tool.

Source: OASIS SARIF 2.1.0: ``result.kind``, ``level``, ``suppressions``, ``baselineState``, ``invocations``,
``artifact.roles``; and GitHub's notes on the tags and properties of rules.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from holdfast.formats.foreign.document import BadError, Document, Node, Shape, clip, placed, told
from holdfast.formats.foreign.words import (
    moment,
    newest,
    path_of,
    place,
    public_names,
    severity,
    slug,
    trace,
    weaknesses,
)
from holdfast.model.check import Severity
from holdfast.model.foreign import Answer, Foreign, Item, Look, Lost
from holdfast.model.place import Place

_KINDS: Final = {
    "fail": Answer.FAIL,
    "pass": Answer.OK,
    "notApplicable": Answer.ABSENT,
    "open": Answer.UNSURE,
    "review": Answer.UNSURE,
}
_LEVELS: Final = {
    "error": Severity.HIGH,
    "warning": Severity.MEDIUM,
    "note": Severity.LOW,
    "none": Severity.INFO,
}
_ENGINES: Final = frozenset({"secrets", "sast", "iac", "container", "pipeline", "sca"})
_TOOLS: Final = {
    **dict.fromkeys(("gitleaks", "trufflehog", "detect-secrets", "kingfisher", "talisman"), "secrets"),
    **dict.fromkeys(("checkov", "kics", "tfsec", "terrascan", "cfn-lint", "kube-linter", "kubescape"), "iac"),
    **dict.fromkeys(("trivy", "grype", "osv-scanner", "snyk-open-source", "dependency-check"), "sca"),
    **dict.fromkeys(("hadolint", "dockle"), "container"),
    **dict.fromkeys(("zap", "nuclei"), "web"),
    **dict.fromkeys(("zizmor", "actionlint"), "pipeline"),
}
"""What well-known tools look at, where neither rule nor result says."""
_EDITIONS: Final = {"semgrep-oss": "semgrep", "semgrep-pro": "semgrep", "owasp-zap": "zap"}
_TAGS: Final = {"secret": "secrets", "secrets": "secrets", "vulnerability": "sca", "misconfiguration": "iac"}


def fits(document: Document) -> bool:
    """Whether a document is one."""
    top = document.top
    return document.shape is Shape.JSON and top.has("runs") and top.text("version").startswith("2.1")


def read(document: Document) -> Foreign:
    """What a log says; several runs are looks of one report, named after the first one's tool."""
    lost: list[Lost] = []
    notes: list[str] = []
    runs = document.top.items("runs")
    looks = tuple(_look(_Run(run), lost, notes) for run in runs)
    driver = runs[0].at("tool", "driver") if runs else Node({})
    ends = [moment(call.text(key)) for run in runs for call in run.items("invocations") for key in _TIMES]
    return Foreign(
        format="sarif",
        tool=_tool(driver),
        version=driver.first("semanticVersion", "version").text(),
        when=newest(ends),
        looks=looks,
        lost=placed(document, lost),
        notes=tuple(dict.fromkeys(notes)),
    )


_TIMES: Final = ("endTimeUtc", "startTimeUtc")


class _Run:
    """One run with its rules by index and by id."""

    def __init__(self, run: Node) -> None:
        self.run = run
        self.tool = _tool(run.at("tool", "driver"))
        self.components = [run.at("tool", "driver"), *run.items("tool", "extensions")]
        self.rules = [component.items("rules") for component in self.components]
        self.by_id = {rule.text("id"): rule for rules in self.rules for rule in rules if rule.text("id")}
        self.artifacts = [path_of(item.text("location", "uri")) for item in run.items("artifacts")]

    def rule(self, result: Node) -> Node:
        """The descriptor that a result speaks of; a node of nothing where there is none."""
        name = result.text("ruleId") or result.text("rule", "id")
        if name in self.by_id:
            return self.by_id[name]
        index = result.at("rule", "index").value
        index = result.at("ruleIndex").value if index is None else index
        which = result.at("rule", "toolComponent", "index").value
        rules = self.rules[which + 1 if isinstance(which, int) and 0 <= which < len(self.rules) - 1 else 0]
        found = rules[index] if isinstance(index, int) and 0 <= index < len(rules) else Node({})
        ancestor = name.rpartition("/")[0]
        return found if found.value or ancestor not in self.by_id else self.by_id[ancestor]


def _look(run: _Run, lost: list[Lost], notes: list[str]) -> Look:
    results = run.run.items("results")
    if run.run.at("results").value is None:
        notes.append("A run has no list of results: it says nothing about what was found.")
    items = tuple(told(results, lambda result: _item(run, result), lost))
    calls = run.run.items("invocations")
    failed = any(call.at("executionSuccessful").value is False for call in calls)
    told_of = (note for call in calls for note in call.items("toolExecutionNotifications"))
    faults = [note for note in told_of if note.text("level") == "error"]
    if failed:
        notes.append("The tool says that it did not finish: what it did not find proves and closes nothing.")
    elif faults:
        notes.append(f"The tool says of {len(faults)} things that it could not look at them.")
    unread = {path for note in faults for path in _paths(run, note)}
    looked = frozenset() if failed else frozenset(_looked(run)) - unread
    own = run.tool == "holdfast" and run.run.at("properties", "scopeComplete").value is True
    whole = own and bool(calls) and not failed and not faults
    return Look(
        items=items,
        subject=run.run.text("properties", "subject") if run.tool == "holdfast" else "",
        looked=looked,
        count=len(looked) or int(whole),
        applied=frozenset(run.by_id) if run.by_id and not failed else None,
        whole=whole,
        states=any(item.answer is Answer.OK for item in items),
    )


def _looked(run: _Run) -> Iterator[str]:
    """The artifacts that were analysed: those that say so, or all where none says what it is there for."""
    rows = run.run.items("artifacts")
    roles = [row.texts("roles") for row in rows]
    silent = not any(roles)
    for path, role in zip(run.artifacts, roles, strict=True):
        if path and (silent or "analysisTarget" in role):
            yield path


def _paths(run: _Run, result: Node) -> Iterator[str]:
    for where in result.items("locations"):
        at = where.at("physicalLocation", "artifactLocation")
        uri, index = at.text("uri"), at.at("index").value
        if uri:
            yield path_of(uri)
        elif isinstance(index, int) and 0 <= index < len(run.artifacts):
            yield run.artifacts[index]


def _item(run: _Run, result: Node) -> Item | None:
    rule = run.rule(result)
    name = result.text("ruleId") or result.text("rule", "id") or rule.text("id")
    kind = result.text("kind") or "fail"
    if not name:
        raise BadError(result.where, "it names no rule")
    if kind == "informational":
        return None
    if kind not in _KINDS:
        raise BadError(result.where, f"it is of the kind {clip(kind, 40)!r}, which SARIF does not know")
    answer, why = _answer(_KINDS[kind], result)
    message = _message(rule, result)
    tags = (*rule.texts("properties", "tags"), *result.texts("properties", "tags"))
    taxa = [taxon.text("id") for taxon in (*result.items("taxa"), *_targets(rule)) if _is_cwe(taxon)]
    cwe = weaknesses(*tags, *taxa, *rule.texts("properties", "cwe"), *result.texts("properties", "cwe"))
    engine = _kind(run, rule, result, tags)
    return Item(
        rule=name,
        kind=engine,
        answer=answer,
        place=_place(run, result),
        title=rule.text("shortDescription", "text") or rule.text("name") or name,
        says=f"{why}: {message}" if why else message,
        severity=_severity(rule, result),
        parts=_parts(run, result, engine),
        cwe=cwe,
        topics=(*rule.texts("properties", "topics"), *rule.texts("properties", "topic")),
        aliases=tuple(
            alias
            for alias in (*rule.texts("deprecatedIds"), rule.text("name"))
            if alias != name and " " not in alias and alias
        ),
        names=(*public_names(name, *tags), *result.texts("properties", "advisories")),
        controls=_either("control", "controls", rule, result),
        threats=_either("threat", "threats", rule, result),
    )


def _answer(answer: Answer, result: Node) -> tuple[Answer, str]:
    """What a result says in the end: accepted ones are not decided, those that are gone have passed."""
    if result.text("baselineState") == "absent":
        return Answer.OK, ""
    rows = result.items("suppressions")
    standing = [row for row in rows if (row.text("status") or "accepted") == "accepted"]
    if answer is Answer.FAIL and standing and len(standing) == len(rows):
        reason = standing[0].text("justification")
        return Answer.UNSURE, "accepted in the report" + (f" ({reason})" if reason else "")
    return answer, ""


def _message(rule: Node, result: Node) -> str:
    text = result.text("message", "text") or result.text("message", "markdown")
    if text:
        return text
    text = rule.text("messageStrings", result.text("message", "id") or "default", "text")
    for number, argument in enumerate(result.texts("message", "arguments")):
        text = text.replace(f"{{{number}}}", argument)
    return clip(text)


def _severity(rule: Node, result: Node) -> Severity:
    word = result.text("properties", "severity").lower()
    if word.upper() in Severity.__members__:
        return Severity[word.upper()]
    for node in (result, rule):
        score = node.number("properties", "security-severity")
        if score is not None and 0 <= score <= 10:
            return severity("", score)
    level = result.text("level") or rule.text("defaultConfiguration", "level") or "warning"
    return _LEVELS.get(level, Severity.MEDIUM)


def _place(run: _Run, result: Node) -> Place:
    for where in result.items("locations")[:1]:
        region = where.at("physicalLocation", "region")
        path = next(_paths(run, result), "") or _logical(where)
        return place(path, region.whole("startLine"), region.whole("startColumn"), region.whole("endLine"))
    return place(run.run.text("properties", "root") or "-")


def _logical(where: Node) -> str:
    rows = where.items("logicalLocations")
    return rows[0].first("fullyQualifiedName", "name").text() if rows else ""


def _parts(run: _Run, result: Node, kind: str) -> tuple[str, ...]:
    """Fingerprints of the tool's own where it makes some; else where, and of which text, it stands."""
    path = next(_paths(run, result), "")
    for key in ("fingerprints", "partialFingerprints"):
        rows = sorted(result.pairs(key), key=lambda row: row[0])
        own = tuple(f"{name}={value.text()}" for name, value in rows if value.text() and " " not in value.text())
        if own and (kind != "secrets" or run.tool == "holdfast"):
            return (path, *own)
    where = (result.items("locations") or [Node({})])[0]
    region = where.at("physicalLocation", "region")
    short = region.whole("endLine") <= region.whole("startLine") and kind != "secrets"
    snippet = region.text("snippet", "text") if short else ""
    return (path, _logical(where), trace(snippet) if snippet else result.text("message", "text"))


def _kind(run: _Run, rule: Node, result: Node, tags: tuple[str, ...]) -> str:
    said = result.text("properties", "engine") or rule.text("properties", "engine")
    if said in _ENGINES:
        return said
    if public_names(result.text("ruleId")):
        return "sca"
    found = next((_TAGS[tag.lower()] for tag in tags if tag.lower() in _TAGS), "")
    return found or _TOOLS.get(run.tool, "sast")


def _either(one: str, several: str, rule: Node, result: Node) -> tuple[str, ...]:
    rows = (node.texts("properties", key) for node in (result, rule) for key in (one, several))
    return tuple(dict.fromkeys(name for row in rows for name in row))


def _targets(rule: Node) -> Iterator[Node]:
    yield from (row.at("target") for row in rule.items("relationships"))


def _is_cwe(taxon: Node) -> bool:
    return taxon.text("toolComponent", "name").lower() == "cwe" or taxon.text("id").upper().startswith("CWE")


def _tool(driver: Node) -> str:
    """The tool's name, one for all editions of a tool."""
    name = slug(driver.text("name"))
    return _EDITIONS.get(name, name)
