"""What is given up is told, and whether it hangs on the code alone."""

from __future__ import annotations

import time

from holdfast.app.codebook import code_book
from holdfast.app.codeproject import Files
from holdfast.engines.code.look import look
from holdfast.engines.code.outcome import Asked, Limits, Outcome

MANY = "import os\n\n\ndef go(a):\n" + "".join(f"    b{n} = os.path.join(a, 'x' * {n})\n" for n in range(400))
CALLED = MANY + "\n\ngo(os.environ['A'])\n"


def seen(text: str, limits: Limits) -> Outcome:
    files = {"a.py": text.encode()}
    return look(Files(files, files.get), Asked(["a.py"]), code_book(None).books, limits)


def test_a_function_beyond_its_budget_is_cut_for_as_long_as_it_is_written_so() -> None:
    cuts = seen(CALLED, Limits(steps=200)).cut
    assert cuts and all(cut.lasting for cut in cuts)


def test_what_the_clock_stops_is_not_cut_for_good() -> None:
    (cut,) = seen(CALLED, Limits(deadline=time.monotonic() - 1)).cut
    assert not cut.lasting and "time" in cut.why


def test_a_small_function_is_not_cut() -> None:
    assert seen("import os\n\nos.system('ls')\n", Limits()).cut == []


def test_an_expression_with_very_many_ways_does_not_hold_a_look_up() -> None:
    hard = "|".join(f"(a{{0,{n}}}b*)*c" for n in range(1, 40))
    text = f"import re\nfrom flask import request\n\n\ndef go():\n    return re.search(r'{hard}', request.args['a'])\n"
    assert seen(text, Limits()).functions["a.py"] >= 1  # without a cap on all steps together this takes many minutes
