"""The policy of a repository or a folder in it: every option once, with its default, its help and its presets.

The table drives the policy file's reader, the command-line flags, the ``HOLDFAST_*`` variables and the reference page.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from holdfast.model.noun import fact, facts, noun

PRESETS: Final = ("quiet", "balanced", "strict")
SEVERITIES: Final = ("info", "low", "medium", "high", "critical")
CONFIDENCES: Final = ("low", "medium", "high")
PERSONAS: Final = ("regular", "pedantic", "auditor")


@noun
class Option:
    """What is true of one option wherever it is given."""

    key: str
    """Dotted key in the policy file."""
    help: str
    kind: type = str
    """``str``, ``int``, ``bool`` or ``tuple`` (of strings)."""
    choices: tuple[str, ...] = ()
    presets: tuple[tuple[str, Any], ...] = ()
    """Default under a preset, where it differs."""
    adds: bool = False
    """A nearer policy adds to the value above instead of replacing it."""
    flag: str = ""
    """Command-line flag of its verb."""
    verb: str = "scan"
    """The verb that has the flag."""

    @property
    def variable(self) -> str:
        """Name of the environment variable that sets it."""
        return "HOLDFAST_" + self.key.upper().replace(".", "_")


def _option(key: str, default: Any, text: str, **more: Any) -> Any:
    kind = type(default)
    return fact(default=default, metadata={"option": Option(key=key, help=text, kind=kind, **more)})


@noun
class Decoy:
    """A planted credential that must not alarm."""

    mark: str
    reason: str
    place: str


@noun
class Acceptance:
    """A resource that may fail a check, for a reason and until a day."""

    check: str
    """Name, id, engine or alias of the check."""
    address: str
    """Address of the resource, with ``*`` for anything; also inside of modules."""
    reason: str
    until: str
    """End date, ISO 8601; empty where it has none."""
    place: str
    by: str = "policy"
    """Who accepts: the policy itself, or a ``VEX`` file that it names."""


@noun
class Policy:
    """The options in force at one folder, and where each came from."""

    preset: str = _option(
        "preset",
        "balanced",
        "Bundle of defaults: how much is shown and what refuses.",
        choices=PRESETS,
        flag="--preset",
    )
    exclude: tuple[str, ...] = _option(
        "scan.exclude", (), "Paths not to scan, in .gitignore syntax; counted and listed.", adds=True, flag="--exclude"
    )
    max_file_bytes: int = _option(
        "scan.max_file_bytes", 16 * 1024 * 1024, "Larger files are skipped, and said so.", flag="--max-file-bytes"
    )
    gitignore: bool = _option(
        "scan.gitignore", True, "Leave out what .gitignore leaves out of the work tree.", flag="--gitignore"
    )
    archives: bool = _option(
        "scan.archives", True, "Open archives, office files and PDFs, in memory and bounded.", flag="--archives"
    )
    helm: bool = _option(
        "scan.helm",
        True,
        "Judge Helm charts by what helm template makes of them, where a helm is installed; never in hooks.",
        flag="--helm",
    )
    jobs: int = _option(
        "scan.jobs", 0, "Processes that read large folders and histories; 0 for as many as pay.", flag="--jobs"
    )
    persona: str = _option(
        "report.persona",
        "regular",
        "Who reads the report: regular shows what a person should act on.",
        choices=PERSONAS,
        presets=(("strict", "pedantic"),),
        flag="--persona",
    )
    min_severity: str = _option(
        "report.severity",
        "info",
        "Findings below this severity are not shown.",
        choices=SEVERITIES,
        presets=(("quiet", "high"),),
        flag="--severity",
    )
    min_confidence: str = _option(
        "report.confidence",
        "low",
        "Findings below this confidence are not shown.",
        choices=CONFIDENCES,
        presets=(("quiet", "high"),),
        flag="--confidence",
    )
    fail_on: str = _option(
        "gate.fail_on",
        "high",
        "New findings at this severity or above refuse (exit 1).",
        choices=SEVERITIES,
        presets=(("quiet", "critical"), ("strict", "medium")),
        flag="--fail-on",
    )
    since: str = _option(
        "gate.since",
        "merge-base",
        "What counts as new: merge-base, all, or a git revision.",
        flag="--since",
    )
    max_unread: int = _option(
        "gate.max_unread",
        0,
        "How many files may fail to be read before the scan is incomplete (exit 4).",
        flag="--max-unread",
    )
    max_unsure: int = _option(
        "gate.max_unsure",
        100,
        "How many in a hundred answers about resources may be unsure before the scan is incomplete (exit 4).",
        presets=(("strict", 25),),
        flag="--max-unsure",
    )
    foreign: bool = _option(
        "suppressions.foreign", True, "Honour other tools' ignore comments (listed as foreign).", flag="--foreign"
    )
    require_reason: bool = _option(
        "suppressions.require_reason",
        False,
        "An ignore comment without a reason does not suppress.",
        presets=(("strict", True),),
        flag="--require-reason",
    )
    allow_blanket: bool = _option(
        "suppressions.allow_blanket",
        True,
        "An ignore comment may leave out which check it means.",
        presets=(("strict", False),),
        flag="--allow-blanket",
    )
    max_days: int = _option(
        "suppressions.max_days",
        0,
        "An end date may lie at most this many days ahead; 0 for no limit.",
        flag="--max-days",
    )
    disable: tuple[str, ...] = _option(
        "checks.disable", (), "Checks that are not run, by name or id.", adds=True, flag="--disable"
    )
    severity: tuple[str, ...] = _option(
        "checks.severity", (), 'Severities of your own, each as "check=severity".', adds=True, flag="--check-severity"
    )
    record: bool = _option("ledger.record", False, "Write observations into the ledger.", flag="--record")
    ledger: str = _option(
        "ledger.path",
        ".holdfast/state/ledger.sqlite",
        "Where the ledger stands: a file, relative to the root, or by the user's own word a server's address.",
        flag="--ledger",
    )
    cache: bool = _option("cache.use", True, "Remember what was already scanned, by content.", flag="--cache")
    hook_seconds: int = _option(
        "hook.seconds", 10, "The commit hook gives up after this many seconds and says so.", flag="--hook-seconds"
    )
    network: bool = _option("network.allow", True, "Let --verify ask vendors over the network.", flag="--network")
    elsewhere: bool = _option(
        "verify.elsewhere",
        True,
        "What a vendor's public host refuses may be alive on a server of your own or in another region: not dead.",
        flag="--verify-elsewhere",
    )
    advisories: str = _option(
        "packages.advisories",
        "required",
        "Without a database of advisories a scan that meets packages is incomplete; or it only says so; or asks none.",
        choices=("required", "optional", "off"),
        flag="--advisories",
    )
    max_age_days: int = _option(
        "packages.max_age_days",
        0,
        "A database of advisories that is older is not believed (exit 4); 0 for any age.",
        presets=(("strict", 7),),
        flag="--max-age-days",
    )
    reach: str = _option(
        "packages.reach",
        "installed",
        "A known weakness that is less near to what runs is for pedantic readers, where code says how near it is.",
        choices=("installed", "imported", "called"),
        flag="--reach",
    )
    also: tuple[str, ...] = _option(
        "packages.also",
        (),
        "Checks of packages that run only where they are asked for: lookalike, young, abandoned.",
        adds=True,
        flag="--also",
    )
    young_days: int = _option(
        "packages.young_days",
        7,
        "So many days old is young; known only where a lock file says when a version was published (uv, pylock).",
        flag="--young-days",
    )
    vex: tuple[str, ...] = _option(
        "packages.vex",
        (),
        "VEX files of this repository (OpenVEX, CycloneDX) that say which weaknesses do no harm here.",
        adds=True,
        flag="--vex",
    )
    licences_allow: tuple[str, ...] = _option(
        "licences.allow",
        (),
        "Licences that may be used, as SPDX ids, * for anything, @development for one purpose; empty for all.",
        adds=True,
        flag="--allow-licence",
    )
    licences_deny: tuple[str, ...] = _option(
        "licences.deny",
        (),
        "Licences that must not be used; outweighs what is allowed.",
        adds=True,
        flag="--deny-licence",
    )
    licences_review: tuple[str, ...] = _option(
        "licences.review", (), "Licences that a person has to look at.", adds=True, flag="--review-licence"
    )
    licences_clarify: tuple[str, ...] = _option(
        "licences.clarify",
        (),
        'Licences of packages that do not say theirs well, each as "name=expression".',
        adds=True,
        flag="--clarify-licence",
    )
    rules: str = _option(
        "rules.version",
        "",
        "Rule pack version that this policy was written for; empty for any.",
        flag="--rules-version",
    )
    risk_severity: str = _option(
        "register.min_severity",
        "high",
        "Findings at this severity or above are risks of their own in the register.",
        choices=SEVERITIES,
        flag="--min-severity",
        verb="risks",
    )
    signed: bool = _option(
        "register.signed",
        False,
        "An acceptance counts only when its approver signed it with a known key.",
        presets=(("strict", True),),
        flag="--signed",
        verb="risks",
    )
    kpi_multipliers: tuple[str, ...] = _option(
        "kpi.multipliers",
        ("critical=10", "high=5", "medium=2", "low=0.5"),
        'How much an open defect weighs in the risk trend, each as "severity=number".',
        flag="--multiplier",
        verb="kpi",
    )
    kpi_days: tuple[str, ...] = _option(
        "kpi.allowed_days",
        ("critical=7", "high=30", "medium=90", "low=180"),
        'How many days a defect may stay open, each as "severity=days".',
        flag="--allowed-days",
        verb="kpi",
    )
    kpi_columns: tuple[str, ...] = _option(
        "kpi.columns",
        ("key=Issue key", "type=Issue Type", "labels=Labels", "opened=Created", "closed=Resolved"),
        'Columns of a tracker\'s CSV, each as "field=column": key, type, labels, opened, closed, severity, component.',
        flag="--column",
        verb="kpi",
    )
    kpi_labels: tuple[str, ...] = _option(
        "kpi.labels",
        (
            "security=security",
            "vulnerability=security",
            "performance=performance",
            "bug=functional",
            "defect=functional",
        ),
        'What a tracker\'s label or type means, each as "label=security|functional|performance"; the first that fits.',
        flag="--label",
        verb="kpi",
    )
    decoys: tuple[Decoy, ...] = ()
    """Registered decoys, ``[[secrets.decoy]]`` entries with mark and reason."""
    accepts: tuple[Acceptance, ...] = ()
    """Accepted resources, ``[[accept]]`` entries."""
    origins: Mapping[str, str] = fact(default_factory=dict)
    """Dotted key to where its value came from, e.g. ``holdfast.toml:4`` or ``preset strict``."""

    def origin(self, key: str) -> str:
        """Where the value of an option came from; ``default`` when nobody set it."""
        return self.origins.get(key, "default")


def options() -> dict[str, Option]:
    """Every option by the name of its field on ``Policy``, in the order of the table."""
    return {name: item.metadata["option"] for name, item in facts(Policy).items() if "option" in item.metadata}
