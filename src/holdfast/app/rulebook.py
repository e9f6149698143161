"""Builds the rule book: credential types from the compiled pack, and the matcher, made once per machine and kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final, overload

import holdfast.checks.secrets as home
from holdfast import __version__
from holdfast.app.places import OWN
from holdfast.engines.secrets import layers
from holdfast.engines.secrets.look import Looker, patterns
from holdfast.formats.marks import MARKS
from holdfast.formats.pack import Head, read_head
from holdfast.kit import multimatch
from holdfast.kit.places import cache_folder, data_folder
from holdfast.model.errors import ConfigError
from holdfast.model.policy import Policy
from holdfast.store.factcache import FactCache

if TYPE_CHECKING:
    from holdfast.app.ownrules import OwnRules
    from holdfast.model.check import Check, Guidance
    from holdfast.model.credential import CredentialType

_FOLDER: Final = Path(home.__file__).parent
_SLOW: Final = "Hyperscan is not installed: the portable matcher gives the same results, about 40 times slower."
Announce = Callable[[str], None]


class Types(Sequence["CredentialType"]):
    """The credential types of the pack, each read when it is asked for, as most commits need none.

    Behind them stand those of the repository, where it has its own.
    """

    def __init__(self, head: Head, own: OwnRules | None = None) -> None:
        """Take the pack's head and the repository's own types."""
        self.own = own
        self.head = own.joined(head) if own else head
        """What the types say of themselves together."""

    @cached_property
    def _all(self) -> Sequence[CredentialType]:
        from holdfast.checks.secrets.validators import VALIDATORS
        from holdfast.formats.rules import read_rows

        packed = read_rows(_read("pack.json"), VALIDATORS)
        return (*packed, *self.own.types) if self.own else packed

    def __len__(self) -> int:
        return self.head.size

    def __iter__(self) -> Iterator[CredentialType]:
        return iter(self._all)

    @overload
    def __getitem__(self, at: int) -> CredentialType: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[CredentialType]: ...
    def __getitem__(self, at: int | slice) -> CredentialType | Sequence[CredentialType]:
        return self._all[at]


class RuleBook:
    """Everything that looking for secrets needs."""

    def __init__(self, types: Types, announce: Announce, off: frozenset[str]) -> None:
        """Take the types, who is told when the matcher has to be built, and the names or ids that are switched off."""
        self.head = head = types.head
        self.types = types
        """Every type, in the order of the matcher's numbers."""
        self._announce = announce
        self._off = off
        self.salt = _key(f"{__version__} {head.digest}")
        """Sets apart what other versions remember about a content."""

    @cached_property
    def matcher(self) -> multimatch.Matcher:
        """The matcher for the types, made when it is first asked for. Raises ConfigError for a type it cannot take."""
        return _matcher(self.types, self._announce)

    @cached_property
    def looker(self) -> Looker:
        """What finds the types in a content. Raises ConfigError as ``matcher`` does."""
        return Looker(self.types, self.matcher, self.head.files)

    @property
    def note(self) -> str:
        """What to tell about the matcher; empty with the fast one."""
        return _SLOW if self.matcher.name == "re" else ""

    @property
    def version(self) -> str:
        """Version and digest of the pack, as reports name it."""
        return f"{self.head.version}+{self.head.digest}"

    @property
    def count(self) -> int:
        """How many checks run."""
        return len(self.checks) if self._off else self.head.size

    @cached_property
    def checks(self) -> tuple[Check, ...]:
        """The checks that run."""
        found = [kind.check for kind in self.types]
        return tuple(check for check in found if check.name not in self._off and check.id not in self._off)

    def guidance(self) -> Mapping[str, Guidance]:
        """The prose of every type by check id. Raises ConfigError when the pack is missing."""
        return _guidance(self.types.own)


def pack_head() -> Head:
    """What the pack of this installation says of itself. Raises ConfigError when it is missing."""
    return read_head(_read("pack.json", first_line=True))


def own_rules(root: Path | None) -> OwnRules | None:
    """The credential types of a root itself; nothing is loaded where it has none. Raises ConfigError."""
    if root is None or not (folder := root / OWN).is_dir():
        return None
    from holdfast.app.ownrules import load

    return load(folder)


def types(root: Path | None = None) -> Types:
    """The types of the pack of this installation, and those of a root itself. Raises ConfigError."""
    return Types(pack_head(), own_rules(root))


def guidance(root: Path | None = None) -> Mapping[str, Guidance]:
    """The prose of those types by check id. Raises ConfigError."""
    return _guidance(own_rules(root))


def _guidance(own: OwnRules | None) -> Mapping[str, Guidance]:
    from holdfast.formats.rules import load_guidance

    return load_guidance(_read("guidance.json"), own.guidance if own else None)


def _read(name: str, *, first_line: bool = False) -> str:
    try:
        with (_FOLDER / name).open(encoding="utf-8") as file:
            return file.readline() if first_line else file.read()
    except FileNotFoundError as error:
        advice = "In a checkout run `make setup`; else install again."
        raise ConfigError(f"the compiled rule pack ({name}) is missing", advice=advice) from error


def rulebook(policy: Policy, announce: Announce = lambda _: None, *, root: Path | None = None) -> RuleBook:
    """The rule book under a policy, with the own types of ``root``.

    ``announce`` is told when the matcher has to be built first (a second or two). Raises ConfigError when the policy is
    pinned to another pack, or switches off a check that does not exist.
    """
    head = pack_head()
    if policy.rules and policy.rules != head.version:
        where = policy.origin("rules.version")
        says = f"{where}: the policy is pinned to rule pack {policy.rules}, this is {head.version}"
        raise ConfigError(says, advice="Install that version, or move the pin.")
    return book_of(Types(head, own_rules(root)), policy, announce, root)


def book_of(found: Types, policy: Policy, announce: Announce = lambda _: None, root: Path | None = None) -> RuleBook:
    """The rule book of some types under a policy. Raises ConfigError as ``rulebook`` does."""
    off = frozenset(policy.disable)
    unknown = off and off - {name for kind in found for name in (kind.check.name, kind.check.id)}
    unknown = unknown and unknown - _others(root)
    if unknown:
        says = f"{policy.origin('checks.disable')}: unknown check {min(unknown)!r}"
        raise ConfigError(says, advice="`holdfast explain --list` names them all.")
    return RuleBook(found, announce, off)


def _others(root: Path | None) -> frozenset[str]:
    """Names and ids of the checks of other engines."""
    from holdfast.app.codebook import code_book
    from holdfast.app.judging import book_of as judged
    from holdfast.checks.package.index import RULES

    packages = (rule.check for rule in RULES)
    checks = (*judged(root).checks, *code_book(root).checks.values(), *packages)
    return frozenset(name for check in checks for name in (check.name, check.id))


def _matcher(found: Types, announce: Announce) -> multimatch.Matcher:
    version = multimatch.version()
    if version == "re":
        _refuse_misfits(found)
        return multimatch.LiteralMatcher(patterns(found, MARKS))
    # A repository's own matcher must not drive out the one that every other repository uses.
    name, keep = ("matcher-own", 3) if found.own else ("matcher", 1)
    kept = FactCache(cache_folder(), data_folder(), name, keep=keep)
    key = _key(f"{__version__} {version} {found.head.digest} {layers.LAYERS} {MARKS}")
    saved = kept.get(key)
    matcher = multimatch.load(saved) if saved else None
    if matcher is not None:
        return matcher
    _refuse_misfits(found)
    announce("Preparing the matcher for this machine (once per version)…")
    built, saved = multimatch.build(patterns(found, MARKS))
    if saved:
        kept.put(key, saved)
        kept.flush()
    return built


def _refuse_misfits(found: Types) -> None:
    if found.own:
        found.own.refuse_misfits(found[: -len(found.own.types)])


def _key(text: str) -> bytes:
    """A cache key. Which processor a matcher was built for stands in it, and it is refused on another."""
    from hashlib import blake2b

    return blake2b(text.encode(), digest_size=16).digest()
