"""What a file is for, by its path."""

from __future__ import annotations

import re
from typing import Final

from holdfast.kit.expressions import expression

_LOCK: Final = expression(
    r"(?:^|/)(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|poetry\.lock|uv\.lock|pdm\.lock|Pipfile\.lock|"
    r"pylock(?:\.\w+)?\.toml|Cargo\.lock|Gemfile\.lock|composer\.lock|go\.sum|packages\.lock\.json|gradle\.lockfile|mix\.lock|pubspec\.lock|"
    r"Package\.resolved|renv\.lock|flake\.lock|\.terraform\.lock\.hcl|conda-lock\.yml|deno\.lock)$"
)
_MINIFIED: Final = expression(
    r"\.(?:min|bundle|chunk|prod)\.(?:js|mjs|cjs|css)$|\.(?:js|css)\.map$|\.svg$", re.IGNORECASE
)
_TEST: Final = expression(
    r"(?:^|[/_.\-])(?:tests?|testing|testdata|specs?|fixtures?|mocks?|__tests__|__mocks__|e2e|stubs?|dummy|fakes?|"
    r"benchmarks?|testutils?|unittests?|integration)(?:[/_.\-]|$)|Tests?\.[a-z]+$|Spec\.[a-z]+$|_test\.go$",
    re.IGNORECASE,
)
_SAMPLE: Final = expression(
    r"(?:^|[/_.\-])(?:examples?|samples?|demos?|quickstart|tutorials?|dist|template)(?:[/_.\-]|$)", re.IGNORECASE
)
_DOC: Final = expression(
    r"\.(?:md|mdx|rst|adoc|asciidoc|tex|pod|po|pot|html?)$|(?:^|/)(?:docs?|documentation|man|locales?|i18n|l10n|translations?|changelogs?)/",
    re.IGNORECASE,
)
_CONFIG: Final = expression(
    r"\.(?:ya?ml|env|ini|cfg|conf|config|properties|toml|tfvars|hcl|tf|cnf|netrc|npmrc|pypirc|plist|xml|sh|bash|zsh|ps1|bat|cmd|reg|service|inf|log)$"
    r"|(?:^|/)\.(?:env|netrc|npmrc|pypirc|pgpass|my\.cnf|s3cfg|dockercfg|git-credentials|htpasswd|boto)[^/]*$|(?:^|/)(?:Dockerfile|Containerfile|Makefile|Jenkinsfile|Procfile|credentials|hosts|inventory)[^/]*$",
    re.IGNORECASE,
)


def role(path: str) -> str:
    """What a file is for: ``lock``, ``minified``, ``test``, ``sample``, ``doc``, ``config`` or ``code``.

    A member of an archive is judged by its own path and by that of the archive.
    """
    path = path.replace("!", "/")
    for name, pattern in (
        ("lock", _LOCK),
        ("minified", _MINIFIED),
        ("test", _TEST),
        ("sample", _SAMPLE),
        ("doc", _DOC),
        ("config", _CONFIG),
    ):
        if pattern.search(path):
            return name
    return "code"


def configures(path: str) -> bool:
    """The file's values may stand without quotes: a configuration file, a shell script, a build file."""
    return bool(_CONFIG.search(path.replace("!", "/")))
