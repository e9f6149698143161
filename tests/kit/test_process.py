"""Other programs, run with bounds."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from holdfast.kit.process import ProcessFailed, confined, run


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


def held(script: str, folder: Path, *, seconds: float = 60.0, most: int = 1 << 20, memory: int = 4 << 30) -> bytes:
    return confined(python(script), folder=folder, environment={}, seconds=seconds, most=most, memory=memory)


def test_a_confined_program_says_what_it_prints(tmp_path: Path) -> None:
    assert held("import os, sys; print(os.getcwd(), len(sys.stdin.read()))", tmp_path).decode().split() == [
        str(tmp_path.resolve()),
        "0",
    ]


def test_a_confined_program_that_prints_too_much_is_stopped(tmp_path: Path) -> None:
    with pytest.raises(ProcessFailed, match="printed more than 1 MiB"):
        held("while True: print('x' * 65536)", tmp_path)


def test_a_confined_program_that_complains_without_end_is_heard_no_longer(tmp_path: Path) -> None:
    assert held("import sys; sys.stderr.write('x' * (1 << 22)); print('done')", tmp_path) == b"done\n"


def test_a_confined_program_ends_with_what_it_started(tmp_path: Path) -> None:
    child = "import time; time.sleep(600)"
    script = f"import subprocess, sys; print(subprocess.Popen([sys.executable, '-c', {child!r}]).pid, flush=True)"
    mark = tmp_path / "pid"
    with pytest.raises(ProcessFailed, match="took longer than 2 s"):
        held(f"import sys; sys.stdout = open({str(mark)!r}, 'w')\n{script}", tmp_path, seconds=2.0)
    number = int(mark.read_text(encoding="utf-8"))
    for _ in range(100):
        state = Path(f"/proc/{number}/stat")
        if not state.exists() or state.read_text(encoding="utf-8").rpartition(")")[2].split()[0] == "Z":
            return
        time.sleep(0.05)
    pytest.fail("the child still runs")


def test_a_confined_program_tells_all_its_last_words(tmp_path: Path) -> None:
    with pytest.raises(ProcessFailed, match=r"^first\nsecond$") as caught:
        held("import sys; print('first', file=sys.stderr); sys.exit('second')", tmp_path)
    assert caught.value.code == 1


def test_a_confined_program_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ProcessFailed, match="cannot be started"):
        confined(["no-such-program"], folder=tmp_path, environment={}, seconds=1.0, most=1, memory=1 << 30)


@pytest.mark.parametrize("size", [1 << 20, 1 << 33])
def test_a_confined_program_has_so_much_memory(tmp_path: Path, size: int) -> None:
    script = f"print(len(bytearray({size})))"
    if sys.platform != "linux" or size < 1 << 30:
        assert held(script, tmp_path).strip() == str(size).encode()
    else:
        with pytest.raises(ProcessFailed, match="MemoryError"):
            held(script, tmp_path, memory=1 << 30)
