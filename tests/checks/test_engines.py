"""A scan of some engines reads what their rules may look at, and only that."""

from __future__ import annotations

from holdfast.estate.readers import READERS, judged_by
from holdfast.estate.sniff import reader_of
from holdfast.model.infrastructure import ENGINES

from .cases import IMAGE, cases, pack


def test_every_case_is_read_for_the_engine_of_its_check() -> None:
    engines = {rule.check.name: rule.check.engine for rule in pack()}
    lost = []
    for case in cases():
        if case.language == IMAGE:  # is read where an image is asked for
            continue
        readers = {name for path, data in case.files.items() if (name := reader_of(path, data))}
        if not readers & judged_by(frozenset({engines[case.check]})):
            lost.append(case.where)
    assert lost == []


def test_some_readers_have_nothing_for_an_engine() -> None:
    assert "dockerfile" not in judged_by(frozenset({"iac"}))
    assert "terraform" in judged_by(frozenset({"iac"}))
    assert judged_by(frozenset(ENGINES.values())) == READERS.keys()
