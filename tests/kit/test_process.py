"""Other programs, run with bounds."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from holdfast.kit.process import ProcessFailed, run


def python(script: str, *words: str) -> list[str]:
    return [sys.executable, "-c", script, *words]


def test_what_goes_in_and_comes_out_are_bytes() -> None:
    echo = "import sys; sys.stdout.buffer.write(sys.stdin.buffer.read()[::-1])"
    data = bytes(range(256)) * 4000
    assert run(python(echo), data=data) == data[::-1]


def test_nothing_is_inherited_as_input() -> None:
    assert run(python("import sys; print(len(sys.stdin.read()))")).strip() == b"0"


def test_folder_and_environment_are_those_given(tmp_path: Path) -> None:
    script = "import os; print(os.getcwd(), os.environ.get('COLOUR'), 'HOME' in os.environ)"
    said = run(python(script), folder=tmp_path, environment={"COLOUR": "red"}).decode().split()
    assert said == [str(tmp_path.resolve()), "red", "False"]


def test_words_are_not_read_by_a_shell() -> None:
    script = "import sys; print(sys.argv[1])"
    assert run(python(script, "$(id); `id` 'x")).decode() == "$(id); `id` 'x\n"


def test_a_bad_code_tells_the_programs_last_words() -> None:
    with pytest.raises(ProcessFailed, match=r"^it is broken$") as caught:
        run(python("import sys; print('first', file=sys.stderr); sys.exit('it is broken')"))
    assert caught.value.code == 1


def test_a_silent_failure_tells_its_code() -> None:
    with pytest.raises(ProcessFailed, match="exit code 7"):
        run(python("raise SystemExit(7)"))


def test_other_codes_can_be_accepted() -> None:
    assert run(python("print('well'); raise SystemExit(3)"), accept=(0, 3)).strip() == b"well"


def test_a_program_that_is_not_there() -> None:
    with pytest.raises(ProcessFailed, match="no-such-program") as caught:
        run(["no-such-program-anywhere"])
    assert caught.value.code is None


def test_a_program_that_cannot_be_started(tmp_path: Path) -> None:
    path = tmp_path / "plain"
    path.write_text("text")
    with pytest.raises(ProcessFailed, match="cannot be started"):
        run([str(path)])


def test_a_program_that_takes_too_long_is_ended() -> None:
    with pytest.raises(ProcessFailed, match=r"longer than 0\.3 s"):
        run(python("import time; time.sleep(60)"), seconds=0.3)
