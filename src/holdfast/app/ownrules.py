"""The credential types of a repository itself, from ``.holdfast/rules``; loaded only where that folder is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from holdfast.checks.secrets.validators import VALIDATORS
from holdfast.engines.secrets.look import patterns
from holdfast.formats.owncode import codes
from holdfast.formats.ownjudged import judges
from holdfast.formats.ownrules import Entry, read_entries, refuse_strangers, refuse_twins
from holdfast.formats.pack import NO_FILES, Head, read_head
from holdfast.formats.rules import compile_types, load_guidance, read_rows
from holdfast.kit import multimatch
from holdfast.loop.catalogue import CONTROLS
from holdfast.model.check import Guidance
from holdfast.model.credential import CredentialType
from holdfast.model.errors import ConfigError


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRules:
    """Credential types that stand beside those of the pack."""

    head: Head
    types: tuple[CredentialType, ...]
    """By id."""
    guidance: dict[str, Guidance]
    """By check id."""
    sources: dict[str, Path] = field(repr=False)
    """The file that each stands in, by check id."""
    entries: tuple[Entry, ...] = field(repr=False)
    """In the order of ``types``."""

    def joined(self, head: Head) -> Head:
        """The head of the pack and these together."""
        files = sorted({*head.files, *self.head.files} - {NO_FILES}) or [NO_FILES]
        return Head(head.version, f"{head.digest}+{self.head.digest}", head.size + self.head.size, tuple(files))

    def refuse_misfits(self, pack: Sequence[CredentialType]) -> None:
        """Raise ConfigError for what does not go with the pack, or what the matcher refuses.

        That depends on both digests alone, so it is asked when a matcher for them is made, and not again.
        """
        checks = {kind.check.name: kind.check for kind in pack}
        taken = {word: check.title for check in checks.values() for word in (check.name, check.id)}
        refuse_twins(self.entries, taken)
        asked = patterns(self.types, ())
        names = {*checks, *(kind.check.name for kind in self.types)}
        refuse_strangers(self.entries, names, lambda number: multimatch.refusal(asked[number]))


def load(folder: Path) -> OwnRules | None:
    """The types of every YAML file in a folder, None where there is no file. Raises ConfigError as ``read`` does."""
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix in (".yaml", ".yml"))
    except OSError as error:
        raise ConfigError(f"{folder}: cannot be read: {error.strerror or error}") from error
    own = [path for path in paths if not judges(path) and not codes(path)]
    return read(own) if own else None


def read(paths: Sequence[Path]) -> OwnRules:
    """The types of some files. Raises ConfigError naming the file, the entry and the fault."""
    entries = read_entries(paths, VALIDATORS.keys(), {control.id for control in CONTROLS})
    refuse_twins(entries, {})
    entries.sort(key=lambda entry: str(entry.fields["id"]))
    pack, prose = compile_types((entry.fields for entry in entries), "own")
    return OwnRules(
        head=read_head(pack.partition("\n")[0]),
        types=tuple(read_rows(pack, VALIDATORS)),
        guidance=dict(load_guidance(prose)),
        sources={entry.fields["id"]: entry.path for entry in entries},
        entries=tuple(entries),
    )
