"""Reports to render: a believable one, and a factory for others. Every value in them is masked already."""

from __future__ import annotations

from typing import Any

from holdfast.model.check import Check, Confidence, Guidance, Severity
from holdfast.model.errors import ExitCode
from holdfast.model.finding import Finding, State, Suppression
from holdfast.model.place import Place
from holdfast.model.report import GateResult, Notice, Report, Skipped, Tally
from holdfast.model.scope import Scope
from holdfast.model.verdict import Fail

MASK = "•" * 12

CLOUD_KEY = Check(
    id="HF-SEC-001",
    name="cloud-access-key",
    title="Cloud access key",
    severity=Severity.CRITICAL,
    confidence=Confidence.HIGH,
    engine="secrets",
    proves=("no-secrets-in-code",),
    cwe=(798,),
)
PASSWORD = Check(
    id="HF-SEC-190",
    name="password-assignment",
    title="Password in an assignment",
    severity=Severity.HIGH,
    confidence=Confidence.MEDIUM,
    engine="secrets",
    proves=("no-secrets-in-code",),
    cwe=(798, 79),
    aliases=("other-tool-7",),
)
OPEN_BUCKET = Check(
    id="HF-CLD-012",
    name="public-bucket",
    title="Storage open to everyone",
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    engine="iac",
    proves=("storage-is-private",),
    topics=("public-exposure", "iam-wildcard"),
)
UNUSED = Check(
    id="HF-SEC-044",
    name="chat-webhook",
    title="Chat webhook address",
    severity=Severity.LOW,
    confidence=Confidence.LOW,
    engine="secrets",
    proves=("no-secrets-in-code",),
)
GUIDANCE = (
    (
        CLOUD_KEY.id,
        Guidance(
            why="Whoever holds the key acts as its owner: "
            "starts machines, reads storage and creates more keys, from anywhere.",
            steps=(
                "Create a second key in the provider's console, deploy it, then delete this one.",
                "Read the provider's audit log for uses of the old key since it was committed.",
                "Keep the new key in a secret manager and hand it over by environment.",
            ),
            references=("https://vendor.example/keys/rotate", "Handbook, chapter 7"),
        ),
    ),
    (
        PASSWORD.id,
        Guidance(
            why="The password opens the account to everyone who can read the repository, now or in any old clone.",
            steps=("Change the password where it is used.", "Read it from the environment."),
        ),
    ),
    (
        OPEN_BUCKET.id,
        Guidance(why="Anyone on the internet can list and read the objects.", steps=("Block public access.",)),
    ),
)


def finding(check: Check, path: str, line: int, source: str, **more: Any) -> Finding:
    """A finding on one line; ``{}`` in ``source`` is where the masked value stands."""
    before, hole, after = source.partition("{}")
    value = MASK if hole else ""
    span = (len(before), len(before) + len(value))
    fail = {key: more.pop(key) for key in tuple(more) if key in ("says", "notes", "severity", "confidence", "mark")}
    route = more.pop("route", ())
    return Finding(
        check=check,
        fingerprint=more.pop("fingerprint", f"{check.id}:{path}:{line}"),
        fail=Fail(
            at=Place(path=path, line=line, column=span[0] + 1, end_line=line, end_column=span[1] + 1, route=route),
            frame=before + value + after,
            mask=span,
            mark=fail.pop("mark", "m"),
            says=fail.pop("says", f"{check.title}."),
            severity=fail.pop("severity", check.severity),
            confidence=fail.pop("confidence", check.confidence),
            notes=fail.pop("notes", ()),
        ),
        **more,
    )


def report(*findings: Finding, **more: Any) -> Report:
    """A report over ``findings`` that refuses when one is new; keyword arguments replace its fields."""
    refused = tuple(item.fingerprint for item in findings if item.state is State.NEW)
    says = "Passed: nothing new at high or above."
    if refused:
        says = f"{len(refused)} new at high or above; the gate lets none through."
    fields: dict[str, Any] = {
        "root": "shop",
        "tool": "0.1.0",
        "rules": "2026.11 (5f3a0c)",
        "scope": Scope(subject="repo:shop", origin="worktree", digest="9b1d", complete=True),
        "tally": Tally(files=214, bytes=3_120_455, lines=88_204, checks=213, seconds=0.41, cached=180, derived=12),
        "findings": findings,
        "skipped": (),
        "notices": (),
        "gate": GateResult(
            code=ExitCode.REFUSED if refused else ExitCode.PASSED,
            says=says,
            rule='gate.fail_on = "high" (default)',
            refused=refused,
        ),
        "guidance": GUIDANCE,
        "checks": (CLOUD_KEY, UNUSED, PASSWORD, OPEN_BUCKET),
        "seen_at": "2026-11-23T17:40:00Z",
        "compared_with": "merge base 1a2b3c4 with origin/main",
    }
    return Report(**{**fields, **more})


def full() -> Report:
    """A report that has one of everything."""
    long = (
        'const CONFIG = {region: "eu-1", retries: 5, endpoint: "https://api.shop.example/v1", '
        'key: "{}", timeout: 30, verbose: false, trace: "off"};'
    )
    return report(
        finding(CLOUD_KEY, "src/payments/client.py", 14, '    cloud_key = "{}"  # for the nightly export'),
        finding(CLOUD_KEY, "src/payments/client.py", 31, '    return Client(key="{}")'),
        finding(CLOUD_KEY, "web/dist/config.js", 1, long),
        finding(
            PASSWORD,
            "src/payments/client.py",
            9,
            "DB_PASSWORD={}",
            notes=("Lowered to medium confidence: the file lies under a folder of samples.",),
        ),
        finding(PASSWORD, "deploy/secret.yaml", 7, "  password: {}", route=("base64",), confidence=Confidence.HIGH),
        finding(
            OPEN_BUCKET, "infra/storage.tf", 22, "", says="The bucket policy grants s3:GetObject to every principal."
        ),
        finding(PASSWORD, "tests/conftest.py", 3, 'PASSWORD = "{}"', state=State.KNOWN, known_by="baseline"),
        finding(PASSWORD, "tests/old.py", 5, 'PASSWORD = "{}"', state=State.KNOWN, known_by="baseline"),
        finding(
            CLOUD_KEY,
            "docs/tutorial.md",
            40,
            "export KEY={}",
            state=State.SUPPRESSED,
            suppression=Suppression(
                by="comment", place="docs/tutorial.md:40", reason="revoked in 2024", until="2027-01-31"
            ),
        ),
        finding(
            CLOUD_KEY,
            "ops/canary.env",
            1,
            "KEY={}",
            state=State.SUPPRESSED,
            suppression=Suppression(by="decoy", place="holdfast.toml:12"),
        ),
        skipped=(
            *(Skipped(path=f"assets/img-{n:02}.png", why="binary", bytes=410_000) for n in range(30)),
            *(Skipped(path=f"vendor/lib{n}.js", why="excluded", bytes=90_000) for n in range(9)),
            Skipped(path="dump.sql", why="too large", bytes=48_000_000),
            Skipped(path="private/db.key", why="unreadable", fault=True),
        ),
        notices=(
            Notice(
                kind="suppression", says="this comment suppresses nothing any more; remove it", place="src/api.py:88"
            ),
            Notice(kind="engine", says="Hyperscan is not installed; results are equal, the scan is slower"),
        ),
    )


def empty() -> Report:
    """A report of a scan that found no file, which a lenient gate let through."""
    return report(
        tally=Tally(checks=213, seconds=0.02),
        gate=GateResult(code=ExitCode.PASSED, says="Passed: nothing to refuse.", rule="--allow-empty"),
        compared_with="",
    )


def clean() -> Report:
    """A report without a finding."""
    return report()
