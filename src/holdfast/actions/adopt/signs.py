"""File names that tell what a repository is made of and what already looks after it."""

from __future__ import annotations

from typing import Final

LANGUAGES: Final = {
    "C": "c h",
    "C#": "cs",
    "C++": "cc cpp cxx hh hpp",
    "CSS": "css less sass scss",
    "Clojure": "clj cljc cljs",
    "Dart": "dart",
    "Dockerfile": "dockerfile containerfile",
    "Elixir": "ex exs",
    "Erlang": "erl hrl",
    "Go": "go",
    "Groovy": "gradle groovy",
    "HTML": "htm html",
    "Haskell": "hs",
    "JSON": "json jsonc json5",
    "Java": "java",
    "JavaScript": "cjs js jsx mjs",
    "Jupyter notebook": "ipynb",
    "Kotlin": "kt kts",
    "Lua": "lua",
    "Markdown": "markdown md mdx",
    "Objective-C": "m mm",
    "PHP": "php",
    "Perl": "pl pm",
    "PowerShell": "ps1 psm1",
    "Python": "py pyi pyx",
    "R": "r",
    "Ruby": "erb rb",
    "Rust": "rs",
    "SQL": "sql",
    "Scala": "sbt scala",
    "Shell": "bash fish sh zsh",
    "Solidity": "sol",
    "Swift": "swift",
    "TOML": "toml",
    "Terraform": "hcl tf tfvars",
    "TypeScript": "cts mts ts tsx",
    "Vue": "vue",
    "XML": "xml xsd xsl",
    "YAML": "yaml yml",
}
"""Language to endings of file names; a name without an ending counts as its own ending."""

PIPELINES: Final = (
    ("GitHub Actions", (".github/workflows/*.yml", ".github/workflows/*.yaml")),
    ("GitLab CI", (".gitlab-ci.yml",)),
    ("Jenkins", ("Jenkinsfile", "*/Jenkinsfile")),
    ("Azure Pipelines", ("azure-pipelines.yml", ".azure-pipelines/*.yml")),
    ("Bitbucket Pipelines", ("bitbucket-pipelines.yml",)),
    ("CircleCI", (".circleci/config.yml",)),
    ("Travis CI", (".travis.yml",)),
    ("Drone", (".drone.yml",)),
    ("Woodpecker", (".woodpecker.yml", ".woodpecker/*.yml", ".woodpecker/*.yaml")),
    ("Buildkite", (".buildkite/*.yml", ".buildkite/*.yaml")),
    ("Google Cloud Build", ("cloudbuild.yaml", "cloudbuild.yml")),
    ("AWS CodeBuild", ("buildspec.yml", "buildspec.yaml")),
    ("AppVeyor", ("appveyor.yml", ".appveyor.yml")),
    ("Cirrus CI", (".cirrus.yml",)),
    ("Forgejo Actions", (".forgejo/workflows/*.yml", ".forgejo/workflows/*.yaml")),
    ("Gitea Actions", (".gitea/workflows/*.yml", ".gitea/workflows/*.yaml")),
    ("Tekton", (".tekton/*.yml", ".tekton/*.yaml")),
)
"""CI system and the paths of its files."""

SCANNERS: Final = (
    ("gitleaks", (".gitleaks.toml", "gitleaks.toml", ".gitleaksignore")),
    ("detect-secrets", (".secrets.baseline",)),
    ("ggshield", (".gitguardian.yaml", ".gitguardian.yml")),
    ("talisman", (".talismanrc",)),
    ("git-secrets", (".gitallowed",)),
    ("semgrep", (".semgrep.yml", ".semgrep.yaml", ".semgrepignore", ".semgrep/*.yml", ".semgrep/*.yaml")),
    ("bandit", (".bandit", "bandit.yaml", "bandit.yml")),
    ("checkov", (".checkov.yaml", ".checkov.yml", ".checkov.baseline")),
    ("trivy", ("trivy.yaml", ".trivyignore", ".trivyignore.yaml")),
    ("tfsec", (".tfsec/*", "tfsec.yml")),
    ("kics", ("kics.config", "kics.yaml")),
    ("hadolint", (".hadolint.yaml", ".hadolint.yml")),
    ("dockle", (".dockleignore",)),
    ("osv-scanner", ("osv-scanner.toml",)),
    ("grype", (".grype.yaml", ".grype/config.yaml")),
    ("snyk", (".snyk",)),
    ("dependabot", (".github/dependabot.yml", ".github/dependabot.yaml")),
    ("renovate", ("renovate.json", "renovate.json5", ".renovaterc", ".renovaterc.json", ".github/renovate.json")),
    ("codeql", (".github/codeql/*",)),
    ("sonar", ("sonar-project.properties",)),
)
"""Tool and the paths of its configuration, most telling first."""

FRAMEWORK: Final = (".pre-commit-config.yaml", ".pre-commit-config.yml")
"""Configuration of the pre-commit framework."""

ENDINGS: Final = {ending: name for name, endings in LANGUAGES.items() for ending in endings.split()}
