"""Documentation is run: generated pages are fresh, links lead somewhere, commands parse, named paths exist."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from holdfast.activities import ACTIVITIES
from holdfast.faces.cli.main import VERBS, parser
from holdfast.model.activity import Activity
from holdfast.model.errors import ExitCode
from holdfast.model.policy import options
from tools.write_docs import activity_file, pages, stale

from .tree import ROOT, committed

ELSEWHERE = ("examples/", "benchmarks/", "tests/checks/")
PAGES = [path for path in committed() if path.endswith(".md") and not path.startswith(ELSEWHERE)]
WRITTEN = [path for path in PAGES if not path.startswith(("docs/checks/", "docs/reference/"))]
"""Pages with text by hand; the others come from the generator alone."""

WORDS = """
activity · agent · attestation · baseline · check · control · credential type · drill · evidence · finding · gate ·
incident · kind (of resource) · ledger · observation · origin (of blobs) · persona · phase · place · policy · preset ·
reader · register · resource · risk · rule · scope · sink · source (of taint) · subject · suppression · threat ·
tfplan · verdict
"""
RECIPES = (
    *("credential type", "validator", "layer (decoder)", "ignore comment", "report format", "policy option"),
    *("verb", "origin", "activity", "control", "kind of hook", "check of code", "library", "language of code"),
)
KINDS = ("added", "changed", "fixed", "removed", "security")

_LINK = re.compile(r"(?<!!)\[[^\]\n]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`([^`\n]+)`")
_MAKE = re.compile(r"\bmake ([a-z]+)\b")


def _text(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def _shell_lines(path: str) -> Iterator[str]:
    for language, body in _FENCE.findall(_text(path)):
        if language == "sh":
            yield from (line.partition(" #")[0].strip() for line in body.splitlines() if line.strip())


def _anchors(path: Path) -> set[str]:
    """Anchors of a page's headings, as code hosts make them."""
    text = _FENCE.sub("", path.read_text(encoding="utf-8"))
    kept = (re.sub(r"[^\w\- ]", "", title.lower()) for title in _HEADING.findall(text))
    return {title.strip().replace(" ", "-") for title in kept}


@pytest.fixture(scope="module")
def fresh() -> dict[str, str]:
    return pages()


def test_generated_pages_are_fresh(fresh: dict[str, str]) -> None:
    old = [path for path, text in fresh.items() if not (ROOT / path).is_file() or _text(path) != text]
    assert old == [], "write them again: make docs"
    assert stale(fresh) == set(), "pages that nothing generates any more: make docs"


def test_two_generations_are_equal(fresh: dict[str, str]) -> None:
    assert pages() == fresh


def test_relative_links_lead_somewhere() -> None:
    assert {path: dead for path in PAGES if (dead := _dead_links(path))} == {}


def _dead_links(path: str) -> list[str]:
    folder = (ROOT / path).parent
    dead = []
    for target in _LINK.findall(_FENCE.sub("", _text(path))):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        found = (folder / name).resolve() if name else ROOT / path
        if not found.is_file() or (anchor and found.suffix == ".md" and anchor not in _anchors(found)):
            dead.append(target)
    return dead


def test_every_page_is_reached_from_the_front_page() -> None:
    reached, queue = set(), [ROOT / "README.md"]
    while queue:
        page = queue.pop()
        if page in reached or page.suffix != ".md":
            continue
        reached.add(page)
        targets = (target.partition("#")[0] for target in _LINK.findall(page.read_text(encoding="utf-8")))
        queue += [(page.parent / name).resolve() for name in targets if name and "://" not in name]
    missed = [path for path in PAGES if ROOT / path not in reached and not path.startswith("changelog.d/")]
    assert missed == []


def test_make_verbs_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", _text("Makefile"), re.MULTILINE))
    code = [(path, line) for path in WRITTEN for line in (*_shell_lines(path), *_CODE.findall(_text(path)))]
    assert [(path, verb) for path, line in code for verb in _MAKE.findall(line) if verb not in targets] == []


@pytest.mark.parametrize("path", WRITTEN)
def test_commands_are_understood(path: str) -> None:
    for line in _shell_lines(path):
        words = line.rpartition("| ")[2].split()
        if "holdfast" not in words or words[0] in ("pipx", "cd"):
            continue
        given = [word.strip('"') for word in words[words.index("holdfast") + 1 :]]
        if given != ["--version"]:
            assert given[0] in VERBS, line
            parser(given[0]).parse_args(given)


def test_the_two_commands_of_the_front_page_come_first() -> None:
    assert [line.split()[:2] for line in _shell_lines("README.md")][:2] == [["make", "demo"], ["make", "test"]]


def test_every_option_verb_and_exit_code_is_documented() -> None:
    guide, front = _text("docs/guide.md"), _text("README.md")
    assert [option.key for option in options().values() if f"`{option.key}" not in guide] == []
    reference = _text("docs/reference/options.md")
    assert [option.flag for option in options().values() if f"`{option.flag}`" not in reference] == []
    assert [verb for verb in VERBS if f"holdfast {verb}" not in guide or f"`holdfast {verb}`" not in front] == []
    for code in ExitCode:
        assert f"\n| {int(code)} | " in guide
        assert f"\n| {int(code)} | " in front


def test_the_glossary_has_every_word_in_order() -> None:
    words = [word.strip() for word in WORDS.split("·")]
    entries = re.findall(r"^\*\*([^*]+)\.\*\*", _text("docs/glossary.md"), re.MULTILINE)
    assert {word.replace("\n", " ") for word in words} <= {entry.lower() for entry in entries}
    assert entries == sorted(entries, key=str.lower)


@pytest.mark.parametrize("activity", ACTIVITIES, ids=lambda item: item.id)
def test_activity_pages_say_whether_they_are_built(activity: Activity) -> None:
    text = _text(f"docs/activities/{activity_file(activity)}")
    assert text.startswith(f"# {activity.number}. {activity.title}\n")
    assert ("**Not built yet.**" in text) is (activity.word == "planned")
    assert ("**Works in part.**" in text) is bool(activity.partly)
    assert "| Tool | Licence |" in text


def test_contributing_names_paths_that_exist() -> None:
    named = [word for word in _CODE.findall(_text("CONTRIBUTING.md")) if re.fullmatch(r"\.?[\w.-]+(?:/[\w.-]*)+", word)]
    assert len(named) > 40
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_contributing_has_a_recipe_for_each_thing_to_add() -> None:
    titles = [title.lower() for title in _HEADING.findall(_text("CONTRIBUTING.md"))]
    assert [thing for thing in RECIPES if not any(thing in title for title in titles)] == []


def test_changelog_fragments_are_named_for_what_they_are() -> None:
    names = [path.rpartition("/")[2] for path in committed() if path.startswith("changelog.d/")]
    fragments = [name for name in names if name != "README.md"]
    pattern = rf"[a-z0-9]+(-[a-z0-9]+)*\.({'|'.join(KINDS)})\.md"
    assert [name for name in fragments if not re.fullmatch(pattern, name)] == []


def test_decisions_are_numbered_without_gaps() -> None:
    numbers = sorted(int(name[15:19]) for name in committed() if re.match(r"docs/decisions/\d{4}-", name))
    assert numbers == list(range(1, len(numbers) + 1))
