"""The rules about resources of a repository itself, from ``.holdfast/rules``; loaded only where such a file is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from holdfast.app.judged import JUDGES, JudgedBook, OwnJudged
from holdfast.app.survey import judged as judge
from holdfast.estate.kinds.index import KINDS
from holdfast.estate.languages import FILES, files_of
from holdfast.estate.readers import reader
from holdfast.estate.sniff import reader_of
from holdfast.formats.judgedrules import JudgedPack, compile_rules, load_prose
from holdfast.formats.ownjudged import examples, judges, read_own
from holdfast.loop.catalogue import CONTROLS
from holdfast.model.errors import ConfigError
from holdfast.model.judgement import Example


def load(folder: Path) -> OwnJudged | None:
    """The rules of every such file in a folder, None where there is none. Raises ConfigError."""
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix in (".yaml", ".yml"))
    except OSError:
        return None
    own = [path for path in paths if judges(path)]
    return read(own) if own else None


def read(paths: Sequence[Path]) -> OwnJudged:
    """The rules of some files. Raises ConfigError naming the file, the rule and the fault."""
    shipped = JudgedBook()
    taken = {word: check.title for check in shipped.checks for word in (check.name, check.id)}
    found = read_own(paths, KINDS, {control.id for control in CONTROLS}, taken)
    rules = [rule for _, rule in found]
    pack, prose = compile_rules(rules, "own")
    promised = examples(rules)
    for example in promised:
        if example.language not in FILES:
            says = f"{example.rule}: there is no language {example.language!r}"
            raise ConfigError(says, advice=f"One of: {', '.join(FILES)}.")
    return OwnJudged(
        pack=JudgedPack(pack, JUDGES),
        prose=load_prose(prose),
        sources={rule["id"]: path for path, rule in found},
        examples=tuple(promised),
    )


def broken(own: OwnJudged) -> list[tuple[str, str]]:
    """(rule, what is not as promised) for each example that does not do what it should."""
    book = JudgedBook(own)
    names = {rule.check.name: rule.check.id for rule in own.pack}
    found = []
    for example in own.examples:
        told = _verdicts(example, book, names[example.rule])
        if example.fails and "fail" not in told:
            found.append((example.rule, f"the bad {example.language} example is not refused: {_said(told)}"))
        elif not example.fails and told != {"ok"}:
            found.append((example.rule, f"the good {example.language} example does not pass: {_said(told)}"))
    return found


def _said(told: set[str]) -> str:
    return ", ".join(sorted(told)) or "nothing of the kind was understood in it"


def _verdicts(example: Example, book: JudgedBook, check: str) -> set[str]:
    files = files_of(example.language, example.text)
    claimed: dict[str, dict[str, bytes]] = {}
    for path, data in files.items():
        name = reader_of(path, data)
        if name:
            claimed.setdefault(name, {})[path] = data
    told: set[str] = set()
    for name, own in claimed.items():
        for unit in reader(name).units(own):
            counts = judge(reader(name).read(unit, files), book, frozenset()).counts.get(check, [0] * 5)
            told |= {word for word, count in zip(("ok", "fail", "unsure", "crash"), counts, strict=False) if count}
    return told
