"""Use case: what the rules say of a repository's threat model, and how far evidence handles it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple

from holdfast.app.folded import Folded, folded
from holdfast.app.origins import find_target, work_tree
from holdfast.app.policy import Policies, environment
from holdfast.app.register import register_of
from holdfast.formats.report.look import Look
from holdfast.formats.threatmodel import MOST_BYTES, PATH, examine, read
from holdfast.formats.threatmodelwrite import treated
from holdfast.formats.treefields import Wrong, nearest
from holdfast.loop.catalogue import CONTROLS
from holdfast.loop.concrete import concrete
from holdfast.loop.handling import standings
from holdfast.loop.keys import holders, keyed, with_keys
from holdfast.loop.paths import within
from holdfast.loop.register import accepted
from holdfast.model.errors import ConfigError, IncompleteError, NothingError, UsageError
from holdfast.model.event import Ruling
from holdfast.model.system import Element, Story, System, Treatment
from holdfast.model.threat import Analysed, Band, Handling, Standing, Threat
from holdfast.threats.analyse import analyse, outcome
from holdfast.threats.library import library
from holdfast.threats.lint import remarks
from holdfast.threats.matters import matter
from holdfast.threats.rule import Rule
from holdfast.threats.rules import Library, Written, refuse, with_own
from holdfast.threats.rules import examine as examine_rules

MODEL: Final = PATH
"""Where the model stands, relative to the root."""
OWN: Final = ".holdfast/threats"
"""Folder of the rules that an organisation writes itself."""
MOST_OWN: Final = 100
"""Files of own rules."""
HANDLED: Final = (Handling.PROVEN, Handling.ATTESTED)
"""What counts as handled: evidence, or a named person's word until its end date."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A model with its threats and how each of them stands."""

    root: Path
    system: System
    text: str
    """The model's file."""
    library: Library
    analysed: Analysed
    standings: tuple[Standing, ...]
    """One for each threat, the worst first."""
    first: tuple[tuple[Standing, ...], ...]
    """Those that matter most, of one rule together; behind them those of other rules that the same place tells."""
    ledger: Folded

    def unhandled(self, least: Band) -> list[Standing]:
        """Threats whose rating as things stand is at least so bad, and that nothing shows to be handled."""
        return [
            item for item in self.standings if item.handling not in HANDLED and item.current.band.rank >= least.rank
        ]


def told(folder: Path) -> Told:
    """Ask the rules and the ledger. Raises NothingError without a model, ConfigError and LedgerError."""
    root, system, text = opened(folder)
    system = grounded(system, files(root))
    rules = book(root)
    ledger = folded(root)
    kept = holders(system, ledger.statuses, ledger.histories, subject=ledger.subject)
    system = keyed(system, kept)
    analysed = analyse(system, rules)
    judged = standings(
        system,
        analysed,
        ledger.statuses,
        subject=ledger.subject,
        now=ledger.now,
        histories=ledger.histories,
        accepted=_accepted(ledger),
    )
    judged = concrete(system, judged, ledger.statuses, ledger.histories, subject=ledger.subject)
    found = tuple(with_keys(judged, kept))
    return Told(
        root=root,
        system=system,
        text=text,
        library=rules,
        analysed=analysed,
        standings=found,
        first=_first(system, analysed, found),
        ledger=ledger,
    )


def _accepted(ledger: Folded) -> Mapping[str, Ruling]:
    """What a second person accepted in the register, by the threat's id."""
    book = register_of(ledger)
    return accepted(book.account, [risk for risk in book.risks if risk.subject == ledger.subject])


def files(root: Path) -> tuple[str, ...]:
    """The paths of a work tree. Raises ConfigError."""
    return work_tree(find_target(root), Policies(root, {}, environment())).paths


def grounded(system: System, paths: Sequence[str]) -> System:
    """The system in which an element whose globs match no file stands for the whole subject.

    A name that leads nowhere must not let an element pass for one without findings.
    """
    return replace(
        system,
        elements=tuple(replace(item, paths=()) if _lost(item, paths) else item for item in system.elements),
    )


def _lost(element: Element, paths: Sequence[str]) -> bool:
    """Whether its globs match nothing. Files of another subject cannot be looked for here."""
    return bool(element.paths) and not element.subject and not any(within(path, element.paths) for path in paths)


def _first(system: System, analysed: Analysed, found: Iterable[Standing]) -> tuple[tuple[Standing, ...], ...]:
    by_id = {item.threat.id: item for item in found}

    def handled(threat: Threat) -> bool:
        return bool(threat.countered) or by_id[threat.id].handling in HANDLED

    shown = {name: frozenset(each.fingerprint for each in item.concrete) for name, item in by_id.items()}
    groups = matter(analysed.threats, handled=handled, findings=lambda threat: shown[threat.id], system=system)
    return tuple(tuple(by_id[threat.id] for threat in (*group.threats, *group.also)) for group in groups)


def opened(folder: Path) -> tuple[Path, System, str]:
    """The root of a repository, its model and the model's text. Raises NothingError and ConfigError."""
    root = find_target(folder).root
    content = _model(root)
    return root, read(PATH, content), content.decode("utf-8", "replace")


def _model(root: Path) -> bytes:
    path = root / PATH
    if not path.is_file():
        raise NothingError(f"there is no {PATH}", advice="`holdfast threats init` drafts one from what is there.")
    return _bytes(path, PATH)


def book(root: Path) -> Library:
    """The rules of the library and an organisation's own. Raises ConfigError."""
    return with_own(library(), [each.rule for each in own_rules(root)])


def own_rules(root: Path) -> list[Written]:
    """The rules in ``.holdfast/threats``. Raises ConfigError that names file and line."""
    folder = root / OWN
    if not folder.is_dir():
        return []
    paths = sorted(folder.glob("*.yaml"))
    if len(paths) > MOST_OWN:
        raise ConfigError(f"{OWN} holds more than {MOST_OWN} files", advice="Put several rules into one file.")
    found: list[Written] = []
    base = library()
    controls = {control.id for control in CONTROLS}
    for path in paths:
        name = f"{OWN}/{path.name}"
        got = examine_rules(name, _bytes(path, name))
        if got.wrong:
            first = got.wrong[0]
            raise ConfigError(f"{name}:{first.line}: {first.says}", advice=first.advice)
        refuse(name, got.rules, with_own(base, [each.rule for each in found]), controls)
        found += got.rules
    return found


def _bytes(path: Path, name: str) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise IncompleteError(f"{name} cannot be read: {error.strerror}") from error


class Linted(NamedTuple):
    """What is wrong with a model, and what a reviewer would remark."""

    wrong: tuple[Wrong, ...]
    remarks: tuple[Wrong, ...]


def lint(folder: Path) -> Linted:
    """Everything that is wrong in the model's file at once. Raises NothingError without one, and ConfigError."""
    root = find_target(folder).root
    found = examine(PATH, _model(root))
    rules = book(root)
    ledger = folded(root)
    kept = holders(found.system, ledger.statuses, ledger.histories, subject=ledger.subject)
    unused = analyse(keyed(found.system, kept), rules).unused
    names = {rule.name for rule in rules.rules}
    today = datetime.now(UTC).date().isoformat()
    said = remarks(found.system, names, {control.id for control in CONTROLS}, unused, today)
    paths = files(root)
    said += [
        Wrong(
            item.line,
            f"{item.id}: no file matches its `paths:`, so evidence about any file counts against it",
            "Name the folder that it is built from.",
        )
        for item in found.system.elements
        if _lost(item, paths)
    ]
    return Linted(found.wrong, tuple(sorted(said)))


def named(found: Told, word: str) -> list[Standing]:
    """The threats of an id, of a rule or on an element. Raises UsageError with the nearest one."""
    hits = [item for item in found.standings if word in (item.threat.id, item.threat.rule, item.threat.on)]
    rule = found.library.named(word)
    hits = hits or [item for item in found.standings if rule and item.threat.rule == rule.name]
    if not hits:
        known = [item.threat.id for item in found.standings]
        says = f"rule {word!r} finds no threat here" if rule else f"there is no threat {word!r}"
        raise UsageError(says, advice="" if rule else nearest(word, known))
    return hits


def treat(folder: Path, treatment: Treatment) -> Path:
    """Write a treatment into the model's file, comments kept. Raises UsageError, ConfigError and IncompleteError."""
    root, _, text = opened(folder)
    if "*" not in treatment.threat:
        known = [item.threat.id for item in told(folder).standings]
        if treatment.threat not in known:
            raise UsageError(f"there is no threat {treatment.threat!r}", advice=nearest(treatment.threat, known))
    for control in treatment.controls:
        names = [item.id for item in CONTROLS]
        if control not in names:
            raise UsageError(f"there is no control {control!r}", advice=nearest(control, names))
    path = root / PATH
    draft = path.with_name(f"{path.name}.tmp")
    changed = treated(text, treatment)
    try:
        draft.write_text(changed, encoding="utf-8", newline="")
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise IncompleteError(f"{PATH} cannot be written: {error.strerror}") from error
    return path


class Promise(NamedTuple):
    """What an example of a rule says, and what the rule does."""

    rule: str
    example: str
    does: str

    @property
    def kept(self) -> bool:
        """Whether the rule does what it says."""
        return self.example == self.does


def promises(root: Path) -> list[Promise]:
    """The examples of an organisation's own rules, tried. Raises ConfigError."""
    return [
        Promise(each.rule.name, name, outcome(model, each.rule, "x"))
        for each in own_rules(root)
        for name, model in each.examples.items()
    ]


def rules(folder: Path) -> tuple[Rule, ...]:
    """Every rule that would be asked here, by id. Raises ConfigError."""
    return tuple(sorted(book(find_target(folder).root).rules, key=lambda rule: rule.id))


class Step(NamedTuple):
    """One step of a story: what is done, which threat it is, and how that stands."""

    does: str
    threat: str
    standing: Standing | None
    """None where no threat is named, or the rules do not find it here."""


def steps(found: Told, story: Story) -> list[Step]:
    """The steps of a story with how each threat stands."""
    by_id = {item.threat.id: item for item in found.standings}
    return [Step(does, threat, by_id.get(threat)) for does, threat in story.steps]


def screen(found: Told, looks: Look, *, every: bool) -> str:
    """The first screen, or every threat, for a terminal."""
    from holdfast.formats.report import threatscreen

    items = [(item,) for item in found.standings] if every else found.first
    looked = any(status.seen_at or status.failures for status in found.ledger.statuses)
    return threatscreen.screen(found.system, found.analysed, found.standings, items, looks, looked=looked)


def document(found: Told, form: str) -> str:
    """The analysis as JSON, CSV or Markdown."""
    from holdfast.formats.report import threatjson, threattable

    if form == "csv":
        return threattable.table(found.system, found.standings)
    if form == "md":
        return threattable.markdown(found.system, found.analysed, found.standings, found.first)
    return threatjson.document(found.system, found.analysed, found.standings)


def card(item: Standing, system: System, looks: Look) -> str:
    """All that is known of one threat, for a terminal."""
    from holdfast.formats.report import threatcard

    return threatcard.card(item, system, looks)
