"""The verbs hook, init and doctor as a person meets them."""

from __future__ import annotations

import argparse
import os
import pty
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

from holdfast.faces.cli import doctor, hook, init
from holdfast.faces.cli.paint import paint, shown
from holdfast.model.errors import ExitCode, UsageError


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository in a home of its own."""
    for name in [name for name in os.environ if name.startswith(("GIT_", "HOLDFAST_", "XDG_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("NO_COLOR", "1")
    root = tmp_path / "my shop"
    git(tmp_path, "init", "-q", "-b", "main", str(root))
    (root / "a.py").write_text("print()\n")
    git(root, "add", ".")
    monkeypatch.chdir(root)
    return root


def git(folder: Path, *words: str) -> None:
    """Run git in a folder."""
    subprocess.run([shutil.which("git") or "git", *words], cwd=folder, check=True)


def run(verb: ModuleType, *words: str) -> int:
    """Parse and run, as the main program does."""
    parser = argparse.ArgumentParser(prog="holdfast")
    verb.add(parser)
    code: int = verb.run(parser.parse_args(words))
    return code


def files(root: Path) -> dict[str, bytes]:
    """Everything that stands in a folder."""
    return {str(path): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def test_a_dry_run_shows_the_script_and_writes_nothing(repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = files(repo)
    assert run(hook, "install", "--dry-run", "--type", "both") == ExitCode.PASSED
    said = capsys.readouterr().out
    assert "+++ .git/hooks/pre-commit" in said
    assert "+++ .git/hooks/pre-push" in said
    assert "nothing was written" in said
    assert files(repo) == before


def test_install_status_uninstall(repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = files(repo)
    run(hook, "status")
    assert "holdfast hook install" in capsys.readouterr().out
    assert run(hook, "install") == ExitCode.PASSED
    assert "Installed." in capsys.readouterr().out
    script = (repo / ".git" / "hooks" / "pre-commit").read_text()
    assert sys.executable in script
    run(hook, "status", str(repo))
    assert "pre-commit   installed\n" in capsys.readouterr().out
    assert run(hook, "uninstall") == ExitCode.PASSED
    assert "Removed." in capsys.readouterr().out
    assert files(repo) == before


def test_status_tells_of_a_hook_that_will_not_run(repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(hook, "install")
    script = repo / ".git" / "hooks" / "pre-commit"
    script.write_text(script.read_text().replace(sys.executable, "/gone/python"))
    capsys.readouterr()
    run(hook, "status")
    said = capsys.readouterr().out
    assert "its interpreter is gone: /gone/python" in said
    assert "Next: holdfast hook install --type pre-commit" in said


def test_errors_reach_the_top_with_advice(tmp_path: Path) -> None:
    for words in (("install",), ("uninstall",), ("status",)):
        with pytest.raises(UsageError) as caught:
            run(hook, *words, str(tmp_path))
        assert caught.value.advice


def test_init_without_a_terminal_asks_nothing(repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(init) == ExitCode.PASSED
    said = capsys.readouterr().out
    assert "Python 1" in said
    assert "holdfast scan" in said
    assert "holdfast hook install" in said
    assert tomllib.loads((repo / "holdfast.toml").read_text())["preset"] == "balanced"
    assert (repo / ".gitignore").read_text() == ".holdfast/state/\n"
    assert not (repo / ".git" / "hooks" / "pre-commit").exists()


def test_init_takes_answers_and_the_hook_from_flags(repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(init, "--yes", "--hook", "--risk", "low", "--resources", "few", "--culture", "regulated")
    policy = tomllib.loads((repo / "holdfast.toml").read_text())
    assert policy["preset"] == "strict"
    assert policy["report"] == {"persona": "regular", "confidence": "high"}
    assert policy["suppressions"] == {"require_reason": True, "allow_blanket": False, "max_days": 180}
    assert (repo / ".git" / "hooks" / "pre-commit").exists()
    assert "holdfast hook install" not in capsys.readouterr().out


def test_init_shows_the_file_on_a_dry_run(repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = files(repo)
    run(init, "--dry-run", "--hook")
    said = capsys.readouterr().out
    assert '+preset = "balanced"' in said
    assert "+++ .git/hooks/pre-commit" in said
    assert files(repo) == before


def test_init_leaves_a_policy_alone(repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (repo / "holdfast.toml").write_text('preset = "quiet"\n')
    run(init, "--yes", "--risk", "low")
    assert (repo / "holdfast.toml").read_text() == 'preset = "quiet"\n'
    assert "holdfast.toml already holds a policy" in capsys.readouterr().out


def test_init_writes_the_policy_even_where_the_hook_cannot_go(repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    git(repo, "config", "core.hooksPath", str(repo.parent / "elsewhere"))
    run(init, "--yes", "--hook")
    assert "No hook was installed" in capsys.readouterr().out
    assert (repo / "holdfast.toml").exists()


@pytest.mark.parametrize(
    ("typed", "preset", "reason", "hooked"),
    [
        ("\n\n\n\n\n", "balanced", True, True),
        ("3\nfew\nOPEN\nn\ny\n", "quiet", False, False),
        ("9\nlow\n\n\ny\nn\n", None, None, False),
    ],
)
def test_init_asks_on_a_terminal(repo: Path, typed: str, preset: str | None, reason: bool | None, hooked: bool) -> None:
    code = (
        "import argparse; from holdfast.faces.cli import init; p = argparse.ArgumentParser(); init.add(p);"
        "raise SystemExit(init.run(p.parse_args([])))"
    )
    near, far = pty.openpty()
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=far, stdout=far, stderr=far, env=environment, cwd=repo
    ) as process:
        os.close(far)
        os.write(near, typed.encode())
        said = b""
        while True:
            try:
                piece = os.read(near, 4096)
            except OSError:
                break
            if not piece:
                break
            said += piece
        assert process.wait(timeout=30) == 0, said.decode()
    os.close(near)
    assert b"How much risk can you live with?" in said
    if preset is None:
        assert b"Nothing was written" in said
        assert not (repo / "holdfast.toml").exists()
    else:
        policy = tomllib.loads((repo / "holdfast.toml").read_text())
        assert (policy["preset"], policy["suppressions"]["require_reason"]) == (preset, reason)
    assert (repo / ".git" / "hooks" / "pre-commit").exists() == hooked


def test_doctor_says_how_things_stand(repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(doctor) == ExitCode.PASSED
    said = capsys.readouterr().out
    assert "preset balanced (default)" in said
    assert "Run holdfast hook install." in said


def test_doctor_fails_when_something_will_not_work(repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (repo / "holdfast.toml").write_text('presett = "quiet"\n')
    assert run(doctor) == ExitCode.INCOMPLETE
    said = capsys.readouterr().out
    assert "Did you mean 'preset'?" in said
    assert "must be repaired" in said


def test_doctor_accepts_what_init_wrote(repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(init, "--yes", "--hook", "--risk", "low")
    assert run(doctor) == ExitCode.PASSED
    said = capsys.readouterr().out
    assert "preset strict (holdfast.toml:" in said
    assert "pre-commit in" in said


@pytest.mark.parametrize(
    ("variables", "color"),
    [
        ({}, False),
        ({"FORCE_COLOR": "1"}, True),
        ({"FORCE_COLOR": "0"}, False),
        ({"FORCE_COLOR": "1", "TERM": "dumb"}, True),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ({"FORCE_COLOR": "1", "NO_COLOR": ""}, True),
    ],
)
def test_colour_is_used_where_it_is_wanted(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], color: bool
) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    pen = paint()
    assert pen.color is color
    for mark in (pen.strong, pen.dim, pen.good, pen.bad, pen.warn):
        assert mark("word").startswith("\x1b[") is color
        assert "word" in mark("word")


def test_text_from_outside_steers_no_terminal() -> None:
    assert shown("a\x1b[2J\nb é") == "a\\x1b[2J\\nb é"
