"""Writes the policy file: every option with its help, only what was chosen in force."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator
from typing import Any, Final

from holdfast.actions.adopt.answers import chosen, settings
from holdfast.actions.adopt.look import POLICY
from holdfast.actions.changes import capture
from holdfast.model.adoption import Answers, Setting, Surroundings
from holdfast.model.plan import Change, Plan, Snapshot
from holdfast.model.policy import Option, Policy, options

_STATE: Final = ".holdfast/state/"
_SAME_AS_STATE: Final = frozenset({".holdfast/state/", "/.holdfast/state/", ".holdfast/state", "/.holdfast/state"})
_WIDTH: Final = 100

_DECOY: Final = """
# A planted credential that must not alarm; "holdfast explain" shows the mark of a finding.
# [[secrets.decoy]]
# mark = ""
# reason = ""
"""


def plan_policy(surroundings: Surroundings, answers: Answers) -> Plan:
    """Plan a commented policy file and the ``.gitignore`` line for local state.

    A policy that is already there is left as it is. Raises UsageError for an answer that does not exist.
    """
    root = surroundings.root
    changes: list[Change] = []
    notes: list[str] = []
    if surroundings.policy:
        notes.append(f"{surroundings.policy} already holds a policy: it is left as it is.")
    else:
        text = render(surroundings, answers).encode()
        changes.append(Change(path=root / POLICY, before=None, after=Snapshot(data=text)))
    if surroundings.git:
        ignore = _ignore(surroundings)
        if isinstance(ignore, str):
            notes.append(ignore)
        elif ignore is not None:
            changes.append(ignore)
    return Plan(title="write the policy", root=root, changes=tuple(changes), notes=tuple(notes))


def render(surroundings: Surroundings, answers: Answers) -> str:
    """Return the text of the policy file."""
    return "\n".join(_lines(surroundings, answers)) + "\n" + _DECOY


def _lines(surroundings: Surroundings, answers: Answers) -> Iterator[str]:
    wanted = settings(answers)
    yield from _comment(
        "Holdfast policy. Every option stands here with its help; a line that is commented out shows the value in "
        "force without it. A policy in a folder below adds to this one. holdfast config show --origin tells what is "
        "in force and why."
    )
    yield "#"
    for question, choice in chosen(answers):
        yield from _comment(f"{question.asks} {choice.word}: {choice.says}", indent="  ")
    preset = str(wanted["preset"].value) if "preset" in wanted else Policy().preset
    for table, fields in _tables().items():
        if table:
            yield ""
            yield f"[{table}]"
        for field, option in fields.items():
            yield ""
            yield from _entry(option, wanted.get(option.key), _default(field, option, preset))


def _tables() -> dict[str, dict[str, Option]]:
    """Options by the table of the file that they stand in; those outside of any table come first."""
    tables: dict[str, dict[str, Option]] = {"": {}}
    for field, option in options().items():
        tables.setdefault(option.key.rpartition(".")[0], {})[field] = option
    return tables


def _entry(option: Option, setting: Setting | None, default: Any) -> Iterator[str]:
    key = option.key.rpartition(".")[2]
    yield from _comment(option.help)
    if option.choices:
        yield from _comment(f"One of: {', '.join(option.choices)}.")
    if option.presets:
        yield from _comment("Preset " + "; ".join(f"{name}: {_value(value)}" for name, value in option.presets) + ".")
    if setting is None:
        yield f"# {key} = {_value(default)}"
        return
    yield from _comment(f"Chosen: {setting.why}")
    yield f"{key} = {_value(setting.value)}"


def _default(field: str, option: Option, preset: str) -> Any:
    return dict(option.presets).get(preset, getattr(Policy(), field))


def _value(value: Any) -> str:
    """Write a value in TOML, whose strings, numbers, booleans and one-line arrays look as in JSON."""
    return json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False)


def _comment(text: str, indent: str = "") -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent="# ", subsequent_indent="# " + indent, break_on_hyphens=False)


def _ignore(surroundings: Surroundings) -> Change | str | None:
    """Return the change to ``.gitignore``, None where the line is there, or a sentence why it is left alone."""
    path = surroundings.root / ".gitignore"
    before = capture(path)
    if before is None:
        return Change(path=path, before=None, after=Snapshot(data=f"{_STATE}\n".encode()))
    if before.link:
        return f".gitignore is a symbolic link, which git does not read: add {_STATE} where you keep your patterns."
    lines = before.data.splitlines()
    if any(line.decode("utf-8", "replace").strip() in _SAME_AS_STATE for line in lines):
        return None
    end = b"\r\n" if b"\r\n" in before.data else b"\n"
    gap = b"" if not before.data or before.data.endswith(b"\n") else end
    after = Snapshot(data=before.data + gap + _STATE.encode() + end, mode=before.mode)
    return Change(path=path, before=before, after=after)
