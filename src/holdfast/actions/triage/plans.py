"""Plans for what a decision changes on the disk. Nothing here writes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from holdfast.actions.changes import capture
from holdfast.formats import baseline as baselines
from holdfast.formats import decision as decisions
from holdfast.formats import ruling as rulings
from holdfast.formats.policyfile import NAME, PYPROJECT, read_layer
from holdfast.model.decision import Decision
from holdfast.model.errors import ConfigError, IncompleteError, UsageError
from holdfast.model.event import Ruling
from holdfast.model.plan import Change, Plan, Snapshot

_SECTION: Final = b"[tool.holdfast"


def plan_key(root: Path) -> Plan:
    """Plan an empty baseline: the project's key, under which findings have the names that decisions use."""
    path = root / baselines.PATH
    text = baselines.write(baselines.fresh()).encode()
    change = Change(path=path, before=capture(path), after=Snapshot(data=text))
    return Plan(title="make the project's key", root=root, changes=(change,))


def plan_comment(root: Path, decision: Decision, before: bytes, after: bytes) -> Plan:
    """Plan a file with the comment, and the decision's record.

    Raises IncompleteError when the file no longer holds ``before``, UsageError when it is no regular file.
    """
    path = root / decision.path
    there = capture(path)
    if there is None or there.link or there.data != before:
        raise IncompleteError(f"{decision.path} changed since it was read", advice="Start again; nothing was written.")
    change = Change(path=path, before=there, after=replace(there, data=after))
    return _plan(root, decision, [change])


def plan_record(root: Path, decision: Decision) -> Plan:
    """Plan nothing but the decision's record."""
    return _plan(root, decision, ())


def plan_ruling(root: Path, ruling: Ruling) -> Plan:
    """Plan the record of what was decided about a risk."""
    change = _record(root / rulings.FOLDER, rulings.stem(ruling), rulings.write(ruling))
    return Plan(title=ruling.choice.value, root=root, changes=(change,))


def plan_accept(root: Path, decision: Decision, baseline: baselines.Baseline) -> Plan:
    """Plan the baseline with one more finding, and the decision's record."""
    path = root / baselines.PATH
    there = capture(path)
    known = {**baseline.known, decision.fingerprint: (decision.check, decision.path)}
    text = baselines.write(replace(baseline, known=known)).encode()
    change = Change(path=path, before=there, after=Snapshot(data=text, mode=there.mode if there else 0o644))
    return _plan(root, decision, [change])


def plan_decoy(root: Path, decision: Decision, mark: str) -> Plan:
    """Plan the root's policy with one more decoy at its end, all else as it is, and the decision's record.

    Raises ConfigError when the policy has decoys in a form to which nothing can be appended.
    """
    name = _policy(root)
    path = root / name
    there = capture(path)
    if there is not None and there.link:
        raise UsageError(f"{name} is a symbolic link", advice="Add the decoy where the policy is kept.")
    data = there.data if there else b""
    after = data + _entry(data, name, mark, decision.reason)
    _check(data, after, name, mark)
    change = Change(path=path, before=there, after=Snapshot(data=after, mode=there.mode if there else 0o644))
    return _plan(root, decision, [change])


def _policy(root: Path) -> str:
    """The file that holds the root's policy: one that is not there must not be made beside another that counts."""
    project = root / PYPROJECT
    if not (root / NAME).exists() and project.is_file() and _SECTION in project.read_bytes():
        return PYPROJECT
    return NAME


def _entry(data: bytes, name: str, mark: str, reason: str) -> bytes:
    table = "tool.holdfast.secrets.decoy" if name == PYPROJECT else "secrets.decoy"
    lines = [f"[[{table}]]", f"mark = {json.dumps(mark)}", f"reason = {json.dumps(reason, ensure_ascii=False)}"]
    end = "\r\n" if b"\r\n" in data else "\n"
    gap = "" if not data else end if data.endswith(b"\n") else end * 2
    return (gap + "".join(line + end for line in lines)).encode()


def _check(before: bytes, after: bytes, name: str, mark: str) -> None:
    """Raise ConfigError unless the policy says the same as before and knows the decoy."""
    try:
        old, new = (read_layer(data.decode("utf-8"), name) for data in (before, after))
        same = old.settings == new.settings and [item.mark for item in new.decoys] == [
            *(item.mark for item in old.decoys),
            mark,
        ]
    except (ConfigError, UnicodeDecodeError):
        same = False
    if not same:
        raise ConfigError(
            f"{name}: no decoy can be appended", advice=f'Add one by hand: mark = "{mark}", and a reason.'
        )


def _plan(root: Path, decision: Decision, changes: Sequence[Change]) -> Plan:
    record = _record(root / decisions.FOLDER, decisions.stem(decision), decisions.write(decision))
    return Plan(title=decision.choice.value, root=root, changes=(*changes, record))


def _record(folder: Path, stem: str, text: str) -> Change:
    """A new file, so that no two records ever share one."""
    path, at = folder / f"{stem}.json", 1
    while path.exists():
        at += 1
        path = path.with_name(f"{stem}-{at}.json")
    return Change(path=path, before=None, after=Snapshot(data=text.encode()))
