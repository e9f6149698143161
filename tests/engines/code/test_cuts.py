"""What is given up is told, and whether it hangs on the code alone."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from holdfast.app.codebook import CodeBook, code_book
from holdfast.app.codeproject import Files
from holdfast.app.coding import code
from holdfast.engines.code.look import look
from holdfast.engines.code.outcome import Asked, Limits, Outcome
from holdfast.store.factcache import FactCache

MANY = "import os\n\n\ndef go(a):\n" + "".join(f"    b{n} = os.path.join(a, 'x' * {n})\n" for n in range(400))
CALLED = MANY + "\n\ngo(os.environ['A'])\n"


def seen(text: str, limits: Limits) -> Outcome:
    files = {"a.py": text.encode()}
    return look(Files(files, files.get), Asked(["a.py"]), code_book(None).books, limits)


def test_a_function_beyond_its_budget_is_cut_for_as_long_as_it_is_written_so() -> None:
    cuts = seen(CALLED, Limits(steps=200)).cut
    assert cuts and all(cut.lasting for cut in cuts)


def test_a_function_beyond_its_budget_is_still_looked_at_for_other_arguments() -> None:
    text = MANY.replace("def go(a):\n", "def go(a):\n    os.system(a)\n")
    outcome = seen(f"{text}\n\ngo('ls')\ngo(input())\n", Limits(steps=400))
    assert outcome.cut
    assert [hit.origin for hit in outcome.hits if hit.rule.flow is not None] == ["stdin"]


def test_what_the_clock_stops_is_not_cut_for_good() -> None:
    (cut,) = seen(CALLED, Limits(deadline=time.monotonic() - 1)).cut
    assert not cut.lasting and "time" in cut.why


def test_a_small_function_is_not_cut() -> None:
    assert seen("import os\n\nos.system('ls')\n", Limits()).cut == []


def test_an_expression_with_very_many_ways_does_not_hold_a_look_up() -> None:
    hard = "|".join(f"(a{{0,{n}}}b*)*c" for n in range(1, 40))
    text = f"import re\nfrom flask import request\n\n\ndef go():\n    return re.search(r'{hard}', request.args['a'])\n"
    assert seen(text, Limits()).functions["a.py"] >= 1  # without a cap on all steps together this takes many minutes


class Breaking:
    """A book in which a look-up of one name fails, as a fault of ours would."""

    def __init__(self, book: Any) -> None:
        self._book = book

    def __getattr__(self, name: str) -> Any:
        return getattr(self._book, name)

    def call(self, names: tuple[str, ...]) -> Any:
        if "os.remove" in names:
            raise KeyError("what was scanned")
        return self._book.call(names)


class BreakingBooks:
    """The books of the pack, each breaking."""

    def __init__(self) -> None:
        self._books = code_book(None).books
        self.languages = self._books.languages

    def of(self, language: str) -> Any:
        return Breaking(self._books.of(language))


def test_a_fault_of_ours_costs_its_file_and_is_told_without_what_was_scanned() -> None:
    files = {
        "a.py": b"import os\nfrom flask import request\n\n\ndef go():\n    os.remove(request.args['a'])\n",
        "b.py": b"import os\nfrom flask import request\n\n\ndef go():\n    os.system(request.args['a'])\n",
    }
    found = look(Files(files, files.get), Asked(sorted(files)), BreakingBooks(), Limits())
    assert [(cut.path, cut.fault, cut.lasting) for cut in found.cut] == [("a.py", True, False)]
    assert "KeyError" in found.cut[0].why and "scanned" not in found.cut[0].why
    assert {hit.at.path for hit in found.hits} == {"b.py"}


def test_nothing_is_kept_of_a_file_on_which_the_analysis_broke(tmp_path: Path) -> None:
    files = {"a.py": b"import os\nfrom flask import request\n\n\ndef go():\n    os.remove(request.args['a'])\n"}
    broken = CodeBook()
    vars(broken)["books"] = BreakingBooks()
    cache = FactCache(tmp_path, tmp_path, "code")
    first = code(["a.py"], Files(files, files.get), files.get, broken, cache)
    assert list(first.faults) == ["a.py"] and not first.rows()
    again = code(["a.py"], Files(files, files.get), files.get, code_book(None), cache)
    assert again.cached == 0 and not again.faults and again.rows()
