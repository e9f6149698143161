"""Writes the generated documentation: check pages, reference pages, and the marked parts of pages written by hand.

``make docs`` runs it. What it writes depends on the source tree alone, so that a test can compare it with what is
committed. A marked part stands between ``<!-- name -->`` and ``<!-- /name -->``.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from holdfast import __version__
from holdfast.activities import ACTIVITIES
from holdfast.faces.cli.completion import whole
from holdfast.faces.cli.main import VERBS, parser
from holdfast.faces.cli.manual import manual
from holdfast.formats import threatschema
from holdfast.formats.foreign.index import FOREIGN
from holdfast.formats.report.index import FORMATS
from holdfast.model.activity import Activity
from holdfast.model.errors import ExitCode
from holdfast.model.policy import PRESETS, Option, Policy, options
from tools.check_pages import NOTE, check_pages, markdown_table, page_text, safe_prose
from tools.code_pages import code_pages
from tools.control_pages import catalogue, frameworks, of_activity, tools_of
from tools.judged_pages import judged_check_pages
from tools.package_pages import package_pages
from tools.threat_pages import rules_page

ROOT: Final = Path(__file__).resolve().parent.parent
GENERATED: Final = ("docs/checks", "docs/reference")
"""Folders that hold generated pages only."""

_EXITS: Final = {
    ExitCode.PASSED: ("passed", "No new finding at the gate's severity or above."),
    ExitCode.REFUSED: ("refused", "At least one new finding is at the gate's severity or above. Beats 4."),
    ExitCode.USAGE: ("usage or policy error", "A flag, a path, a policy, a baseline or a rule makes no sense."),
    ExitCode.NOTHING: ("nothing in scope", "No readable file was in reach. `--allow-empty` turns it into 0."),
    ExitCode.INCOMPLETE: (
        "incomplete",
        "Something that should have been read could not be, the time ran out, or the ledger is not in order.",
    ),
}
_KINDS: Final = {str: "text", int: "whole number", bool: "true or false", tuple: "list of texts"}


def pages() -> dict[str, str]:
    """Every generated or partly generated page: path relative to the root, and the text that it must have.

    Raises FileNotFoundError or ValueError for a page with a marked part that is missing or has lost its marks.
    """
    found = dict(check_pages()) | dict(judged_check_pages()) | dict(code_pages()) | dict(package_pages())
    found["docs/reference/options.md"] = page_text(_options_page())
    found["docs/reference/cli.md"] = page_text(_cli_page())
    found["docs/man/holdfast.1"] = manual(whole(parser), __version__)
    found["docs/threat-rules.md"] = page_text(rules_page())
    found["docs/schema/threatmodel-1.schema.json"] = threatschema.written()
    found["docs/activities/index.md"] = page_text(_activities_page())
    for activity in ACTIVITIES:
        path = f"docs/activities/{activity_file(activity)}"
        page = _with_part(_read(path), "facts", page_text(_facts(activity)))
        found[path] = _with_part(page, "tools", page_text(tools_of(activity)))
    found["docs/imports.md"] = _with_part(_read("docs/imports.md"), "formats", page_text(_import_table()))
    controls = _with_part(_read("docs/controls.md"), "catalogue", page_text(catalogue()))
    found["docs/controls.md"] = _with_part(controls, "frameworks", page_text(frameworks()))
    front = _with_part(_read("README.md"), "verbs", page_text(_verb_table("docs/reference/cli.md")))
    front = _with_part(front, "exits", page_text(_exit_table()))
    front = _with_part(front, "scan", page_text(_excerpt()))
    found["README.md"] = _with_part(front, "activities", page_text(_activity_table("docs/activities/")))
    return found


def activity_file(activity: Activity) -> str:
    """Name of the page of an activity."""
    return f"{activity.number:02d}-{activity.id}.md"


def main() -> int:
    """Write what differs and take away what no check stands behind any more; always 0."""
    wanted = pages()
    changed = 0
    for path, text in wanted.items():
        target = ROOT / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.exists() or target.read_text(encoding="utf-8") != text:
            target.write_text(text, encoding="utf-8", newline="\n")
            changed += 1
    for path in sorted(stale(wanted)):
        (ROOT / path).unlink()
        changed += 1
    sys.stdout.write(f"{len(wanted)} pages, {changed} changed\n")
    return 0


def stale(wanted: Mapping[str, str]) -> set[str]:
    """Pages in the generated folders that nothing generates any more."""
    there = {path.relative_to(ROOT).as_posix() for folder in GENERATED for path in (ROOT / folder).rglob("*.md")}
    return there - wanted.keys()


def _read(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def _with_part(page: str, name: str, text: str) -> str:
    """The page with what stands between the marks of ``name`` replaced."""
    opening, closing = f"<!-- {name} -->\n", f"<!-- /{name} -->"
    if page.count(opening) != 1 or page.count(closing) != 1:
        raise ValueError(f"a page needs {opening.strip()} and {closing}, once each: {page[:60]!r}")
    before, _, rest = page.partition(opening)
    return f"{before}{opening}\n{text}\n{closing}{rest.partition(closing)[2]}"


def _import_table() -> Iterator[str]:
    """The formats of other tools' reports, from the table that reads them."""
    rows = (
        [f"`{name}`", form.title, form.reads, form.proves or "nothing", form.closes or "nothing", form.source]
        for name, form in FOREIGN.items()
    )
    heads = (
        "`--format`",
        "Report",
        "What is read",
        "What counts as passed",
        "What closes an earlier failure",
        "Tried on",
    )
    yield from markdown_table(heads, rows)


def _options_page() -> Iterator[str]:
    yield "# Policy options"
    yield ""
    yield NOTE
    yield "Each option can stand in `holdfast.toml` or in `[tool.holdfast]` of `pyproject.toml`, in an environment"
    yield "variable, and on the command line of `holdfast scan` or the verb that is named. The later of these is the"
    yield "stronger."
    yield "[The guide](../guide.md#policy) tells how policies add up and which options hold folder by folder."
    yield from ("", "## Presets", "")
    table = [(name, option) for name, option in options().items() if option.presets]
    rows = ([f"`{option.key}`", *_under_presets(name, option)] for name, option in table)
    yield from markdown_table(("Option", *(f"`{preset}`" for preset in PRESETS)), rows)
    for name, option in options().items():
        yield from ("", f"## {option.key}", "", option.help, "")
        yield from markdown_table(("", ""), _option_rows(option, getattr(Policy(), name)))
    yield from ("", "## Keys that are no options", "")
    yield from markdown_table(
        ("Key", "Means"),
        [
            ("`extends`", "Policies that come before this one: paths, or addresses with `#sha256=` and a digest."),
            ("`locked`", "Keys that no policy, variable or flag after this one may set."),
            ("`[[secrets.decoy]]`", "A planted credential that must not alarm: `mark` and `reason`."),
            ("`[[accept]]`", "A resource that may fail a check: `check`, `address` (with `*`), `reason`, `until`."),
        ],
    )


def _under_presets(name: str, option: Option) -> list[str]:
    given = dict(option.presets)
    return [f"`{_value(given.get(preset, getattr(Policy(), name)))}`" for preset in PRESETS]


def _option_rows(option: Option, default: Any) -> Iterator[tuple[str, str]]:
    verb = "" if option.verb == "scan" else f" of `holdfast {option.verb}`"
    yield f"Flag{verb}", f"`{option.flag}`" + (f", `--no-{option.flag[2:]}`" if option.kind is bool else "")
    yield "Variable", f"`{option.variable}`"
    yield "Takes", ", ".join(f"`{word}`" for word in option.choices) or _KINDS[option.kind]
    yield "Default", f"`{_value(default)}`"
    for preset, value in option.presets:
        yield f"Under `{preset}`", f"`{_value(value)}`"
    if option.adds:
        yield "Adds up", "A nearer policy adds to the list above it; a variable separates items by commas."


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else "[]" if value == () else str(value)


def _cli_page() -> Iterator[str]:
    yield "# Command line"
    yield ""
    yield NOTE
    yield "Made from the same parsers that `--help` prints. `holdfast --version` prints the version."
    yield ""
    yield from _verb_table("")
    for verb in VERBS:
        says, found = _verbs_of(parser(verb))[verb]
        yield from ("", f"## holdfast {verb}", "", says, "")
        yield from _parser_lines(found)
    yield from ("", "## Report formats", "")
    rows = ((f"`{name}`", item.title, f"`{item.suffix}`", item.help) for name, item in FORMATS.items())
    yield from markdown_table(("Name", "What", "Ending", "For"), rows)
    yield from ("", "## Exit codes", "")
    yield from _exit_table()
    yield ""
    yield "A commit or push hook refuses when the scan does, and for a broken policy; the rest passes and is said."


def _verbs_of(top: argparse.ArgumentParser) -> dict[str, tuple[str, argparse.ArgumentParser]]:
    """Help and parser of each verb below a parser."""
    for action in top._actions:
        if isinstance(action, argparse._SubParsersAction):
            helps = {item.dest: item.help or "" for item in action._choices_actions}
            return {name: (_sentence(helps[name]), found) for name, found in action.choices.items()}
    return {}


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."


def _parser_lines(found: argparse.ArgumentParser) -> Iterator[str]:
    fill = getattr(found, "fill", None)
    if fill:
        fill()
    rows = [(_invocation(action), _help(action)) for action in _arguments(found)]
    usage = "".join(f" {_usage(action)}" for action in _arguments(found) if not action.option_strings)
    flags = " [options]" if any(action.option_strings for action in _arguments(found)) else ""
    below = _verbs_of(found)
    yield from ("```text", f"{found.prog}{flags}{' VERB' if below else usage}", "```")
    if rows:
        yield ""
        yield from markdown_table(("Argument", "Means"), rows)
    for name, (says, verb) in below.items():
        yield from ("", f"### {found.prog} {name}", "", says, "")
        yield from _parser_lines(verb)


def _arguments(found: argparse.ArgumentParser) -> list[argparse.Action]:
    return [item for item in found._actions if not isinstance(item, argparse._SubParsersAction | argparse._HelpAction)]


def _usage(action: argparse.Action) -> str:
    name = str(action.metavar or action.dest)
    return f"[{name}]" if action.nargs == "?" else name


def _invocation(action: argparse.Action) -> str:
    if not action.option_strings:
        return f"`{action.metavar or action.dest}`"
    value = action.metavar or ("|".join(map(str, action.choices)) if action.choices else action.dest.upper())
    takes = "" if action.nargs == 0 or isinstance(action, argparse.BooleanOptionalAction) else f" {value}"
    return ", ".join(f"`{flag}{takes}`" for flag in action.option_strings)


def _help(action: argparse.Action) -> str:
    return safe_prose((action.help or "").replace("%%", "%").replace("%(default)s", str(action.default)))


def _verb_table(page: str) -> Iterator[str]:
    rows = ((f"[`holdfast {name}`]({page}#holdfast-{name})", entry.help) for name, entry in VERBS.items())
    yield from markdown_table(("Command", "Does"), rows)


def _exit_table() -> Iterator[str]:
    yield from markdown_table(("Code", "Means", "When"), ((str(int(code)), *_EXITS[code]) for code in ExitCode))


def _activities_page() -> Iterator[str]:
    yield "# The 21 activities"
    yield ""
    yield NOTE
    built = sum(activity.built for activity in ACTIVITIES)
    part = sum(bool(activity.partly) for activity in ACTIVITIES)
    yield f"{built} of {len(ACTIVITIES)} are built, {part} more in part."
    yield "`holdfast posture` shows them with the evidence in your ledger."
    yield ""
    yield from _activity_table("")


def _activity_table(folder: str) -> Iterator[str]:
    rows = (
        (
            str(item.number),
            f"[{item.title}]({folder}{activity_file(item)})",
            item.phase.value,
            item.asks,
            item.word if item.word == "planned" else f"**{item.word}**",
        )
        for item in ACTIVITIES
    )
    yield from markdown_table(("#", "Activity", "Phase", "Answers", "State"), rows)


def _excerpt() -> Iterator[str]:
    """The first finding and the last word of a real scan of the example shop. Raises ValueError if it passes."""
    with tempfile.TemporaryDirectory() as folder:
        kept = {name: text for name, text in os.environ.items() if not name.startswith("HOLDFAST_")}
        own = {"HOLDFAST_CACHE": folder, "HOLDFAST_DATA": folder, "PYTHONPATH": str(ROOT / "src"), "PYTHONUTF8": "1"}
        environment = kept | own | {"NO_COLOR": "1", "COLUMNS": "100"}
        shop = Path(folder) / "shop"
        build = [sys.executable, str(ROOT / "examples/build_shop.py"), str(shop)]
        subprocess.run(build, env=environment, check=True)  # noqa: S603 - our own script
        advisories = Path(folder) / "advisories"
        pack = [sys.executable, str(ROOT / "examples/pack_advisories.py"), str(advisories)]
        subprocess.run(pack, env=environment, check=True)  # noqa: S603 - our own script
        known = [sys.executable, "-m", "holdfast", "db", "update", "--from", str(advisories)]
        subprocess.run(known, env=environment, check=True, capture_output=True)  # noqa: S603
        scan = [sys.executable, "-m", "holdfast", "scan"]
        done = subprocess.run(scan, cwd=shop, env=environment, capture_output=True, encoding="utf-8", check=False)  # noqa: S603
    if done.returncode != ExitCode.REFUSED:
        raise ValueError(f"the scan of the example shop ended with {done.returncode}: {done.stderr}")
    printed = done.stdout.splitlines()
    blank = [at for at, line in enumerate(printed) if not line]
    last = next(at for at, line in enumerate(printed) if line.startswith("✗"))
    yield from ("```text", *printed[blank[0] + 1 : blank[2]], "…", *printed[last : last + 2], "```")


def _facts(activity: Activity) -> Iterator[str]:
    verbs = [activity.verb] if "--" in activity.verb else activity.verb.split()
    rows = [
        ("Phase", activity.phase.value),
        ("Question", activity.asks),
        ("State", "not built yet" if activity.word == "planned" else activity.word),
        ("Planned" if activity.word == "planned" else "Commands", ", ".join(f"`holdfast {verb}`" for verb in verbs)),
    ]
    rows += [("So far", activity.partly)] if activity.partly else []
    if activity.word != "planned":
        rows.append(("Evidence is fresh for", f"{activity.fresh_days} days"))
    yield from markdown_table(("", ""), rows)
    yield ""
    yield from of_activity(activity)


if __name__ == "__main__":
    sys.exit(main())
