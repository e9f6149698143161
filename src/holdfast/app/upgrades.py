"""Use case: the smallest changes of versions that clear what the gate refuses, and those edits that are certain."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from shlex import quote
from typing import Any, Final

from holdfast.actions import changes
from holdfast.actions.upgrade.commands import together
from holdfast.app.contents import on_disk
from holdfast.app.packagefails import marked
from holdfast.app.packages import Packages
from holdfast.app.scan import Request, Scanned, scan
from holdfast.app.upgradefiles import Desk, Row, changed, checked, shows
from holdfast.engines.packages.outcome import Match
from holdfast.engines.packages.plan import Upgrade, plan
from holdfast.engines.packages.priority import AWAY, severity_of
from holdfast.model.check import Severity, severity
from holdfast.model.errors import IncompleteError
from holdfast.model.finding import State
from holdfast.model.noun import noun
from holdfast.model.plan import Plan, Receipt

_ALL: Final = {"persona": "auditor", "min_severity": "info", "min_confidence": "low"}
"""Policy fields with which a scan tells everything."""
_MOST: Final = 16 << 20
"""Bytes of a manifest that is read again."""


@noun
class Upgrades:
    """A plan for a project."""

    rows: tuple[Row, ...]
    plan: Plan
    line: str
    """The severity from which on the gate refuses."""
    below: int
    """Weaknesses that the gate lets pass and that the plan leaves alone."""
    incomplete: Mapping[str, tuple[str, ...]]
    """By why, the paths of what could not be understood or looked up: more may be wrong than is planned for."""
    packages: int
    """How many were looked at."""

    @property
    def commands(self) -> list[str]:
        """What brings the lock files along, each once, with the folder that it is for."""
        folders: dict[str, list[str]] = {}
        for row in self.rows:
            if row.command:
                folders.setdefault(row.folder, []).append(row.command)
        told = ((folder, line) for folder, lines in folders.items() for line in together(lines))
        return [f"(cd {quote(folder)} && {line})" if folder else line for folder, line in told]


class _Refusal:
    """What the gate refuses: of the present versions as a scan weighed it, of others by the same measure."""

    def __init__(self, done: Scanned, least: Severity, *, everything: bool) -> None:
        self._least, self._loud = least, everything or done.policy.persona != "regular"
        self._weighed: dict[tuple[str, str, int, str], bool] = {}
        for each in done.report.findings:
            if each.fail.about is not None and each.check.engine == "sca":
                refused = each.state is not State.SUPPRESSED and each.fail.severity >= least
                at = each.fail.at
                self._weighed[each.fail.mark, at.path, at.line, each.fail.about.address] = refused
        self._names: dict[tuple[str, str], dict[str, bool]] = {}

    def learn(self, matches: Iterable[Match]) -> None:
        """Take what is known of the present versions."""
        for each in matches:
            own = self._names.setdefault((each.package.ecosystem, each.package.name), {})
            answer = self._now(each)
            for name in each.advisory.names:
                own[name] = own.get(name, False) or answer

    def _now(self, item: Match) -> bool:
        from holdfast.formats.purl import purl

        package = item.package
        mark = marked(item.advisory.id, package.ecosystem, package.name)
        return self._weighed.get((mark, package.place.path, package.place.line, str(purl(package))), False)

    def here(self, item: Match) -> bool:
        """Whether the gate refuses a match of a version that is there."""
        return self._now(item)

    def __call__(self, item: Match) -> bool:
        """Whether the gate would refuse a match of any version."""
        own = self._names.get((item.package.ecosystem, item.package.name), {})
        known = [own[name] for name in item.advisory.names if name in own]
        if known:
            return any(known)
        if item.advisory.malicious:
            return True
        quiet = item.package.reach in AWAY and not item.advisory.exploited and not self._loud
        return not quiet and severity_of(item.advisory) >= self._least


def upgrades(
    path: Path, flags: Mapping[str, Any], *, everything: bool = False, environment: Mapping[str, str] = os.environ
) -> Upgrades:
    """Plan for what stands below a path; nothing is changed yet. With ``everything``, for all that is known.

    Raises UsageError and ConfigError, and IncompleteError where no advisory could be asked.
    """
    wanted = {**flags, **(_ALL if everything else {})}
    request = Request(path=path, flags=wanted, only=frozenset({"sca"}), catalogue=False, environment=environment)
    done = scan(request)
    found = done.packages
    line = "info" if everything else done.policy.fail_on
    incomplete: dict[str, tuple[str, ...]] = {}
    for each in done.report.skipped:
        if each.fault:
            incomplete[each.why] = (*incomplete.get(each.why, ()), each.path)
    if found is None or not found.matched:
        if found is not None and found.advisories.idle:
            raise IncompleteError(found.advisories.idle, advice="Without advisories nothing can be planned.")
        count = found.count if found else 0
        return Upgrades(rows=(), plan=changed(done.root, ()), line=line, below=0, incomplete=incomplete, packages=count)
    refusal = _Refusal(done, severity(line), everything=everything)
    more = on_disk(done.root, done.policy.max_file_bytes)
    steps, below = _steps(found, refusal)
    desk = Desk(more)
    rows = checked(done.root, [desk.row(each) for each in steps], more)
    return Upgrades(
        rows=tuple(rows),
        plan=changed(done.root, rows),
        line=line,
        below=below,
        incomplete=incomplete,
        packages=found.count,
    )


def _steps(found: Packages, refusal: _Refusal) -> tuple[list[Upgrade], int]:
    for told in found.matched.values():
        refusal.learn(told.matches)
    rows = [(each, found.matched[each.path].matches) for each in found.inventories if each.path in found.matched]
    below = sum(not refusal.here(item) for _, matches in rows for item in matches)
    return plan(rows, found.advisories.ask(), refusal.here, refusal), below


def apply(found: Upgrades) -> Receipt:
    """Edit the manifests, all or none. Raises IncompleteError when one changed since, or does not say so afterwards."""
    receipt = changes.apply(found.plan)
    root = found.plan.root
    more = on_disk(root, max((_MOST, *(len(each.after.data) for each in receipt.changes if each.after))))
    for row in found.rows:
        for each in row.rewrites:
            if not shows(row, each, {}, more):
                changes.undo(receipt)
                says = f"{each.path}:{each.edit.line} does not ask for {row.upgrade.package.name} {row.upgrade.to} now"
                raise IncompleteError(says, advice="Everything was put back.")
    return receipt
