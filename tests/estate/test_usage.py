"""Whether anything uses a resource: by reference, by name, or because it is handed out."""

from __future__ import annotations

import json

from holdfast.estate.kinds.identity import AccessKey
from holdfast.estate.kinds.network import FirewallGroup
from holdfast.estate.readers import reader
from holdfast.model.resource import Resource
from holdfast.model.value import Known, Unknown

GROUP = 'resource "aws_security_group" "web" {\n  name = "web"\n}\n'


def _read(name: str, files: dict[str, str]) -> list[Resource]:
    content = {path: text.encode() for path, text in files.items()}
    face = reader(name)
    return [each for unit in face.units(content) for each in face.read(unit, content).resources]


def _used(name: str, files: dict[str, str]) -> bool | None:
    (group,) = (each for each in _read(name, files) if isinstance(each, FirewallGroup))
    assert group.used is not None
    return None if isinstance(group.used, Unknown) else group.used.value


def test_an_output_of_the_root_hands_it_out() -> None:
    assert _used("terraform", {"main.tf": GROUP}) is False
    out = 'output "group" {\n  value = aws_security_group.web.id\n}\n'
    assert _used("terraform", {"main.tf": GROUP + out}) is True


def test_an_output_of_a_module_that_nobody_reads_does_not() -> None:
    call = 'module "web" {\n  source = "./web"\n}\n'
    out = 'output "group" {\n  value = aws_security_group.web.id\n}\n'
    assert _used("terraform", {"main.tf": call, "web/main.tf": GROUP + out}) is False
    use = 'resource "aws_instance" "a" {\n  vpc_security_group_ids = [module.web.group]\n}\n'
    assert _used("terraform", {"main.tf": call + use, "web/main.tf": GROUP + out}) is True


def test_a_module_that_lies_elsewhere_may_use_it() -> None:
    """Its argument refers to the group, and who hands it out cannot be told from who uses it."""
    call = 'module "b" {\n  source = "other/place/aws"\n  groups = [aws_security_group.web.id]\n}\n'
    assert _used("terraform", {"main.tf": GROUP + call}) is not False


def test_a_plan_says_what_it_hands_out_in_its_configuration() -> None:
    plan = {
        "terraform_version": "1.9.0",
        "planned_values": {
            "root_module": {
                "resources": [
                    {
                        "address": "aws_security_group.web",
                        "mode": "managed",
                        "type": "aws_security_group",
                        "name": "web",
                        "values": {"name": "web"},
                    }
                ]
            }
        },
        "configuration": {
            "root_module": {
                "outputs": {"group": {"expression": {"references": ["aws_security_group.web.id"]}}},
                "resources": [{"address": "aws_security_group.web", "expressions": {}}],
            }
        },
    }
    assert _used("plan", {"plan.json": json.dumps(plan)}) is True
    plan["configuration"] = {"root_module": {}}
    assert _used("plan", {"plan.json": json.dumps(plan)}) is False


def test_a_key_that_is_kept_encrypted_is_handed_to_nobody() -> None:
    key = 'resource "aws_iam_access_key" "a" {\n  user = "a"\n}\n'
    kept = 'resource "aws_ssm_parameter" "a" {\n  type = "SecureString"\n  value = aws_iam_access_key.a.secret\n}\n'
    shown = kept.replace("SecureString", "String")
    for text, expected in ((kept, ()), (shown, ("aws_ssm_parameter.a",))):
        (found,) = (each for each in _read("terraform", {"main.tf": key + text}) if isinstance(each, AccessKey))
        assert isinstance(found.handed_to, Known)
        assert tuple(each.value for each in found.handed_to.value if isinstance(each, Known)) == expected
