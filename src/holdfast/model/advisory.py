"""What is known to be wrong with versions of packages, after the OSV schema."""

from __future__ import annotations

from holdfast.model.noun import noun


@noun
class Range:
    """Versions between two events; one of ``fixed`` and ``last`` at most is set."""

    introduced: str = "0"
    """``0`` is before every version."""
    fixed: str = ""
    """The first version behind ``introduced`` that is fine again."""
    last: str = ""
    """The last version that is affected."""


@noun
class Symbols:
    """What must be used for the weakness to be met."""

    module: str
    """Module or import path as the advisory names it; empty where it names symbols alone."""
    names: tuple[str, ...] = ()
    """Qualified names; empty for the whole module."""


@noun
class Affected:
    """Which versions of one package an advisory is about."""

    ecosystem: str
    """With its release, as the advisory writes it."""
    name: str
    ranges: tuple[Range, ...] = ()
    versions: tuple[str, ...] = ()
    """Each of these is affected, whatever the ranges say."""
    symbols: tuple[Symbols, ...] = ()
    severity: str = ""
    """CVSS vector, or a word, where it differs from the advisory's."""
    unclear: str = ""
    """Why ranges of the record cannot be decided; what is neither in ``ranges`` nor in ``versions`` is unsure then."""


@noun
class Advisory:
    """One known weakness of packages, or a report that a package is malicious."""

    id: str
    aliases: tuple[str, ...] = ()
    """Names of the same thing elsewhere (CVE, GHSA, PYSEC …)."""
    upstream: tuple[str, ...] = ()
    """Names of what a distribution's advisory repairs: one erratum can be about several."""
    related: tuple[str, ...] = ()
    summary: str = ""
    details: str = ""
    """The first lines, as text."""
    vector: str = ""
    """CVSS vector, the newest version that is given; empty for none."""
    score: float | None = None
    """Base score of the vector, 0 to 10."""
    word: str = ""
    """Severity in a word, where there is no vector: ``low``, ``medium``, ``high``, ``critical``."""
    cwe: tuple[int, ...] = ()
    published: str = ""
    modified: str = ""
    withdrawn: str = ""
    references: tuple[str, ...] = ()
    malicious: bool = False
    notice: str = ""
    """What it tells instead of a weakness: ``unmaintained``, or ``notice`` for anything else."""
    exploited: str = ""
    """Day on which CISA's catalogue of exploited vulnerabilities took it up; empty for never."""
    epss: float | None = None
    """Probability of exploitation within 30 days, 0 to 1 (FIRST EPSS)."""
    affected: tuple[Affected, ...] = ()
    """Only the rows about what was asked for, when it comes from the database."""

    @property
    def names(self) -> tuple[str, ...]:
        """Its id and its aliases."""
        return (self.id, *self.aliases)


@noun
class Entry:
    """One row of a database of advisories: which advisory says what about a package."""

    advisory: int
    """Number of the advisory in the database."""
    affected: Affected


@noun
class SourceState:
    """What a database of advisories holds about one ecosystem."""

    ecosystem: str
    """Without a release."""
    records: int
    """Advisories, with those that were withdrawn."""
    newest: str
    """When the newest of them was modified, ISO 8601."""
    fetched: str
    """When its advisories were last brought up to date, ISO 8601."""
    releases: tuple[str, ...] = ()
    """Ecosystems with their releases, as its advisories write them."""
    broken: int = 0
    """Records that could not be read; the ecosystem is incomplete while there are any."""
    examples: tuple[str, ...] = ()
    """The first of them, each with what is wrong."""

    @property
    def complete(self) -> bool:
        """Whether every record could be read."""
        return not self.broken
