"""Pipeline files: small, commented, with nothing but the CI system's own checkout.

``@VERSION@`` and ``@BRANCH@`` stand for the installed version and the main branch. What a job may trust decides whether
a cache is kept: its key stands beside it, so it is kept only where one branch cannot write another one's.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Pipeline(NamedTuple):
    """The file of one CI system."""

    title: str
    path: str
    """Where the CI system looks for it."""
    text: str
    beside: str = ""
    """Where the file goes when the first path is taken; empty where the CI system reads one file only."""
    joins: str = ""
    """What a person has to do then."""


_GITHUB: Final = """\
# Looks for secrets, insecure code and weak packages in each pull request and in each push to the main branch.
# Written by "holdfast init --ci github"; from now on it is yours.
name: holdfast

on:
  pull_request:
  push:
    branches: [@BRANCH@]

permissions:
  contents: read

jobs:
  secrets:
    runs-on: ubuntu-latest
    timeout-minutes: 15
    permissions:
      contents: read
      security-events: write # for the last step only
    steps:
      # Version 4.2.2, named by its commit, because a tag can be moved.
      # The whole history is fetched, so that the commit where a branch left the main line is there.
      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683
        with:
          fetch-depth: 0
          persist-credentials: false

      - name: Install
        run: pipx install holdfast==@VERSION@

      # What is known about the packages that are named here; without it a scan that meets packages is incomplete.
      - name: Fetch advisories
        run: holdfast db update --here

      # In a pull request only what its target does not have refuses; else, what the baseline does not have.
      - name: Scan
        env:
          TARGET: ${{ github.base_ref }}
        run: >-
          holdfast scan ${TARGET:+--since "origin/$TARGET"}
          --format text --format sarif=holdfast.sarif

      # Shows the findings under "Security". A pull request from a fork may not write there, nor may a private
      # repository without code scanning; the step above has decided already, so this one never fails the job.
      - name: Show findings
        if: always() && hashFiles('holdfast.sarif') != ''
        continue-on-error: true
        env:
          GH_TOKEN: ${{ github.token }}
        run: |
          gzip --stdout holdfast.sarif | base64 --wrap=0 > holdfast.sarif.b64
          gh api --method POST --silent "repos/$GITHUB_REPOSITORY/code-scanning/sarifs" \\
            -f "commit_sha=$GITHUB_SHA" -f "ref=$GITHUB_REF" -F sarif=@holdfast.sarif.b64
"""

_GITLAB: Final = """\
# Looks for secrets, insecure code and weak packages in each merge request and in each push to the main branch.
# Written by "holdfast init --ci gitlab"; from now on it is yours.
holdfast:
  stage: test
  image: python:3.12 # has git; the slim image does not
  timeout: 15 minutes
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
  variables:
    GIT_DEPTH: "0" # the whole history, so that the commit where a branch left the main line is there
    HOLDFAST_CACHE: $CI_PROJECT_DIR/.holdfast/state/ci/cache
    HOLDFAST_DATA: $CI_PROJECT_DIR/.holdfast/state/ci/data
  cache:
    # One for each branch: what a branch remembers can then mislead nobody but itself.
    key: holdfast-$CI_COMMIT_REF_SLUG
    paths:
      - .holdfast/state/ci/
  script:
    - pip install --quiet holdfast==@VERSION@
    - holdfast db update --here # without advisories a scan that meets packages is incomplete
    # In a merge request only what its target does not have refuses; else, what the baseline does not have.
    - >-
      holdfast scan ${CI_MERGE_REQUEST_DIFF_BASE_SHA:+--since "$CI_MERGE_REQUEST_DIFF_BASE_SHA"}
      --format text --format sarif=holdfast.sarif --format gitlab=gl-code-quality-report.json
  artifacts:
    when: always
    paths:
      - holdfast.sarif
    reports:
      codequality: gl-code-quality-report.json
    expire_in: 30 days
"""

_JENKINS: Final = """\
// Looks for secrets, insecure code and weak packages. Written by "holdfast init --ci jenkins"; from now on it is yours.
// The job's checkout must not be shallow: the commit where a branch left the main line has to be there.
// The agent needs Python 3.11 or newer, and git.
pipeline {
  agent any
  options {
    timeout(time: 15, unit: 'MINUTES')
  }
  stages {
    stage('Secrets') {
      steps {
        // The folder beside the workspace belongs to this branch's job: what it remembers is read by no other.
        // In a pull request only what its target does not have refuses; else, what the baseline does not have.
        sh '''
          tools="$WORKSPACE_TMP/holdfast-@VERSION@"
          export HOLDFAST_CACHE="$tools/cache" HOLDFAST_DATA="$tools/data"
          python3 -m venv "$tools"
          "$tools/bin/pip" install --quiet holdfast==@VERSION@
          "$tools/bin/holdfast" db update --here
          "$tools/bin/holdfast" scan ${CHANGE_TARGET:+--since "origin/$CHANGE_TARGET"} \\
            --format text --format sarif=holdfast.sarif --format junit=holdfast.xml
        '''
      }
      post {
        always {
          junit testResults: 'holdfast.xml', allowEmptyResults: true
          archiveArtifacts artifacts: 'holdfast.sarif', allowEmptyArchive: true
        }
      }
    }
  }
}
"""

_AZURE: Final = """\
# Looks for secrets, insecure code and weak packages in each pull request and in each push to the main branch.
# Written by "holdfast init --ci azure"; from now on it is yours.
# For a repository in Azure Repos, pull requests also need a build validation policy on the main branch.
trigger:
  branches:
    include: [@BRANCH@]
pr:
  branches:
    include: [@BRANCH@]

pool:
  vmImage: ubuntu-latest

variables:
  HOLDFAST_CACHE: $(Pipeline.Workspace)/holdfast/cache
  HOLDFAST_DATA: $(Pipeline.Workspace)/holdfast/data

jobs:
  - job: secrets
    timeoutInMinutes: 15
    steps:
      # The whole history, so that the commit where a branch left the main line is there.
      - checkout: self
        fetchDepth: 0
        persistCredentials: false

      # Azure keeps the caches of branches apart, so what a branch remembers can mislead nobody but itself.
      - task: Cache@2
        inputs:
          key: '"holdfast" | "$(Agent.OS)" | "@VERSION@"'
          path: $(Pipeline.Workspace)/holdfast

      - bash: pipx install holdfast==@VERSION@
        displayName: Install

      # Without advisories a scan that meets packages is incomplete.
      - bash: holdfast db update --here
        displayName: Fetch advisories

      # In a pull request only what its target does not have refuses; else, what the baseline does not have.
      - bash: |
          target="${SYSTEM_PULLREQUEST_TARGETBRANCH#refs/heads/}"
          holdfast scan ${target:+--since "origin/$target"} --format text --format sarif=holdfast.sarif
        displayName: Scan

      - publish: holdfast.sarif
        artifact: CodeAnalysisLogs
        displayName: Keep the findings
        condition: succeededOrFailed()
"""

_BITBUCKET: Final = """\
# Looks for secrets, insecure code and weak packages in each pull request and in each push to the main branch.
# Written by "holdfast init --ci bitbucket"; from now on it is yours.
image: python:3.12

clone:
  depth: full # so that the commit where a branch left the main line is there

definitions:
  steps:
    # Nothing is remembered from run to run: all branches share Bitbucket's caches, so one could mislead another.
    - step: &holdfast
        name: Look for secrets
        max-time: 15
        script:
          - pip install --quiet holdfast==@VERSION@
          - holdfast db update --here # without advisories a scan that meets packages is incomplete
          # In a pull request only what its target does not have refuses; else, what the baseline does not have.
          - target="${BITBUCKET_PR_DESTINATION_BRANCH:-}"
          - if [ -n "$target" ]; then git fetch --quiet origin "+refs/heads/$target:refs/remotes/origin/$target"; fi
          - holdfast scan ${target:+--since "origin/$target"} --format text --format sarif=holdfast.sarif
        artifacts:
          - holdfast.sarif

pipelines:
  pull-requests:
    '**':
      - step: *holdfast
  branches:
    @BRANCH@:
      - step: *holdfast
"""

PIPELINES: Final = {
    "github": Pipeline("GitHub Actions", ".github/workflows/holdfast.yml", _GITHUB),
    "gitlab": Pipeline(
        "GitLab CI",
        ".gitlab-ci.yml",
        _GITLAB,
        ".gitlab/holdfast.yml",
        "add the lines `include:` and `  - local: .gitlab/holdfast.yml` to .gitlab-ci.yml",
    ),
    "jenkins": Pipeline(
        "Jenkins",
        "Jenkinsfile",
        _JENKINS,
        "ci/holdfast.Jenkinsfile",
        "make a pipeline job of its own with the script path ci/holdfast.Jenkinsfile",
    ),
    "azure": Pipeline(
        "Azure Pipelines",
        "azure-pipelines.yml",
        _AZURE,
        ".azure-pipelines/holdfast.yml",
        "make a pipeline of its own from .azure-pipelines/holdfast.yml",
    ),
    "bitbucket": Pipeline("Bitbucket Pipelines", "bitbucket-pipelines.yml", _BITBUCKET),
}
"""CI systems by the word that names them."""
