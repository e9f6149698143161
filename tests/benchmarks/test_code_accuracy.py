"""The labelled programs are read as they are meant, and counted right."""

from __future__ import annotations

from benchmarks.code_accuracy import Label, Program, family, programs, score
from holdfast.app.codebook import code_book
from holdfast.model.check import Persona

BAD = "import os\nfrom flask import request\n\n\ndef show():\n    os.system(request.args['a'])\n    os.system('ls')\n"


def test_every_program_has_labels_of_both_kinds_in_sight_and_none_in_its_text() -> None:
    found = list(programs())
    assert len(found) == 58
    assert sum(label.bad for program in found for label in program.labels.values()) == 94
    assert not any("bad:" in text or "good:" in text for program in found for text in program.files.values())
    assert any(len(program.files) == 2 for program in found)


def test_weaknesses_that_are_mended_alike_are_one_family() -> None:
    assert 88 in family([78])
    assert family([89]) == {89}


def test_what_is_found_missed_and_reported_wrongly_is_counted() -> None:
    labels = {
        ("a.py", 6): Label(True, family([78])),
        ("a.py", 7): Label(False, family([78])),
        ("a.py", 1): Label(True, family([89])),
    }
    found = score([Program("python", {"a.py": BAD}, labels)], code_book(None), Persona.REGULAR)
    assert found.counts["CWE-77", "found"] == 1
    assert found.counts["CWE-77", "false"] == 0
    assert [each.split()[-1] for each in found.missed] == ["CWE-89"]
