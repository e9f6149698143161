"""What a repository itself says about code, in ``.holdfast/rules``; loaded only where such a file is."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from holdfast.engines.code.knowledge import Books
from holdfast.formats.codeexamples import files_of
from holdfast.formats.coderules import CodePack, Prose, compile_code, load_prose
from holdfast.formats.owncode import codes, examples, read_own
from holdfast.loop.catalogue import CONTROLS
from holdfast.model.check import Check
from holdfast.model.errors import ConfigError
from holdfast.model.judgement import Example
from holdfast.model.noun import fact, noun


@noun
class OwnCode:
    """What stands beside the pack."""

    pack: CodePack
    prose: Mapping[str, Prose]
    sources: Mapping[str, Path] = fact(repr=False)
    """The file that each rule stands in, by its check's id, and each library by its name."""
    examples: tuple[Example, ...] = fact(repr=False)
    libraries: int = 0


def load(folder: Path, shipped: Collection[Check]) -> OwnCode | None:
    """What the files of a folder say about code, None where none does. Raises ConfigError."""
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix in (".yaml", ".yml"))
    except OSError:
        return None
    own = [path for path in paths if codes(path)]
    return read(own, shipped) if own else None


def read(paths: Sequence[Path], shipped: Collection[Check]) -> OwnCode:
    """What some files say about code, beside the checks of the pack.

    Raises ConfigError naming the file, the entry and the fault.
    """
    taken = {word: check.title for check in shipped for word in (check.name, check.id)}
    found = read_own(paths, {control.id for control in CONTROLS}, taken)
    pack, prose = compile_code(found.libraries, found.rules, "own")
    promised = tuple(examples(found))
    known = {*(rule["name"] for rule in found.rules), *(check.name for check in shipped)}
    for example in promised:
        if example.rule not in known:
            says = f"an example names the rule {example.rule!r}, which there is not"
            raise ConfigError(says, advice="`holdfast rules list` names them all.")
    return OwnCode(
        pack=CodePack(pack),
        prose=load_prose(prose),
        sources=found.sources,
        examples=promised,
        libraries=len(found.libraries),
    )


def broken(own: OwnCode, books: Books) -> list[tuple[str, str]]:
    """(rule, what is not as promised) for each example that does not do what it should by some books."""
    from holdfast.app.codetrial import told

    found = []
    for example in own.examples:
        names = {item.rule for item in told(files_of(example.language, example.text), books)}
        if example.fails and example.rule not in names:
            others = f"; it gives {', '.join(sorted(names))}" if names else "; nothing was found in it"
            found.append((example.rule, f"the bad {example.language} code is not reported{others}"))
        elif not example.fails and example.rule in names:
            found.append((example.rule, f"the good {example.language} code is reported"))
    return found
