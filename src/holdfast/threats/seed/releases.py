"""What pipelines do: whether they deploy and where to, whose code they run, and how their rights are cut."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from holdfast.estate.kinds.pipeline import Pipeline, PipelineDependency, PipelineJob, PipelineStep
from holdfast.kit.expressions import expression
from holdfast.model.resource import Resource
from holdfast.model.system import Sort
from holdfast.threats.seed.draft import Draft, Piece
from holdfast.threats.seed.seen import Seen
from holdfast.threats.seed.values import fact, known

_DEPLOYS: Final = expression(
    r"(?i)\bkubectl\s+(?:[\w\-=./$]+\s+){0,6}?(?:apply|rollout|set\s+image|create|replace|patch)\b|\bhelm(?:file)?\s+(?:upgrade|install|apply|sync)\b"
    r"|\b(?:terraform|tofu|terragrunt)\s+(?:[\w\-=./$]+\s+){0,3}?apply\b|\bpulumi\s+up\b|\bansible-playbook\b"
    r"|\b(?:ssh|scp|rsync)\s+(?!-keyscan|-keygen)\S+\s+\S|\baws\s+(?:ecs\s+update-service|lambda\s+update-function-code|s3\s+(?:sync|cp)\b"
    r"|cloudformation\s+(?:deploy|update-stack|create-stack)|deploy\s+create-deployment|apprunner\s+start-deployment)"
    r"|\b(?:sam|cdk|serverless|sls|wrangler|firebase|copilot|eb|amplify|fly(?:ctl)?|vercel|netlify|skaffold|zappa|chalice|railway)\s+(?:deploy|run|publish)\b"
    r"|\bgcloud\s+(?:beta\s+|alpha\s+)?(?:run|app|functions|deploy)\s+(?:\w+\s+)?(?:deploy|create|update|releases)\b"
    r"|\baz\s+(?:webapp|functionapp|containerapp|aks)\s+(?:\w+\s+)*?(?:up|deploy\w*|update|create|set)\b|\bazd\s+(?:up|deploy)\b"
    r"|\bdocker\s+stack\s+deploy\b|\bargocd\s+app\s+sync\b|\bgit\s+push\s+(?:heroku|dokku)\b|\bheroku\s+container:release\b"
)
"""Commands after which something else runs."""
_STARTS: Final = expression(r"\bdocker(?:-|\s+)compose\s+(?:-\S+\s+\S+\s+)*up\b|\bdocker\s+run\s+-\w*d")
"""Commands that deploy where the machine that they run on is the one that serves."""
_WIDEST: Final = 400
"""Characters of an action that are read: more is no name of one."""
_ACTIONS: Final = expression(
    r"(?i)^(?:azure/(?:webapps-deploy|k8s-deploy|functions-action|container-apps-deploy-action|aks-\S+)"
    r"|aws-actions/(?:amazon-ecs-deploy-task-definition|aws-cloudformation-github-deploy|aws-lambda-deploy)"
    r"|google-github-actions/(?:deploy-\S+)|appleboy/(?:ssh|scp)-action|\S*/\S*ssh-?deploy\S*|\S*/\S*rsync\S*"
    r"|\S*/heroku-deploy|cloudflare/(?:wrangler-action|pages-action)|\S*/vercel-action|\S*/actions-netlify"
    r"|superfly/flyctl-actions\S*|digitalocean/app_action\S*|firebaseextended/\S+|\S*/serverless-\S+)$"
)
"""Actions that do."""
_TRIED: Final = expression(r"\b(?:kind|k3d|minikube|microk8s)\b|localhost|127\.0\.0\.1|--dry-run|localstack")
"""Words of jobs whose target is gone when the job ends."""
_RELEASE: Final = expression(r"(?i)deploy|release|prod|staging|\bcd\b")
_MOST: Final = 3


def facts(made: Piece, own: Iterable[Resource]) -> None:
    """State what the jobs of a pipeline do and may do."""
    every = list(own)
    jobs = [each for each in every if isinstance(each, PipelineJob)]
    if any(known(fact(each, "write_all")) for each in every):
        made.facts["least-privilege"] = "no"
    elif _all(known(fact(each, "permissions_declared")) for each in every if isinstance(each, Pipeline)):
        made.say("least-privilege", "yes")
    if any(known(fact(each, "privileged")) or known(fact(each, "nested_engine")) for each in every):
        made.facts["isolated"] = "no"
    if any(known(each.self_hosted) and (known(each.fork_events) or known(each.foreign_code)) for each in jobs):
        made.facts["isolated"] = "no"
    if any(known(each.engine_socket) for each in jobs):
        made.say("engine-socket", "yes")
    strange = any(
        known(each.foreign_code) or known(each.foreign_checkouts) or known(each.open_command) for each in jobs
    )
    made.say("foreign-code", "yes" if strange else "no")
    if _all(isinstance(known(each.timeout_minutes), int | float) for each in jobs):
        made.say("timeout", "yes")
    taken = [each for each in every if isinstance(each, PipelineDependency) and known(each.maker) == "other"]
    if taken:
        firm = all(known(each.pin) in ("digest", "commit") for each in taken)
        made.say("pinned-dependencies", "yes" if firm else "no")


def _all(told: Iterable[object]) -> bool:
    listed = list(told)
    return bool(listed) and all(listed)


def deploying(own: Iterable[Resource]) -> list[Resource]:
    """The steps after which something else runs somewhere."""
    every = list(own)
    gone = {_job(each) for each in every if _TRIED.search(_told(each))}
    hosts = {_job(each) for each in every if isinstance(each, PipelineJob) and known(each.self_hosted)}
    found: list[Resource] = []
    for each in every:
        said = _told(each)
        if _job(each) in gone or not said:
            continue
        action = isinstance(each, PipelineDependency) and _ACTIONS.search(said[:_WIDEST])
        command = isinstance(each, PipelineStep) and _DEPLOYS.search(said)
        starts = isinstance(each, PipelineStep) and _STARTS.search(said) and _job(each) in hosts
        if action or command or (starts and _RELEASE.search("/".join(_job(each)))):
            found.append(each)
    return found


def _told(resource: Resource) -> str:
    if isinstance(resource, PipelineStep):
        return "\n".join(str(known(each)) for each in known(resource.commands) or ())[:20_000]
    return str(known(resource.name) or "") if isinstance(resource, PipelineDependency) else ""


def _job(resource: Resource) -> tuple[str, str]:
    """The file and the job that something of a pipeline belongs to."""
    inner = resource.address.removeprefix(resource.place.path).strip().partition(" ")[0]
    return resource.place.path, ".".join(inner.split(".")[:2])


def targets(draft: Draft, steps: Iterable[Resource]) -> list[Piece]:
    """What steps bring to run: what they name, else what is known to be built here and faces others."""
    said = "\n".join(_told(each) for each in steps).lower()
    built = [piece for piece in draft.of(Sort.PROCESS) if piece.paths and piece.id != "pipeline"]
    named = [piece for piece in built if expression(rf"(?<![\w\-]){piece.id}(?![\w\-])").search(said)]
    facing = [piece for piece in built if piece.facts.get("exposure") == "internet"]
    return (named or facing or built)[:_MOST]


def inner_packages(made: Piece, seen: Seen) -> None:
    """State that packages come from a registry of one's own, where settings of a package manager name one."""
    for path in sorted(seen.paths):
        pattern = next((found for name, found in _REGISTRIES if path.rpartition("/")[2] in name), None)
        match = pattern.search(seen.text(path)) if pattern is not None else None
        if match is not None and not _PUBLIC.search(match[1]):
            made.say("inner-packages", "yes")
            made.source.append(f"{path}:{seen.text(path).count(chr(10), 0, match.start()) + 1}")
            return


_PUBLIC: Final = expression(
    r"(?i)npmjs|yarnpkg|pypi|pythonhosted|maven|nuget|gradle|sonatype|spring|pytorch|jitpack|google|apache|confluent"
)
"""Parts of the names of registries that serve everybody."""
_REGISTRIES: Final = (
    ((".npmrc",), expression(r"(?m)^\s*(?:@[\w\-]+:)?registry\s*=\s*https?://([^\s/]+)")),
    ((".yarnrc.yml",), expression(r"npmRegistryServer:\s*[\"']?https?://([^\s/\"']+)")),
    (("pip.conf", "requirements.txt"), expression(r"(?m)^\s*(?:--)?(?:extra-)?index-url\s*[= ]\s*https?://(?:[^@\s]+@)?([^\s/]+)")),
    (("pyproject.toml",), expression(r"\[\[tool\.(?:uv\.index|poetry\.source)\]\][^\[]*?url\s*=\s*[\"']https?://([^\s/\"']+)")),
    (("settings.xml", "pom.xml"), expression(r"<(?:mirror|repository)>(?:(?!</(?:mirror|repository)>)[\s\S]){0,600}?<url>https?://([^\s/<]+)")),
    (("nuget.config", "NuGet.config", "NuGet.Config"), expression(r"<add\s[^>]*?value=[\"']https?://([^\s/\"']+)")),
)  # fmt: skip
