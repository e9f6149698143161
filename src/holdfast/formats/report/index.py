"""Every format a report can be written in, by the name that people type."""

from __future__ import annotations

from collections.abc import Callable

from holdfast.formats.report.look import Look
from holdfast.model.errors import UsageError
from holdfast.model.noun import noun
from holdfast.model.report import Report


@noun
class Format:
    """One way of writing a report."""

    target: str
    """``module:function`` of the renderer; imported when it is asked for."""
    title: str
    suffix: str
    """Usual ending of a file in this format."""
    help: str
    """One sentence for the reference page."""
    bill: bool = False
    """It names everything that the subject is made of."""


FORMATS: dict[str, Format] = {
    "text": Format(
        target="holdfast.formats.report.text:render",
        title="Terminal text",
        suffix=".txt",
        help="For a person at a terminal: findings by file, what to do next, one summary line.",
    ),
    "json": Format(
        target="holdfast.formats.report.json:render",
        title="JSON",
        suffix=".json",
        help="For programs: the whole report under a versioned schema (docs/schema/report-1.schema.json).",
    ),
    "sarif": Format(
        target="holdfast.formats.report.sarif:render",
        title="SARIF 2.1.0",
        suffix=".sarif",
        help="For code hosts and editors that read the static analysis interchange format.",
    ),
    "html": Format(
        target="holdfast.formats.report.html:render",
        title="HTML page",
        suffix=".html",
        help="For sharing: one self-contained page, readable without script, in light and dark.",
    ),
    "markdown": Format(
        target="holdfast.formats.report.markdown:render",
        title="Markdown",
        suffix=".md",
        help="For a comment on a pull request or a job's summary: short enough for one, details folded.",
    ),
    "ndjson": Format(
        target="holdfast.formats.report.ndjson:render",
        title="JSON lines",
        suffix=".ndjson",
        help="For log pipelines: one finding per line, then a summary line (docs/schema/lines-1.schema.json).",
    ),
    "cyclonedx": Format(
        target="holdfast.formats.report.bills:cyclonedx",
        title="CycloneDX 1.6",
        suffix=".cdx.json",
        help="What the subject is made of, with the known weaknesses of its packages, as a bill of materials.",
        bill=True,
    ),
    "spdx": Format(
        target="holdfast.formats.report.bills:spdx",
        title="SPDX 2.3",
        suffix=".spdx.json",
        help="What the subject is made of, as a bill of materials.",
        bill=True,
    ),
    "openvex": Format(
        target="holdfast.formats.report.bills:openvex",
        title="OpenVEX",
        suffix=".openvex.json",
        help="A draft of what can be said about each known weakness of a package, for a person to confirm.",
    ),
    "junit": Format(
        target="holdfast.formats.report.junit:render",
        title="JUnit XML",
        suffix=".xml",
        help="For servers that show test results: each check is a test case, and so is the gate.",
    ),
    "github": Format(
        target="holdfast.formats.report.github:render",
        title="GitHub workflow commands",
        suffix=".txt",
        help="For the log of a GitHub Actions job: an annotation on each new finding's line, and a notice.",
    ),
    "gitlab": Format(
        target="holdfast.formats.report.gitlab:quality",
        title="GitLab code quality",
        suffix=".json",
        help="For the code quality widget of a GitLab merge request.",
    ),
    "gitlab-secret": Format(
        target="holdfast.formats.report.gitlab:secrets",
        title="GitLab secret detection",
        suffix=".json",
        help="For GitLab's security dashboards: a secret detection report, schema 15.0.7.",
    ),
    "rdjson": Format(
        target="holdfast.formats.report.rdjson:render",
        title="Reviewdog diagnostics",
        suffix=".json",
        help="For reviewdog: new findings as diagnostics, each on its line.",
    ),
    "rotation": Format(
        target="holdfast.formats.report.rotation:render",
        title="Rotation report",
        suffix=".txt",
        help="For whoever cleans up after a leak: what to rotate, in order, where it was exposed, and the steps.",
    ),
    "rotation-markdown": Format(
        target="holdfast.formats.report.rotation:render_markdown",
        title="Rotation report in Markdown",
        suffix=".md",
        help="The rotation report for a ticket or a page, with boxes to tick.",
    ),
}


def renderer(name: str) -> Callable[[Report, Look], str]:
    """Find the function that writes a report in the format called ``name``.

    Raises UsageError, naming the nearest valid format, when there is none of that name.
    """
    entry = FORMATS.get(name)
    if entry is None:
        raise UsageError(f"unknown report format {name!r}", advice=_advice(name))
    from importlib import import_module

    module, _, function = entry.target.partition(":")
    render: Callable[[Report, Look], str] = getattr(import_module(module), function)
    return render


def _advice(name: str) -> str:
    from difflib import get_close_matches

    valid = ", ".join(FORMATS)
    nearest = get_close_matches(name.lower(), FORMATS, n=1, cutoff=0.5)
    return f"Did you mean {nearest[0]!r}? Valid: {valid}." if nearest else f"Use one of: {valid}."
