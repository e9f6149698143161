"""The main job: read a target, let every engine look, weigh what is found by the policy, say what it means."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from holdfast import __version__
from holdfast.app import origins
from holdfast.app.harvest import Harvest, Limit, Progress, has_charts, read
from holdfast.app.places import OWN
from holdfast.app.policy import Policies
from holdfast.app.rulebook import RuleBook, rulebook
from holdfast.loop.gate import gate
from holdfast.model.noun import fact, noun
from holdfast.model.policy import Policy
from holdfast.model.report import Report, Tally

if TYPE_CHECKING:
    from holdfast.app.charts import Charts
    from holdfast.app.code import Code
    from holdfast.app.infrastructure import Infrastructure
    from holdfast.app.packages import Packages
    from holdfast.app.verify import Asker, Verification
    from holdfast.app.weigh import Weighed
    from holdfast.model.check import Check
    from holdfast.model.decision import Decision
    from holdfast.model.package import Inventory


JUDGING: Final = frozenset({"iac", "container", "pipeline"})
"""Engines that judge resources."""
ENGINES: Final = JUDGING | {"secrets", "sast", "sca"}
"""Every engine that a scan has."""
_READ: Final = frozenset({"worktree", "file", "staged", "stdin"})
"""Origins whose code and packages are looked at: what a push or a history brings are many versions, and no program."""


@noun
class Request:
    """What the caller wants scanned, and how."""

    path: Path = Path()
    staged: bool = False
    pushed: tuple[tuple[str, ...], tuple[str, ...], str] | None = None
    """Commits that are pushed, commits that the other side has, and the remote's name."""
    stdin: tuple[bytes, str] | None = None
    """Content and name."""
    flags: Mapping[str, Any] = fact(default_factory=dict)
    """Policy fields given on the command line."""
    only: frozenset[str] = frozenset()
    """Names of the engines that look; empty for all."""
    allow_empty: bool = False
    seconds: float = 0.0
    """Give up reading after this long; 0 for never."""
    hook: bool = False
    """The policy's time limit for hooks holds."""
    progress: Progress = lambda _done, _total: None
    announce: Callable[[str], None] = lambda _text: None
    catalogue: bool = True
    """Name every check that ran in the report; a person at a terminal can do without."""
    bill: bool = False
    """Assemble the bill of materials; few formats show it."""
    verify: Verification | None = None
    """Ask vendors whether what is found still works; never in a hook."""
    environment: Mapping[str, str] = fact(default_factory=lambda: os.environ)


@noun
class Scanned:
    """A report with what later steps need to know of the run."""

    report: Report
    root: Path
    policy: Policy
    """The policy at the root."""
    infrastructure: Infrastructure | None = None
    """What was understood and judged of infrastructure; None where there was none."""
    code: Code | None = None
    """What was analysed of program code; None where there was none."""
    packages: Packages | None = None
    """What is known of packages; None where no file names any."""
    withheld: frozenset[str] = frozenset()
    """Checks with a finding that the policy's severity or confidence hides."""
    inventories: tuple[Inventory, ...] = ()
    """What it is made of, where packages were listed."""
    decisions: tuple[Decision, ...] = ()
    """What closed some findings of a history, so that a ledger can hold it."""


def scan(request: Request) -> Scanned:
    """Scan a target and say what it means.

    Raises UsageError and ConfigError for what a person has to mend; everything that is wrong with scanned content is
    told in the report.
    """
    start = time.monotonic()
    target = origins.find_target(request.path)
    policies = Policies(target.root, request.flags, request.environment)
    policy = policies.root
    asker = asker_of(request, policies)
    book = rulebook(policy, request.announce, root=target.root)
    origin = _origin(request, target, policies)
    limit = Limit(start, policy.hook_seconds if request.hook else request.seconds)
    judges = not request.only or bool(request.only & JUDGING)
    secrets = not request.only or "secrets" in request.only
    readers = _readers(request, target)
    looks = {"secrets": secrets, "judges": judges, "packages": _wants_packages(request, origin)}
    harvest = read(origin, book, policies, request.progress, limit, readers=readers, **looks)
    estate = _infrastructure(harvest, request, target, origin, policies, book, limit)
    code = _code(harvest, request, target, origin, policies, book, limit)
    packages = _packages(harvest, request, target, origin, policies, book, code)
    others = tuple(each for each in (estate, code, packages) if each is not None)
    weighed = _weighed(harvest, book, policies, target, origin, asker, others)
    findings = weighed.findings if weighed else ()
    ran = _ran(book, estate, code, packages, secrets=secrets) if request.catalogue or policy.record else ()
    checks = len(ran) or _count(book, estate, code, packages, secrets=secrets)
    tally = _tally(harvest, weighed, checks, estate, time.monotonic() - start)
    missed = [item.path for item in harvest.skipped if item.fault and not item.unanswered]
    missed += [f"what came after {time.time_ns()}"] if harvest.stopped else []
    report = Report(
        root=target.root.name or str(target.root),
        tool=__version__,
        rules=book.version,
        scope=origins.scope(target, origin, policies, missed=missed),
        tally=tally,
        findings=findings,
        skipped=tuple(harvest.skipped),
        notices=(*harvest.notices, *(weighed.notices if weighed else ())),
        gate=gate(policy, findings, harvest.skipped, tally, allow_empty=request.allow_empty, stopped=harvest.stopped),
        guidance=weighed.guidance if weighed else (),
        checks=ran,
        coverage=code.coverage if code else None,
        bom=packages.bom(target.root.name) if packages and request.bill else None,
        statements=packages.statements if packages else (),
        seen_at=time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime()),
        compared_with=weighed.compared_with if weighed else "",
    )
    return Scanned(
        report=report,
        root=target.root,
        policy=policy,
        infrastructure=estate,
        code=code,
        packages=packages,
        withheld=weighed.withheld if weighed else frozenset(),
    )


def _origin(request: Request, target: origins.Target, policies: Policies) -> origins.Origin:
    if request.stdin is not None:
        return origins.standard_input(*request.stdin)
    if request.pushed is not None:
        return origins.pushed(target, policies, *request.pushed)
    return origins.staged(target, policies) if request.staged else origins.work_tree(target, policies)


def _readers(request: Request, target: origins.Target) -> frozenset[str] | None:
    """The readers of what the wanted engines judge; None for all, as where a root's own rules may judge anything."""
    if not request.only or (target.root / OWN).is_dir():
        return None
    from holdfast.estate.readers import judged_by

    return judged_by(request.only)


def asker_of(request: Request, policies: Policies) -> Asker | None:
    """What asks vendors; None without loading anything where nobody is to be asked."""
    if request.verify is None or request.hook:
        return None
    from holdfast.app.verify import Asker

    return Asker(request.verify, policies, request.environment, request.announce)


def _weighed(
    harvest: Harvest,
    book: RuleBook,
    policies: Policies,
    target: origins.Target,
    origin: origins.Origin,
    asker: Asker | None,
    others: tuple[Infrastructure | Code | Packages, ...],
) -> Weighed | None:
    """What was found, weighed; None without loading anything when there is nothing to weigh."""
    if not harvest.hits and not harvest.ignores and not any(each.tells for each in others):
        return None
    from holdfast.app.weigh import weigh

    return weigh(harvest, book, policies, target, origin, asker, others)


def _infrastructure(
    harvest: Harvest,
    request: Request,
    target: origins.Target,
    origin: origins.Origin,
    policies: Policies,
    book: RuleBook,
    limit: Limit,
) -> Infrastructure | None:
    """What is understood and judged of infrastructure; None without loading anything where there is none."""
    if not harvest.infra:
        return None
    from holdfast.app.infrastructure import elsewhere, faults, look

    off = frozenset(policies.root.disable) | ((JUDGING - request.only) if request.only else frozenset())
    charts = _charts(harvest, request, target, origin, policies, book, limit)
    looker, over = (lambda: book.looker), (lambda: limit.over)
    found = look(harvest, target, origin, policies, looker, off, request.progress, charts, over, book.salt)
    harvest.skipped += faults(found.survey)
    harvest.notices += elsewhere(found.survey)
    return found


def _code(
    harvest: Harvest,
    request: Request,
    target: origins.Target,
    origin: origins.Origin,
    policies: Policies,
    book: RuleBook,
    limit: Limit,
) -> Code | None:
    """What is found in program code; None without loading anything where there is none."""
    if (request.only and "sast" not in request.only) or origin.name not in _READ or harvest.stopped:
        return None
    from holdfast.estate.codefiles import language_of

    if not any(map(language_of, origin.paths)):
        return None
    from holdfast.app.code import comments, faults, look, notices

    given = {request.stdin[1]: request.stdin[0]} if request.stdin else {}
    deadline = limit.start + limit.seconds if limit.seconds else 0.0
    found = look(target, origin, policies, lambda: book.looker, request.progress, deadline, given)
    harvest.notices += notices(found)
    harvest.skipped += faults(found)
    comments(found, harvest)
    if limit.over:
        harvest.stopped = f"the time limit of {limit.seconds:g} s was reached while code was analysed"
    return found


def _packages(
    harvest: Harvest,
    request: Request,
    target: origins.Target,
    origin: origins.Origin,
    policies: Policies,
    book: RuleBook,
    code: Code | None,
) -> Packages | None:
    """What is known of packages; None without loading anything where no file names any."""
    if not harvest.manifests or harvest.stopped:
        return None
    from holdfast.app.packages import comments, look, notices

    exposed = bool(code.coverage.routes) if code else None
    found = look(target, origin, policies, lambda: book.looker, harvest.manifests, exposed=exposed)
    harvest.notices += notices(found)
    harvest.skipped += found.lost
    comments(found, harvest)
    return found


def _wants_packages(request: Request, origin: origins.Origin) -> bool:
    return (not request.only or "sca" in request.only) and origin.name in _READ


def _charts(
    harvest: Harvest,
    request: Request,
    target: origins.Target,
    origin: origins.Origin,
    policies: Policies,
    book: RuleBook,
    limit: Limit,
) -> Charts | None:
    """What renders charts; None without loading anything where there are none, in hooks, and for no work tree."""
    policy = policies.root
    wanted = policy.helm and not request.hook and origin.name == "worktree" and request.only != {"pipeline"}
    if not wanted or not has_charts(harvest.infra):
        return None
    from holdfast.app.charts import charts

    most = policy.max_file_bytes
    return charts(target.root, most, request.environment, lambda: book.looker, request.announce, limit.left)


def _count(
    book: RuleBook, estate: Infrastructure | None, code: Code | None, packages: Packages | None, *, secrets: bool
) -> int:
    judged = len(estate.survey.counts) if estate else 0
    others = (len(each.ran) for each in (code, packages) if each)
    return (book.count if secrets else 0) + judged + sum(others)


def _ran(
    book: RuleBook, estate: Infrastructure | None, code: Code | None, packages: Packages | None, *, secrets: bool
) -> tuple[Check, ...]:
    """Every check that ran: of secrets, of what was judged, of code and of packages."""
    judged = (estate.book.rule(name).check for name in sorted(estate.survey.counts)) if estate else ()
    others = (check for each in (code, packages) if each for check in each.ran)
    return (*(book.checks if secrets else ()), *judged, *others)


def _tally(
    harvest: Harvest, weighed: Weighed | None, checks: int, estate: Infrastructure | None, seconds: float
) -> Tally:
    survey = estate.survey if estate else None
    return Tally(
        files=harvest.files,
        bytes=harvest.bytes,
        lines=harvest.lines,
        checks=checks,
        resources=sum(survey.resources.values()) if survey else 0,
        judged=sum(map(sum, survey.counts.values())) - survey.count("not here") if survey else 0,
        unsure=survey.count("unsure") if survey else 0,
        seconds=seconds,
        cached=harvest.cached,
        derived=harvest.derived,
        decoys=weighed.decoys if weighed else 0,
        hidden=weighed.hidden if weighed else 0,
    )
