"""Completion scripts work in the shells that are here; the manual page is sound roff and tells every flag."""

from __future__ import annotations

import os
import pty
import re
import select
import shlex
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from holdfast.faces.cli.completion import whole
from holdfast.faces.cli.main import VERBS, main, parser
from holdfast.faces.cli.manual import manual
from holdfast.faces.cli.shape import command
from holdfast.faces.cli.shells import SHELLS
from tests.worlds.machine import Machine

TOP = whole(parser)
ASKED = {
    "tri": {"triage"},
    "--ver": {"--version"},
    "hook un": {"uninstall"},
    "hook install --ty": {"--type"},
    "hook install --type pre-p": {"pre-push"},
    "scan --preset ": {"quiet", "balanced", "strict"},
    "scan --fail-on c": {"critical"},
    "completion z": {"zsh"},
    "-- config show --or": {"--origin"},
}
"""What is typed behind the program's name, and what may follow."""


def _words(typed: str) -> list[str]:
    return typed.removeprefix("-- ").split(" ")


@pytest.mark.parametrize("typed", ASKED)
@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
def test_bash_completes(machine: Machine, typed: str) -> None:
    words = ["holdfast", *_words(typed)]
    asks = (
        f"COMP_WORDS=({shlex.join(words)}); COMP_CWORD={len(words) - 1}; _holdfast\n"
        'printf "%s\\n" "${COMPREPLY[@]}"; complete -p holdfast\n'
    )
    answer = machine.run(machine.folder, "bash", "--norc", "-euc", SHELLS["bash"](TOP) + asks)
    assert answer.err == ""
    *found, declared = answer.out.splitlines()
    assert set(found) == ASKED[typed]
    assert "_holdfast" in declared


@pytest.mark.parametrize("typed", ASKED)
@pytest.mark.skipif(shutil.which("fish") is None, reason="there is no fish")
def test_fish_completes(machine: Machine, typed: str) -> None:
    text = SHELLS["fish"](TOP)
    line = "holdfast " + " ".join(_words(typed))
    answer = machine.run(machine.folder, "fish", "--no-config", "-c", f"{text}\ncomplete -C {shlex.quote(line)}")
    assert answer.err == ""
    assert {row.split("\t")[0] for row in answer.out.splitlines()} == ASKED[typed]


@pytest.mark.parametrize("typed", [typed for typed, found in ASKED.items() if len(found) == 1])
@pytest.mark.skipif(shutil.which("zsh") is None, reason="there is no zsh")
def test_zsh_completes(machine: Machine, typed: str) -> None:
    script = machine.folder / "holdfast.zsh"
    script.write_text(SHELLS["zsh"](TOP), encoding="utf-8")
    near, far = pty.openpty()
    variables = {**os.environ, **machine.environment, "TERM": "dumb", "PS1": "ready> "}
    process = subprocess.Popen(
        ["zsh", "-f", "-i"], stdin=far, stdout=far, stderr=far, env=variables, start_new_session=True
    )
    os.close(far)
    try:
        _say(near, f"unsetopt prompt_sp; autoload -Uz compinit && compinit -D; source {script}; print loa''ded\n")
        _hear(near, "loaded", "ready> ")
        found = " ".join([*_words(typed)[:-1], *ASKED[typed]])
        _say(near, f"holdfast {' '.join(_words(typed))}\t")
        _hear(near, f"holdfast {found}")
    finally:
        process.kill()
        process.wait()
        os.close(near)


def _say(handle: int, text: str) -> None:
    os.write(handle, text.encode())


def _hear(handle: int, *wanted: str) -> None:
    """Read until some texts were shown, one after the other."""
    seen, end = "", time.monotonic() + 20
    for text in wanted:
        while text not in seen:
            ready = select.select([handle], [], [], max(0.0, end - time.monotonic()))[0]
            assert ready, f"{text!r} never came: {seen!r}"
            seen += os.read(handle, 4096).decode("utf-8", "replace")
        seen = seen.partition(text)[2]


def test_every_verb_and_flag_is_known_to_every_script() -> None:
    below = [item for item in TOP.all() if item.words]
    assert [item.words[0] for item in TOP.below] == list(VERBS)
    for shell, write in SHELLS.items():
        text = write(TOP)
        for item in below:
            assert item.words[-1] in text
            for flag in (word for each in item.flags for word in each.flags):
                assert (flag.lstrip("-") if shell == "fish" else flag) in text, (shell, item.words, flag)


@pytest.mark.parametrize("shell", [*SHELLS, "man"])
def test_the_verb_writes_it(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", shell]) == 0
    written = capsys.readouterr()
    assert "triage" in written.out
    assert written.err == ""


def _page() -> str:
    return manual(TOP, "1.2.3")


def test_the_manual_tells_every_verb_and_flag() -> None:
    plain = _page().replace("\\-", "-")
    for item in TOP.all():
        assert not item.words or f'.SS "holdfast {" ".join(item.words)}"' in plain
        assert [flag for each in item.flags[1:] for flag in each.flags if item.words and flag not in plain] == []
    for section in ("NAME", "SYNOPSIS", "DESCRIPTION", "VERBS", "EXIT STATUS", "ENVIRONMENT", "FILES"):
        assert plain.count(f"\n.SH {section}\n") == 1


def test_the_manual_is_plain_roff() -> None:
    rows = _page().splitlines()
    assert _page().isascii()
    requests = {row.split()[0] for row in rows if row.startswith((".", "'"))}
    assert requests <= {".TH", ".SH", ".SS", ".TP", ".PP", ".B", ".I", ".br", '.\\"'}
    assert [row for row in rows if not row or re.search(r"\\(?![-efu(\[&\"])", row)] == []


@pytest.mark.skipif(shutil.which("groff") is None, reason="there is no groff")
def test_groff_has_nothing_to_say_about_the_manual(tmp_path: Path) -> None:
    page = tmp_path / "holdfast.1"
    page.write_text(_page(), encoding="utf-8")
    done = subprocess.run(
        ["groff", "-man", "-Tutf8", "-ww", str(page)], capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "holdfast triage" in done.stdout


def test_what_a_parser_takes_is_read_off_it() -> None:
    found = command(parser("hook")).below[list(VERBS).index("hook")].below[0]
    assert found.words == ("hook", "install")
    kind = next(item for item in found.flags if "--type" in item.flags)
    assert kind.choices == ("pre-commit", "pre-push", "both") or set(kind.choices) >= {"pre-commit", "both"}
    assert kind.help == "which hook (default: pre-commit)"
    assert next(item for item in found.flags if "--force" in item.flags).value == ""
