"""Open-source tools beside Holdfast, by what they do. Facts as of ``LOOKED``; none of them is needed."""

from __future__ import annotations

from typing import Final

from holdfast.model.toolbox import Tool

LOOKED: Final = "2026-08-22"
"""Until when commits of the tools were looked at."""

_CODE: Final = ("static-analysis",)
_HOOKS: Final = ("pre-commit-hooks",)
_CONTAINERS: Final = ("container-hardening",)
_TEMPLATES: Final = ("iac-analysis", "iac-configuration")
_PACKAGES: Final = ("dependencies",)
_HOSTS: Final = ("host-intrusion",)
_ACCOUNTS: Final = ("configuration-scanning",)
_FAULTS: Final = ("fault-injection",)

TOOLS: Final = (
    Tool("OWASP Juice Shop", "MIT", "a deliberately weak web shop with challenges", ("secure-coding",), "2026-06"),
    Tool(
        "OWASP WebGoat", "GPL-2.0-or-later", "lessons in a deliberately weak application", ("secure-coding",), "2026-08"
    ),
    Tool(
        *("DefectDojo", "BSD-3-Clause", "gathers findings, follows them to closure, shows figures over time"),
        *(("secure-coding", "drills"), "2026-08"),
    ),
    Tool(
        "OWASP Threat Dragon",
        "Apache-2.0",
        "draws data-flow diagrams and lists threats",
        ("threat-modelling",),
        "2026-08",
    ),
    Tool("OWASP pytm", "MIT", "threat models as Python code", ("threat-modelling",), "2026-07"),
    Tool("Threagile", "MIT", "threat models as YAML, with rules", ("threat-modelling",), "2026-04"),
    Tool("Ruff", "MIT", "a fast Python linter with a language server and security rules", ("ide",), "2026-08", "sarif"),
    Tool("ESLint", "MIT", "linter for JavaScript, with security plug-ins by others", ("ide",), "2026-08", "sarif"),
    Tool("SonarQube for IDE", "LGPL-3.0-only", "findings while typing, in several languages", ("ide",), "2026-08"),
    Tool("pre-commit", "MIT", "runs hooks of many tools; calls Holdfast as one of them", _HOOKS, "2026-08"),
    Tool("gitleaks", "MIT", "secrets in history and folders, rules in one file", _HOOKS, "2026-07", "gitleaks"),
    Tool("TruffleHog", "AGPL-3.0-only", "asks the vendor whether a credential is alive", _HOOKS, "2026-08"),
    Tool("detect-secrets", "Apache-2.0", "secrets, with a baseline to audit", _HOOKS, "2026-04"),
    Tool("ggshield", "MIT", "the client of a detection service", _HOOKS, "2026-08", note="needs an account"),
    Tool("Talisman", "MIT", "hooks for commits and pushes", _HOOKS, "2025-11"),
    Tool("git-secrets", "Apache-2.0", "a small script with patterns of your own", _HOOKS, "2025-09"),
    Tool("Gerrit", "Apache-2.0", "reviews each change before it is merged", ("peer-review",), ""),
    Tool("reviewdog", "MIT", "puts linters' findings into a review", ("peer-review",), "2026-08"),
    Tool("Danger JS", "MIT", "scripts that comment on a change", ("peer-review",), "2026-04"),
    Tool("Semgrep Community Edition", "LGPL-2.1-only", "patterns over many languages", _CODE, "2025-08", "semgrep"),
    Tool("Opengrep", "LGPL-2.1-only", "a fork of Semgrep", _CODE, "2026-08", "semgrep"),
    Tool("Bandit", "Apache-2.0", "security linter for Python", ("ide", *_CODE), "2026-03", "bandit"),
    Tool("gosec", "Apache-2.0", "security linter for Go", _CODE, "2026-07", "sarif"),
    Tool("Find Security Bugs", "LGPL-3.0-only", "security rules for Java bytecode", _CODE, "2025-06"),
    Tool("Joern", "Apache-2.0", "code property graphs to query", _CODE, "2026-08"),
    Tool("pytest", "MIT", "the test runner that most Python teams have", ("security-tests",), "2026-08", "junit"),
    Tool("Hypothesis", "MPL-2.0", "property-based tests", ("security-tests",), "2026-08", "junit"),
    Tool("Schemathesis", "MIT", "tests an API against its schema", ("security-tests",), "2026-08", "junit"),
    Tool(
        *("ZAP", "Apache-2.0", "attacks a running web application"),
        *(("security-tests", "out-of-band"), "2026-08", "zap"),
    ),
    Tool(
        *("Trivy", "Apache-2.0", "vulnerabilities, misconfiguration and secrets in images and templates"),
        *((*_CONTAINERS, *_TEMPLATES, *_PACKAGES), "2026-08", "trivy"),
    ),
    Tool(
        "Grype",
        "Apache-2.0",
        "vulnerabilities in images and bills of materials",
        (*_CONTAINERS, *_PACKAGES),
        "2026-07",
        "grype",
    ),
    Tool("Clair", "Apache-2.0", "vulnerabilities of images in a registry", _CONTAINERS, "2026-07", "clair"),
    Tool(
        "Docker Bench for Security", "Apache-2.0", "CIS checks of a Docker host", _CONTAINERS, "2024-10", "docker-bench"
    ),
    Tool("Hadolint", "GPL-3.0-only", "linter for Dockerfiles", _CONTAINERS, "2026-08", "sarif"),
    Tool("Dockle", "Apache-2.0", "linter for images", _CONTAINERS, "2026-07", "sarif"),
    Tool("Dagda", "Apache-2.0", "known weaknesses and malware in images", _CONTAINERS, "2021-07"),
    Tool("Cosign", "Apache-2.0", "signs and verifies images", (*_CONTAINERS, "immutable"), "2026-07"),
    Tool(
        *("Falco", "Apache-2.0", "rules over system calls of hosts and containers"),
        *((*_CONTAINERS, "immutable", *_HOSTS), "2026-07", "falco"),
    ),
    Tool(
        *("Checkov", "Apache-2.0", "policies for Terraform, its plans, CloudFormation, Kubernetes and more"),
        *((*_TEMPLATES, "serverless"), "2026-08", "checkov"),
    ),
    Tool("KICS", "Apache-2.0", "queries over infrastructure as code", _TEMPLATES, "", "sarif"),
    Tool("TFLint", "MPL-2.0", "linter for Terraform", _TEMPLATES, "2026-08", "sarif"),
    Tool("cfn-lint", "MIT-0", "linter for CloudFormation", _TEMPLATES, "2026-08", "sarif"),
    Tool("Conftest", "Apache-2.0", "policies of your own over structured files", _TEMPLATES, "2026-08", "junit"),
    Tool("Open Policy Agent", "Apache-2.0", "the policy engine below Conftest", ("iac-configuration",), ""),
    Tool("KubeLinter", "Apache-2.0", "checks Kubernetes manifests and charts", _TEMPLATES, "2026-08", "sarif"),
    Tool("OSV-Scanner", "Apache-2.0", "vulnerabilities of locked dependencies", _PACKAGES, "2026-08", "osv-scanner"),
    Tool("pip-audit", "Apache-2.0", "vulnerabilities of Python dependencies", _PACKAGES, "2026-08", "cyclonedx"),
    Tool("Syft", "Apache-2.0", "makes bills of materials", _PACKAGES, "2026-08", "cyclonedx"),
    Tool("Dependency-Track", "Apache-2.0", "watches bills of materials over time", _PACKAGES, "2026-08", "cyclonedx"),
    Tool(
        *(
            "OWASP Dependency-Check",
            "Apache-2.0",
            "vulnerabilities of dependencies, Java above all",
            _PACKAGES,
            "2025-02",
        ),
        reads="dependency-check",
    ),
    Tool("Nuclei", "MIT", "checks web applications and networks by templates", ("out-of-band",), "2026-06", "nuclei"),
    Tool(
        "Nmap",
        "Nmap Public Source License",
        "finds open ports and what answers there",
        ("out-of-band",),
        "2026-08",
        "nmap",
    ),
    Tool("testssl.sh", "GPL-2.0-only", "tests TLS servers", ("out-of-band",), "2026-06"),
    Tool("OpenSCAP", "LGPL-2.1-or-later", "checks hosts against SCAP content", ("out-of-band", *_ACCOUNTS), "2026-08"),
    Tool("Lynis", "GPL-3.0-only", "audits a Unix host", ("out-of-band",), "2026-01"),
    Tool(
        "Testinfra",
        "Apache-2.0",
        "tests the state of hosts with pytest",
        ("out-of-band", "immutable"),
        "2025-08",
        "junit",
    ),
    Tool(
        "Serverspec",
        "MIT",
        "tests the state of hosts with RSpec",
        ("out-of-band", "immutable"),
        "2025-04",
        "serverspec",
    ),
    Tool(
        *("InSpec", "Apache-2.0", "compliance profiles for hosts and accounts", ("out-of-band", *_ACCOUNTS), "2026-07"),
        reads="inspec",
        note="official builds come under a commercial licence",
    ),
    Tool("OpenTofu", "MPL-2.0", "a refresh-only plan shows drift of what it manages", ("immutable",), "2026-08"),
    Tool(
        "driftctl", "Apache-2.0", "drift and unmanaged resources", ("immutable",), "2025-07", note="in maintenance mode"
    ),
    Tool("OpenBao", "MPL-2.0", "a secrets store, forked from Vault", ("secrets-management",), "2026-08"),
    Tool("SOPS", "MPL-2.0", "encrypted files in git", ("secrets-management",), "2026-06"),
    Tool("age", "BSD-3-Clause", "encrypts files to keys", ("secrets-management",), "2026-01"),
    Tool(
        *("External Secrets Operator", "Apache-2.0", "brings secrets from stores into Kubernetes"),
        *(("secrets-management",), "2026-08"),
    ),
    Tool(
        *("Prowler", "Apache-2.0", "checks cloud accounts, functions among them, against frameworks"),
        *(("serverless", *_ACCOUNTS), "2026-08", "prowler"),
    ),
    Tool(
        *("FunctionShield", "CC-BY-ND-4.0", "guarded what a function may do", ("serverless",), "2019-10"),
        note="not an open-source licence, and given up",
    ),
    Tool(
        *("osquery", "Apache-2.0 OR GPL-2.0-only", "asks hosts in SQL"),
        *(("configuration-safety", *_HOSTS), "2026-08", "osquery"),
    ),
    Tool(
        *("Cloud Custodian", "Apache-2.0", "policies over live cloud resources"),
        *(("configuration-safety", *_ACCOUNTS), "2026-08"),
    ),
    Tool("Steampipe", "AGPL-3.0-only", "asks cloud services in SQL", ("configuration-safety", *_ACCOUNTS), "2026-02"),
    Tool("Wazuh", "GPL-2.0-only", "agents and a server for hosts", (*_HOSTS, "monitoring"), "2026-08", "wazuh"),
    Tool("OSSEC", "GPL-2.0-only", "host intrusion detection", _HOSTS, "2026-08", "ossec"),
    Tool("AIDE", "GPL-2.0-only", "file integrity", _HOSTS, "2026-06"),
    Tool("Velociraptor", "AGPL-3.0-only", "hunts over many hosts", _HOSTS, "2026-08"),
    Tool("ScoutSuite", "GPL-2.0-only", "a one-off review of a cloud account", _ACCOUNTS, "2024-05", "scoutsuite"),
    Tool("CloudSploit", "GPL-3.0-only", "checks cloud accounts", _ACCOUNTS, "2025-12", "cloudsploit"),
    Tool("kube-bench", "Apache-2.0", "CIS checks of Kubernetes", _ACCOUNTS, "2026-06"),
    Tool(
        *("CISO Assistant Community", "AGPL-3.0-only", "controls, risks, frameworks and evidence kept by people"),
        *((*_ACCOUNTS, "drills"), "2026-08"),
    ),
    Tool("Prometheus Alertmanager", "Apache-2.0", "routes and groups alerts of metrics", ("monitoring",), "2026-08"),
    Tool("Grafana", "AGPL-3.0-only", "dashboards", ("monitoring",), ""),
    Tool("ElastAlert 2", "Apache-2.0", "alerts from logs", ("monitoring",), "2026-07"),
    Tool("OpenCanary", "BSD-3-Clause", "services that only an intruder would touch", ("monitoring",), "2026-08"),
    Tool("Chaos Toolkit", "Apache-2.0", "experiments as files", _FAULTS, "2024-05"),
    Tool("LitmusChaos", "Apache-2.0", "experiments on Kubernetes", _FAULTS, "2026-07"),
    Tool("Chaos Mesh", "Apache-2.0", "experiments on Kubernetes", _FAULTS, "2026-08"),
    Tool("MITRE Caldera", "Apache-2.0", "emulates adversaries", (*_FAULTS, "drills"), "2026-05"),
    Tool("Atomic Red Team", "MIT", "small tests of single techniques", (*_FAULTS, "drills"), "2026-08"),
)
"""In the order of the activities."""
