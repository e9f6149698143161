"""Ways from some permissions to all of them, through what a policy's statements allow together.

Each way was checked against what the action does in the service's own reference ("Actions, resources, and condition
keys for AWS services", AWS Service Authorization Reference).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from holdfast.checks.cloud.statements import broad, covers, listed, spelled
from holdfast.estate.kinds.identity import Policy, PolicyStatement
from holdfast.model.judgement import Breach, Judge, NotHere
from holdfast.model.value import Known, NotKnown, Unknown, need


class Way(NamedTuple):
    """One way up."""

    needs: tuple[str, ...]
    """Actions that it takes, all of them."""
    says: str
    """What one does with them."""


_HAND_ON: Final = "iam:PassRole"
WAYS: Final = (
    Way(("iam:CreatePolicyVersion",), "write a new version of a policy that one has, and make it the default"),
    Way(("iam:SetDefaultPolicyVersion",), "bring back an older version of a policy that allowed more"),
    Way(("iam:AttachUserPolicy",), "attach the administrator's policy to oneself"),
    Way(("iam:AttachGroupPolicy",), "attach the administrator's policy to a group that one is in"),
    Way(("iam:AttachRolePolicy",), "attach the administrator's policy to a role that one can take on"),
    Way(("iam:PutUserPolicy",), "write a policy into oneself"),
    Way(("iam:PutGroupPolicy",), "write a policy into a group that one is in"),
    Way(("iam:PutRolePolicy",), "write a policy into a role that one can take on"),
    Way(("iam:AddUserToGroup",), "join the group of the administrators"),
    Way(("iam:UpdateAssumeRolePolicy",), "let oneself take on a stronger role"),
    Way(("iam:CreateAccessKey",), "make keys of another user"),
    Way(("iam:CreateLoginProfile",), "give another user a password"),
    Way(("iam:UpdateLoginProfile",), "change the password of another user"),
    Way(("iam:DeleteRolePermissionsBoundary",), "take away the boundary of a role"),
    Way(("iam:DeleteUserPermissionsBoundary",), "take away one's own boundary"),
    Way((_HAND_ON, "ec2:RunInstances"), "start a machine with a stronger role and use its credentials"),
    Way((_HAND_ON, "lambda:CreateFunction", "lambda:InvokeFunction"), "run code as a function with a stronger role"),
    Way(
        (_HAND_ON, "lambda:CreateFunction", "lambda:CreateEventSourceMapping"),
        "have events run code with a stronger role",
    ),
    Way(
        (_HAND_ON, "lambda:CreateFunction", "lambda:AddPermission"), "let oneself call a function with a stronger role"
    ),
    Way(("lambda:UpdateFunctionCode",), "replace the code of a function that has a stronger role"),
    Way(("lambda:UpdateFunctionConfiguration",), "slip a layer into a function that has a stronger role"),
    Way((_HAND_ON, "cloudformation:CreateStack"), "have a stack made with a stronger role"),
    Way((_HAND_ON, "glue:CreateDevEndpoint"), "open a shell that has a stronger role"),
    Way((_HAND_ON, "glue:CreateJob"), "run a job with a stronger role"),
    Way(("glue:UpdateDevEndpoint",), "put one's own key into a shell that has a stronger role"),
    Way(
        (_HAND_ON, "datapipeline:CreatePipeline", "datapipeline:PutPipelineDefinition"),
        "run a command as a stronger role",
    ),
    Way((_HAND_ON, "ecs:RegisterTaskDefinition", "ecs:RunTask"), "run a container with a stronger role"),
    Way((_HAND_ON, "ecs:RegisterTaskDefinition", "ecs:CreateService"), "keep a container with a stronger role running"),
    Way((_HAND_ON, "ecs:RegisterTaskDefinition", "ecs:UpdateService"), "put a stronger role into a running service"),
    Way((_HAND_ON, "codebuild:CreateProject", "codebuild:StartBuild"), "run a build with a stronger role"),
    Way((_HAND_ON, "sagemaker:CreateNotebookInstance"), "open a notebook that has a stronger role"),
    Way((_HAND_ON, "sagemaker:CreateTrainingJob"), "run a training job with a stronger role"),
    Way((_HAND_ON, "sagemaker:CreateProcessingJob"), "run a processing job with a stronger role"),
    Way(("sagemaker:CreatePresignedNotebookInstanceUrl",), "open a notebook that has a stronger role"),
    Way((_HAND_ON, "apprunner:CreateService"), "run a service with a stronger role"),
    Way(
        (_HAND_ON, "bedrock-agentcore:CreateCodeInterpreter", "bedrock-agentcore:InvokeCodeInterpreter"),
        "run code in an interpreter with a stronger role",
    ),
    Way((_HAND_ON, "states:CreateStateMachine"), "have a workflow call services as a stronger role"),
    Way((_HAND_ON, "autoscaling:CreateLaunchConfiguration"), "have machines started with a stronger role"),
    Way(("codestar:CreateProject", _HAND_ON), "have a project make an administrator"),
    Way(("ssm:SendCommand",), "run commands on machines that have stronger roles"),
    Way(("ssm:StartSession",), "open a shell on machines that have stronger roles"),
    Way(("ec2-instance-connect:SendSSHPublicKey",), "sign in to machines that have stronger roles"),
    Way(
        ("ec2:ModifyInstanceAttribute", "ec2:StopInstances", "ec2:StartInstances"),
        "have a machine with a stronger role start with a script of one's own",
    ),
    Way(("cloudformation:UpdateStack",), "change a stack that has a stronger role"),
    Way(
        ("cloudformation:CreateChangeSet", "cloudformation:ExecuteChangeSet"),
        "change a stack that has a stronger role",
    ),
)


def escalates(policy: Policy) -> Iterator[Breach]:
    """What the statements of an identity's policy allow together leads to more than they say."""
    if policy.attached is None or need(policy.attached) != "identity" or policy.statements is None:
        raise NotHere
    found: dict[str, Known[str]] = {}
    denied: list[str] = []
    unknown: list[Unknown] = []
    for statement in need(policy.statements):
        try:
            _gather(statement, found, denied)
        except NotKnown as error:
            unknown.append(error.unknown)
    ways = [way for way in WAYS if all(action in found and not _hit(denied, action) for action in way.needs)]
    if ways:
        yield _told(ways, found)
    elif unknown:
        raise NotKnown(unknown[0])


def _gather(statement: PolicyStatement, found: dict[str, Known[str]], denied: list[str]) -> None:
    """Take in what a statement allows or denies without a condition. One that allows everything has its own check."""
    if statement.allow is None or statement.actions is None:
        return
    actions = listed(statement.actions)
    if not need(statement.allow):
        denied += [each.value for each in spelled(actions)]
        return
    if statement.conditions is not None and need(statement.conditions):
        return
    if any(each.value in ("*", "*:*") for each in spelled(actions)):
        return
    reached = [
        (action, each)
        for each in spelled(actions)
        for way in WAYS
        for action in way.needs
        if covers(each.value, action)
    ]
    if reached and broad(statement):
        for action, each in reached:
            found.setdefault(action, each)
    unknown = next((each for each in actions if isinstance(each, Unknown)), None)
    if unknown:
        raise NotKnown(unknown)


def _hit(patterns: list[str], action: str) -> bool:
    return any(covers(pattern, action) for pattern in patterns)


def _told(ways: list[Way], found: Mapping[str, Known[str]]) -> Breach:
    first = ways[0]
    more = list(dict.fromkeys(way.needs[-1] for way in ways[1:]))
    says = f"with {' and '.join(first.needs)} one can {first.says}"
    if more:
        says += f"; other ways up: {', '.join(more[:4])}" + (f" and {len(more) - 4} more" if len(more) > 4 else "")
    at = found[first.needs[-1]]
    return Breach(at.place, says, at.trail)


JUDGES: Final[Mapping[str, Judge]] = {"escalates": escalates}
