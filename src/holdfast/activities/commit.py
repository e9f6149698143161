"""Continuous integration."""

from __future__ import annotations

from typing import Final

from holdfast.model.activity import Activity, Phase

ACTIVITIES: Final = (
    Activity(
        number=6,
        id="static-analysis",
        title="Static code analysis",
        phase=Phase.COMMIT,
        asks="Does data flow where it must not?",
        verb="scan --only code",
    ),
    Activity(
        number=7,
        id="security-tests",
        title="Security unit tests",
        phase=Phase.COMMIT,
        asks="Do input, output and access behave under attack?",
        verb="tests",
    ),
    Activity(
        number=8,
        id="container-hardening",
        title="Container hardening",
        phase=Phase.COMMIT,
        asks="Can a container do only what it must?",
        verb="profile",
    ),
    Activity(
        number=9,
        id="iac-analysis",
        title="IaC analysis",
        phase=Phase.COMMIT,
        asks="Is the infrastructure safe before it exists?",
        verb="scan --only iac",
    ),
    Activity(
        number=10,
        id="dependencies",
        title="Dependency and OSS analysis",
        phase=Phase.COMMIT,
        asks="What is it made of, and is that safe?",
        verb="sbom fix licences",
    ),
)
