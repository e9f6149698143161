"""Which reader of packages a path belongs to; asked for every path of a scan, so it looks at names only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_BY_NAME: Final[Mapping[str, str]] = {
    ".pre-commit-config.yaml": "pre-commit",
    ".pre-commit-config.yml": "pre-commit",
    ".terraform.lock.hcl": "terraform",
    "Chart.lock": "helm",
    "Chart.yaml": "helm",
    "Containerfile": "images",
    "Dockerfile": "images",
    "action.yaml": "actions",
    "action.yml": "actions",
    "galaxy.yml": "ansible",
    "requirements.yaml": "ansible",
    "requirements.yml": "ansible",
    "bom.json": "bills",
    "sbom.json": "bills",
    "DESCRIPTION": "cran",
    "Directory.Build.props": "nuget",
    "Directory.Build.targets": "nuget",
    "Directory.Packages.props": "nuget",
    "Package.resolved": "swift",
    "mix.exs": "hex",
    "mix.lock": "hex",
    "packages.config": "nuget",
    "packages.lock.json": "nuget",
    "project.assets.json": "nuget",
    "pubspec.lock": "pub",
    "pubspec.yaml": "pub",
    "renv.lock": "cran",
    "Cargo.lock": "cargo",
    "Cargo.toml": "cargo",
    "Gemfile": "ruby",
    "Gemfile.lock": "ruby",
    "build.gradle": "gradle",
    "build.gradle.kts": "gradle",
    "buildscript-gradle.lockfile": "gradle",
    "composer.json": "composer",
    "composer.lock": "composer",
    "gems.locked": "ruby",
    "gems.rb": "ruby",
    "conda-lock.yml": "conda",
    "environment.yaml": "conda",
    "environment.yml": "conda",
    "go.mod": "go",
    "go.sum": "go",
    "go.work": "go",
    "gradle.lockfile": "gradle",
    "bun.lock": "javascript",
    "bun.lockb": "javascript",
    "npm-shrinkwrap.json": "javascript",
    "package-lock.json": "javascript",
    "package.json": "javascript",
    "pom.xml": "maven",
    "Pipfile": "python",
    "Pipfile.lock": "python",
    "pdm.lock": "python",
    "poetry.lock": "python",
    "pnpm-lock.yaml": "javascript",
    "pnpm-workspace.yaml": "javascript",
    "pylock.toml": "python",
    "pyproject.toml": "python",
    "setup.cfg": "python",
    "setup.py": "python",
    "uv.lock": "python",
    "yarn.lock": "javascript",
}
"""A file's whole name to its reader; one line each."""
_BY_ENDING: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    ".csproj": (("", "nuget"),),
    ".containerfile": (("", "images"),),
    ".dockerfile": (("", "images"),),
    ".fsproj": (("", "nuget"),),
    ".gemspec": (("", "ruby"),),
    ".in": (("requirement", "python"), ("constraint", "python")),
    ".json": ((".cdx.json", "bills"), (".spdx.json", "bills"), (".deps.json", "nuget"), (".tf.json", "terraform")),
    ".lock": (("/conda-", "conda"), ("conda.lock", "conda")),
    ".lockfile": (("dependency-locks/", "gradle"),),
    ".pip": (("requirement", "python"), ("constraint", "python")),
    ".tf": (("", "terraform"),),
    ".tofu": (("", "terraform"),),
    ".toml": (("/pylock.", "python"), (".versions.toml", "gradle")),
    ".txt": (("requirement", "python"), ("constraint", "python"), ("/conda-", "conda"), ("/vendor/modules.txt", "go")),
    ".vbproj": (("", "nuget"),),
    ".yaml": (
        ("/environment-", "conda"),
        ("/environment_", "conda"),
        (".conda-lock.", "conda"),
        ("conda-env", "conda"),
        ("/workflows/", "actions"),
        ("", "images"),
    ),
    ".yml": (
        ("/environment-", "conda"),
        ("/environment_", "conda"),
        ("conda-lock.", "conda"),
        ("conda-env", "conda"),
        ("/workflows/", "actions"),
        ("/meta/main.yml", "ansible"),
        ("", "images"),
    ),
}
"""What a name ends in, what must stand in the last two parts of its path (lower case, a ``/`` in front), and its
reader; an empty word stands in each."""
_PREFIXES: Final = ("Dockerfile.", "Containerfile.")
"""How a name begins, whatever it ends in."""
_INSTALLED: Final = ("node_modules/", "site-packages/", ".egg-info/", ".dist-info/")
"""What lies below is installed or built: ``environments`` reads it, and no manifest in there is the project's own."""


def reader_of(path: str) -> str:
    """Name of the reader that claims a path, relative to the scanned root; empty for none."""
    slash = path.rfind("/")
    found = _BY_NAME.get(path[slash + 1 :], "")
    if not found:
        dot = path.rfind(".")
        words = _BY_ENDING.get(path[dot:]) if dot > slash else None
        if words is None:
            return "images" if path.startswith(_PREFIXES, slash + 1) else ""
        tail = f"/{path[path.rfind('/', 0, max(slash, 0)) + 1 :]}".lower()
        found = next((reader for word, reader in words if word in tail), "")
    return "" if found and slash > 0 and any(part in path for part in _INSTALLED) else found
