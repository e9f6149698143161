"""What names and texts in pipelines mean, whatever the system: credentials, tools that guard, text that is re-run."""

from __future__ import annotations

import re
from typing import Final

from holdfast.kit.expressions import expression

_SECRET: Final = expression(
    r"(?:^|[_\-.])(?:passwords?|passwd|passphrase|pwd|secrets?|tokens?|api[_\-]?keys?|access[_\-]?keys?|secret[_\-]?keys?"
    r"|private[_\-]?keys?|auth[_\-]?keys?|credentials?|deploy[_\-]?keys?|client[_\-]?secret)$"
    r"|^(?:\w*(?:password|passwd|apikey|accesskey|secretkey|authtoken))$",
    re.IGNORECASE,
)
_CAMEL: Final = expression(r"(?<=[a-z0-9])(?=[A-Z])")
_PLACEHOLDER: Final = expression(
    r"example|dummy|fake|placeholder|change.?me|sample|mock|redacted|not.?(?:a.?)?(?:real|secret)|x{4,}|\*{3,}|^<.*>$"
    r"|(?:^|[^a-z])(?:test|testing|todo|foo|bar|ci|none|null|unused|insecure|ignored)(?:[^a-z]|\d*$)",
    re.IGNORECASE,
)
_COMMON: Final = frozenset(
    {
        *("postgres", "postgresql", "password", "passw0rd", "mysql", "mariadb", "redis", "mongo", "rabbitmq", "guest"),
        *("secret", "admin", "administrator", "default", "development", "username", "testpass", "testpassword"),
        *("mysecretpassword", "supersecret", "minioadmin", "elastic", "changeit", "letmein", "password123", "inherit"),
        *("required", "optional", "disabled", "enabled", "nothing", "anonymous", "postgrespassword"),
    }
)
_WORDS: Final = expression(r"[A-Za-z][a-z]*(?:[ \-_/.][A-Za-z]+)*$")
_KEY_SHAPE: Final = expression(
    r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\bgh[pousr]_\w{30,}|\bglpat-[\w\-]{20}|-----BEGIN [A-Z ]*PRIVATE KEY"
)
_AWS_SECRET: Final = expression(r"[A-Za-z0-9/+]{40}\Z")
_REF: Final = expression(r"\$|\{\{|<<|%\w+%|^env:|^vault:|^op://|^ref\+|^(?:secret|ssm|arn):", re.IGNORECASE)


def is_credential_name(name: str) -> bool:
    """Whether a variable or input of this name holds a credential."""
    return _SECRET.search(name[:128]) is not None or _SECRET.search(_CAMEL.sub("_", name[:128])) is not None


def is_literal_credential(name: str, value: str) -> bool:
    """Whether a value that stands in a file is a credential: neither a reference, nor a stand-in for tests."""
    value = value.strip()[:4096]
    if _REF.search(value):
        return False
    if _KEY_SHAPE.search(value) or (name.lower().endswith("secret_access_key") and _AWS_SECRET.match(value)):
        return True
    if not is_credential_name(name) or len(value) < 8 or value.lower() in _COMMON:
        return False
    if value.lower() in ("true", "false") or _PLACEHOLDER.search(value) or value.startswith(("/", "./", "~", "@")):
        return False
    return "://" not in value and not _WORDS.match(value) and not value.isdigit()


_GUARDS: Final = expression(
    r"(?:^|[\s/@:(])(?P<tool>trivy(?:-action)?|grype|snyk|codeql-action/analyze|semgrep|bandit|gitleaks(?:-action)?"
    r"|trufflehog|checkov(?:-action)?|tfsec(?:-action)?|terrascan|kics(?:-github-action)?|zizmor(?:-action)?|pip-audit"
    r"|gh-action-pip-audit|safety (?:check|scan)|cargo[ \-](?:audit|deny)|govulncheck(?:-action)?|gosec"
    r"|dependency-review-action|osv-scanner(?:-action)?|npm audit|yarn audit|pnpm audit|bundle[- ]audit|brakeman"
    r"|detect-secrets|holdfast|kubesec|dockle|cosign verify|composer audit|dependency-check)(?=$|[\s@:])"
)


def guard(text: str) -> str | None:
    """The security tool that a command or an action runs; None for none."""
    match = _GUARDS.search(text[:4096])
    return match["tool"] if match is not None else None


_RERUN: Final = expression(
    r"(?:^|[\s(|;])(?:eval|(?:ba|da|z|k)?sh\s+(?:-\w+\s+)*-\w*c|xargs\s.*\bsh\s+-c|source\s+<|\.\s+<"
    r"|(?:python3?|node|perl|ruby|php)\s+(?:-\w\s+)*-[cer]|ssh\s+(?:-\S+\s+(?:[\w=.]+\s+)?)*\S+@\S+)(?=\s)"
)
_VARIABLE: Final = expression(r"\$\{?([A-Za-z_]\w*)")


def rerun_variables(command: str) -> list[str]:
    """Names of variables whose content a command runs as code again: ``eval "$X"``, ``sh -c "… $X"``."""
    match = _RERUN.search(command[:8192])
    if match is None:
        return []
    rest = command[match.end() : 8192]
    return [] if rest.lstrip().startswith("'") else _VARIABLE.findall(rest)


def variables(command: str) -> list[str]:
    """Names of the variables in a command."""
    return _VARIABLE.findall(command[:8192])
